"""Forgetting, in SQLite: by indexes on when a thing was over, a little a transaction.

A row of long ago is on a page that nobody has read since: how much is a little, the clock decides as well.
"""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.retention import Past, Step
from services.storage.sqlite.database import Database

# how many rows of one it deleted, of so many at most; none of one that stays
Forget = Callable[[sqlite3.Connection, str, float, int], int]

LONG = 0.005  # seconds of a step; what makes it durable comes on top
LOOKED_AT = 4  # for each row that may go: many may have to stay, and cost little

_INCIDENTS = """
    SELECT id, closed_at AS over FROM life WHERE closed_at >= :at AND closed_at < :before
    ORDER BY closed_at, state, opened_at, id LIMIT :most OFFSET :skip
"""
_EVENTS = """
    SELECT id, over FROM subject
    WHERE kind IN ('event', 'silence', 'storm') AND over >= :at AND over < :before
    ORDER BY over, id LIMIT :most OFFSET :skip
"""
_MUTES = """
    SELECT id, over FROM mute WHERE ended = 1 AND over >= :at AND over < :before
    ORDER BY over, id LIMIT :most OFFSET :skip
"""
# what is still to be shown, kept quiet or open stays; a storm as long as an alarm of it
_STAYS = """
    SELECT 1 FROM subject WHERE id = :id AND (
        kind <> 'event' AND (closed = 0 OR silence IS NOT NULL)
        OR EXISTS (SELECT 1 FROM post WHERE post.subject = :id AND seq = 0 AND shown < wanted)
        OR EXISTS (SELECT 1 FROM post WHERE post.storm = :id)
    )
"""
# the newest incident of an alarm that somebody has heard of, or seen, since
_NEEDED = """
    SELECT 1 FROM life JOIN alarm ON alarm.arn = life.arn AND alarm.incident = life.id
    WHERE life.id = :id AND max(
        coalesce(described, 0),
        coalesce((julianday(json_extract(alarm.doc, '$.heard_at')) - 2440587.5) * 86400.0, 0)
    ) >= :before
"""
_SILENCES_OF_MUTE = "SELECT 1 FROM subject WHERE id > :id || '-' AND id < :id || '.'"
_SOME_POSTS = "DELETE FROM post WHERE n IN (SELECT n FROM post WHERE subject = :id LIMIT :most)"
_SOME_LINES = """
    DELETE FROM line WHERE subject = :id AND seq IN (SELECT seq FROM line WHERE subject = :id LIMIT :most)
"""
_REST_OF_INCIDENT = (
    "DELETE FROM alarm WHERE arn = (SELECT arn FROM life WHERE id = :id) AND incident = :id",
    "DELETE FROM report WHERE incident = :id",
    "DELETE FROM life WHERE id = :id",
    "DELETE FROM subject WHERE id = :id",
)
_AUDIT = "DELETE FROM audit WHERE n IN (SELECT n FROM audit WHERE at < :before ORDER BY at LIMIT :most)"
_SEEN = """
    DELETE FROM seen WHERE key IN (SELECT key FROM seen WHERE until < :before ORDER BY until LIMIT :most)
"""


@dataclass(slots=True)
class Place:
    """How far a pass has come: what is kept at this very moment is not looked at twice."""

    at: float = 0.0
    skip: int = 0

    def __str__(self) -> str:
        return f"{self.at!r} {self.skip}"

    @classmethod
    def read(cls, text: str) -> "Place":
        at, _, skip = text.partition(" ")
        return cls(float(at), int(skip)) if text else cls(float("-inf"))

    def kept(self, at: float) -> None:
        self.at, self.skip = at, (self.skip if at == self.at else 0) + 1


@dataclass(frozen=True, slots=True)
class Span:
    """What one step may do."""

    before: float
    at_most: int  # rows
    after: str
    ends: Callable[[], bool]  # whether the step has lasted long enough


@dataclass(frozen=True, slots=True)
class SqliteArchive:
    database: Database
    clock: Callable[[], float] = time.perf_counter

    async def forget(self, past: Past, before: datetime, at_most: int, after: str = "") -> Step:
        return await self.database.run(lambda db: self._forget(db, past, before, at_most, after))

    def _forget(self, db: sqlite3.Connection, past: Past, before: datetime, at_most: int, after: str) -> Step:
        began = self.clock()  # on the store's thread: what it waited for that is not its own
        span = Span(before.timestamp(), at_most, after, lambda: self.clock() - began > LONG)
        return _some(db, _SOME[past], span) if past in _SOME else _each(db, *_EACH[past], span)


def _each(db: sqlite3.Connection, query: str, forget: Forget, span: Span) -> Step:
    place, left, forgotten = Place.read(span.after), span.at_most, 0
    most = span.at_most * LOOKED_AT
    bounds = {"at": place.at, "skip": place.skip, "before": span.before, "most": most}
    rows = db.execute(query, bounds).fetchall()
    for row in rows:
        taken = forget(db, row["id"], span.before, left)
        forgotten += 0 < taken != left  # as many as it might: of this one there may be more
        left -= taken
        if not taken:
            place.kept(row["over"])
        if left <= 0 or span.ends():
            return Step(forgotten, str(place))
    return Step(forgotten, str(place) if len(rows) == most else "")


def _some(db: sqlite3.Connection, query: str, span: Span) -> Step:
    gone = db.execute(query, {"before": span.before, "most": span.at_most}).rowcount
    return Step(gone, "more" if gone == span.at_most else "")


def _forget_incident(db: sqlite3.Connection, one: str, before: float, at_most: int) -> int:
    needed = db.execute(_NEEDED, {"id": one, "before": before}).fetchone()
    return 0 if needed else _forget_subject(db, one, before, at_most)


def _forget_subject(db: sqlite3.Connection, one: str, _: float, at_most: int) -> int:
    """All of it, or as many of its posts and lines as may be."""
    if db.execute(_STAYS, {"id": one}).fetchone():
        return 0
    taken = db.execute(_SOME_POSTS, {"id": one, "most": at_most}).rowcount
    taken += db.execute(_SOME_LINES, {"id": one, "most": max(at_most - taken, 0)}).rowcount
    if taken < at_most:
        taken += sum(db.execute(query, {"id": one}).rowcount for query in _REST_OF_INCIDENT)
    return taken


def _forget_mute(db: sqlite3.Connection, one: str, _before: float, _at_most: int) -> int:
    """Once its last silence is forgotten."""
    if db.execute(_SILENCES_OF_MUTE, {"id": one}).fetchone():
        return 0
    return db.execute("DELETE FROM mute WHERE id = ?", (one,)).rowcount


_EACH = {
    Past.INCIDENTS: (_INCIDENTS, _forget_incident),
    Past.EVENTS: (_EVENTS, _forget_subject),
    Past.MUTES: (_MUTES, _forget_mute),
}
_SOME = {Past.AUDIT: _AUDIT, Past.SEEN: _SEEN}
