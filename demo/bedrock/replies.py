"""What the model is given, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.asking.agent import Tool


@dataclass(frozen=True, slots=True)
class Says:
    text: str


@dataclass(frozen=True, slots=True)
class Wants:
    """A look-up that the model asks for before it goes on."""

    tool: str
    arguments: Mapping[str, Any]
    because: str = ""


Reply = Says | Wants


@dataclass(frozen=True, slots=True)
class Result:
    """What a look-up gave."""

    tool: str
    text: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with everything that came of it; *answer* is empty while it is being answered."""

    prompt: str
    results: tuple[Result, ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What was said so far; the last turn is the one to answer."""

    turns: tuple[Turn, ...]
    tools: tuple[Tool, ...] = ()
