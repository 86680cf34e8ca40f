"""A mute: which alarms, until when, by whom and why; and the weekly windows of maintenance."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from fnmatch import fnmatchcase
from typing import NewType, Self
from zoneinfo import ZoneInfo

from services.alarm import Alarm, AlarmArn, State
from services.incident import Incident, IncidentId, Muting, Person, SilenceId

MuteId = NewType("MuteId", str)

LONGEST_PATTERN, LONGEST_REASON = 255, 200
MOST_STARS = 10  # of a pattern; each costs another look at a name
LISTED = 20  # alarms that a silence names
WILD = frozenset("*?")
DAY, WEEK, MINUTE = timedelta(days=1), 7, timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Weekly:
    """From *start* to *end* on these days (Monday is 0), by *zone*; the end may be on the next morning."""

    days: tuple[int, ...]
    start: time
    end: time
    zone: str

    def around(self, now: datetime) -> tuple[datetime, datetime] | None:
        """The window that *now* falls into, if it does."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        for day in (today - DAY, today):
            since, until = self._on(day)
            if day.weekday() in self.days and since <= now < until:
                return since, until
        return None

    def next(self, now: datetime) -> datetime:
        """When the next window begins."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        days = (today + ahead * DAY for ahead in range(WEEK + 1))
        begins = (self._on(day)[0] for day in days if day.weekday() in self.days)
        return next(begin for begin in begins if begin > now)

    def _on(self, day: date) -> tuple[datetime, datetime]:
        last = day if self.end > self.start else day + DAY
        zone = ZoneInfo(self.zone)
        return _by_the_wall(day, self.start, zone), _by_the_wall(last, self.end, zone)


def _by_the_wall(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When the clock on the wall has come to *clock*: what summer time skips, it comes to at once."""
    wall = datetime.combine(day, clock)
    usual = wall.replace(tzinfo=zone).astimezone(UTC)
    skipped = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while skipped < usual and skipped.astimezone(zone).replace(tzinfo=None) < wall:
        skipped += MINUTE
    return min(usual, skipped)


@dataclass(frozen=True, slots=True)
class Mute:
    id: MuteId
    pattern: str  # an alarm's name; * and ? stand for anything
    by: Person
    since: datetime
    until: datetime | None = None  # of one that is not weekly
    weekly: Weekly | None = None
    reason: str = ""
    ended_by: Person | None = None
    arn: AlarmArn | None = None  # of the one alarm it is about, whatever signs its name may hold

    @property
    def is_wide(self) -> bool:
        """Whether it may be about more than one alarm."""
        return self.arn is None and not WILD.isdisjoint(self.pattern)

    def covers(self, alarm: Alarm) -> bool:
        return self.is_about(alarm.arn, alarm.name)

    def is_about(self, arn: AlarmArn, name: str) -> bool:
        if self.arn:
            return arn == self.arn
        if not self.is_wide:
            return name == self.pattern
        pattern = self.pattern.casefold().replace("[", "[[]")  # many names begin like [prod]
        return fnmatchcase(name.casefold(), pattern)

    def around(self, now: datetime) -> tuple[datetime, datetime] | None:
        """From when until when it is quiet, if it is now."""
        if self.weekly:
            return self.weekly.around(now)
        return (self.since, self.until) if self.until and self.since <= now < self.until else None


@dataclass(frozen=True, slots=True)
class Quieted:
    """An alarm that has no card of its own, or a quiet one, while a mute goes on."""

    incident: IncidentId
    name: str
    state: State
    since: datetime
    is_over: bool = False

    @classmethod
    def of(cls, incident: Incident) -> Self:
        since = incident.closed_at or incident.since
        return cls(incident.id, incident.alarm.name, incident.state, since, not incident.is_open)


@dataclass(frozen=True, slots=True)
class Silence:
    """One stretch of a mute, as its own card tells it: nothing is hidden in silence."""

    id: SilenceId
    mute: Mute
    since: datetime
    until: datetime
    ended_at: datetime | None = None
    count: int = 0  # alarms that it keeps, or has kept, quiet
    wrong: int = 0  # how many of them are not back
    quieted: tuple[Quieted, ...] = ()  # some of them, the gravest first

    @property
    def muting(self) -> Muting:
        return Muting(self.id, self.mute.by, self.until, self.mute.reason, self.mute.pattern)

    def telling(self, count: int, wrong: int, quieted: Iterable[Quieted]) -> Self:
        return replace(self, count=count, wrong=wrong, quieted=tuple(quieted))

    def ended(self, at: datetime, by: Person | None = None) -> Self:
        mute = replace(self.mute, ended_by=by) if by else self.mute
        return replace(self, mute=mute, ended_at=at)


def silence_of(mute: Mute, now: datetime) -> Silence | None:
    """The stretch of *mute* that *now* falls into, if it does; asked for twice it is the same."""
    span = mute.around(now)
    if span is None:
        return None
    since, until = span
    return Silence(SilenceId(f"{mute.id}-{since.astimezone(UTC):%Y%m%dT%H%M}"), mute, since, until)


def mute_of(silence: SilenceId) -> MuteId:
    return MuteId(silence.rpartition("-")[0])


def longest(mutes: Iterable[Mute], alarm: Alarm, now: datetime) -> Silence | None:
    """Of the stretches that *alarm* is quiet in now, the one that ends last."""
    covering = (silence_of(mute, now) for mute in mutes if mute.covers(alarm))
    return max((one for one in covering if one), key=lambda one: one.until, default=None)
