"""What is remembered of reports, in SQLite: whose page is where, and who is filing one."""

import secrets
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from services.desk import UnknownIncident
from services.incident import IncidentId, Line, Reported
from services.reporting.filing import Claim
from services.reporting.form import Record
from services.storage import codec
from services.storage.sqlite.database import Database
from services.storage.sqlite.joining import keep
from services.storage.sqlite.subjects import put_incident
from services.storage.urgency import PERSON


@dataclass(frozen=True, slots=True)
class Kept:
    """A row: the report, and who has claimed it until when."""

    record: Record
    token: str = ""
    claimed_until: datetime | None = None

    def is_claimed(self, now: datetime) -> bool:
        return self.claimed_until is not None and now < self.claimed_until


_KEPT = TypeAdapter(Kept)


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
    return _KEPT.validate_json(row["doc"]) if row else None


def _keep(db: sqlite3.Connection, incident: IncidentId, kept: Kept) -> None:
    doc = _KEPT.dump_json(kept).decode()
    db.execute("INSERT OR REPLACE INTO report (incident, doc) VALUES (?, ?)", (incident, doc))


def _claim(
    db: sqlite3.Connection, incident: IncidentId, wanted: Record, now: datetime, until: datetime
) -> Claim:
    known = _kept(db, incident)
    if known and known.is_claimed(now):
        return Claim(incident, known.record)
    record = replace(known.record, by=wanted.by) if known else wanted
    token = secrets.token_hex(8)
    _keep(db, incident, Kept(record, token, until))
    return Claim(incident, record, token, is_first=known is None)


def _release(db: sqlite3.Connection, claim: Claim) -> None:
    known = _kept(db, claim.incident)
    if known is None or known.token != claim.token:
        return
    if claim.is_first and not claim.keep:
        db.execute("DELETE FROM report WHERE incident = ?", (claim.incident,))
    else:
        _keep(db, claim.incident, Kept(known.record))


def _filed(db: sqlite3.Connection, claim: Claim, line: Reported) -> None:
    """Even where the claim has run out: a page that is known is worth more than one that is looked for."""
    query = "SELECT kind, doc FROM subject WHERE id = ? AND kind IN ('incident', 'storm')"
    row = db.execute(query, (claim.incident,)).fetchone()
    if row is None:
        raise UnknownIncident(claim.incident)
    known = _kept(db, claim.incident)
    others = known if known and known.token != claim.token else None
    _keep(db, claim.incident, replace(others, record=claim.record) if others else Kept(claim.record))
    if row["kind"] == "storm":
        keep(db, replace(codec.load_storm(row["doc"]), report=line.url), PERSON)
    else:
        put_incident(db, codec.load_incident(row["doc"]).reported(line.url), line)
