"""What the desk needs remembered, in DynamoDB."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from services.alarm import Alarm
from services.desk import (
    Change,
    Delivery,
    Notification,
    Outcome,
    StoreUnavailable,
    UnknownIncident,
    Verdict,
)
from services.event import Event
from services.incident import ChannelId, Incident, IncidentId, SilenceId
from services.muting.mute import Mute
from services.record import Known, Record, Step
from services.storage import codec
from services.storage.dynamodb import names
from services.storage.dynamodb.backlog import all_channels
from services.storage.dynamodb.quieting import answer, mutes_now
from services.storage.dynamodb.silences import hushed, remember_to_retell
from services.storage.dynamodb.subjects import incidents_of, load, put_event, put_incident, retell
from services.storage.dynamodb.table import Table, together
from services.storage.dynamodb.unit import Key, Unit
from services.storage.dynamodb.values import Item, pack, unpack
from services.storage.owing import SEEN_FOR

log = structlog.get_logger(__name__)

Channels = Callable[[Notification], Sequence[ChannelId]]
Decide = Callable[[Known, Alarm], Step]


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides about every message of a batch."""

    decide: Decide
    channels: Channels
    now: datetime
    mutes: Sequence[Mute] = ()
    seen_for: timedelta = SEEN_FOR


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one delivery, and the note that it left about its silence."""

    outcome: Outcome
    silence: SilenceId | None = None
    note: Item = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DynamoStore:
    table: Table
    clock: Callable[[], float] = time.time
    seen_for: timedelta = SEEN_FOR

    async def accept(
        self, deliveries: Sequence[Delivery], decide: Decide, channels: Channels
    ) -> list[Outcome]:
        """Take in each delivery that was not seen before, in a transaction of its own.

        Those about one alarm go one after the other. Where the table fails, what was taken in stays so.
        """
        now = datetime.fromtimestamp(self.clock(), UTC)
        mutes, ended = await mutes_now(self.table, now)
        terms = Terms(decide, channels, now, mutes, self.seen_for)
        taken: dict[int, Taken] = {}
        await together(self._accept_all(chain, taken, terms) for chain in _chains(deliveries))
        told = await self._retell([taken[number] for number in sorted(taken)])
        outcomes = [_also_told(taken[number], told) for number in range(len(deliveries))]
        return await self._with_all_channels(outcomes) if ended else outcomes

    async def _with_all_channels(self, outcomes: list[Outcome]) -> list[Outcome]:
        """A mute that ended beside what was heard wakes whatever channels say so."""
        known = await self.table.run(all_channels)
        return [replace(one, channels=[*one.channels, *known]) for one in outcomes]

    async def change(self, incident: IncidentId, change: Change) -> Incident:
        """Change one incident as *change* says, or raise UnknownIncident; the same again is no change."""
        return await self.table.run(lambda unit: _change(unit, incident, change))

    async def flapping(self) -> list[Incident]:
        """The incidents, open or closed, in which something goes up and down."""
        return await self.table.run(
            lambda unit: incidents_of(unit, [one["subject"] for one in unit.query(names.FLAPPING)])
        )

    async def _accept_all(
        self, chain: Sequence[tuple[int, Delivery]], taken: dict[int, Taken], terms: Terms
    ) -> None:
        for number, delivery in chain:
            taken[number] = await self._accept(delivery, terms)

    async def _accept(self, delivery: Delivery, terms: Terms) -> Taken:
        try:
            return await self.table.run(partial(_accept, delivery=delivery, terms=terms))
        except StoreUnavailable:  # the table, not the message
            raise
        except Exception:  # one message's trouble is not the others'; it goes to the dead-letter queue
            log.exception("message_not_accepted", message_id=delivery.message_id)
            return Taken(Outcome(Verdict.FAILED))

    async def _retell(self, taken: Sequence[Taken]) -> dict[SilenceId, Sequence[ChannelId]]:
        """One word on each silence's card for all that has come under it."""
        notes: dict[SilenceId, list[Item]] = {}
        for one in taken:
            if one.silence:
                notes.setdefault(one.silence, []).append(one.note)
        return {silence: await self.table.run(partial(answer, notes=some)) for silence, some in notes.items()}


