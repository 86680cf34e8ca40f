"""Who files which report: what a claim, its release and its page leave behind; the same in every store."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter

from services.incident import IncidentId
from services.reporting.filing import Claim
from services.reporting.form import Record


@dataclass(frozen=True, slots=True)
class Kept:
    """The report of an incident, and who has claimed it until when."""

    record: Record
    token: str = ""
    claimed_until: datetime | None = None

    def is_claimed(self, now: datetime) -> bool:
        return self.claimed_until is not None and now < self.claimed_until


_KEPT = TypeAdapter(Kept)


def dump_kept(kept: Kept) -> str:
    return _KEPT.dump_json(kept).decode()


def load_kept(doc: str) -> Kept:
    return _KEPT.validate_json(doc)


def claimed(
    known: Kept | None, incident: IncidentId, wanted: Record, now: datetime, until: datetime
) -> tuple[Claim, Kept | None]:
    """What is known wins over *wanted*; nothing new is kept where somebody else has it."""
    if known and known.is_claimed(now):
        return Claim(incident, known.record), None
    record = replace(known.record, by=wanted.by) if known else wanted
    token = secrets.token_hex(8)
    return Claim(incident, record, token, is_first=known is None), Kept(record, token, until)


def released(known: Kept, claim: Claim) -> Kept | None:
    """What was wanted first is forgotten where nothing came of it."""
    return None if claim.is_first and not claim.keep else Kept(known.record)


def filed(known: Kept | None, claim: Claim) -> Kept:
    """Even where the claim has run out: a page that is known is worth more than one that is looked for."""
    others = known if known and known.token != claim.token else None
    return replace(others, record=claim.record) if others else Kept(claim.record)
