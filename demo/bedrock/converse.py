"""ConverseStream: messages in, and a reply as its events.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from demo.bedrock.reading import invalid
from demo.bedrock.replies import Conversation, Reply, Result, Says, Turn
from demo.bedrock.streams import Event, pieces
from services.asking.agent import Tool

Message = Mapping[str, Any]
JSON_PIECE = 11  # characters of a tool's input: the pieces are no JSON by themselves
TOOL_BLOCKS = ("toolUse", "toolResult")
PER_TOKEN = 4  # characters, roughly


def conversation(
    messages: Sequence[Message], tools: tuple[Tool, ...], before: tuple[Turn, ...] = ()
) -> Conversation:
    """What was said, or raise Refused where the messages do not follow from each other."""
    if not tools and any(use in block for one in messages for block in one["content"] for use in TOOL_BLOCKS):
        raise invalid(
            "The toolConfig field must be defined when using toolUse and toolResult content blocks."
        )
    turns = [*before]
    open_calls: dict[str, str] = {}
    role = ""
    for message in messages:
        if message["role"] == role:
            raise invalid('messages: roles must alternate between "user" and "assistant"')
        role = message["role"]
        open_calls = _follow(turns, message, open_calls)
    if role != "user":
        raise invalid("The conversation must end with a user message.")
    if open_calls:
        raise invalid(f"tool_use ids were found without tool_result blocks: {', '.join(open_calls)}.")
    return Conversation(tuple(turns), tools)


def _follow(turns: list[Turn], message: Message, open_calls: Mapping[str, str]) -> dict[str, str]:
    """Take *message* into *turns*; give the calls that are without a result after it."""
    text = _text(message["content"])
    if message["role"] == "assistant":
        if not turns:
            raise invalid("A conversation must start with a user message.")
        uses = [block["toolUse"] for block in message["content"] if "toolUse" in block]
        turns[-1] = replace(turns[-1], answer="" if uses else text)
        return {use["toolUseId"]: use["name"] for use in uses}
    results = [block["toolResult"] for block in message["content"] if "toolResult" in block]
    if text:
        turns.append(Turn(text))
    if not turns:
        raise invalid("A user message needs a text.")
    if {result["toolUseId"] for result in results} != set(open_calls):
        raise invalid("Expected toolResult blocks for exactly the Ids of the previous turn's toolUse blocks.")
    told = tuple(_result(open_calls[result["toolUseId"]], result) for result in results)
    turns[-1] = replace(turns[-1], results=turns[-1].results + told)
    return {}


def _text(content: Iterable[Message]) -> str:
    texts = [block["text"] for block in content if "text" in block]
    if any(not text.strip() for text in texts):
        raise invalid("The text field in the ContentBlock object is blank. Add text to the text field.")
    return "\n".join(texts)


def _result(tool: str, result: Message) -> Result:
    texts = [
        block["text"] if "text" in block else json.dumps(block.get("json", ""), ensure_ascii=False)
        for block in result["content"]
    ]
    return Result(tool, "\n".join(texts), failed=result.get("status") == "error")


def offered(tools: Iterable[Mapping[str, Any]]) -> tuple[Tool, ...]:
    """What `toolConfig.tools` offers."""
    specs = [tool["toolSpec"] for tool in tools if "toolSpec" in tool]
    return tuple(
        from_schema(spec["name"], spec.get("description", ""), spec["inputSchema"].get("json", {}))
        for spec in specs
    )


def from_schema(name: str, description: str, schema: Mapping[str, Any]) -> Tool:
    if schema.get("type") != "object":
        raise invalid(f"The value at toolConfig.tools.{name}.inputSchema.json.type must be object.")
    return Tool(name, description, schema)


def tokens(fields: Mapping[str, Any]) -> int:
    """How long the request is, roughly."""
    return len(str(fields)) // PER_TOKEN


def events(reply: Reply, said: Iterable[str], room: int | None, tokens_in: int) -> Iterator[Event]:
    """*reply* as the stream has it; *said* are the pieces of a text, *room* how many tokens it may have."""
    yield Event("messageStart", {"role": "assistant"})
    out, cut = 0, False
    if isinstance(reply, Says):
        for piece in said:
            out += max(1, len(piece) // PER_TOKEN)
            if cut := room is not None and out > room:
                break
            yield _delta(0, {"text": piece})
        yield Event("contentBlockStop", {"contentBlockIndex": 0})
    else:
        yield from _because(reply.because)
        yield from _use(int(bool(reply.because)), reply.tool, json.dumps(dict(reply.arguments)))
    reason = "max_tokens" if cut else "end_turn" if isinstance(reply, Says) else "tool_use"
    yield Event("messageStop", {"stopReason": reason}, last=True)
    usage = {"inputTokens": tokens_in, "outputTokens": out, "totalTokens": tokens_in + out}
    yield Event("metadata", {"usage": usage, "metrics": {"latencyMs": 1}})


def _because(text: str) -> Iterator[Event]:
    if text:
        for piece in pieces(text):
            yield _delta(0, {"text": piece})
        yield Event("contentBlockStop", {"contentBlockIndex": 0})


def _use(index: int, tool: str, arguments: str) -> Iterator[Event]:
    use = {"toolUseId": f"tooluse_{secrets.token_hex(8)}", "name": tool}
    yield Event("contentBlockStart", {"start": {"toolUse": use}, "contentBlockIndex": index})
    for start in range(0, len(arguments), JSON_PIECE):
        yield _delta(index, {"toolUse": {"input": arguments[start : start + JSON_PIECE]}})
    yield Event("contentBlockStop", {"contentBlockIndex": index})


def _delta(index: int, delta: Mapping[str, Any]) -> Event:
    return Event("contentBlockDelta", {"delta": delta, "contentBlockIndex": index}, piece=True)
