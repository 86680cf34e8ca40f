"""What is remembered of one alarm between its incidents, and what the next word about it means."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from services.alarm import Alarm, ContributorId, State
from services.flap import USUAL, Flap, FlapRule, Turn, remembered
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
    turns: tuple[Turn, ...] = ()  # of late, the oldest first

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

    def turned(self, alarm: Alarm, rule: FlapRule) -> Self:
        """With *alarm*, where it is a turn that was not counted yet."""
        if not rule.changes or not self._is_turn(alarm):
            return self
        turn = Turn(alarm.contributor_id, alarm.changed_at)
        return replace(self, turns=remembered((*self.turns, turn), rule.within))

    def _is_turn(self, alarm: Alarm) -> bool:
        """Only CloudWatch knows what it was before; what comes late may be known by a sweep."""
        word = self.word(alarm.contributor_id)
        before = (None if alarm.by_hand else alarm.previous) or (word.state if word else None)
        if before is alarm.state or State.ALARM not in {before, alarm.state}:
            return False
        late = word is not None and alarm.changed_at < word.at
        return not late or all(abs(alarm.changed_at - at) >= CLOSE for at in self.turns_of(alarm))

    def turns_of(self, alarm: Alarm) -> list[datetime]:
        """When *alarm*, or that contributor of it, turned of late."""
        return [one.at for one in self.turns if one.contributor == alarm.contributor_id]

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


def take(known: Known, alarm: Alarm, new_id: Callable[[], IncidentId], rule: FlapRule = USUAL) -> Step:
    """What *alarm* means for what is *known*; what comes late never overwrites what is newer."""
    word = known.record.word(alarm.contributor_id)
    if word and word.swept and not alarm.swept and _is_same(word, alarm):
        return Step(known.record)
    turned = known.record.turned(alarm, rule)
    if word and alarm.changed_at < word.at:
        return _swung_late(_late(replace(known, record=turned), alarm, word, new_id), known, alarm, rule)
    flap = _flap(known.incident, turned, alarm, rule)
    heard = replace(known, record=turned.heard(alarm))
    if known.incident and (known.incident.is_open or _ends(known.incident, alarm)):
        step = _change(heard, known.incident, alarm)
        return _swung(step, known.incident, flap) if flap else step
    if known.incident and flap and State.ALARM in {alarm.state, alarm.previous}:
        return _swung(_change(heard, known.incident.reopened(), alarm), known.incident, flap)
    if alarm.state is State.ALARM or alarm.previous is State.ALARM:
        return _open(known, heard.record, alarm, new_id)
    return Step(replace(heard.record, no_data=heard.record.no_data + (alarm.state is not State.OK)))


def _is_same(word: Word, alarm: Alarm) -> bool:
    return word.state is alarm.state and abs(alarm.changed_at - word.at) < CLOSE


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


def _flap(incident: Incident | None, record: Record, alarm: Alarm, rule: FlapRule) -> Flap | None:
    """What goes on with *alarm*, or begins with it: so many turns that they are no news each."""
    if incident is None or not rule.changes:
        return None
    going_on = incident.flap_of(alarm.contributor_id, alarm.changed_at, rule)
    if going_on:
        return going_on.swung(alarm.changed_at)
    turns = [at for at in record.turns_of(alarm) if alarm.changed_at - at < rule.within]
    if len(turns) < rule.changes or turns[-1] != alarm.changed_at:
        return None
    of = alarm.contributor.attributes if alarm.contributor else ()
    return Flap(alarm.contributor_id, of, turns[0], alarm.changed_at, len(turns))


def _swung(step: Step, before: Incident, flap: Flap) -> Step:
    """*step* as one of many; it is news that it begins, and that it is back where somebody had closed it."""
    if step.incident is None or not isinstance(step.line, Changed):
        return step
    after = step.incident.flapped(flap)
    begins = len(after.flaps) > len(before.flaps)
    is_back = after.is_open and (before.closed_by or before.ending)
    if begins or is_back:
        loud = step.line.loud or (after.is_open and step.line.state is State.ALARM and not before.is_open)
        line = replace(step.line, loud=loud, flap=flap if begins else None)
    else:
        line = replace(step.line, loud=False, quiet=True)
    return replace(step, incident=after, line=line)


def _swung_late(step: Step, before: Known, alarm: Alarm, rule: FlapRule) -> Step:
    """What comes late counts as well, if it is of the time in which it flapped, and never alone."""
    known, said = before.incident, step.line
    flap = known.flap_of(alarm.contributor_id, alarm.changed_at, rule) if known else None
    if not (flap and step.incident and known and isinstance(said, Changed) and step.incident.id == known.id):
        return step
    if alarm.changed_at < flap.since:
        return step
    counted = step.incident.flapped(flap.swung(alarm.changed_at))
    is_new = step.record is not before.record
    return replace(step, incident=counted if is_new else step.incident, line=replace(said, quiet=True))


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
