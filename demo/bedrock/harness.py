"""InvokeHarness: Converse's messages and events, with a memory of the session on the harness's side.

https://docs.aws.amazon.com/bedrock-agentcore/latest/APIReference/API_InvokeHarness.html
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from demo.bedrock import converse
from demo.bedrock.replies import Conversation, Reply, Says
from demo.bedrock.sessions import Session
from demo.bedrock.streams import Event
from services.asking.agent import Tool


def asked(fields: Mapping[str, Any], session: Session, own: tuple[Tool, ...]) -> Conversation:
    """What the harness has to answer; the tools of the request replace its *own*.

    It keeps the turn that waits for an inline function, but not the call: the caller repeats that.
    """
    return converse.conversation(fields["messages"], _tools(fields, own), session.turns)


def _tools(fields: Mapping[str, Any], own: tuple[Tool, ...]) -> tuple[Tool, ...]:
    if "tools" not in fields:
        return own
    inline = [tool for tool in fields["tools"] if tool["type"] == "inline_function"]
    functions = [(tool.get("name", ""), tool["config"]["inlineFunction"]) for tool in inline]
    return tuple(
        converse.from_schema(name, function["description"], function["inputSchema"])
        for name, function in functions
    )


def events(
    fields: Mapping[str, Any], session: Session, said: Conversation, reply: Reply, words: Iterable[str]
) -> Iterator[Event]:
    """The session remembers the turn once the caller has all of it."""
    yield Event(
        "hookEvent",
        {"hookEventId": str(uuid4()), "name": "demo", "type": "before_invocation", "decision": "allow"},
    )
    yield from converse.events(reply, words, fields.get("maxTokens"), converse.tokens(fields))
    *earlier, last = said.turns
    session.turns = (*earlier, replace(last, answer=reply.text)) if isinstance(reply, Says) else said.turns
