"""Nobody but who was given a key gets to the local AWS, a web page least of all."""

import aiohttp
import pytest
from botocore.exceptions import ClientError

from demo.aws.clients import connect
from demo.aws.gate import Scope, admits
from demo.aws.local import LocalAws
from demo.aws.stack import Stack

ROOT_KEY = b"AKIA" + b"X" * 16


def signed_by(key: str) -> dict[str, str]:
    scope = f"{key}/20261120/eu-west-1/sqs/aws4_request"
    return {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00"}


STRANGERS = {
    "a look": ("GET", "/", {}),
    "a preflight": ("OPTIONS", "/", {"Origin": "https://example.com"}),
    "nobody": ("POST", "/", {}),
    "test": ("POST", "/", signed_by("test")),
    "twelve digits": ("POST", "/", signed_by("123456789012")),
    "another root key": ("POST", "/", signed_by(ROOT_KEY.decode())),
    "an old signature": ("POST", "/", {"Authorization": "AWS test:abc"}),
    "a key in the address": ("POST", "/?Action=ListRoles&AWSAccessKeyId=test", {}),
    "a key in the address too": ("POST", "/?AWSAccessKeyId=test", signed_by("ASIA" + "X" * 16)),
    "a reset": ("POST", "/_ministack/reset", {}),
    "a signed reset": ("POST", "/_ministack/reset", signed_by("ASIA" + "X" * 16)),
    "all messages": ("GET", "/_ministack/sqs/messages", {}),
    "a function": ("POST", "/2015-03-31/functions", signed_by("ASIA" + "X" * 16)),
}


@pytest.mark.parametrize(("method", "path", "headers"), STRANGERS.values(), ids=STRANGERS)
async def test_strangers_are_turned_away(
    aws: LocalAws, method: str, path: str, headers: dict[str, str]
) -> None:
    async with aiohttp.ClientSession() as session:
        answer = await session.request(method, aws.url + path, headers=headers, data=b"Action=ListQueues")
        assert answer.status == 403
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert await answer.read() == b""


def test_a_made_up_session_key_is_unknown_behind_the_gate(aws: LocalAws) -> None:
    made_up = {"AWS_ACCESS_KEY_ID": "ASIA" + "X" * 16, "AWS_SECRET_ACCESS_KEY": "x", "AWS_SESSION_TOKEN": "x"}
    with pytest.raises(ClientError, match="security token"):
        connect(aws.url, made_up).sqs.list_queues()


async def test_a_session_key_with_another_signature_is_refused(aws: LocalAws, stack: Stack) -> None:
    keys = await aws.role_keys(stack) | {"AWS_SECRET_ACCESS_KEY": "guessed"}
    with pytest.raises(ClientError, match="signature"):
        connect(aws.url, keys).sqs.receive_message(QueueUrl=stack.queue_url)


async def test_a_web_socket_is_turned_away(aws: LocalAws) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await session.ws_connect(aws.url)


def call(*headers: tuple[bytes, bytes]) -> Scope:
    return {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}


def signature(key: bytes) -> tuple[bytes, bytes]:
    return b"Authorization", b"AWS4-HMAC-SHA256 Credential=" + key + b"/20261120/eu-west-1/sqs/aws4_request"


def test_the_key_of_this_start_and_those_of_sts_pass() -> None:
    assert admits(call(signature(ROOT_KEY)), ROOT_KEY)
    assert admits(call(signature(b"ASIA" + b"Y" * 16)), ROOT_KEY)


def test_two_signatures_are_one_too_many() -> None:
    assert not admits(call(signature(ROOT_KEY), signature(b"test")), ROOT_KEY)
