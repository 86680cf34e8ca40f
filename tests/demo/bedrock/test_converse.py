"""The local Bedrock's ConverseStream, with the real boto3."""

import json

from demo.bedrock import MODEL, LocalBedrock, Says, Wants
from tests.demo.bedrock.conftest import Asking, assistant, offered, told, user


async def test_an_answer_comes_in_pieces_with_its_end_and_its_usage(asking: Asking) -> None:
    events = await asking.converse("Why is it slow?")
    names = [next(iter(event)) for event in events]
    assert names[0] == "messageStart"
    assert names[-3:] == ["contentBlockStop", "messageStop", "metadata"]
    assert names.count("contentBlockDelta") > 3
    assert events[-2]["messageStop"]["stopReason"] == "end_turn"
    usage = events[-1]["metadata"]["usage"]
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"] > 0


async def test_an_inference_profile_is_found_by_its_arn(asking: Asking) -> None:
    arn = f"arn:aws:bedrock:eu-west-1:123456789012:inference-profile/{MODEL}"
    assert told(await asking.converse("Why?", modelId=arn))


async def test_a_tool_is_asked_for_in_pieces_of_json_and_its_result_is_used(
    bedrock: LocalBedrock, asking: Asking
) -> None:
    bedrock.script.append(Wants("changes", {"resource": "checkout-api", "hours": 3}, "I look that up."))
    events = await asking.converse("Why?", toolConfig=offered())
    assert events[-2]["messageStop"]["stopReason"] == "tool_use"
    start = next(event["contentBlockStart"] for event in events if "contentBlockStart" in event)
    pieces = [
        event["contentBlockDelta"]["delta"]["toolUse"]["input"]
        for event in events
        if "toolUse" in event.get("contentBlockDelta", {}).get("delta", {})
    ]
    assert len(pieces) > 2
    assert json.loads("".join(pieces)) == {"resource": "checkout-api", "hours": 3}

    use = start["start"]["toolUse"]
    result = {"toolUseId": use["toolUseId"], "content": [{"text": "asked\nUpdateService by deploy-ci"}]}
    answer = await asking.converse(
        "Why?",
        assistant({"toolUse": use | {"input": {}}}),
        user({"toolResult": result | {"status": "success"}}),
        toolConfig=offered(),
    )
    assert "UpdateService by deploy-ci" in told(answer)


async def test_an_answer_is_cut_at_max_tokens(bedrock: LocalBedrock, asking: Asking) -> None:
    bedrock.script.append(Says("word " * 500))
    events = await asking.converse("Why?", inferenceConfig={"maxTokens": 20})
    assert events[-2]["messageStop"]["stopReason"] == "max_tokens"
    assert 0 < len(told(events)) < 200


async def test_text_of_every_alphabet_and_a_space_at_its_end_arrive_whole(
    bedrock: LocalBedrock, asking: Asking
) -> None:
    text = "결제가 느립니다 🔥\n\n" + "x" * 100 + "  \n * ñ "
    bedrock.script.append(Says(text))
    assert told(await asking.converse("Why?")) == text
