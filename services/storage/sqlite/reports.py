"""What is remembered of reports, in SQLite: whose page is where, and who is filing one."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from services.desk import UnknownIncident
from services.incident import IncidentId, Line, Reported
from services.reporting.filing import Claim
from services.reporting.form import Record
from services.storage import codec
from services.storage.claims import Kept, claimed, dump_kept, filed, load_kept, released
from services.storage.sqlite.database import Database
from services.storage.sqlite.subjects import put_incident


@dataclass(frozen=True, slots=True)
class SqliteReports:
    database: Database

    async def recall(self, incident: IncidentId) -> Record | None:
        kept = await self.database.run(lambda db: _kept(db, incident))
        return kept.record if kept else None

    async def claim(self, incident: IncidentId, wanted: Record, now: datetime, until: datetime) -> Claim:
        """Take the incident until *until*, unless somebody else has; what is known wins over *wanted*."""
        return await self.database.run(lambda db: _claim(db, incident, wanted, now, until))

    async def release(self, claim: Claim) -> None:
        """Give it back; what was wanted first is forgotten where nothing came of it."""
        await self.database.run(lambda db: _release(db, claim))

    async def filed(self, claim: Claim, line: Reported) -> None:
        """Remember the page of `claim.record`, and owe it to the incident's cards and their threads."""
        await self.database.run(lambda db: _filed(db, claim, line))

    async def course(self, incident: IncidentId) -> list[Line]:
        """The incident's timeline, as it was accepted."""
        query = "SELECT doc FROM line WHERE subject = ? AND doc IS NOT NULL ORDER BY seq"
        rows = await self.database.run(lambda db: db.execute(query, (incident,)).fetchall())
        return [codec.load_line(row["doc"]) for row in rows]


def _kept(db: sqlite3.Connection, incident: IncidentId) -> Kept | None:
    row = db.execute("SELECT doc FROM report WHERE incident = ?", (incident,)).fetchone()
    return load_kept(row["doc"]) if row else None


def _keep(db: sqlite3.Connection, incident: IncidentId, kept: Kept) -> None:
    db.execute("INSERT OR REPLACE INTO report (incident, doc) VALUES (?, ?)", (incident, dump_kept(kept)))


def _claim(
    db: sqlite3.Connection, incident: IncidentId, wanted: Record, now: datetime, until: datetime
) -> Claim:
    claim, kept = claimed(_kept(db, incident), incident, wanted, now, until)
    if kept:
        _keep(db, incident, kept)
    return claim


def _release(db: sqlite3.Connection, claim: Claim) -> None:
    known = _kept(db, claim.incident)
    if known is None or known.token != claim.token:
        return
    kept = released(known, claim)
    if kept:
        _keep(db, claim.incident, kept)
    else:
        db.execute("DELETE FROM report WHERE incident = ?", (claim.incident,))


def _filed(db: sqlite3.Connection, claim: Claim, line: Reported) -> None:
    row = db.execute(
        "SELECT doc FROM subject WHERE id = ? AND kind = 'incident'", (claim.incident,)
    ).fetchone()
    if row is None:
        raise UnknownIncident(claim.incident)
    _keep(db, claim.incident, filed(_kept(db, claim.incident), claim))
    put_incident(db, codec.load_incident(row["doc"]).reported(line.url), line)
