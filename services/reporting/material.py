"""What a report is made of: the store, the thread, the evidence and the metric, read at once."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from services.alarm import Alarm
from services.asking.evidence import AFTER, BEFORE, Finding, Source, Window
from services.asking.storm_brief import StormCase, Storms, case_of
from services.asking.talk import Thread
from services.desk import UnknownIncident
from services.incident import ChannelId, Incident, IncidentId, Line
from services.post import Ts
from services.reporting.form import Errand
from services.reporting.report import Chart, Remark
from services.storming.storm import StormId
from services.summing.summary import Reading, Room, Unreadable

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Material:
    incident: Incident  # of a storm, the alarm that was looked at
    lines: tuple[Line, ...] = ()
    remarks: tuple[Remark, ...] = ()  # what people wrote; the bot's own lines are those above
    findings: tuple[Finding, ...] = ()
    chart: Chart | None = None
    thread_url: str = ""
    storm: StormCase | None = None


class Incidents(Protocol):
    async def incident(self, incident_id: IncidentId) -> Incident | None: ...


class Courses(Protocol):
    async def course(self, incident: IncidentId) -> list[Line]:
        """The incident's timeline, as it was accepted."""


class Threads(Protocol):
    async def room(self, channel: ChannelId) -> Room | None: ...

    async def read_thread(self, room: Room, thread: Thread) -> Reading:
        """What people wrote in *thread*; raises Unreadable."""


class Addresses(Protocol):
    async def permalink(self, channel: ChannelId, ts: Ts) -> str: ...


class Charts(Protocol):
    async def chart(self, alarm: Alarm, since: datetime, until: datetime) -> Chart | None:
        """What the alarm's metric did; None where it has none, or AWS does not tell."""


@dataclass(frozen=True, slots=True)
class Gathering:
    incidents: Incidents
    courses: Courses
    storms: Storms
    threads: Threads
    addresses: Addresses
    sources: Sequence[Source]
    charts: Charts
    clock: Callable[[], datetime]

    async def gather(self, errand: Errand) -> Material:
        """Read everything, or raise UnknownIncident; what can't be read is left out."""
        incident, storm = await self._about(errand)
        thread, alarm = errand.thread, incident.alarm
        began, now = incident.opened_at or incident.since, self.clock()
        lines, remarks, findings, chart, url = await asyncio.gather(
            self.courses.course(errand.incident),
            self._remarks(thread),
            self._findings(alarm, Window.around(began, now)),
            self.charts.chart(alarm, began - BEFORE, min((incident.closed_at or now) + AFTER, now)),
            self.addresses.permalink(thread.channel, thread.ts),
        )
        return Material(incident, tuple(lines), remarks, findings, chart, url, storm)

    async def _about(self, errand: Errand) -> tuple[Incident, StormCase | None]:
        storm: StormCase | None = None
        incident = await self.incidents.incident(errand.incident)
        if incident is None:
            storm = await case_of(self.storms, StormId(errand.incident))
            incident = await self.incidents.incident(storm.leader) if storm.leader else None
        if incident is None:
            raise UnknownIncident(errand.incident)
        return incident, storm

    async def _remarks(self, thread: Thread) -> tuple[Remark, ...]:
        try:
            room = await self.threads.room(thread.channel)
            reading = await self.threads.read_thread(room, thread) if room else Reading()
        except Unreadable as error:
            log.warning("thread_not_read", thread=str(thread), error=str(error))
            return ()
        return tuple(Remark(one.by, one.at, one.text) for one in reading.remarks)

    async def _findings(self, alarm: Alarm, window: Window) -> tuple[Finding, ...]:
        found = await asyncio.gather(*(source.look(alarm, window) for source in self.sources))
        return tuple(one for one in found if one)
