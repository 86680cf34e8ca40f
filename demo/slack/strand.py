"""Message timestamps in order: a stretch of them is found without reading the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

_FOREVER: Final = 10**18


def micros(ts: str) -> int:
    """Read a timestamp as Slack writes it ("seconds.microseconds"), or whole seconds."""
    return int(Decimal(ts) * 1_000_000)


def timestamp(at: int) -> str:
    return f"{at // 1_000_000}.{at % 1_000_000:06d}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time that a look is about, both ends included, in microseconds."""

    oldest: int = 0
    latest: int = _FOREVER


@dataclass(slots=True)
class Strand:
    """The timestamps of one channel's or one thread's messages."""

    _order: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._order)

    def add(self, ts: str) -> None:
        insort(self._order, micros(ts))

    def remove(self, ts: str) -> None:
        at = micros(ts)
        place = bisect_left(self._order, at)
        if place < len(self._order) and self._order[place] == at:
            del self._order[place]

    def oldest_first(self, stretch: Stretch | None = None) -> list[str]:
        return [timestamp(at) for at in self._within(stretch or Stretch())]

    def newest(self, stretch: Stretch, limit: int) -> tuple[list[str], bool]:
        """Return the newest *limit* of the stretch, newest first, and whether older ones are left."""
        found = self._within(stretch)
        taken = found[-limit:]
        return [timestamp(at) for at in reversed(taken)], len(found) > len(taken)

    def oldest(self, stretch: Stretch, limit: int) -> tuple[list[str], bool]:
        """Return the oldest *limit* of the stretch, oldest first, and whether newer ones are left."""
        found = self._within(stretch)
        return [timestamp(at) for at in found[:limit]], len(found) > limit

    def last(self) -> str | None:
        return timestamp(self._order[-1]) if self._order else None

    def _within(self, stretch: Stretch) -> list[int]:
        first = bisect_left(self._order, stretch.oldest)
        return self._order[first : bisect_right(self._order, stretch.latest)]
