"""An alarm that goes up and down: since when, how often, and when that is over."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Self

from services.alarm import ContributorId, State

TURNS_AT_MOST = 200  # remembered of one alarm and all its contributors


@dataclass(frozen=True, slots=True)
class Flap:
    """One alarm, or one contributor of it, going up and down within one incident."""

    contributor: ContributorId
    attributes: tuple[tuple[str, str], ...]
    since: datetime  # the first of its changes
    last: datetime  # the newest of them
    changes: int

    def swung(self, at: datetime) -> Self:
        return replace(self, last=max(self.last, at), changes=self.changes + 1)


@dataclass(frozen=True, slots=True)
class FlapRule:
    """What changes so often within that time flaps, until it has not changed for as long."""

    changes: int = 6  # three times up and down; 0: nothing flaps
    within: timedelta = timedelta(minutes=15)

    def goes_on(self, flap: Flap, at: datetime) -> bool:
        return at - flap.last < self.within


USUAL = FlapRule()


@dataclass(frozen=True, slots=True)
class Turn:
    """A change into ALARM, or out of it."""

    contributor: ContributorId
    at: datetime


def remembered(turns: Iterable[Turn], within: timedelta) -> tuple[Turn, ...]:
    """Those of late, the oldest first."""
    ordered = sorted(turns, key=lambda one: one.at)
    return tuple(one for one in ordered if ordered[-1].at - one.at < within)[-TURNS_AT_MOST:]


@dataclass(frozen=True, slots=True)
class Flapped:
    """A timeline line: the going up and down is over, and *state* is where it ended."""

    at: datetime
    since: datetime
    until: datetime  # its last change
    changes: int
    state: State
    contributor: tuple[tuple[str, str], ...] = ()
    loud: bool = False  # it is in ALARM for good, after changes that nobody was told of
    kind: Literal["flapped"] = "flapped"
