"""A text by a model that looks nothing up: a summary, a report."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import aclosing

from services.asking.agent import Agent, AgentFailed, Finished, Prompt, Said, ToolCall, ToolResult, Trouble

LONGEST_TALK = 60_000  # characters of what people said, all together; the newest count
NO_TOOLS = "There is nothing to look up: write with what you were given."


async def written(agent: Agent, prompt: Prompt, seconds: float, longest: int) -> tuple[str, Finished]:
    """What *agent* writes; raise AgentFailed where it takes too long, or writes and writes."""
    try:
        async with asyncio.timeout(seconds):
            return await _heard(agent, prompt, longest)
    except TimeoutError:
        raise AgentFailed(Trouble.SLOW, f"{seconds:g} s") from None


async def _heard(agent: Agent, prompt: Prompt, longest: int) -> tuple[str, Finished]:
    text = ""
    async with aclosing(agent.ask(prompt, _nothing_to_look_up)) as answer:
        async for said in answer:
            match said:
                case Said():
                    text += said.text
                case Finished():
                    return text, said
            if len(text) > longest:
                break
    raise AgentFailed(Trouble.BROKEN, "the answer has no end")


async def _nothing_to_look_up(call: ToolCall) -> ToolResult:
    return ToolResult(call, NO_TOOLS, failed=True)


def newest(lines: Sequence[str]) -> str:
    """As many of *lines* as have room, the last ones, in their order."""
    return "\n".join(reversed(list(_with_room(lines))))


def _with_room(lines: Sequence[str]) -> Iterator[str]:
    room = LONGEST_TALK
    for line in reversed(lines):
        room -= len(line)
        if room < 0:
            yield "(what stands before that is left out)"
            return
        yield line
