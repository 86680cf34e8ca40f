"""The desk decides: what a notification means, and what a person's click does."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import structlog

from services.alarm import Alarm
from services.event import Event
from services.flap import USUAL, FlapRule
from services.incident import Acted, ChannelId, Incident, IncidentId, Line, Person
from services.record import Known, Step, take

log = structlog.get_logger(__name__)

Notification = Alarm | Event
Change = Callable[[Incident], tuple[Incident, Line | None]]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message off the queue, parsed; *key* is what it has in common with its repetitions."""

    key: str
    message_id: str  # as SQS names it
    notification: Notification
    receipt: str = ""  # what the queue wants back when it is deleted
    receives: int = 1  # how often the queue has given it by now


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    SEEN = "seen"  # accepted before; nothing changed
    FAILED = "failed"  # stays in the queue


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Verdict
    incident: IncidentId | None = None  # the one it opened or changed
    channels: Sequence[ChannelId] = ()  # those that are to show it


class UnknownIncident(LookupError):
    """The store holds no incident of that id."""


class StoreUnavailable(Exception):
    """The store can't be read or written now; nothing was changed."""


class Store(Protocol):
    """What the desk needs remembered; every method is one durable transaction."""

    async def accept(
        self,
        deliveries: Sequence[Delivery],
        decide: Callable[[Known, Alarm], Step],
        channels: Callable[[Notification], Sequence[ChannelId]],
    ) -> list[Outcome]:
        """Take in each delivery that was not seen before, under a savepoint of its own."""

    async def change(self, incident: IncidentId, change: Change) -> Incident:
        """Change one incident as *change* says, or raise UnknownIncident; the same again is no change."""


class Routes(Protocol):
    def channels(self, notification: Notification) -> Sequence[ChannelId]: ...


class AlarmBook(Protocol):
    async def look_up(self, alarms: Sequence[Alarm]) -> list[Alarm]:
        """Those of *alarms* that CloudWatch knows, with what only it knows of them."""


@dataclass(frozen=True, slots=True)
class AlertDesk:
    store: Store
    routes: Routes
    book: AlarmBook
    changed: Callable[..., None]  # wakes whoever shows the channels named, or any channel
    later: Callable[[Coroutine[None, None, None]], None]  # does what nobody waits for
    clock: Callable[[], datetime]
    new_id: Callable[[], IncidentId]
    flaps: FlapRule = USUAL

    async def accept(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Take in a batch in one durable transaction; only then may it leave the queue."""
        outcomes = await self.store.accept(deliveries, self._decide, self.routes.channels)
        self.changed(*{channel for outcome in outcomes for channel in outcome.channels})
        lacking = _lacking(deliveries, outcomes)
        if lacking:
            self.later(self.complete(lacking))
        return outcomes

    async def complete(self, alarms: dict[IncidentId, Alarm]) -> None:
        """Look up what the messages about *alarms* left unsaid, and add it to their incidents."""
        found = {alarm.arn: alarm for alarm in await self.book.look_up(list(alarms.values()))}
        for incident_id, alarm in alarms.items():
            if alarm.arn in found:
                await self._change(incident_id, _completion(alarm, found[alarm.arn]))

    async def watch(self, incident_id: IncidentId, by: Person) -> Incident:
        return await self._change(incident_id, lambda incident: self._watched(incident, by))

    async def unwatch(self, incident_id: IncidentId, by: Person) -> Incident:
        return await self._change(incident_id, lambda incident: self._unwatched(incident, by))

    async def close(self, incident_id: IncidentId, by: Person) -> Incident:
        """Close by hand what no OK will ever close."""
        return await self._change(incident_id, lambda incident: self._closed(incident, by))

    async def _change(self, incident_id: IncidentId, change: Change) -> Incident:
        incident = await self.store.change(incident_id, change)
        self.changed()
        return incident

    def _decide(self, known: Known, alarm: Alarm) -> Step:
        return take(known, alarm, self.new_id, self.flaps)

    def _watched(self, incident: Incident, by: Person) -> tuple[Incident, Acted | None]:
        if incident.is_watched_by(by):
            return incident, None
        now = self.clock()
        return incident.watched(by, now), Acted(now, by, "watched")

    def _unwatched(self, incident: Incident, by: Person) -> tuple[Incident, Acted | None]:
        if not incident.is_watched_by(by):
            return incident, None
        return incident.unwatched(by), Acted(self.clock(), by, "unwatched")

    def _closed(self, incident: Incident, by: Person) -> tuple[Incident, Acted | None]:
        if not incident.is_open:
            return incident, None
        now = self.clock()
        return incident.closed(by, now), Acted(now, by, "closed")


def _lacking(deliveries: Sequence[Delivery], outcomes: Sequence[Outcome]) -> dict[IncidentId, Alarm]:
    """The incidents of which CloudWatch knows more than the message said."""
    lacking = {}
    for delivery, outcome in zip(deliveries, outcomes, strict=True):
        said = delivery.notification
        if outcome.incident and isinstance(said, Alarm) and said.incomplete:
            lacking[outcome.incident] = said
    return lacking


def _completion(alarm: Alarm, found: Alarm) -> Change:
    """Complete the incident, unless a newer word has come in while we looked."""

    def change(incident: Incident) -> tuple[Incident, Acted | None]:
        same = incident.alarm.changed_at == alarm.changed_at
        completed = incident.completed(found)
        return (completed if same and completed.alarm != incident.alarm else incident), None

    return change
