"""What is remembered of storms, in SQLite."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from services.desk import UnknownIncident
from services.incident import IncidentId
from services.storage.owing import PERSON
from services.storage.sqlite.database import Database
from services.storage.sqlite.joining import (
    as_told,
    card_of,
    entries,
    give_card,
    keep,
    load,
    recent,
    retell_member,
    sort_out,
    storms_on,
)
from services.storming.storm import Entry, Storm, StormId, worst_first
from services.storming.storms import Listing


@dataclass(frozen=True, slots=True)
class SqliteStorms:
    database: Database

    async def look(self, now: datetime) -> list[Listing]:
        """Give cards to the gravest where all pages stand, end what is over; say whose list is due, once."""
        return await self.database.run(lambda db: _look(db, now))

    async def storm(self, storm: StormId) -> Storm:
        """As it is told now, or UnknownIncident."""
        return await self.database.run(lambda db: as_told(db, _known(db, storm)))

    async def change(self, storm: StormId, change: Callable[[Storm], Storm]) -> None:
        await self.database.run(lambda db: _change(db, storm, change))

    async def entries(self, storm: StormId, part: str, at_most: int) -> list[Entry]:
        """Those with *part* in their names, what is in ALARM first."""
        return await self.database.run(
            lambda db: worst_first(entries(db, _known(db, storm).id), part)[:at_most]
        )

    async def give_card(self, storm: StormId, incident: IncidentId) -> None:
        """Owe an alarm of it a card of its own, now; one that has one keeps it."""
        await self.database.run(lambda db: _give_card(db, storm, incident))


def _known(db: sqlite3.Connection, storm: StormId) -> Storm:
    known = load(db, storm)
    if known is None:
        raise UnknownIncident(storm)
    return known


def _look(db: sqlite3.Connection, now: datetime) -> list[Listing]:
    due = []
    for before in storms_on(db):
        after = sort_out(db, before)
        over = after.is_over(now, recent(db, after, now))
        after = after.ended(now) if over else after
        if after != before:
            after = replace(after, lists=after.lists + 1)
            keep(db, after)
            due.append(_listing(db, after))
    return due


def _listing(db: sqlite3.Connection, storm: Storm) -> Listing:
    row = db.execute("SELECT ts FROM post WHERE id = ?", (card_of(storm),)).fetchone()
    return Listing(storm, row["ts"] if row else None, entries(db, storm.id))


def _change(db: sqlite3.Connection, storm: StormId, change: Callable[[Storm], Storm]) -> None:
    before = _known(db, storm)
    after = change(before)
    if after != before:
        keep(db, after, PERSON)


def _give_card(db: sqlite3.Connection, storm: StormId, incident: IncidentId) -> None:
    channel = _known(db, storm).channel
    if give_card(db, f"{incident}/{channel}/0", PERSON):
        retell_member(db, incident, anew=False)
