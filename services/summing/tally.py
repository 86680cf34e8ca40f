"""What happened in a stretch of time, in figures: counted by the store, compared without any model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import fmean, median
from typing import Protocol, Self

from services.incident import ChannelId, Incident

NOISIEST = 5  # alarms that are named


@dataclass(frozen=True, slots=True)
class Stretch:
    """From *since* until before *until*, both with their zones."""

    since: datetime
    until: datetime

    @classmethod
    def back(cls, until: datetime, span: timedelta) -> Self:
        return cls(until - span, until)

    @property
    def length(self) -> timedelta:
        """As time passes, which is not what the clock on the wall says where it was put forward or back."""
        return self.until.astimezone(UTC) - self.since.astimezone(UTC)

    def before(self) -> "Stretch":
        """As long, and over when this one begins."""
        return Stretch(self.since - self.length, self.since)

    def earlier(self, days: int) -> "Stretch":
        """The same hours, so many days before; by the clock on the wall of the zone that they are in."""
        back = timedelta(days=days)
        return Stretch(self.since - back, self.until - back)


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took, in seconds, as often as it happened."""

    times: int
    mean: float
    median: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self | None:
        """None where it never happened; clocks that differ make no time negative."""
        spent = [max(one, 0.0) for one in seconds]
        return cls(len(spent), fmean(spent), median(spent)) if spent else None


@dataclass(frozen=True, slots=True)
class Noisy:
    """An alarm that went off again and again."""

    name: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    stretch: Stretch
    opened: int = 0
    recovered: int = 0
    closed: int = 0  # otherwise: by hand, with its alarm, or for want of any word of it
    noisiest: tuple[Noisy, ...] = ()
    to_watch: Took | None = None  # from opening to the first who watched
    to_recover: Took | None = None

    @property
    def is_quiet(self) -> bool:
        return not (self.opened or self.recovered or self.closed)


class Tallies(Protocol):
    """What is counted of the incidents in the store; where a channel is named, of those shown there."""

    async def tally(self, stretch: Stretch, channel: ChannelId | None = None) -> Tally: ...

    async def concerned(
        self, stretch: Stretch, channel: ChannelId | None = None, at_most: int = 50
    ) -> list[Incident]:
        """Those that opened or closed in *stretch*, the newest first."""
