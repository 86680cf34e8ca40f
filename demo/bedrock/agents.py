"""InvokeAgent: one text in, an agent's own memory of the session, and a reply as its events.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_InvokeAgent.html
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from demo.bedrock.converse import conversation
from demo.bedrock.reading import Refused, invalid
from demo.bedrock.replies import Conversation, Reply, Result, Says, Turn, Wants
from demo.bedrock.sessions import Session
from demo.bedrock.streams import Event
from services.asking.agent import Tool

ACTION_GROUP = "watchbell"
FOUNDATION = "anthropic.claude-demo-v1:0"
LONGEST_TRACED = 1000
TYPES: Mapping[type, str] = {bool: "boolean", int: "integer", float: "number", list: "array"}


def asked(fields: Mapping[str, Any], session: Session, tools: tuple[Tool, ...]) -> Conversation:
    """What the agent has to answer, or raise Refused."""
    state = fields.get("sessionState", {})
    if "returnControlInvocationResults" in state:
        turns = _continued(state, session)
    elif fields.get("inputText", "").strip():
        turns = (*(session.turns or _handed_in(state)), Turn(fields["inputText"]))
    else:
        raise invalid("inputText must not be empty unless results of a return of control are given.")
    return Conversation(turns, tools)


def _continued(state: Mapping[str, Any], session: Session) -> tuple[Turn, ...]:
    if not session.invocation or state.get("invocationId") != session.invocation or not session.wanted:
        raise invalid("The invocationId is not the one that this session waits for.")
    results = tuple(_result(each, session.wanted) for each in state["returnControlInvocationResults"])
    last = session.turns[-1]
    return (*session.turns[:-1], replace(last, results=last.results + results))


def _result(given: Mapping[str, Any], wanted: Wants) -> Result:
    if "functionResult" not in given:
        raise invalid("The agent asked for a function: it takes a functionResult.")
    result = given["functionResult"]
    if (result["actionGroup"], result.get("function")) != (ACTION_GROUP, wanted.tool):
        raise invalid("The functionResult names another function than the agent asked for.")
    if result.get("responseState") == "FAILURE":
        raise Refused(424, "DependencyFailedException", "The caller says that the function failed.")
    bodies = [body.get("body", "") for body in result.get("responseBody", {}).values()]
    return Result(wanted.tool, "\n".join(bodies), failed=result.get("responseState") == "REPROMPT")


def _handed_in(state: Mapping[str, Any]) -> tuple[Turn, ...]:
    """The history that the caller has, for a session that has none."""
    messages = state.get("conversationHistory", {}).get("messages", [])
    if not messages:
        return ()
    return conversation([*messages, {"role": "user", "content": [{"text": "?"}]}], ()).turns[:-1]


def headers(fields: Mapping[str, Any]) -> dict[str, str]:
    return {
        "x-amzn-bedrock-agent-content-type": "application/json",
        "x-amz-bedrock-agent-session-id": fields["sessionId"],
    }


def events(
    fields: Mapping[str, Any], session: Session, asked: Conversation, reply: Reply, said: Iterable[str]
) -> Iterator[Event]:
    """*reply* as the stream has it, with traces and in pieces only where the caller asked for them.

    The session remembers the turn once the caller has all of it.
    """
    invocation = str(uuid4())
    if fields.get("enableTrace"):
        yield from (_trace(fields, part, invocation) for part in _before(asked, reply, invocation))
    if isinstance(reply, Wants):
        session.turns, session.invocation, session.wanted = asked.turns, invocation, reply
        yield Event("returnControl", _return_control(invocation, reply), piece=True, last=True)
        return
    streamed = fields.get("streamingConfigurations", {}).get("streamFinalResponse")
    for piece in said if streamed else ["".join(said)]:
        yield Event("chunk", {"bytes": piece.encode()}, piece=True)
    *earlier, last = asked.turns
    session.turns = (*earlier, replace(last, answer=reply.text))
    session.invocation, session.wanted = "", None
    if fields.get("enableTrace"):
        finished = {"type": "FINISH", "finalResponse": {"text": reply.text[:LONGEST_TRACED]}}
        yield _trace(fields, {"observation": finished}, invocation)


def _before(asked: Conversation, reply: Reply, invocation: str) -> Iterator[dict[str, Any]]:
    """What an agent tells of its thoughts before it answers or gives control back."""
    yield {"modelInvocationInput": {"type": "ORCHESTRATION", "foundationModel": FOUNDATION}}
    if results := asked.turns[-1].results:
        told = {"text": results[-1].text[:LONGEST_TRACED]}
        yield {"observation": {"type": "ACTION_GROUP", "actionGroupInvocationOutput": told}}
    if isinstance(reply, Says):
        yield {"rationale": {"text": "What I have is enough for an answer."}}
        return
    yield {"rationale": {"text": reply.because or "Something has to be looked up."}}
    call = {
        "actionGroupName": ACTION_GROUP,
        "function": reply.tool,
        "executionType": "RETURN_CONTROL",
        "invocationId": invocation,
        "parameters": _parameters(reply),
    }
    yield {"invocationInput": {"invocationType": "ACTION_GROUP", "actionGroupInvocationInput": call}}


def _trace(fields: Mapping[str, Any], part: Mapping[str, Any], invocation: str) -> Event:
    trace_id = f"{invocation[:13]}-0"
    steps = {name: {"traceId": trace_id, **value} for name, value in part.items()}
    about = {key: fields[key] for key in ("agentId", "agentAliasId", "sessionId")}
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    told = {"agentVersion": "1", "eventTime": at, "trace": {"orchestrationTrace": steps}}
    return Event("trace", about | told)


def _return_control(invocation: str, wanted: Wants) -> dict[str, Any]:
    call = {
        "actionGroup": ACTION_GROUP,
        "function": wanted.tool,
        "actionInvocationType": "RESULT",
        "parameters": _parameters(wanted),
    }
    return {"invocationId": invocation, "invocationInputs": [{"functionInvocationInput": call}]}


def _parameters(wanted: Wants) -> list[dict[str, str]]:
    """Arguments as an agent gives them: the values are strings, whatever they are."""
    return [
        {"name": name, "type": TYPES.get(type(value), "string"), "value": _string(value)}
        for name, value in wanted.arguments.items()
    ]


def _string(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
