"""One question, from its evidence to the model's last word."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from services.asking.agent import (
    Agent,
    AgentFailed,
    Exchange,
    Finished,
    Prompt,
    Said,
    Step,
    Tool,
    ToolCall,
    ToolResult,
    Trouble,
)
from services.asking.answer import Answered, Answering, Calling, Failed, Looking
from services.asking.briefing import RULES, Brief
from services.asking.evidence import Finding, Source, Window
from services.asking.storm_brief import StormCase
from services.asking.talk import Question, Talk
from services.incident import Incident
from services.redaction import redacted

log = structlog.get_logger(__name__)

CALLS = 12  # look-ups of one answer
LONGEST_ANSWER = 40_000  # characters
NO_MORE = "No more look-ups for this question: answer with what you have."


class Toolbox(Protocol):
    @property
    def tools(self) -> tuple[Tool, ...]: ...

    async def call(self, call: ToolCall) -> ToolResult:
        """Look it up; what fails is told in the result."""


@dataclass(frozen=True, slots=True)
class Case:
    """What there is to answer."""

    question: Question
    talk: Talk
    incident: Incident | None
    open: tuple[Incident, ...] = ()  # where no incident is meant, what is open at all
    storm: StormCase | None = None  # that is meant; the incident is one of its alarms then


@dataclass(frozen=True, slots=True)
class Investigator:
    agent: Agent
    sources: Sequence[Source]
    toolbox: Toolbox
    clock: Callable[[], datetime]
    seconds: float  # the longest an answer may take

    async def answer(self, case: Case, answering: Answering) -> tuple[Answered | Failed, str]:
        """Tell *answering* every step and word; give how it ended, and the whole text."""
        began = self.clock()
        try:
            async with asyncio.timeout(self.seconds):
                findings = await self._look(case.incident, answering)
                finished, text = await self._hear(self._prompt(case, findings), answering)
        except TimeoutError:
            return Failed(Trouble.SLOW, f"{self.seconds:g} s"), ""
        except AgentFailed as error:
            log.warning("agent_failed", trouble=error.trouble, detail=error.detail)
            return Failed(error.trouble, error.detail), ""
        if not text.strip():
            return Failed(Trouble.BROKEN, "an empty answer"), ""
        seconds = (self.clock() - began).total_seconds()
        return Answered(findings, finished.model, seconds, cut=finished.cut), text

    async def _look(self, incident: Incident | None, answering: Answering) -> tuple[Finding, ...]:
        """Look at every topic at once; each shows when it begins and when it is done."""
        if incident is None:
            return ()
        window = Window.around(incident.since, self.clock())
        looks = [_look_at(source, incident, window, answering) for source in self.sources]
        return tuple(finding for finding in await asyncio.gather(*looks) if finding)

    def _prompt(self, case: Case, findings: tuple[Finding, ...]) -> Prompt:
        question, now = case.question, self.clock()
        brief = Brief(question.text, question.by.name, now, case.incident, findings, case.open, case.storm)
        return Prompt(
            case.talk.session,
            RULES,
            brief.text(mark=secrets.token_hex(4)),
            earlier=tuple(
                Exchange(redacted(one.question), redacted(one.answer)) for one in case.talk.exchanges
            ),
            remembers=case.talk.remembered(now),
            tools=self.toolbox.tools,
        )

    async def _hear(self, prompt: Prompt, answering: Answering) -> tuple[Finished, str]:
        text: list[str] = []
        async with aclosing(self.agent.ask(prompt, Lookups(self.toolbox, answering))) as answer:
            async for said in answer:
                match said:
                    case Said():
                        text.append(said.text)
                        await answering.say(said.text)
                    case Step():
                        await answering.step(said)
                    case Finished():
                        return said, "".join(text)[:LONGEST_ANSWER]
        raise AgentFailed(Trouble.BROKEN, "the answer has no end")


async def _look_at(
    source: Source, incident: Incident, window: Window, answering: Answering
) -> Finding | None:
    await answering.step(Looking(source.topic))
    finding = await source.look(incident.alarm, window)
    await answering.step(Looking(source.topic, done=True, finding=finding))
    return finding


@dataclass(slots=True)
class Lookups:
    """What the model looks up for one answer, shown as steps, and bounded."""

    toolbox: Toolbox
    answering: Answering
    count: int = 0

    async def __call__(self, call: ToolCall) -> ToolResult:
        self.count += 1
        if self.count > CALLS:
            return ToolResult(call, NO_MORE, failed=True)
        await self.answering.step(Calling(call))
        result = await self.toolbox.call(call)
        await self.answering.step(Calling(call, result))
        return result
