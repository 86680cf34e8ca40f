"""What is remembered of one alarm between its incidents, and what the next word about it means."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from services.alarm import Alarm, ContributorId, State
from services.incident import Changed, Incident, IncidentId, Line

RECENT = timedelta(days=30)
RECENT_AT_MOST = 200  # openings remembered of one alarm
CLOSE = timedelta(seconds=1)  # some write a change's time in whole seconds


@dataclass(frozen=True, slots=True)
class Word:
    """The newest state heard of an alarm, or of one of its contributors."""

    contributor: ContributorId
    state: State
    at: datetime
    swept: bool = False  # a sweep was first to know it


@dataclass(frozen=True, slots=True)
class Record:
    words: tuple[Word, ...] = ()
    ok_since: datetime | None = None
    no_data: int = 0  # times without data while nothing was wrong
    openings: tuple[datetime, ...] = ()
    heard_at: datetime | None = None  # when the newest word came in, whatever time it speaks of

    def word(self, contributor: ContributorId) -> Word | None:
        """The newest of *contributor*; that all is well says so of each of them."""
        about = {word.contributor: word for word in self.words}
        own, whole = about.get(contributor), about.get(ContributorId(""))
        all_well = whole is not None and whole.state is State.OK and (own is None or own.at < whole.at)
        return whole if all_well else own

    def heard(self, alarm: Alarm) -> Self:
        """After *alarm*, the newest word of its contributor."""
        word = Word(alarm.contributor_id, alarm.state, alarm.changed_at, alarm.swept)
        others = tuple(one for one in self.words if one.contributor != word.contributor)
        ok_since = (self.ok_since or alarm.changed_at) if alarm.state is State.OK else None
        return replace(self, words=(*others, word), ok_since=ok_since)

    def opened(self, at: datetime) -> Self:
        kept = tuple(one for one in self.openings if at - one < RECENT)
        return replace(self, openings=(*kept, at)[-RECENT_AT_MOST:])


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of an alarm: its record and its newest incident, open or closed."""

    record: Record = Record()
    incident: Incident | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What one word changes: the record always, an incident where there is something to show."""

    record: Record
    incident: Incident | None = None
    line: Line | None = None


def take(known: Known, alarm: Alarm, new_id: Callable[[], IncidentId]) -> Step:
    """What *alarm* means for what is *known*; what comes late never overwrites what is newer."""
    word = known.record.word(alarm.contributor_id)
    if word and word.swept and word.state is alarm.state and abs(alarm.changed_at - word.at) < CLOSE:
        return Step(known.record)
    if word and alarm.changed_at < word.at:
        return _late(known, alarm, word, new_id)
    heard = replace(known, record=known.record.heard(alarm))
    if known.incident and (known.incident.is_open or _ends(known.incident, alarm)):
        return _change(heard, known.incident, alarm)
    if alarm.state is State.ALARM or alarm.previous is State.ALARM:
        return _open(known, heard.record, alarm, new_id)
    return Step(replace(heard.record, no_data=heard.record.no_data + (alarm.state is not State.OK)))


def _ends(incident: Incident, alarm: Alarm) -> bool:
    """Whether *alarm* is the end, as CloudWatch sees it, of what was closed before it had recovered."""
    early = incident.closed_by is not None or incident.ending is not None
    return early and incident.state is not State.OK and alarm.state is not State.ALARM


def _change(known: Known, incident: Incident, alarm: Alarm) -> Step:
    after = incident.changed(alarm)
    again = alarm.state is State.ALARM and alarm.contributor is None
    return Step(
        known.record, after, _line(alarm, loud=again or incident.state is not after.state is State.ALARM)
    )


def _open(known: Known, record: Record, alarm: Alarm, new_id: Callable[[], IncidentId]) -> Step:
    """A new incident: at its ALARM, or at what followed an ALARM that was not heard."""
    opened_at = alarm.changed_at if alarm.state is State.ALARM else None
    record = record.opened(alarm.changed_at)
    incident = replace(
        Incident.heard(new_id(), alarm, opened_at=opened_at),
        was_ok_since=known.record.ok_since if opened_at else None,
        earlier=known.incident.id if known.incident else None,
        recent=len(record.openings),
    )
    return Step(record, incident, _line(alarm))


def _late(known: Known, alarm: Alarm, newest: Word, new_id: Callable[[], IncidentId]) -> Step:
    incident, line = known.incident, _line(alarm, late=True)
    if incident and not (incident.closed_at and alarm.changed_at > incident.closed_at):
        began = alarm.state is State.ALARM and incident.opened_at is None
        return Step(known.record, incident.dated_back(alarm.changed_at) if began else incident, line)
    if alarm.state is not State.ALARM:
        return Step(known.record)
    missed = Incident.heard(new_id(), alarm, opened_at=alarm.changed_at)
    after = replace(
        alarm, state=newest.state, changed_at=newest.at, previous=State.ALARM, values=(), reason=""
    )
    return Step(known.record.opened(alarm.changed_at), replace(missed.changed(after), version=1), line)


def _line(alarm: Alarm, *, late: bool = False, loud: bool = False) -> Changed:
    of = alarm.contributor.attributes if alarm.contributor else ()
    return Changed(alarm.changed_at, alarm.state, alarm.previous, alarm.reason, of, late, loud)
