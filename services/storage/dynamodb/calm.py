"""No storms yet: with this store every alarm has a card of its own, however many there are."""

from collections.abc import Callable
from datetime import datetime

from services.desk import UnknownIncident
from services.incident import IncidentId
from services.storming.storm import Entry, Storm, StormId
from services.storming.storms import Listing


class Calm:
    """Follows the StormStore port."""

    async def look(self, now: datetime) -> list[Listing]:  # noqa: ARG002 — the port's
        return []

    async def storm(self, storm: StormId) -> Storm:
        raise UnknownIncident(storm)

    async def change(self, storm: StormId, change: Callable[[Storm], Storm]) -> None:  # noqa: ARG002
        raise UnknownIncident(storm)

    async def entries(self, storm: StormId, part: str, at_most: int) -> list[Entry]:  # noqa: ARG002
        return []

    async def give_card(self, storm: StormId, incident: IncidentId) -> None:  # noqa: ARG002
        raise UnknownIncident(storm)
