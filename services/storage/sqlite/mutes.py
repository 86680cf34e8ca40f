"""What muting needs remembered, in SQLite."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.incident import ChannelId, Incident, IncidentId, Person
from services.muting.mute import Mute, silence_of
from services.storage import codec
from services.storage.sqlite.database import Database
from services.storage.sqlite.silences import begin, end, end_what_is_over, mutes_on, silences, take_over

_OPEN = "SELECT doc FROM subject WHERE kind = 'incident' AND closed = 0"


@dataclass(frozen=True, slots=True)
class SqliteMutes:
    database: Database

    async def mutes(self) -> list[Mute]:
        """Those that have not ended."""
        return await self.database.run(mutes_on)

    async def incident(self, incident: IncidentId) -> Incident | None:
        return await self.database.run(lambda db: _incident(db, incident))

    async def open_under(self, mute: Mute) -> list[Incident]:
        """The open incidents that *mute* covers."""
        return await self.database.run(lambda db: _open_under(db, mute))

    async def add(self, mute: Mute, now: datetime, channels: Sequence[ChannelId]) -> None:
        """Begin *mute*; where its time is now, with its card, and with what is open under it."""
        await self.database.run(lambda db: _add(db, mute, now, channels))

    async def end(self, mutes: Sequence[Mute], now: datetime, by: Person) -> None:
        await self.database.run(lambda db: _end(db, mutes, now, by))

    async def look(self, now: datetime) -> int:
        """End what has run its time; give how many silences that were."""
        return await self.database.run(lambda db: end_what_is_over(db, mutes_on(db), now))


def _incident(db: sqlite3.Connection, incident: IncidentId) -> Incident | None:
    row = db.execute("SELECT doc FROM subject WHERE id = ? AND kind = 'incident'", (incident,)).fetchone()
    return codec.load_incident(row["doc"]) if row else None


def _open_under(db: sqlite3.Connection, mute: Mute) -> list[Incident]:
    opened = [codec.load_incident(row["doc"]) for row in db.execute(_OPEN).fetchall()]
    return [one for one in opened if mute.covers(one.alarm)]


def _add(db: sqlite3.Connection, mute: Mute, now: datetime, channels: Sequence[ChannelId]) -> None:
    db.execute("INSERT INTO mute (id, doc) VALUES (?, ?)", (mute.id, codec.dump_mute(mute)))
    silence = silence_of(mute, now)
    if silence:
        begin(db, silence, channels)
        take_over(db, silence, _open_under(db, mute), now)


def _end(db: sqlite3.Connection, mutes: Sequence[Mute], now: datetime, by: Person) -> None:
    for mute in mutes:
        ended = codec.dump_mute(replace(mute, ended_by=by))
        db.execute("UPDATE mute SET ended = 1, doc = ? WHERE id = ?", (ended, mute.id))
    meant = {mute.id for mute in mutes}
    for silence in silences(db):
        if silence.mute.id in meant:
            end(db, silence, now, by)
