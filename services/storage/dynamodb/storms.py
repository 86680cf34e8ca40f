"""No storms in DynamoDB: every alarm has a card of its own, and there is none that speaks for many."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.desk import UnknownIncident
from services.incident import ChannelId, IncidentId
from services.post import Ts
from services.storming.storm import Entry, Storm, StormId
from services.storming.storms import Listing


@dataclass(frozen=True, slots=True)
class DynamoStorms:
    async def look(self, now: datetime) -> list[Listing]:  # noqa: ARG002 — the port's
        return []

    async def storm(self, storm: StormId) -> Storm:
        raise UnknownIncident(storm)

    async def storm_at(self, channel: ChannelId, ts: Ts) -> StormId | None:  # noqa: ARG002
        return None

    async def change(self, storm: StormId, change: Callable[[Storm], Storm]) -> None:  # noqa: ARG002
        raise UnknownIncident(storm)

    async def entries(self, storm: StormId, part: str, at_most: int) -> list[Entry]:  # noqa: ARG002
        raise UnknownIncident(storm)

    async def give_card(self, storm: StormId, incident: IncidentId) -> None:  # noqa: ARG002
        raise UnknownIncident(storm)
