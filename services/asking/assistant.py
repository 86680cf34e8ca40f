"""The assistant: one answer at a time in a thread, in any number of threads."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import structlog

from services.alarm import AlarmArn
from services.asking import storm_brief
from services.asking.agent import SessionId
from services.asking.answer import Answered, Answering, Ending, Stage, Stopped
from services.asking.investigation import Case, Investigator
from services.asking.storm_brief import StormCase, case_of
from services.asking.talk import Question, Talk, Thread
from services.desk import UnknownIncident
from services.incident import ChannelId, Incident, IncidentId, Person
from services.overview import Shown
from services.post import Ts
from services.storming.storm import StormId

log = structlog.get_logger(__name__)


class NoAgent(Exception):
    """None is configured."""


class NothingAsked(Exception):
    """A question without words."""


class StillAnswering(Exception):
    """One question at a time in a thread."""


class Talks(Protocol):
    """What the assistant needs remembered; each is one durable transaction."""

    async def recall(self, thread: Thread) -> Talk | None: ...

    async def remember(self, talk: Talk) -> None: ...


class Incidents(Protocol):
    async def incident(self, incident_id: IncidentId) -> Incident | None: ...

    async def at(self, thread: Thread) -> Incident | None:
        """The incident whose card begins *thread*."""

    async def shown(self) -> dict[AlarmArn, Shown]:
        """The open ones."""


class Storms(storm_brief.Storms, Protocol):
    async def storm_at(self, channel: ChannelId, ts: Ts) -> StormId | None:
        """The storm whose card begins that thread."""


@dataclass(slots=True)
class Running:
    task: asyncio.Task[None] | None = None
    stopped_by: Person | None = None


@dataclass(frozen=True, slots=True)
class Assistant:
    investigator: Investigator | None
    talks: Talks
    incidents: Incidents
    storms: Storms
    stage: Stage
    spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
    clock: Callable[[], datetime]
    _running: dict[Thread, Running] = field(default_factory=dict)

    async def ask(self, question: Question) -> None:
        """Begin to answer in the thread; the rest goes on by itself."""
        investigator = self.investigator
        if investigator is None:
            raise NoAgent
        if question.thread in self._running:
            raise StillAnswering
        running = self._running[question.thread] = Running()
        try:
            case = await self._case(question)
            answering = await self.stage.open(question)
        except BaseException:
            del self._running[question.thread]
            raise
        running.task = self.spawn(self._answer(investigator, case, answering))

    async def ask_in(self, channel: ChannelId, by: Person, text: str) -> None:
        """Ask in a thread of its own, below a message that says who asks what."""
        if self.investigator is None:
            raise NoAgent
        if not text:
            raise NothingAsked
        thread = await self.stage.begin(channel, by, text)
        await self.ask(Question(text, by, thread))

    async def again(self, thread: Thread, by: Person) -> None:
        """Ask once more what was asked last in *thread*."""
        talk = await self.talks.recall(thread)
        if talk:
            await self.ask(Question(talk.question, by, thread, talk.incident, talk.storm))

    def stop(self, thread: Thread, by: Person | None) -> bool:
        """End the answer that is under way in *thread*, if one is."""
        running = self._running.get(thread)
        if running is None or running.task is None:
            return False
        running.stopped_by = by
        running.task.cancel()
        return True

    def stop_all(self) -> None:
        """The bot itself ends, and says so in every thread."""
        for thread in tuple(self._running):
            self.stop(thread, None)

    async def _answer(self, investigator: Investigator, case: Case, answering: Answering) -> None:
        ending: Ending
        thread = case.question.thread
        try:
            ending, text = await investigator.answer(case, answering)
        except asyncio.CancelledError:
            ending, text = Stopped(self._running[thread].stopped_by), ""
        finally:
            del self._running[thread]
        if isinstance(ending, Answered):
            await self.talks.remember(case.talk.answered(text, self.clock()))
        log.info("answered", thread=str(thread), ending=type(ending).__name__.lower())
        await answering.close(ending)

    async def _case(self, question: Question) -> Case:
        known = await self.talks.recall(question.thread)
        storm = await self._storm(question, known)
        incident = await self._about(question, known, storm)
        talk = self._talk(question, known, incident, storm)
        await self.talks.remember(talk)
        about = incident or storm
        opened = () if about else tuple(one.incident for one in (await self.incidents.shown()).values())
        return Case(question, talk, incident, opened, storm)

    async def _storm(self, question: Question, talk: Talk | None) -> StormCase | None:
        """The storm that was pointed at, or that the thread belongs to, as long as it is remembered."""
        thread = question.thread
        storm = question.storm or (talk.storm if talk else None)
        storm = storm or await self.storms.storm_at(thread.channel, thread.ts)
        if storm is None:
            return None
        with suppress(UnknownIncident):
            return await case_of(self.storms, storm)
        return None

    async def _about(self, question: Question, talk: Talk | None, storm: StormCase | None) -> Incident | None:
        """The incident that was pointed at, that the thread belongs to, or that the question names."""
        pointed_at = question.incident or (talk.incident if talk else None)
        if pointed_at:
            return await self.incidents.incident(pointed_at)
        found = await self.incidents.at(question.thread) or await self._named(question.text)
        if found is None and storm and storm.leader:
            return await self.incidents.incident(storm.leader)
        return found

    async def _named(self, text: str) -> Incident | None:
        opened = [one.incident for one in (await self.incidents.shown()).values()]
        named = [incident for incident in opened if incident.alarm.name in text]
        return max(named, key=lambda incident: len(incident.alarm.name), default=None)

    def _talk(
        self, question: Question, known: Talk | None, incident: Incident | None, storm: StormCase | None
    ) -> Talk:
        """The thread's talk, in a new session where the agent will have forgotten the old one."""
        talk = known
        if talk is None or not talk.remembered(self.clock()):
            session = SessionId(secrets.token_hex(16))
            talk = talk.renewed(session) if talk else Talk(question.thread, session)
        told = storm.storm.id if storm else None
        return talk.asked(question.text, incident.id if incident else None, told)
