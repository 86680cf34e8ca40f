"""What the desk needs remembered, in SQLite."""

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog

from services.alarm import Alarm, AlarmArn
from services.desk import Change, Delivery, Notification, Outcome, UnknownIncident, Verdict
from services.event import Event
from services.incident import ChannelId, Incident, IncidentId
from services.muting.mute import Mute
from services.record import Known, Record, Step
from services.storage import codec
from services.storage.owing import SEEN_FOR
from services.storage.sqlite.database import Database, savepoint
from services.storage.sqlite.silences import end_what_is_over, hushed, mutes_on
from services.storage.sqlite.subjects import put_event, put_incident

log = structlog.get_logger(__name__)

_FLAPPING = "SELECT doc FROM subject WHERE kind = 'incident' AND json_array_length(doc, '$.flaps') > 0"

Channels = Callable[[Notification], Sequence[ChannelId]]
Decide = Callable[[Known, Alarm], Step]


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides about every message of a batch."""

    decide: Decide
    channels: Channels
    now: datetime
    mutes: Sequence[Mute] = ()


@dataclass(frozen=True, slots=True)
class SqliteStore:
    database: Database
    clock: Callable[[], float] = time.time
    seen_for: timedelta = SEEN_FOR

    async def accept(
        self, deliveries: Sequence[Delivery], decide: Decide, channels: Channels
    ) -> list[Outcome]:
        """Take in each delivery that was not seen before, under a savepoint of its own."""
        terms = Terms(decide, channels, datetime.fromtimestamp(self.clock(), UTC))
        return await self.database.run(lambda db: self._accept_all(db, deliveries, terms))

    async def change(self, incident: IncidentId, change: Change) -> Incident:
        """Change one incident as *change* says, or raise UnknownIncident; the same again is no change."""
        return await self.database.run(lambda db: _change(db, incident, change))

    async def flapping(self) -> list[Incident]:
        """The incidents, open or closed, in which something goes up and down."""
        rows = await self.database.run(lambda db: db.execute(_FLAPPING).fetchall())
        return [codec.load_incident(row["doc"]) for row in rows]

    def _accept_all(
        self, db: sqlite3.Connection, deliveries: Sequence[Delivery], terms: Terms
    ) -> list[Outcome]:
        mutes = mutes_on(db)
        ended = end_what_is_over(db, mutes, terms.now) if mutes else 0
        known = replace(terms, mutes=mutes_on(db) if ended else mutes)
        outcomes = [self._accept(db, delivery, known) for delivery in deliveries]
        return _with_all_that_is_owed(db, outcomes) if ended else outcomes

    def _accept(self, db: sqlite3.Connection, delivery: Delivery, terms: Terms) -> Outcome:
        try:
            with savepoint(db):
                if not self._first_time(db, delivery.key):
                    return Outcome(Verdict.SEEN)
                return _take_in(db, delivery.notification, terms)
        except sqlite3.OperationalError:  # the disk, not the message
            raise
        except Exception:  # one message's trouble is not the others'; it goes to the dead-letter queue
            log.exception("message_not_accepted", message_id=delivery.message_id)
            return Outcome(Verdict.FAILED)

    def _first_time(self, db: sqlite3.Connection, key: str) -> bool:
        until = self.clock() + self.seen_for.total_seconds()
        return db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, until)).rowcount == 1


def _with_all_that_is_owed(db: sqlite3.Connection, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """A mute has ended with this batch, and nobody else will wake the channels that are to say so."""
    rows = db.execute("SELECT DISTINCT channel FROM post WHERE shown < wanted").fetchall()
    owed = tuple(ChannelId(row["channel"]) for row in rows)
    return [replace(one, channels=(*one.channels, *owed)) for one in outcomes]


def _take_in(db: sqlite3.Connection, said: Notification, terms: Terms) -> Outcome:
    channels = terms.channels(said)
    if isinstance(said, Event):
        put_event(db, said, channels)
        return Outcome(Verdict.ACCEPTED, channels=channels)
    known = _known(db, said.arn)
    step = terms.decide(known, said)
    record = replace(step.record, heard_at=terms.now)
    db.execute(
        "INSERT INTO alarm (arn, incident, doc) VALUES (:arn, :incident, :doc) ON CONFLICT (arn) DO UPDATE "
        "SET doc = :doc, incident = coalesce(:incident, incident)",
        {"arn": said.arn, "incident": step.incident and step.incident.id, "doc": codec.dump_record(record)},
    )
    if step.incident is None:
        return Outcome(Verdict.ACCEPTED)
    incident = step.incident
    if terms.mutes:
        is_new = known.incident is None or known.incident.id != incident.id
        incident = hushed(db, terms.mutes, incident, channels, terms.now, is_new=is_new)
    return Outcome(Verdict.ACCEPTED, incident.id, put_incident(db, incident, step.line, new_in=channels))


def _known(db: sqlite3.Connection, arn: AlarmArn) -> Known:
    row = db.execute(
        "SELECT alarm.doc AS record, subject.doc AS incident FROM alarm "
        "LEFT JOIN subject ON subject.id = alarm.incident WHERE alarm.arn = ?",
        (arn,),
    ).fetchone()
    if row is None:
        return Known()
    incident = codec.load_incident(row["incident"]) if row["incident"] else None
    return Known(codec.load_record(row["record"]) if row["record"] else Record(), incident)


def _change(db: sqlite3.Connection, incident_id: IncidentId, change: Change) -> Incident:
    row = db.execute("SELECT doc FROM subject WHERE id = ? AND kind = 'incident'", (incident_id,)).fetchone()
    if row is None:
        raise UnknownIncident(incident_id)
    before = codec.load_incident(row["doc"])
    after, line = change(before)
    if after != before:
        put_incident(db, after, line)
    return after
