"""Flapping ends in silence, which nobody announces: somebody has to look."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from services.alarm import State
from services.desk import Change
from services.flap import Flap, Flapped, FlapRule
from services.incident import Incident, IncidentId, Line

log = structlog.get_logger(__name__)


class FlapStore(Protocol):
    """What it needs remembered; every method is one durable transaction."""

    async def flapping(self) -> Sequence[Incident]:
        """The incidents, open or closed, in which something goes up and down."""

    async def change(self, incident: IncidentId, change: Change) -> Incident: ...


@dataclass(frozen=True, slots=True)
class FlapWatch:
    store: FlapStore
    rule: FlapRule
    changed: Callable[[], None]  # wakes whoever shows
    clock: Callable[[], datetime]

    async def look(self) -> None:
        """End what has settled, and say so. To be called every few seconds."""
        now = self.clock()
        over = [
            (incident.id, flap)
            for incident in await self.store.flapping()
            for flap in incident.flaps
            if not self.rule.goes_on(flap, now)
        ]
        for incident_id, flap in over:
            await self.store.change(incident_id, _end_of(flap, now))
            log.info("flapping_ended", incident=incident_id, changes=flap.changes)
        if over:
            self.changed()


def _end_of(flap: Flap, now: datetime) -> Change:
    """End *flap*, unless it has gone on meanwhile; who is in ALARM for good is called out."""

    def change(incident: Incident) -> tuple[Incident, Line | None]:
        if flap not in incident.flaps:
            return incident, None
        state = incident.state_of(flap.contributor)
        loud = incident.is_open and state is State.ALARM
        line = Flapped(now, flap.since, flap.last, flap.changes, state, flap.attributes, loud)
        return incident.settled(flap), line

    return change
