"""A model that answers: what it is told, and what it says as it comes."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, NewType, Protocol

SessionId = NewType("SessionId", str)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and answered earlier in a thread."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Tool:
    """Something the model may look up; *parameters* is a JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    id: str
    tool: str
    arguments: Mapping[str, Any]  # as the model wrote them: hostile until the tool has read them


@dataclass(frozen=True, slots=True)
class ToolResult:
    call: ToolCall
    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    session: SessionId
    rules: str  # how to answer, whatever is asked
    text: str  # the question, with the evidence for it
    earlier: tuple[Exchange, ...] = ()
    remembers: bool = False  # whether the agent's own session still holds *earlier*
    tools: tuple[Tool, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """The next piece of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done on the way; the same *id* again tells how it ended."""

    id: str
    title: str
    state: Literal["running", "done", "failed"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """The answer is whole."""

    model: str  # as people know it
    cut: bool = False  # the model's own limit of length was reached


class Trouble(StrEnum):
    """Why there is no answer, as far as a person can do something about it."""

    THROTTLED = "throttled"
    FORBIDDEN = "forbidden"  # the bot's role may not ask this agent
    GONE = "gone"  # no such model, agent or alias
    REFUSED = "refused"  # the agent does not take what it was asked
    BROKEN = "broken"  # in the middle of the answer, or on its side
    SLOW = "slow"
    UNREACHABLE = "unreachable"


class AgentFailed(Exception):
    """The agent gives no answer, or no whole one; *detail* is what it said of that."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble, self.detail = trouble, detail


Call = Callable[[ToolCall], Awaitable[ToolResult]]


class Agent(Protocol):
    """One way to a model; the last thing it gives is *Finished*, or it raises AgentFailed."""

    def ask(self, prompt: Prompt, call: Call) -> AsyncGenerator[Said | Step | Finished]:
        """Answer *prompt*, using *call* for what the model wants to look up. Closing it stops the model."""
