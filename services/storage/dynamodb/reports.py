"""What is remembered of reports, in DynamoDB: whose page is where, and who is filing one."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.desk import UnknownIncident
from services.incident import IncidentId, Line, Reported
from services.reporting.filing import Claim
from services.reporting.form import Record
from services.storage.claims import Kept, claimed, dump_kept, filed, load_kept, released
from services.storage.dynamodb import names
from services.storage.dynamodb.lines import load_line
from services.storage.dynamodb.retelling import keep
from services.storage.dynamodb.subjects import load, put_incident, retell
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import pack, unpack
from services.storage.urgency import PERSON


@dataclass(frozen=True, slots=True)
class DynamoReports:
    table: Table

    async def recall(self, incident: IncidentId) -> Record | None:
        kept = await self.table.run(lambda unit: _kept(unit, incident))
        return kept.record if kept else None

    async def claim(self, incident: IncidentId, wanted: Record, now: datetime, until: datetime) -> Claim:
        """Take the incident until *until*, unless somebody else has; what is known wins over *wanted*."""
        return await self.table.run(lambda unit: _claim(unit, incident, wanted, now, until))

    async def release(self, claim: Claim) -> None:
        """Give it back; what was wanted first is forgotten where nothing came of it."""
        await self.table.run(lambda unit: _release(unit, claim))

    async def filed(self, claim: Claim, line: Reported) -> None:
        """Remember the page of `claim.record`, and owe it to the incident's cards and their threads."""
        await self.table.run(lambda unit: _filed(unit, claim, line))

    async def course(self, incident: IncidentId) -> list[Line]:
        """The incident's timeline, as it was accepted."""
        return await self.table.run(lambda unit: _course(unit, incident))


def _kept(unit: Unit, incident: IncidentId) -> Kept | None:
    item = unit.get(*names.report(incident))
    return load_kept(unpack(item["doc"])) if item else None


def _keep(unit: Unit, incident: IncidentId, kept: Kept) -> None:
    unit.put(*names.report(incident), {"doc": pack(dump_kept(kept))})


def _claim(unit: Unit, incident: IncidentId, wanted: Record, now: datetime, until: datetime) -> Claim:
    claim, kept = claimed(_kept(unit, incident), incident, wanted, now, until)
    if kept:
        _keep(unit, incident, kept)
    return claim


def _release(unit: Unit, claim: Claim) -> None:
    known = _kept(unit, claim.incident)
    if known is None or known.token != claim.token:
        return
    kept = released(known, claim)
    if kept:
        _keep(unit, claim.incident, kept)
    else:
        unit.delete(*names.report(claim.incident))


def _filed(unit: Unit, claim: Claim, line: Reported) -> None:
    row = load(unit, claim.incident)
    if row is None or not (row.incident or row.storm):
        raise UnknownIncident(claim.incident)
    _keep(unit, claim.incident, filed(_kept(unit, claim.incident), claim))
    if row.storm:
        keep(unit, replace(row.storm, report=line.url), PERSON)
    if row.incident is None:
        return
    put_incident(unit, row.incident.reported(line.url), line)
    if row.incident.muting:
        retell(unit, row.incident.muting.silence)


def _course(unit: Unit, incident: IncidentId) -> list[Line]:
    items = unit.query(names.subject(incident).pk, prefix="LINE#")
    return [line for line in map(load_line, items) if line]
