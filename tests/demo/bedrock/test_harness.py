"""The local Bedrock's InvokeHarness, with the real boto3."""

import json

import pytest
from botocore.exceptions import ClientError

from demo.bedrock import LocalBedrock, Says, Wants
from tests.demo.bedrock.conftest import TOOLS, Asking, assistant, told, user


def inline() -> list[dict[str, object]]:
    function = {"description": TOOLS[1].description, "inputSchema": dict(TOOLS[1].parameters)}
    return [{"type": "inline_function", "name": "logs", "config": {"inlineFunction": function}}]


async def test_a_harness_answers_as_converse_does_with_a_hook_before_it(asking: Asking) -> None:
    events = await asking.harness("Why?")
    assert events[0]["hookEvent"]["type"] == "before_invocation"
    assert events[-2]["messageStop"]["stopReason"] == "end_turn"
    assert "canned answer" in told(events)


async def test_a_harness_leaves_inline_functions_to_its_caller(asking: Asking) -> None:
    events = await asking.harness("What do the logs of /aws/lambda/receipts say?", tools=inline())
    use = next(event["contentBlockStart"] for event in events if "contentBlockStart" in event)["start"][
        "toolUse"
    ]
    assert (use["name"], events[-2]["messageStop"]["stopReason"]) == ("logs", "tool_use")
    written = "".join(
        event["contentBlockDelta"]["delta"].get("toolUse", {}).get("input", "")
        for event in events
        if "contentBlockDelta" in event
    )
    assert json.loads(written)["log_group"] == "/aws/lambda/receipts"

    result = {"toolUseId": use["toolUseId"], "content": [{"text": "asked\nTask timed out"}]}
    asked = assistant({"toolUse": use | {"input": json.loads(written)}})
    answer = await asking.harness(asked, user({"toolResult": result}), tools=inline())
    assert "Task timed out" in told(answer)


async def test_a_harness_does_not_know_the_call_again_that_it_made(
    bedrock: LocalBedrock, asking: Asking
) -> None:
    bedrock.script.append(Wants("logs", {}))
    await asking.harness("Why?", tools=inline())
    with pytest.raises(ClientError, match=r"ValidationException.*toolResult"):
        await asking.harness(user({"toolResult": {"toolUseId": "x", "content": [{"text": "y"}]}}))


async def test_a_harness_remembers_its_session(bedrock: LocalBedrock, asking: Asking) -> None:
    bedrock.script.append(Says("A deploy at 2026-11-21 02:46:00Z."))
    await asking.harness("Why?")
    assert "02:46:00Z" in told(await asking.harness("since when?"))
    bedrock.sessions.forget()
    assert "remember nothing" in told(await asking.harness("since when?"))