def _chains(deliveries: Sequence[Delivery]) -> list[list[tuple[int, Delivery]]]:
    """What is about one alarm stays in its order; what else has the same key, is the same."""
    chains: dict[str, list[tuple[int, Delivery]]] = {}
    for number, delivery in enumerate(deliveries):
        said = delivery.notification
        about = said.arn if isinstance(said, Alarm) else delivery.key
        chains.setdefault(about, []).append((number, delivery))
    return list(chains.values())


def _also_told(taken: Taken, told: dict[SilenceId, Sequence[ChannelId]]) -> Outcome:
    if taken.silence is None:
        return taken.outcome
    channels = [*taken.outcome.channels, *told.get(taken.silence, ())]
    return replace(taken.outcome, channels=channels)


def _accept(unit: Unit, delivery: Delivery, terms: Terms) -> Taken:
    seen, said = names.seen(delivery.key), delivery.notification
    unit.fetch([seen, *_about(said)])  # in one look
    known, now = unit.get(*seen), terms.now.timestamp()
    if known and known["until"] > now:  # DynamoDB may take days to remove what has run out
        return Taken(Outcome(Verdict.SEEN))
    until = now + terms.seen_for.total_seconds()
    unit.put(*seen, {"until": until, "ttl": int(until)})
    if isinstance(said, Event):
        channels = terms.channels(said)
        put_event(unit, said, channels)
        return Taken(Outcome(Verdict.ACCEPTED, channels=channels))
    return _take_in(unit, said, terms)


def _about(said: Notification) -> list[Key]:
    return [names.subject(said.id)] if isinstance(said, Event) else [names.alarm(said.arn)]


def _take_in(unit: Unit, said: Alarm, terms: Terms) -> Taken:
    channels = terms.channels(said)
    known = _known(unit, said)
    step = terms.decide(known, said)
    _remember(unit, said, replace(step.record, heard_at=terms.now), step.incident or known.incident)
    if step.incident is None:
        return Taken(Outcome(Verdict.ACCEPTED))
    incident, is_new = step.incident, known.incident is None or known.incident.id != step.incident.id
    if terms.mutes:
        incident = hushed(unit, terms.mutes, incident, channels, terms.now, is_new=is_new)
    told = put_incident(unit, incident, step.line, channels if is_new else None)
    outcome = Outcome(Verdict.ACCEPTED, incident.id, told)
    if incident.muting is None:
        return Taken(outcome)
    silence = incident.muting.silence
    key = remember_to_retell(unit, silence, incident, anew=is_new)
    return Taken(outcome, silence, {**key._asdict(), "silence": silence, "anew": is_new})


def _known(unit: Unit, said: Alarm) -> Known:
    item = unit.get(*names.alarm(said.arn))
    if item is None:
        return Known()
    row = load(unit, item["incident"]) if "incident" in item else None
    record = codec.load_record(unpack(item["doc"])) if "doc" in item else Record()
    return Known(record, row.incident if row else None)


def _remember(unit: Unit, said: Alarm, record: Record, incident: Incident | None) -> None:
    doc = pack(codec.dump_record(record))
    unit.put(*names.alarm(said.arn), {"doc": doc, "incident": incident.id if incident else None})


def _change(unit: Unit, incident_id: IncidentId, change: Change) -> Incident:
    row = load(unit, incident_id)
    if row is None or row.incident is None:
        raise UnknownIncident(incident_id)
    before = row.incident
    after, line = change(before)
    if after != before:
        put_incident(unit, after, line)
        if after.muting:
            retell(unit, after.muting.silence)
    return after
