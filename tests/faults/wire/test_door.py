"""The way to the queue, as the bot's own client walks it."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
import pytest_asyncio
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.faults.wire.door import HIDDEN, SOON, QueueDoor
from tests.faults.wire.plan import generator

QUEUE = "http://127.0.0.1/123456789012/alarms"


@dataclass
class Sqs:
    """A queue in memory, with what it was asked."""

    held: list[dict[str, Any]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        self.hidden.append(asked["VisibilityTimeout"])
        return (
            {"Messages": list(self.held), "ResponseMetadata": {}} if self.held else {"ResponseMetadata": {}}
        )

    def change_message_visibility_batch(self, **asked: Any) -> dict[str, Any]:
        self.hidden += [one["VisibilityTimeout"] for one in asked["Entries"]]
        return {"Successful": [{"Id": one["Id"]} for one in asked["Entries"]], "Failed": []}

    def delete_message_batch(self, **asked: Any) -> dict[str, Any]:
        self.held.clear()
        return {"Successful": [{"Id": one["Id"]} for one in asked["Entries"]], "Failed": []}


@pytest.fixture
def sqs():
    return Sqs([{"MessageId": f"m{n}", "ReceiptHandle": f"r{n}", "Body": str(n)} for n in range(6)])


@pytest_asyncio.fixture
async def door(sqs):
    async with QueueDoor(sqs, generator(1)) as door:
        yield door


@pytest.fixture
def client(door):
    session = boto3.Session("local", "local", region_name="eu-west-1")
    once = Config(retries={"total_max_attempts": 1}, proxies={})
    client = session.client("sqs", endpoint_url=door.url, config=once)
    yield client
    client.close()


async def received(client, wait: int = 0) -> list[str]:
    answer = await asyncio.to_thread(
        client.receive_message,
        QueueUrl=QUEUE,
        MaxNumberOfMessages=10,
        WaitTimeSeconds=wait,
        VisibilityTimeout=60,
    )
    return [one["Body"] for one in answer.get("Messages", [])]


async def delete(client) -> None:
    entries = [{"Id": "0", "ReceiptHandle": "r0"}]
    await asyncio.to_thread(client.delete_message_batch, QueueUrl=QUEUE, Entries=entries)


async def test_what_is_in_the_queue_comes_and_soon_comes_again_unless_it_is_deleted(client, sqs):
    assert await received(client) == ["0", "1", "2", "3", "4", "5"]
    assert sqs.hidden == [HIDDEN]
    await delete(client)
    assert await received(client) == []


async def test_what_is_to_stay_hidden_for_long_comes_again_soon(client, sqs):
    entries = [{"Id": "0", "ReceiptHandle": "r0", "VisibilityTimeout": 600}]
    await asyncio.to_thread(client.change_message_visibility_batch, QueueUrl=QUEUE, Entries=entries)
    assert sqs.hidden == [HIDDEN]


async def test_a_long_poll_looks_until_something_comes(client, sqs):
    coming, sqs.held = sqs.held, []
    poll = asyncio.create_task(received(client, wait=20))
    while len(sqs.hidden) < 3:
        await asyncio.sleep(0.01)
    sqs.held = coming
    assert len(await poll) == 6


async def test_while_it_fails_nothing_is_done(client, door, sqs):
    door.fails = True
    with pytest.raises(ClientError, match="ServiceUnavailable"):
        await received(client)
    with pytest.raises(ClientError, match="ServiceUnavailable"):
        await delete(client)
    assert len(sqs.held) == 6


async def test_while_it_repeats_nothing_is_deleted(client, door, sqs):
    door.repeats = True
    assert len(await received(client)) == 6
    assert sqs.hidden == [SOON]
    with pytest.raises(ClientError, match="ServiceUnavailable"):
        await delete(client)


async def test_while_it_reorders_half_comes_now_in_another_order(client, door):
    door.reorders = True
    came = await received(client)
    assert len(came) == 3
    assert came != ["0", "1", "2"]
