"""What is remembered of storms, in DynamoDB."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.desk import UnknownIncident
from services.incident import ChannelId, IncidentId
from services.post import Ts
from services.storage.dynamodb import names
from services.storage.dynamodb.looking import look
from services.storage.dynamodb.members import as_told, entries, lay_note
from services.storage.dynamodb.retelling import keep
from services.storage.dynamodb.subjects import load, save, with_card
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.urgency import PERSON
from services.storming.storm import Entry, Storm, StormId, worst_first
from services.storming.storms import Listing


@dataclass(frozen=True, slots=True)
class DynamoStorms:
    table: Table

    async def look(self, now: datetime) -> list[Listing]:
        """Give cards to the gravest where all pages stand, end what is over; say whose list is due, once."""
        return await look(self.table, now)

    async def storm(self, storm: StormId) -> Storm:
        """As it is told now, or UnknownIncident."""
        return await self.table.run(lambda unit: as_told(unit, _known(unit, storm)))

    async def storm_at(self, channel: ChannelId, ts: Ts) -> StormId | None:
        """The storm whose card begins that thread."""
        return await self.table.run(lambda unit: _at(unit, channel, ts))

    async def change(self, storm: StormId, change: Callable[[Storm], Storm]) -> None:
        await self.table.run(lambda unit: _change(unit, storm, change))

    async def entries(self, storm: StormId, part: str, at_most: int) -> list[Entry]:
        """Those with *part* in their names, what is in ALARM first."""
        known = await self.table.run(lambda unit: entries(unit, _known(unit, storm).id))
        return worst_first(known, part)[:at_most]

    async def give_card(self, storm: StormId, incident: IncidentId) -> None:
        """Owe an alarm of it a card of its own, now; one that has one keeps it."""
        await self.table.run(lambda unit: _give_card(unit, storm, incident))


def _known(unit: Unit, storm: StormId) -> Storm:
    row = load(unit, storm)
    if row is None or row.storm is None:
        raise UnknownIncident(storm)
    return row.storm


def _at(unit: Unit, channel: ChannelId, ts: Ts) -> StormId | None:
    item = unit.get(*names.standing(channel, ts))
    row = load(unit, item["subject"]) if item else None
    return row.storm.id if row and row.storm else None


def _change(unit: Unit, storm: StormId, change: Callable[[Storm], Storm]) -> None:
    before = _known(unit, storm)
    after = change(before)
    if after != before:
        keep(unit, after, PERSON)


def _give_card(unit: Unit, storm: StormId, incident: IncidentId) -> None:
    channel, row = _known(unit, storm).channel, load(unit, incident)
    card = row.cards.get(channel) if row else None
    if row and row.incident and card and card.is_spoken_for and card.storm and card.page:
        save(unit, row, with_card(row, channel, card.given(row.incident.version, PERSON)))
        lay_note(unit, channel, card.storm, card.page, incident)
