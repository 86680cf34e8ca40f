"""The look-ups that a model asks for: its arguments are read with suspicion, its results are bounded."""

import asyncio
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from services.asking.agent import AgentFailed, Call, Tool, ToolCall, ToolResult, Trouble

AT_ONCE = 8
LONGEST_ARGUMENTS = 16_000  # characters
LONGEST_RESULT = 20_000
ENOUGH = "No more look-ups are possible. Answer now, with what there is."
UNNAMEABLE = re.compile(r"[^a-zA-Z0-9_-]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A look-up that the model asks for; with a *refusal* it is not made, and the model told why."""

    call: ToolCall
    refusal: str = ""


def wanted(call_id: str, name: str, arguments: str, tools: Iterable[Tool]) -> Wanted:
    """Read what a model wrote as JSON."""
    tool = next((one for one in tools if one.name == name), None)
    if tool is None:
        return Wanted(ToolCall(call_id, nameable(name), {}), "There is no such tool.")
    try:
        return Wanted(ToolCall(call_id, name, _object(arguments, tool)))
    except (ValueError, RecursionError) as error:
        return Wanted(ToolCall(call_id, name, {}), f"The input can't be used: {error}"[:500])


def nameable(name: str) -> str:
    """As AWS takes a tool's name back."""
    return UNNAMEABLE.sub("_", name)[:64] or "_"


def _object(text: str, tool: Tool) -> Mapping[str, Any]:
    if len(text) > LONGEST_ARGUMENTS:
        raise ValueError(f"it is longer than {LONGEST_ARGUMENTS} characters")
    if not text.strip():
        if tool.parameters.get("required"):
            raise ValueError("it is empty")
        return {}
    read = json.loads(text, parse_constant=_not_json)
    if not isinstance(read, dict):
        raise ValueError("it has to be a JSON object")  # noqa: TRY004 — the model's mistake, not a type of ours
    json.dumps(read, ensure_ascii=False).encode()  # half a surrogate pair can't be sent back
    return read


def _not_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


async def look_up(asked: Sequence[Wanted], call: Call, deadline: float) -> tuple[ToolResult, ...]:
    """All of them at once, in their order; raise AgentFailed when *deadline* comes first."""
    try:
        async with asyncio.timeout_at(deadline):
            return tuple(await asyncio.gather(*(_one(one, call, at) for at, one in enumerate(asked))))
    except TimeoutError:
        raise AgentFailed(Trouble.SLOW, "a look-up takes too long") from None


def enough(results: tuple[ToolResult, ...]) -> tuple[ToolResult, ...]:
    """The same, with the word that these are the last."""
    return (*results[:-1], replace(results[-1], text=f"{results[-1].text}\n\n{ENOUGH}"))


async def _one(one: Wanted, call: Call, at: int) -> ToolResult:
    if one.refusal:
        return ToolResult(one.call, one.refusal, failed=True)
    if at >= AT_ONCE:
        return ToolResult(one.call, f"At most {AT_ONCE} look-ups at once.", failed=True)
    result = await call(one.call)
    return replace(result, text=result.text[:LONGEST_RESULT] or "Nothing.")
