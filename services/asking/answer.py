"""An answer as it grows in its thread: its steps, its text, its ending; and what shows it."""

from dataclasses import dataclass
from typing import Protocol

from services.asking.agent import Step, ToolCall, ToolResult, Trouble
from services.asking.evidence import Finding, Topic
from services.asking.talk import Question, Thread
from services.incident import ChannelId, Person


class CannotAnswerHere(Exception):
    """Slack does not let the bot write into that thread; says why."""


@dataclass(frozen=True, slots=True)
class Looking:
    """One topic of the evidence: begun, or with what it gave; none if the alarm has nothing of the kind."""

    topic: Topic
    done: bool = False
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Calling:
    """Something the model looks up, and how that ended."""

    call: ToolCall
    result: ToolResult | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    findings: tuple[Finding, ...]
    model: str
    seconds: float
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer, or none that is whole."""

    trouble: Trouble
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    by: Person | None  # nobody where the bot itself is being stopped


Ending = Answered | Failed | Stopped


class Answering(Protocol):
    """An answer as it grows in its thread. Slack's troubles are its own: it never raises."""

    async def step(self, step: Looking | Calling | Step) -> None: ...

    async def say(self, text: str) -> None: ...

    async def close(self, ending: Ending) -> None: ...


class Stage(Protocol):
    async def begin(self, channel: ChannelId, by: Person, text: str) -> Thread:
        """Say in *channel* who asks what, for the answer to stand below it; or raise CannotAnswerHere."""

    async def open(self, question: Question) -> Answering:
        """Begin an answer where it was asked, or raise CannotAnswerHere."""
