"""What muting needs remembered, in DynamoDB."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.incident import ChannelId, Incident, IncidentId, Person
from services.muting.mute import Mute
from services.storage.dynamodb import quieting
from services.storage.dynamodb.quieting import opened_under
from services.storage.dynamodb.silences import mutes_on
from services.storage.dynamodb.subjects import incidents_of, load
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit


@dataclass(frozen=True, slots=True)
class DynamoMutes:
    table: Table

    async def mutes(self) -> list[Mute]:
        """Those that have not ended."""
        return await self.table.run(mutes_on)

    async def incident(self, incident: IncidentId) -> Incident | None:
        row = await self.table.run(lambda unit: load(unit, incident))
        return row.incident if row else None

    async def open_under(self, mute: Mute) -> list[Incident]:
        """The open incidents that *mute* covers."""
        return await self.table.run(lambda unit: _open_under(unit, mute))

    async def add(self, mute: Mute, now: datetime, channels: Sequence[ChannelId]) -> None:
        """Begin *mute*; where its time is now, with its card, and with what is open under it."""
        await quieting.add(self.table, mute, now, channels)

    async def end(self, mutes: Sequence[Mute], now: datetime, by: Person) -> None:
        for mute in mutes:
            await quieting.end_by(self.table, mute, now, by)

    async def look(self, now: datetime) -> int:
        """End what has run its time; give how many silences that were."""
        return await quieting.look(self.table, now)


def _open_under(unit: Unit, mute: Mute) -> list[Incident]:
    return incidents_of(unit, [one["subject"] for one in opened_under(unit, mute)])
