"""What a sweep needs remembered, in SQLite."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import TypeAdapter

from services.alarm import AlarmArn
from services.incident import Ended, Ending, Incident
from services.record import Record
from services.storage import codec
from services.storage.sqlite.database import Database
from services.storage.sqlite.subjects import put_incident
from services.sweep import Held, Swept

LAST_SWEEP = "last_sweep"
_SWEPT = TypeAdapter(Swept)
_HELD = """
    SELECT alarm.arn, alarm.doc AS record, alarm.described, subject.doc AS incident
    FROM alarm LEFT JOIN subject ON subject.id = alarm.incident
    WHERE alarm.arn IN (
        SELECT value FROM json_each(?) UNION
        SELECT json_extract(doc, '$.alarm.arn') FROM subject WHERE kind = 'incident' AND closed = 0
    )
"""


@dataclass(frozen=True, slots=True)
class SqliteTruth:
    database: Database

    async def held(self, arns: Sequence[AlarmArn]) -> dict[AlarmArn, Held]:
        """What the store has of *arns*, and of every alarm whose incident is open."""
        rows = await self.database.run(lambda db: db.execute(_HELD, (json.dumps(arns),)).fetchall())
        return {AlarmArn(row["arn"]): _held(row) for row in rows}

    async def end(self, incident: Incident, ending: Ending, at: datetime) -> bool:
        """Close *incident*, unless it has changed meanwhile."""
        return await self.database.run(lambda db: _end(db, incident, ending, at))

    async def saw(self, arns: Sequence[AlarmArn], at: datetime) -> None:
        """Remember that CloudWatch has *arns*, as far as the bot knows them."""
        query = "UPDATE alarm SET described = ? WHERE arn IN (SELECT value FROM json_each(?))"
        values = (at.timestamp(), json.dumps(arns))
        await self.database.run(lambda db: db.execute(query, values).close())

    async def keep(self, swept: Swept) -> None:
        query = "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"
        values = (LAST_SWEEP, _SWEPT.dump_json(swept).decode())
        await self.database.run(lambda db: db.execute(query, values).close())

    async def last(self) -> Swept | None:
        query = "SELECT value FROM meta WHERE name = ?"
        row = await self.database.run(lambda db: db.execute(query, (LAST_SWEEP,)).fetchone())
        return _SWEPT.validate_json(row["value"]) if row else None


def _held(row: sqlite3.Row) -> Held:
    return Held(
        codec.load_record(row["record"]) if row["record"] else Record(),
        codec.load_incident(row["incident"]) if row["incident"] else None,
        datetime.fromtimestamp(row["described"], UTC) if row["described"] is not None else None,
    )


def _end(db: sqlite3.Connection, incident: Incident, ending: Ending, at: datetime) -> bool:
    row = db.execute("SELECT doc FROM subject WHERE id = ?", (incident.id,)).fetchone()
    if row is None or codec.load_incident(row["doc"]).version != incident.version:
        return False
    put_incident(db, incident.ended(ending, at), Ended(at, ending))
    return True
