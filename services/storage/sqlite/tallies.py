"""What is counted of the incidents, in SQLite: by two covering indexes, so that a long past costs nothing."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.incident import ChannelId, Incident
from services.storage import codec
from services.storage.sqlite.database import Database
from services.summing.tally import NOISIEST, Noisy, Stretch, Tally, Took

_SHOWN_THERE = """
    AND (:channel IS NULL OR EXISTS (
        SELECT 1 FROM post WHERE post.subject = life.id AND post.channel = :channel AND post.seq = 0
    ))
"""
_OPENED = f"FROM life WHERE opened_at >= :since AND opened_at < :until {_SHOWN_THERE}"
_CLOSED = f"FROM life WHERE closed_at >= :since AND closed_at < :until {_SHOWN_THERE}"
_RECOVERED = f"{_CLOSED} AND state = 'OK'"
_TOOK = f"{_RECOVERED} AND opened_at IS NOT NULL"
_NOISIEST = f"""
    SELECT arn, count(*) AS times, max(opened_at) AS last {_OPENED}
    GROUP BY arn ORDER BY times DESC, last DESC LIMIT {NOISIEST}
"""
_NAME = """
    SELECT json_extract(subject.doc, '$.alarm.name') AS name FROM alarm
    JOIN subject ON subject.id = alarm.incident WHERE alarm.arn = ?
"""
# by whom it was watched first, though they may have stopped since; people act rarely enough to begin there
_WATCHED = f"""
    SELECT min(line.at) - life.opened_at AS took FROM line JOIN life ON life.id = line.subject
    WHERE line.act = 'watched' AND line.at >= :since AND life.opened_at >= :since
        AND life.opened_at < :until {_SHOWN_THERE}
    GROUP BY life.id
"""  # noqa: S608 — constants
_CONCERNED = f"""
    SELECT doc FROM life JOIN subject USING (id) WHERE id IN (
        SELECT id FROM (SELECT id {_OPENED} ORDER BY opened_at DESC LIMIT :most) UNION
        SELECT id FROM (SELECT id {_CLOSED} ORDER BY closed_at DESC LIMIT :most)
    )
    ORDER BY coalesce(opened_at, closed_at) DESC LIMIT :most
"""  # noqa: S608 — constants


@dataclass(frozen=True, slots=True)
class SqliteTallies:
    database: Database

    async def tally(self, stretch: Stretch, channel: ChannelId | None = None) -> Tally:
        return await self.database.run(lambda db: _tally(db, stretch, _values(stretch, channel)))

    async def concerned(
        self, stretch: Stretch, channel: ChannelId | None = None, at_most: int = 50
    ) -> list[Incident]:
        """Those that opened or closed in *stretch*, the newest first."""
        values = _values(stretch, channel) | {"most": at_most}
        rows = await self.database.run(lambda db: db.execute(_CONCERNED, values).fetchall())
        return [codec.load_incident(row["doc"]) for row in rows]


def _values(stretch: Stretch, channel: ChannelId | None) -> dict[str, Any]:
    return {"since": stretch.since.timestamp(), "until": stretch.until.timestamp(), "channel": channel}


def _tally(db: sqlite3.Connection, stretch: Stretch, values: dict[str, Any]) -> Tally:
    recovered = _count(db, _RECOVERED, values)
    return Tally(
        stretch,
        _count(db, _OPENED, values),
        recovered,
        _count(db, _CLOSED, values) - recovered,
        tuple(_noisy(db, row) for row in db.execute(_NOISIEST, values).fetchall()),
        Took.of([row["took"] for row in db.execute(_WATCHED, values)]),
        _to_recover(db, values),
    )


def _count(db: sqlite3.Connection, which: str, values: dict[str, Any]) -> int:
    return int(db.execute(f"SELECT count(*) {which}", values).fetchone()[0])


def _to_recover(db: sqlite3.Connection, values: dict[str, Any]) -> Took | None:
    """Counted where it stands: a bad week may have more of them than one wants to fetch."""
    took = "max(closed_at - opened_at, 0)"
    times, mean = db.execute(f"SELECT count(*), avg({took}) {_TOOK}", values).fetchone()
    if not times:
        return None
    middle = {"some": 2 - times % 2, "skip": (times - 1) // 2}
    query = f"SELECT {took} AS took {_TOOK} ORDER BY took LIMIT :some OFFSET :skip"
    rows = db.execute(query, values | middle).fetchall()
    return Took(times, mean, sum(row["took"] for row in rows) / len(rows))


def _noisy(db: sqlite3.Connection, row: sqlite3.Row) -> Noisy:
    known = db.execute(_NAME, (row["arn"],)).fetchone()
    name = known["name"] if known else row["arn"].rpartition(":")[2]
    return Noisy(name, row["times"], datetime.fromtimestamp(row["last"], UTC))
