"""What becomes of the storms that are on: their gravest get cards, and what is over ends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.incident import IncidentId
from services.storage.dynamodb import names
from services.storage.dynamodb.members import entries, gravest, lay_note, members, recent
from services.storage.dynamodb.pages import pages_of
from services.storage.dynamodb.retelling import keep
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.subjects import load, load_all, save, with_card
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item
from services.storage.urgency import STATE
from services.storming.storm import CALM, Storm, StormId
from services.storming.storms import Listing


@dataclass(frozen=True, slots=True)
class Due:
    """What is to become of a storm."""

    storm: StormId
    gravest: Sequence[Item] | None  # none as long as they wait for its pages, and once they have their cards
    is_over: bool


async def look(table: Table, now: datetime) -> list[Listing]:
    """Sort out and end what is due; those whose list is due, once."""
    rows = await table.run(_on)
    due = [one for one in await table.each(lambda unit, row: _due(unit, row, now), rows) if one]
    told = await table.each(lambda unit, one: _carry_out(unit, one, now), due)
    return await table.each(_listing, [storm for storm in told if storm])


def _on(unit: Unit) -> list[Row]:
    return load_all(unit, [item["storm"] for item in unit.query(names.STORMS)])


def _due(unit: Unit, row: Row, now: datetime) -> Due | None:
    """Its alarms are read only where something may be due: they are many."""
    storm = row.storm
    if storm is None:
        return None
    stands = not storm.sorted_out and _stands(unit, row, storm)
    if not stands and now - storm.since < CALM:
        return None
    some = members(unit, storm.id)
    is_over = storm.is_over(now, recent(some, now))
    return Due(storm.id, gravest(some) if stands else None, is_over) if stands or is_over else None


def _stands(unit: Unit, row: Row, storm: Storm) -> bool:
    """Whether its card and all its pages do, those included that are only noted."""
    card, pages = row.cards.get(storm.channel), list(pages_of(unit, storm.id))
    noted = {note["page"] for note in unit.query(names.retold(storm.channel), prefix=storm.id)}
    known = noted <= {0, *(page.number for page in pages)}
    return bool(card and card.ts and pages and known and all(page.card.ts for page in pages))


def _carry_out(unit: Unit, due: Due, now: datetime) -> Storm | None:
    """Unless somebody else did."""
    row = load(unit, due.storm)
    before = after = row.storm if row else None
    if before is None or after is None or not before.is_on:
        return None
    if due.gravest is not None and not before.sorted_out:
        after = _sorted_out(unit, before, due.gravest)
    if due.is_over:
        after = after.ended(now)
        unit.drop(names.STORMS, before.channel)
    if after == before:
        return None
    after = replace(after, lists=after.lists + 1)
    keep(unit, after)
    return after


def _sorted_out(unit: Unit, storm: Storm, grave: Sequence[Item]) -> Storm:
    for row in load_all(unit, [one["subject"] for one in grave]):
        card = row.cards.get(storm.channel)
        if row.incident and card and card.storm == storm.id and card.page:
            save(unit, row, with_card(row, storm.channel, card.given(row.incident.version, STATE)))
            lay_note(unit, storm.channel, storm.id, card.page, row.incident.id)
    return replace(storm, sorted_out=True, gravest=tuple(IncidentId(one["subject"]) for one in grave))


def _listing(unit: Unit, storm: Storm) -> Listing:
    row = load(unit, storm.id)
    card = row.cards.get(storm.channel) if row else None
    return Listing(storm, card.ts if card else None, entries(unit, storm.id))
