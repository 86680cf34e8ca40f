"""When the bot was there, and which runs of its jobs are taken, in SQLite."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from pydantic import TypeAdapter

from services.attendance import Away, Tell
from services.incident import ChannelId, Incident
from services.storage import codec
from services.storage.owing import CLAIMED_FOR
from services.storage.sqlite.backlog import HELD_BACK
from services.storage.sqlite.database import Database
from services.storage.sqlite.subjects import put_event

_AWAY = TypeAdapter(Away)
_PUT = "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"
_GONE_BY = f"""
    SELECT post.id, post.channel, subject.doc
    FROM post JOIN subject ON subject.id = post.subject
    WHERE post.shown < post.wanted AND subject.closed = 1 AND {HELD_BACK}
    ORDER BY post.channel, post.n
"""  # noqa: S608 — a constant


@dataclass(frozen=True, slots=True)
class SqliteLogbook:
    database: Database

    async def beat(self, now: datetime, gap: timedelta) -> Away | None:
        """A sign of life. Give the absence that is not told yet: the one that just ended, or an older one."""
        return await self.database.run(lambda db: _beat(db, now, gap))

    async def tell(self, away: Away, tell: Tell) -> int:
        """Let one event a channel speak for what opened and closed in *away*; give how many incidents."""
        return await self.database.run(lambda db: _tell(db, away, tell))

    async def claim(self, job: str, slot: datetime) -> bool:
        """Take one run of a job, the first to come alone."""
        return await self.database.run(lambda db: _claim(db, job, slot))


def _beat(db: sqlite3.Connection, now: datetime, gap: timedelta) -> Away | None:
    untold, last = _value(db, "away"), _value(db, "heartbeat")
    db.execute(_PUT, ("heartbeat", now.isoformat()))
    away = _AWAY.validate_json(untold) if untold else None
    beaten = datetime.fromisoformat(last) if last else now
    if now - beaten < gap:
        return away
    away = Away(away.since if away else beaten, now)
    db.execute(_PUT, ("away", _AWAY.dump_json(away).decode()))
    return away


def _tell(db: sqlite3.Connection, away: Away, tell: Tell) -> int:
    rows = [(row, _incident(row)) for row in db.execute(_GONE_BY).fetchall()]
    gone_by = [(row, one) for row, one in rows if one.closed_at and one.closed_at <= away.until]
    for channel, group in groupby(gone_by, key=lambda pair: ChannelId(pair[0]["channel"])):
        pairs = list(group)
        put_event(db, tell(away, channel, [one for _, one in pairs]), [channel])
        # the event shows them: their cards, and what their threads were to say
        cards = [(row["id"],) for row, _ in pairs]
        db.executemany("UPDATE post SET shown = wanted WHERE card = ?", cards)
    db.execute("DELETE FROM meta WHERE name = 'away'")
    return len({one.id for _, one in gone_by})


def _claim(db: sqlite3.Connection, job: str, slot: datetime) -> bool:
    prefix, at = f"slot/{job}/", slot.astimezone(UTC)
    old = f"{prefix}{(at - CLAIMED_FOR).isoformat()}"
    db.execute("DELETE FROM meta WHERE name > ? AND name < ?", (prefix, old))
    name = f"{prefix}{at.isoformat()}"
    return db.execute("INSERT OR IGNORE INTO meta (name, value) VALUES (?, '')", (name,)).rowcount == 1


def _value(db: sqlite3.Connection, name: str) -> str:
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row["value"]) if row else ""


def _incident(row: sqlite3.Row) -> Incident:
    return codec.load_incident(row["doc"])
