"""A report in a model's words: asked for once, without tools, and taken only whole."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from services.asking.agent import Agent, AgentFailed, Prompt, SessionId, Trouble
from services.asking.writing import written
from services.reporting.material import Material
from services.reporting.prompt import LONGEST_ANSWER, RULES, NoReport, brief, read_answer
from services.reporting.report import Moment, Section

log = structlog.get_logger(__name__)


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
            said, _ = await written(self.agent, prompt, self.seconds, LONGEST_ANSWER)
            return Written(*read_answer(said, material.remarks))
        except NoReport as error:
            failed = AgentFailed(Trouble.BROKEN, str(error))
        except AgentFailed as error:
            failed = error
        log.warning("report_not_written", trouble=failed.trouble, detail=failed.detail)
        return Written(lack=failed.trouble)
