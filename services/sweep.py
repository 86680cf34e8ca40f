"""The sweep: CloudWatch itself is the truth, and what was missed is opened, moved or closed by it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from services.alarm import Alarm, AlarmArn, State
from services.desk import Delivery, Outcome, Verdict
from services.incident import Ending, Incident
from services.overview import AlarmsUnreadable
from services.record import Record

log = structlog.get_logger(__name__)

SILENT = timedelta(days=7)  # the cards say so as well
BATCH = 100  # words accepted at once


@dataclass(frozen=True, slots=True)
class Described:
    """An alarm as CloudWatch has it, and whom it tells when it goes off."""

    alarm: Alarm
    tells: tuple[str, ...] = ()


There = Mapping[AlarmArn, Described]


@dataclass(frozen=True, slots=True)
class Held:
    """What the store has of an alarm: its record, its newest incident, and when a sweep last saw it."""

    record: Record
    incident: Incident | None = None
    described_at: datetime | None = None

    @property
    def open(self) -> Incident | None:
        return self.incident if self.incident and self.incident.is_open else None


NOTHING = Held(Record())


@dataclass(frozen=True, slots=True)
class Swept:
    """How a sweep ended; where it could not read, *trouble* says why and the rest is of the one before."""

    at: datetime | None = None  # of the last that could read
    seen: int = 0
    opened: int = 0
    moved: int = 0
    closed: int = 0
    deleted: int = 0
    silent: int = 0
    trouble: str = ""


class Alarms(Protocol):
    async def described(self) -> Sequence[Described]:
        """Every alarm of the account and region, or AlarmsUnreadable."""


class Desk(Protocol):
    async def accept(self, deliveries: Sequence[Delivery]) -> list[Outcome]: ...


class Truth(Protocol):
    """What a sweep needs of the store; every method is one durable transaction."""

    async def held(self, arns: Sequence[AlarmArn]) -> dict[AlarmArn, Held]:
        """What it has of *arns*, and of every alarm whose incident is open."""

    async def end(self, incident: Incident, ending: Ending, at: datetime) -> bool:
        """Close *incident*, unless it has changed meanwhile."""

    async def saw(self, arns: Sequence[AlarmArn], at: datetime) -> None: ...

    async def keep(self, swept: Swept) -> None: ...

    async def last(self) -> Swept | None: ...


@dataclass(frozen=True, slots=True)
class Sweep:
    alarms: Alarms
    desk: Desk
    truth: Truth
    topic_arn: str  # without one, only what the bot has heard of before is opened
    changed: Callable[[], None]  # wakes whoever shows
    clock: Callable[[], datetime]

    async def run(self) -> Swept:
        """Compare, and mend; what can't be read whole judges nothing."""
        began = self.clock()
        try:
            described = await self.alarms.described()
        except AlarmsUnreadable as error:
            log.warning("alarms_unreadable", error=str(error))
            return await self._keep(replace(await self.truth.last() or Swept(), trouble=str(error)))
        there = {one.alarm.arn: one for one in described}
        held = await self.truth.held([arn for arn, one in there.items() if one.alarm.state is State.ALARM])
        told = await self._tell(list(self._unheard(there, held, began)), held)
        ended = [await self._end(*one, began) for one in _endings(there, held, began)]
        await self.truth.saw(list(there), began)
        deleted, silent = (sum(one is ending for one in ended) for ending in Ending)
        return await self._keep(replace(told, at=began, seen=len(there), deleted=deleted, silent=silent))

    def _unheard(self, there: There, held: Mapping[AlarmArn, Held], began: datetime) -> Iterator[Alarm]:
        """What CloudWatch says that nobody has told us."""
        for arn, one in there.items():
            known = held.get(arn, NOTHING)
            if _heard_since(known, began) or _contradicted(known, one.alarm):
                continue
            if known.open and _differs(known.open, one.alarm):
                yield replace(one.alarm, previous=known.open.state, swept=True)
            elif known.open is None and self._is_ours(one, known) and not _closed_since(known, one.alarm):
                yield replace(one.alarm, swept=True)

    def _is_ours(self, one: Described, known: Held) -> bool:
        told = self.topic_arn in one.tells if self.topic_arn else bool(known.record.words)
        return told and one.alarm.state is State.ALARM

    async def _tell(self, words: Sequence[Alarm], held: Mapping[AlarmArn, Held]) -> Swept:
        told = Swept()
        for start in range(0, len(words), BATCH):
            some = words[start : start + BATCH]
            deliveries = [_delivery(alarm, held.get(alarm.arn, NOTHING)) for alarm in some]
            outcomes = await self.desk.accept(deliveries)
            for alarm, outcome in zip(some, outcomes, strict=True):
                if outcome.verdict is Verdict.ACCEPTED and outcome.incident:
                    told = _counted(told, alarm, held.get(alarm.arn, NOTHING))
        return told

    async def _end(self, incident: Incident, ending: Ending, at: datetime) -> Ending | None:
        ended = await self.truth.end(incident, ending, at)
        self.changed()
        return ending if ended else None

    async def _keep(self, swept: Swept) -> Swept:
        await self.truth.keep(swept)
        log.info("swept", **asdict(swept))
        return swept


