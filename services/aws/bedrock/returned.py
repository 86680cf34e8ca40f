"""Control that an agent of Bedrock Agents Classic returns to the bot, and the results that it takes back.

https://docs.aws.amazon.com/bedrock/latest/userguide/agents-returncontrol.html
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.asking.agent import Tool, ToolResult
from services.aws.bedrock.lookups import Wanted, wanted

CONFIRMED = "USER_CONFIRMATION_AND_RESULT"
ONLY_TO_CONFIRM = "USER_CONFIRMATION"
NOT_CONFIRMED = "Nobody has confirmed this: the one who asks can only read."


@dataclass(frozen=True, slots=True)
class Invocation:
    """One function, or one call of an API, that the agent leaves to the bot."""

    wanted: Wanted
    form: str  # "functionResult" or "apiResult"
    echo: Mapping[str, Any]  # by what the agent knows it again
    confirmation: str = ""

    def result(self, told: ToolResult) -> dict[str, Any]:
        result: dict[str, Any] = {**self.echo, "responseBody": {"TEXT": {"body": told.text}}}
        if self.form == "apiResult":
            result["httpStatusCode"] = 400 if told.failed else 200
        if told.failed and self.confirmation != "DENY":
            result["responseState"] = "REPROMPT"  # FAILURE would end the whole answer
        if self.confirmation:
            result["confirmationState"] = self.confirmation
        return {self.form: result}


def read_invocations(control: Mapping[str, Any], tools: Iterable[Tool]) -> tuple[Invocation, ...]:
    """Everything that a *returnControl* event asks for."""
    invocation, tools = str(control.get("invocationId", "")), tuple(tools)
    read = [
        _invocation(f"{invocation}-{number}", one, tools)
        for number, one in enumerate(control.get("invocationInputs", ()))
    ]
    return tuple(one for one in read if one)


def _invocation(call_id: str, member: Mapping[str, Any], tools: tuple[Tool, ...]) -> Invocation | None:
    match member:
        case {"functionInvocationInput": asked}:
            echo = _echo(asked, "actionGroup", "function", "agentId")
            return _asked(call_id, asked, asked.get("function", ""), tools, "functionResult", echo)
        case {"apiInvocationInput": asked}:
            echo = _echo(asked, "actionGroup", "apiPath", "httpMethod", "agentId")
            name = asked.get("apiPath", "").strip("/")
            return _asked(call_id, asked, name, tools, "apiResult", echo)
    return None


def _asked(  # noqa: PLR0913, PLR0917 — both forms of one thing
    call_id: str,
    asked: Mapping[str, Any],
    name: str,
    tools: tuple[Tool, ...],
    form: str,
    echo: Mapping[str, Any],
) -> Invocation:
    one = wanted(call_id, name, json.dumps(_arguments(asked)), tools)
    kind = asked.get("actionInvocationType", "")
    if kind == ONLY_TO_CONFIRM:  # then the agent would do it itself
        return Invocation(Wanted(one.call, NOT_CONFIRMED), form, echo, "DENY")
    return Invocation(one, form, echo, "CONFIRM" if kind == CONFIRMED else "")


def _echo(asked: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: asked[name] for name in names if asked.get(name)}


def _arguments(asked: Mapping[str, Any]) -> dict[str, Any]:
    bodies = asked.get("requestBody", {}).get("content", {}).values()
    parameters = [
        *asked.get("parameters", ()),
        *(one for body in bodies for one in body.get("properties", ())),
    ]
    return {str(one["name"]): _value(one) for one in parameters if one.get("name")}


def _value(parameter: Mapping[str, Any]) -> Any:  # noqa: ANN401 — whatever the agent wrote
    """A parameter's value, which comes as text, by the type that the agent says it has."""
    text = parameter.get("value", "")
    if parameter.get("type", "string") == "string":
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
