"""What the local Bedrock refuses, as AWS does; each test breaks one rule."""

import asyncio
from typing import Any

import aiohttp
import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from demo.bedrock import AGENT, ALIAS, MODEL, LocalBedrock
from tests.demo.bedrock.conftest import SESSION, Asking, assistant, offered, user

SIGNED = (
    "AWS4-HMAC-SHA256 Credential=x/20261121/eu-west-1/bedrock/aws4_request, SignedHeaders=host, Signature=0"
)
TALK = {"messages": [{"role": "user", "content": [{"text": "Why?"}]}]}
RESULT = {"toolUseId": "a", "content": [{"text": "x"}]}
USE = {"toolUseId": "a", "name": "logs", "input": {}}


async def post(
    bedrock: LocalBedrock, path: str, body: Any, authorization: str = SIGNED
) -> tuple[int, str, str]:
    """A request that boto3 would not let out."""
    headers = {"Authorization": authorization} if authorization else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{bedrock.url}{path}", json=body, headers=headers) as answer,
    ):
        return answer.status, answer.headers.get("x-amzn-ErrorType", ""), await answer.text()


def agent(body: Any, session: str = SESSION, name: str = AGENT) -> tuple[str, Any]:
    return f"/agents/{name}/agentAliases/{ALIAS}/sessions/{session}/text", body


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/model/%/converse-stream", TALK, "pattern"),
        (f"/model/{MODEL}/converse-stream", TALK | {"surprise": 1}, "surprise"),
        (f"/model/{MODEL}/converse-stream", TALK | {"modelId": "x"}, "modelId in the body"),
        (f"/model/{MODEL}/converse-stream", {"messages": [{"role": "user"}]}, "content"),
        (f"/model/{MODEL}/converse-stream", {"messages": [{"role": "robot", "content": []}]}, "robot"),
        (f"/model/{MODEL}/converse-stream", {"messages": "Why?"}, "Invalid type"),
        (f"/model/{MODEL}/converse-stream", TALK | {"inferenceConfig": {"temperature": 2}}, "at most 1"),
        (f"/model/{MODEL}/converse-stream", TALK | {"inferenceConfig": {"maxTokens": 0}}, "maxTokens"),
        (f"/model/{MODEL}/converse-stream", TALK | {"requestMetadata": {"a": "ü"}}, "pattern"),
        (f"/model/{MODEL}/converse-stream", TALK | {"toolConfig": {"tools": []}}, "tools"),
        (*agent({"inputText": "Why?"}, session="x"), "sessionId"),
        (*agent({"inputText": "Why?"}, session="x" * 101), "at most 100"),
        (*agent({"inputText": "Why?"}, name="AGENT-1"), "pattern"),
        (*agent({"inputText": 3}), "inputText"),
        (*agent({"inputText": "Why?", "enableTrace": "yes"}), "enableTrace"),
        (*agent({"inputText": " "}), "inputText"),
        (*agent({}), "inputText"),
    ],
)
async def test_a_request_that_is_not_as_the_model_says_is_refused(
    bedrock: LocalBedrock, path: str, body: Any, said: str
) -> None:
    status, code, text = await post(bedrock, path, body)
    assert (status, code) == (400, "ValidationException")
    assert said in text


@pytest.mark.parametrize(
    ("messages", "more", "said"),
    [
        ([user("Why?"), user("Why?")], {}, "alternate"),
        ([assistant("Hello.")], {}, "start with a user"),
        ([user("Why?"), assistant("So.")], {}, "end with a user"),
        ([user("Why?"), assistant({"toolUse": USE}), user("And?")], {}, "exactly the Ids"),
        ([user("Why?", {"toolResult": RESULT})], {}, "exactly the Ids"),
        ([user("  ")], {}, "blank"),
        (
            [user("Why?"), assistant({"toolUse": USE}), user({"toolResult": RESULT})],
            {"toolConfig": None},
            "toolConfig",
        ),
        ([user("Why?")], {"modelId": "amazon.unknown-v1:0"}, "model identifier is invalid"),
        (
            [user("Why?")],
            {"toolConfig": {"tools": [{"toolSpec": {"name": "x", "inputSchema": {"json": {}}}}]}},
            "type must be object",
        ),
    ],
)
async def test_a_conversation_that_does_not_follow_is_refused(
    asking: Asking, messages: list[dict[str, Any]], more: dict[str, Any], said: str
) -> None:
    config = {"toolConfig": offered()} | more
    known = {name: value for name, value in config.items() if value is not None}
    with pytest.raises(ClientError, match=f"ValidationException.*{said}"):
        await asking.converse(*messages, **known)


async def test_an_agent_and_a_harness_that_are_not_there_are_not_found(asking: Asking) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        await asking.invoke("Why?", agentId="OTHERAGENT")
    arn = "arn:aws:bedrock-agentcore:eu-west-1:123456789012:harness/other-a1b2c3d4e5"
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        await asking.harness("Why?", harnessArn=arn)


async def test_who_does_not_sign_is_refused(bedrock: LocalBedrock) -> None:
    client = boto3.Session(region_name="eu-west-1").client(
        "bedrock-runtime", endpoint_url=bedrock.url, config=Config(signature_version=UNSIGNED)
    )
    with pytest.raises(ClientError, match="MissingAuthenticationToken") as refused:
        await asyncio.to_thread(client.converse_stream, modelId=MODEL, **TALK)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


@pytest.mark.parametrize("authorization", ["Bearer abc", SIGNED.replace("/bedrock/", "/sqs/")])
async def test_a_signature_of_another_kind_or_for_another_service_is_refused(
    bedrock: LocalBedrock, authorization: str
) -> None:
    status, code, _ = await post(bedrock, f"/model/{MODEL}/converse-stream", TALK, authorization)
    assert status == 403
    assert code in {"MissingAuthenticationTokenException", "InvalidSignatureException"}


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff", b"[" * 100_000])
async def test_a_body_that_is_no_json_object_is_refused(bedrock: LocalBedrock, body: bytes) -> None:
    url = f"{bedrock.url}/model/{MODEL}/converse-stream"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers={"Authorization": SIGNED}) as answer,
    ):
        assert (answer.status, answer.headers["x-amzn-ErrorType"]) == (400, "SerializationException")
