"""What commands and the assistant want to see of the store; reading only."""

import sqlite3
from dataclasses import dataclass

from services.alarm import AlarmArn
from services.asking.talk import Thread
from services.incident import Incident, IncidentId
from services.overview import Shown
from services.status import Backlog
from services.storage import codec
from services.storage.sqlite.database import Database

_OPEN = """
    SELECT subject.doc, post.channel, post.ts FROM subject
    LEFT JOIN post ON post.subject = subject.id AND post.seq = 0
    WHERE subject.kind = 'incident' AND subject.closed = 0
"""
_OF_ALARM = """
    SELECT subject.doc, post.channel, post.ts FROM alarm JOIN subject ON subject.id = alarm.incident
    LEFT JOIN post ON post.subject = subject.id AND post.seq = 0
    WHERE alarm.arn = ?
"""
_BY_ID = "SELECT doc FROM subject WHERE id = ? AND kind = 'incident'"
_BY_CARD = """
    SELECT subject.doc FROM post JOIN subject ON subject.id = post.subject
    WHERE post.channel = ? AND post.ts = ? AND post.seq = 0 AND subject.kind = 'incident'
"""


@dataclass(frozen=True, slots=True)
class SqliteViews:
    database: Database

    async def shown(self) -> dict[AlarmArn, Shown]:
        """The open incidents with their cards."""
        # read on the store's thread as well: a storm's incidents would hold up the loop
        shown = await self.database.run(lambda db: [_shown(row) for row in db.execute(_OPEN)])
        return {one.incident.alarm.arn: one for one in shown}

    async def of(self, arn: AlarmArn) -> Shown | None:
        """The newest incident of an alarm, with its card."""
        row = await self.database.run(lambda db: db.execute(_OF_ALARM, (arn,)).fetchone())
        return _shown(row) if row else None

    async def incident(self, incident_id: IncidentId) -> Incident | None:
        row = await self.database.run(lambda db: db.execute(_BY_ID, (incident_id,)).fetchone())
        return codec.load_incident(row["doc"]) if row else None

    async def at(self, thread: Thread) -> Incident | None:
        """The incident whose card begins *thread*."""
        place = (thread.channel, thread.ts)
        row = await self.database.run(lambda db: db.execute(_BY_CARD, place).fetchone())
        return codec.load_incident(row["doc"]) if row else None

    async def figures(self) -> Backlog:
        return await self.database.run(_figures)


def _shown(row: sqlite3.Row) -> Shown:
    return Shown(codec.load_incident(row["doc"]), row["channel"], row["ts"])


def _figures(db: sqlite3.Connection) -> Backlog:
    owed = db.execute("SELECT channel, count(*) AS n FROM post WHERE shown < wanted GROUP BY channel")
    opened = db.execute("SELECT count(*) FROM subject WHERE kind = 'incident' AND closed = 0").fetchone()[0]
    pages, size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return Backlog(opened, {row["channel"]: row["n"] for row in owed}, pages * size)