def _heard_since(known: Held, began: datetime) -> bool:
    """Whether a word came in while CloudWatch was read: it may be newer than what was read."""
    return known.record.heard_at is not None and known.record.heard_at >= began


def _contradicted(known: Held, alarm: Alarm) -> bool:
    """Whether somebody has said another thing of it, later; contributors speak for themselves alone."""
    return any(
        word.state is not alarm.state and word.at > alarm.changed_at
        for word in known.record.words
        if not word.contributor
    )


def _differs(incident: Incident, alarm: Alarm) -> bool:
    """Contributors have states of their own; only that all is well says something of each."""
    return alarm.state is State.OK if incident.parts else alarm.state is not incident.state


def _closed_since(known: Held, alarm: Alarm) -> bool:
    """Whether this very ALARM was closed, by a person perhaps; not where only some contributors recovered."""
    incident = known.incident
    if incident is None or incident.closed_at is None:
        return False
    return incident.closed_at > alarm.changed_at and not _closed_by_parts(incident)


def _closed_by_parts(incident: Incident) -> bool:
    """Whether those of its contributors that the bot knows of have recovered, and nobody closed it."""
    closed = incident.closed_at is not None and incident.closed_by is None and incident.ending is None
    return closed and bool(incident.parts)


def _endings(
    there: There, held: Mapping[AlarmArn, Held], began: datetime
) -> Iterator[tuple[Incident, Ending]]:
    places = {one.alarm.place for one in there.values()}
    for arn, known in held.items():
        if known.open is None or _heard_since(known, began):
            continue
        if arn not in there and known.described_at and known.open.alarm.place in places:
            yield known.open, Ending.DELETED
        elif _unconfirmed(known, there.get(arn)) and began - _last_word(known, known.open) > SILENT:
            yield known.open, Ending.SILENT


def _unconfirmed(known: Held, one: Described | None) -> bool:
    return one is None or _contradicted(known, one.alarm)


def _last_word(known: Held, incident: Incident) -> datetime:
    heard = known.record.heard_at or incident.alarm.changed_at
    return max(heard, known.described_at or heard)


def _delivery(alarm: Alarm, known: Held) -> Delivery:
    """As the queue would bring it: an exact time tells a change from the next one.

    The same change is told once more where an incident that began with it was closed too early.
    """
    at = alarm.changed_at.isoformat()
    if known.incident and _closed_by_parts(known.incident):
        return Delivery(f"sweep:{alarm.arn}|{at}|{alarm.state}|{known.incident.id}", "sweep", alarm)
    if alarm.changed_at.microsecond:
        key = f"{alarm.arn}|{alarm.contributor_id}|{at}|{alarm.state}"
    else:
        key = f"sweep:{alarm.arn}|{at}|{alarm.state}"
    return Delivery(key, "sweep", alarm)


def _counted(told: Swept, alarm: Alarm, known: Held) -> Swept:
    if known.open is None:
        return replace(told, opened=told.opened + 1)
    if alarm.state is State.OK:
        return replace(told, closed=told.closed + 1)
    return replace(told, moved=told.moved + 1)
