"""The life of one alarm from its first ALARM until it is back: a value that changes by name."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Literal, NewType, Self

from services.alarm import Alarm, ContributorId, State
from services.flap import Flap, Flapped, FlapRule

IncidentId = NewType("IncidentId", str)
UserId = NewType("UserId", str)
ChannelId = NewType("ChannelId", str)
SilenceId = NewType("SilenceId", str)

GRAVITY = {State.OK: 0, State.INSUFFICIENT_DATA: 1, State.ALARM: 2}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in Slack, under the name that people there know."""

    id: UserId
    name: str


@dataclass(frozen=True, slots=True)
class Watcher:
    person: Person
    since: datetime


@dataclass(frozen=True, slots=True)
class Muting:
    """The mute that an incident is under, as its card tells it."""

    silence: SilenceId
    by: Person
    until: datetime
    reason: str = ""
    pattern: str = ""  # which alarms it is about


@dataclass(frozen=True, slots=True)
class Part:
    """One contributor of an alarm that watches many, in its own state."""

    id: ContributorId
    attributes: tuple[tuple[str, str], ...]
    state: State
    since: datetime
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A timeline line: the alarm said something."""

    at: datetime
    state: State
    previous: State | None
    reason: str
    contributor: tuple[tuple[str, str], ...] = ()
    late: bool = False  # it tells of before what was known already
    loud: bool = False  # into ALARM, under a card that people have seen before
    quiet: bool = False  # one of many while it flaps: no message tells it
    flap: Flap | None = None  # where it begins to flap with this
    kind: Literal["changed"] = "changed"


@dataclass(frozen=True, slots=True)
class Acted:
    """A timeline line: a person did something."""

    at: datetime
    person: Person
    act: Literal["watched", "unwatched", "closed"]
    kind: Literal["acted"] = "acted"


class Ending(StrEnum):
    """What closes an incident besides its recovery and a person."""

    DELETED = "deleted"  # CloudWatch has the alarm no more
    SILENT = "silent"  # nobody has said anything of it for days


@dataclass(frozen=True, slots=True)
class Ended:
    """A timeline line: it was closed though it never recovered."""

    at: datetime
    ending: Ending
    kind: Literal["ended"] = "ended"


@dataclass(frozen=True, slots=True)
class Muted:
    """A timeline line: it became quiet."""

    at: datetime
    muting: Muting
    kind: Literal["muted"] = "muted"


@dataclass(frozen=True, slots=True)
class Unmuted:
    """A timeline line: it is quiet no more; *by* nobody where its time had come."""

    at: datetime
    by: Person | None = None
    kind: Literal["unmuted"] = "unmuted"


@dataclass(frozen=True, slots=True)
class Reported:
    """A timeline line: its report was filed; *below* a page that people have made their own."""

    at: datetime
    by: Person
    url: str
    title: str
    version: int
    below: bool = False
    kind: Literal["reported"] = "reported"


Line = Changed | Acted | Ended | Muted | Unmuted | Reported | Flapped
Loud = Changed | Flapped  # those that may be


def is_loud(line: Line | None) -> bool:
    return isinstance(line, Loud) and line.loud


@dataclass(frozen=True, slots=True)
class Incident:
    id: IncidentId
    alarm: Alarm  # what was said last
    state: State
    since: datetime  # when *state* began
    opened_at: datetime | None  # its first ALARM; unknown where only the recovery was heard
    closed_at: datetime | None = None
    closed_by: Person | None = None
    ending: Ending | None = None
    version: int = 1
    was_ok_since: datetime | None = None  # before it opened
    last_value: float | None = None
    parts: tuple[Part, ...] = ()
    watchers: tuple[Watcher, ...] = ()
    earlier: IncidentId | None = None  # the incident of this alarm before this one
    recent: int = 1  # how often the alarm went off in 30 days, this time included
    muting: Muting | None = None
    report: str = ""  # the address of its page
    flaps: tuple[Flap, ...] = ()  # what goes up and down in it

    @classmethod
    def heard(cls, incident_id: IncidentId, alarm: Alarm, *, opened_at: datetime | None) -> Self:
        """A new incident, as its first *alarm* tells it."""
        blank = cls(incident_id, alarm, alarm.state, since=alarm.changed_at, opened_at=opened_at, version=0)
        return blank.changed(alarm)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def changed(self, alarm: Alarm) -> Self:
        """After *alarm*, the newest word; OK everywhere closes it."""
        parts = _parts(self.parts, alarm)
        state = max((part.state for part in parts), key=GRAVITY.__getitem__, default=alarm.state)
        over = state is State.OK
        return replace(
            self,
            alarm=alarm,
            state=state,
            since=self.since if state is self.state else alarm.changed_at,
            closed_at=(self.closed_at or alarm.changed_at) if over else self.closed_at,
            last_value=alarm.values[0] if alarm.values else self.last_value,
            parts=parts,
            version=self.version + 1,
        )

    def reopened(self) -> Self:
        """It goes on: what closed it was no end."""
        return replace(self, closed_at=None, closed_by=None, ending=None, version=self.version + 1)

    def flap_of(self, contributor: ContributorId, at: datetime, rule: FlapRule) -> Flap | None:
        """What goes on *at* that time; what is over only waits to be told."""
        going_on = (one for one in self.flaps if one.contributor == contributor and rule.goes_on(one, at))
        return next(going_on, None)

    def flapped(self, flap: Flap) -> Self:
        """With *flap* as it is now; it is the same one that began then."""
        others = (one for one in self.flaps if (one.contributor, one.since) != (flap.contributor, flap.since))
        return replace(self, flaps=(*others, flap), version=self.version + 1)

    def settled(self, flap: Flap) -> Self:
        rest = tuple(one for one in self.flaps if one != flap)
        return replace(self, flaps=rest, version=self.version + 1)

    def state_of(self, contributor: ContributorId) -> State:
        return next((part.state for part in self.parts if part.id == contributor), self.state)

    def dated_back(self, opened_at: datetime) -> Self:
        """The first ALARM came in after the recovery that it led to."""
        return replace(self, opened_at=opened_at, version=self.version + 1)

    def completed(self, found: Alarm) -> Self:
        return replace(self, alarm=self.alarm.completed(found), version=self.version + 1)

    def is_watched_by(self, person: Person) -> bool:
        return any(watcher.person.id == person.id for watcher in self.watchers)

    def watched(self, by: Person, at: datetime) -> Self:
        return replace(self, watchers=(*self.watchers, Watcher(by, at)), version=self.version + 1)

    def unwatched(self, by: Person) -> Self:
        rest = tuple(watcher for watcher in self.watchers if watcher.person.id != by.id)
        return replace(self, watchers=rest, version=self.version + 1)

    def muted(self, muting: Muting) -> Self:
        return replace(self, muting=muting, version=self.version + 1)

    def unmuted(self) -> Self:
        return replace(self, muting=None, version=self.version + 1)

    def reported(self, url: str) -> Self:
        return replace(self, report=url, version=self.version + 1)

    def closed(self, by: Person, at: datetime) -> Self:
        return replace(self, closed_at=at, closed_by=by, version=self.version + 1)

    def ended(self, ending: Ending, at: datetime) -> Self:
        return replace(self, closed_at=at, ending=ending, version=self.version + 1)


def _parts(parts: tuple[Part, ...], alarm: Alarm) -> tuple[Part, ...]:
    if alarm.contributor is None:
        recovered = alarm.state is State.OK
        return tuple(replace(part, state=State.OK) for part in parts) if recovered else parts
    value = alarm.values[0] if alarm.values else None
    new = Part(alarm.contributor.id, alarm.contributor.attributes, alarm.state, alarm.changed_at, value)
    if all(part.id != new.id for part in parts):
        return (*parts, new)
    return tuple(new if part.id == new.id else part for part in parts)
