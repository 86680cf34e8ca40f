"""A report in a model's words: asked for once, without tools, and taken only whole."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

import structlog

from services.asking.agent import (
    Agent,
    AgentFailed,
    Finished,
    Prompt,
    Said,
    SessionId,
    ToolCall,
    ToolResult,
    Trouble,
)
from services.reporting.material import Material
from services.reporting.prompt import LONGEST_ANSWER, RULES, NoReport, brief, read_answer
from services.reporting.report import Moment, Section

log = structlog.get_logger(__name__)

NO_TOOLS = "There is nothing to look up: write with what you were given."


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote; or why it did not."""

    sections: tuple[Section, ...] = ()
    moments: tuple[Moment, ...] = ()
    lack: Trouble | str = ""


@dataclass(frozen=True, slots=True)
class Author:
    agent: Agent
    language: str  # as English names it
    seconds: float  # the longest it may take
    clock: Callable[[], datetime]

    async def write(self, material: Material) -> Written:
        """The report's prose; what goes wrong is told as well, and never raised."""
        session = SessionId(secrets.token_hex(16))
        text = brief(material, self.clock(), mark=secrets.token_hex(4))
        prompt = Prompt(session, RULES.format(language=self.language), text)
        try:
            async with asyncio.timeout(self.seconds):
                return Written(*read_answer(await self._hear(prompt), material.remarks))
        except TimeoutError:
            failed = AgentFailed(Trouble.SLOW, f"{self.seconds:g} s")
        except NoReport as error:
            failed = AgentFailed(Trouble.BROKEN, str(error))
        except AgentFailed as error:
            failed = error
        log.warning("report_not_written", trouble=failed.trouble, detail=failed.detail)
        return Written(lack=failed.trouble)

    async def _hear(self, prompt: Prompt) -> str:
        text: list[str] = []
        async with aclosing(self.agent.ask(prompt, _nothing_to_look_up)) as answer:
            async for said in answer:
                match said:
                    case Said():
                        text.append(said.text)
                    case Finished():
                        return "".join(text)
                if sum(map(len, text)) > LONGEST_ANSWER:
                    raise AgentFailed(Trouble.BROKEN, "the answer has no end")
        raise AgentFailed(Trouble.BROKEN, "the answer has no end")


async def _nothing_to_look_up(call: ToolCall) -> ToolResult:
    return ToolResult(call, NO_TOOLS, failed=True)
