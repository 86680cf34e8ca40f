"""The local Bedrock's InvokeAgent, with the real boto3."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from demo.bedrock import LocalBedrock, Says, Wants
from tests.demo.bedrock.conftest import SESSION, Asking, told

STREAMED = {"streamingConfigurations": {"streamFinalResponse": True}}


def result(control: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
    asked = control["invocationInputs"][0]["functionInvocationInput"]
    answer = {name: asked[name] for name in ("actionGroup", "function")}
    given = answer | {"responseBody": {"TEXT": {"body": text}}} | more
    results = [{"functionResult": given}]
    return {"invocationId": control["invocationId"], "returnControlInvocationResults": results}


async def test_an_agent_answers_in_one_chunk_unless_it_is_told_to_stream(asking: Asking) -> None:
    whole = [event for event in await asking.invoke("Why?") if "chunk" in event]
    pieces = [event for event in await asking.invoke("Why?", **STREAMED) if "chunk" in event]
    assert (len(whole), len(pieces) > 3) == (1, True)


async def test_an_agent_tells_its_thoughts_only_when_they_are_asked_for(asking: Asking) -> None:
    assert not [event for event in await asking.invoke("Why?") if "trace" in event]
    traces = [event["trace"] for event in await asking.invoke("Why?", enableTrace=True) if "trace" in event]
    parts = [trace["trace"]["orchestrationTrace"] for trace in traces]
    assert [next(iter(part)) for part in parts] == ["modelInvocationInput", "rationale", "observation"]
    assert parts[-1]["observation"]["type"] == "FINISH"


async def test_an_agent_returns_control_and_goes_on_with_the_result(
    bedrock: LocalBedrock, asking: Asking
) -> None:
    bedrock.script.append(Wants("logs", {"log_group": "/aws/lambda/x", "minutes": 60}, "Logs would help."))
    events = await asking.invoke("Why?", enableTrace=True)
    control = events[-1]["returnControl"]
    parameters = control["invocationInputs"][0]["functionInvocationInput"]["parameters"]
    assert parameters[1] == {"name": "minutes", "type": "integer", "value": "60"}
    shown = [event["trace"]["trace"]["orchestrationTrace"] for event in events if "trace" in event]
    begun = shown[-1]["invocationInput"]["actionGroupInvocationInput"]
    assert (begun["executionType"], begun["function"]) == ("RETURN_CONTROL", "logs")

    answer = await asking.invoke(sessionState=result(control, "asked\n3 lines say Task timed out"))
    assert "Task timed out" in told(answer)


async def test_a_failed_result_is_told_as_one(bedrock: LocalBedrock, asking: Asking) -> None:
    bedrock.script.append(Wants("logs", {}))
    control = (await asking.invoke("Why?"))[-1]["returnControl"]
    state = result(control, "Not allowed: logs:FilterLogEvents", responseState="REPROMPT")
    assert "could not: Not allowed" in told(await asking.invoke(sessionState=state))


async def test_control_is_returned_for_one_invocation_alone(bedrock: LocalBedrock, asking: Asking) -> None:
    bedrock.script.append(Wants("logs", {}))
    control = (await asking.invoke("Why?"))[-1]["returnControl"]
    with pytest.raises(ClientError, match=r"ValidationException.*invocationId"):
        await asking.invoke(sessionState=result(control, "x") | {"invocationId": "another"})
    await asking.invoke(sessionState=result(control, "x"))
    with pytest.raises(ClientError, match=r"ValidationException.*invocationId"):
        await asking.invoke(sessionState=result(control, "x"))


async def test_an_agent_remembers_its_session_until_that_expires(
    bedrock: LocalBedrock, asking: Asking
) -> None:
    bedrock.script.append(Says("It began at 2026-11-21 02:50:06Z, with a deploy."))
    await asking.invoke("Why?")
    assert "2026-11-21 02:50:06Z" in told(await asking.invoke("and since when?"))
    assert "remember nothing" in told(await asking.invoke("and since when?", sessionId="another"))
    bedrock.sessions.forget(SESSION)
    assert "remember nothing" in told(await asking.invoke("what did you just say?"))


async def test_a_session_can_be_ended(bedrock: LocalBedrock, asking: Asking) -> None:
    bedrock.script.append(Says("A deploy."))
    await asking.invoke("Why?", endSession=True)
    assert "remember nothing" in told(await asking.invoke("what did you just say?"))


async def test_a_session_that_nobody_uses_is_forgotten(asking: Asking) -> None:
    async with LocalBedrock(pace=0, session_life_s=0) as forgetful:
        asking = Asking(forgetful.url)
        forgetful.script.append(Says("A deploy."))
        await asking.invoke("Why?")
        assert "remember nothing" in told(await asking.invoke("what did you just say?"))


async def test_an_agent_takes_a_history_that_it_is_handed(asking: Asking) -> None:
    messages = [
        {"role": "user", "content": [{"text": "Why?"}]},
        {"role": "assistant", "content": [{"text": "A deploy at 2026-11-21 02:46:00Z."}]},
    ]
    state = {"conversationHistory": {"messages": messages}}
    assert "02:46:00Z" in told(await asking.invoke("since when?", sessionState=state))
