"""Stand-ins with a memory for what the assistant needs of the world."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.alarm import Alarm, AlarmArn
from services.asking.agent import AgentFailed, Call, Finished, Prompt, Said, Step, Tool, ToolCall, ToolResult
from services.asking.answer import Calling, CannotAnswerHere, Ending, Looking
from services.asking.assistant import Assistant
from services.asking.evidence import Finding, Topic, Window
from services.asking.investigation import Investigator
from services.asking.storm_brief import StormCase
from services.asking.talk import Question, Talk, Thread
from services.desk import UnknownIncident
from services.incident import ChannelId, Incident, IncidentId, Person
from services.overview import Shown
from services.post import Ts
from services.storming.storm import Entry, Storm, StormId, worst_first
from tests.builders import NOON, minutes

Line = str | Step | ToolCall | AgentFailed


@dataclass
class FakeAgent:
    """Says its lines, one answer after the other; None in a line makes it wait for `go`."""

    answers: list[list[Line | None]] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)
    told: list[ToolResult] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    closed: int = 0

    async def ask(self, prompt: Prompt, call: Call) -> AsyncGenerator[Said | Step | Finished]:
        self.prompts.append(prompt)
        try:
            for line in self.answers.pop(0):
                match line:
                    case None:
                        await self.go.wait()
                    case str():
                        yield Said(line)
                    case Step():
                        yield line
                    case ToolCall():
                        self.told.append(await call(line))
                    case AgentFailed():
                        raise line
            yield Finished("fake-1")
        finally:
            self.closed += 1


@dataclass
class FakeSource:
    topic: Topic
    finding: Finding | None
    looked: list[tuple[str, Window]] = field(default_factory=list)

    async def look(self, alarm: Alarm, window: Window) -> Finding | None:
        self.looked.append((alarm.name, window))
        return self.finding


@dataclass
class FakeToolbox:
    tools: tuple[Tool, ...] = (Tool("logs", "reads logs", {"type": "object"}),)
    called: list[ToolCall] = field(default_factory=list)

    async def call(self, call: ToolCall) -> ToolResult:
        self.called.append(call)
        return ToolResult(call, f"result of {call.tool}")


@dataclass
class FakeMemory:
    """The store, as far as the assistant uses it."""

    talks: dict[Thread, Talk] = field(default_factory=dict)
    incidents: dict[IncidentId, Incident] = field(default_factory=dict)
    cards: dict[Thread, IncidentId] = field(default_factory=dict)
    storms: dict[StormId, StormCase] = field(default_factory=dict)
    storm_cards: dict[Thread, StormId] = field(default_factory=dict)

    async def recall(self, thread: Thread) -> Talk | None:
        return self.talks.get(thread)

    async def remember(self, talk: Talk) -> None:
        self.talks[talk.thread] = talk

    async def incident(self, incident_id: IncidentId) -> Incident | None:
        return self.incidents.get(incident_id)

    async def at(self, thread: Thread) -> Incident | None:
        return self.incidents.get(self.cards.get(thread, IncidentId("")))

    async def shown(self) -> dict[AlarmArn, Shown]:
        return {one.alarm.arn: Shown(one) for one in self.incidents.values() if one.is_open}

    async def storm_at(self, channel: ChannelId, ts: Ts) -> StormId | None:
        return self.storm_cards.get(Thread(channel, ts))

    async def storm(self, storm: StormId) -> Storm:
        if storm not in self.storms:
            raise UnknownIncident(storm)
        return self.storms[storm].storm

    async def entries(self, storm: StormId, part: str, at_most: int) -> list[Entry]:
        return worst_first(self.storms[storm].entries, part)[:at_most]


@dataclass
class FakeAnswer:
    question: Question
    steps: list[Looking | Calling | Step] = field(default_factory=list)
    text: str = ""
    ending: Ending | None = None

    async def step(self, step: Looking | Calling | Step) -> None:
        self.steps.append(step)

    async def say(self, text: str) -> None:
        self.text += text

    async def close(self, ending: Ending) -> None:
        self.ending = ending


@dataclass
class FakeStage:
    answers: list[FakeAnswer] = field(default_factory=list)
    begun: list[tuple[ChannelId, str]] = field(default_factory=list)
    closed: bool = False  # whether the bot may write there

    async def begin(self, channel: ChannelId, by: Person, text: str) -> Thread:
        self._check()
        self.begun.append((channel, text))
        return Thread(channel, Ts(f"{len(self.begun)}.0"))

    async def open(self, question: Question) -> FakeAnswer:
        self._check()
        self.answers.append(FakeAnswer(question))
        return self.answers[-1]

    def _check(self) -> None:
        if self.closed:
            raise CannotAnswerHere("not_in_channel")


@dataclass
class Room:
    """An assistant among its stand-ins."""

    agent: FakeAgent = field(default_factory=FakeAgent)
    sources: list[FakeSource] = field(default_factory=list)
    toolbox: FakeToolbox = field(default_factory=FakeToolbox)
    memory: FakeMemory = field(default_factory=FakeMemory)
    stage: FakeStage = field(default_factory=FakeStage)
    now: datetime = NOON + minutes(30)
    seconds: float = 30.0
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def assistant(self) -> Assistant:
        investigator = Investigator(self.agent, self.sources, self.toolbox, lambda: self.now, self.seconds)
        memory = self.memory
        return Assistant(investigator, memory, memory, memory, self.stage, self.spawn, lambda: self.now)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.tasks.append(asyncio.ensure_future(work))
        return self.tasks[-1]

    async def done(self) -> FakeAnswer:
        """The newest answer, once everything that runs has ended."""
        await asyncio.wait_for(asyncio.gather(*self.tasks), 30)
        return self.stage.answers[-1]
