"""The audit trail in SQLite: written once, never changed."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.audit import Deed
from services.incident import Person, UserId
from services.storage.sqlite.database import Database

_INSERT = "INSERT INTO audit (at, user, name, action, target, outcome) VALUES (?, ?, ?, ?, ?, ?)"
_SINCE = "SELECT * FROM audit WHERE at >= ?"
_NEWEST = " ORDER BY n DESC LIMIT ?"
_WORD = " AND instr(lower(user || ' ' || name || ' ' || action || ' ' || target), lower(?)) > 0"


@dataclass(frozen=True, slots=True)
class SqliteTrail:
    database: Database

    async def record(self, deed: Deed) -> None:
        person = deed.person
        row = (deed.at.timestamp(), person.id, person.name, deed.action, deed.target, deed.outcome)
        await self.database.run(lambda db: db.execute(_INSERT, row).close())

    async def deeds(self, since: datetime, words: Sequence[str] = (), at_most: int = 1000) -> list[Deed]:
        """The newest first; each of *words* is part of the person, the action or the target."""
        return await self.database.run(lambda db: read(db, since, words, at_most))


def read(db: sqlite3.Connection, since: datetime, words: Sequence[str], at_most: int) -> list[Deed]:
    query = "".join((_SINCE, *[_WORD] * len(words), _NEWEST))
    return [_deed(row) for row in db.execute(query, (since.timestamp(), *words, at_most))]


def _deed(row: sqlite3.Row) -> Deed:
    person = Person(UserId(row["user"]), row["name"])
    return Deed(datetime.fromtimestamp(row["at"], UTC), person, row["action"], row["target"], row["outcome"])
