"""What lies in the dead-letter queue is looked at, sent back and thrown away, and nothing gets lost."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from services.alarm import Alarm
from services.aws.dead_letters import Patience, SqsDeadLetters
from services.aws.queue import SqsQueue
from services.dead_letters.letters import DeadLettersForbidden, DeadLettersUnreadable, NoDeadLetterQueue

HAND_MADE = {"AlarmName": "disk-full", "NewStateValue": "ALARM", "NewStateReason": "no space left"}
COUNT = {"DataType": "Number", "StringValue": "3"}


@dataclass
class Bench:
    sqs: Any
    url: str
    dead_url: str
    letters: SqsDeadLetters

    def bury(self, *bodies: str, **about: Any) -> list[str]:
        send = self.sqs.send_message
        return [str(send(QueueUrl=self.dead_url, MessageBody=body, **about)["MessageId"]) for body in bodies]

    def counts(self) -> tuple[int, int]:
        """What can be had of the queue and of its dead letters at once."""
        asked = (
            self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
            for url in (self.url, self.dead_url)
        )
        waiting, dead = (int(one["ApproximateNumberOfMessages"]) for one in asked)
        return waiting, dead

    def refuse(self, operation: str, code: str = "AccessDenied", *, after: int = 0) -> None:
        """Refuse an operation, *after* so many that go well."""
        left = [after]

        def answer(**_: Any) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise ClientError({"Error": {"Code": code, "Message": f"{code}, says AWS"}}, operation)

        self.sqs.meta.events.register(f"before-call.sqs.{operation}", answer)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws(), ThreadPoolExecutor(1) as pool:
        sqs = boto3.client("sqs", region_name="eu-west-1")
        dead = sqs.create_queue(QueueName="alarms-dead")["QueueUrl"]
        arn = "arn:aws:sqs:eu-west-1:123456789012:alarms-dead"
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 2})
        url = sqs.create_queue(QueueName="alarms", Attributes={"RedrivePolicy": policy})["QueueUrl"]
        yield Bench(sqs, url, dead, SqsDeadLetters(sqs, url, "", pool, Patience(empty=1, awaited=1)))


async def test_they_are_read_as_far_as_they_can_be_and_given_back_at_once(bench):
    bench.bury(json.dumps(HAND_MADE), "{broken", *(f"event {n}" for n in range(20)))
    found = await bench.letters.look(100)
    assert (len(found.letters), found.counted) == (22, 22)
    said = [one.notification for one in found.letters]
    assert [one.name for one in said if isinstance(one, Alarm)] == ["disk-full"]
    assert "{broken" in [one.title for one in said if not isinstance(one, Alarm)]
    assert bench.counts() == (0, 22), "a look hides nothing for long"


async def test_a_look_at_many_ends_at_its_limit(bench):
    bench.bury(*(f"event {n}" for n in range(30)))
    found = await bench.letters.look(10)
    assert (len(found.letters), found.counted) == (10, 30)
    assert bench.counts() == (0, 30)


async def test_it_is_told_how_often_each_was_received(bench):
    bench.sqs.send_message(QueueUrl=bench.url, MessageBody="poison")
    for _ in range(3):
        bench.sqs.receive_message(QueueUrl=bench.url, VisibilityTimeout=0)
    (one,) = (await bench.letters.look(100)).letters
    assert one.receives > 2
    assert one.given_up_by == ""


async def test_one_is_sent_back_with_its_attributes_and_the_others_stay(bench):
    ids = bench.bury("a", "b", "c", MessageAttributes={"Count": COUNT})
    moved = await bench.letters.send_back([ids[1]])
    assert (moved.count, moved.trouble) == (1, "")
    assert bench.counts() == (1, 2)
    (one,) = bench.sqs.receive_message(QueueUrl=bench.url, MessageAttributeNames=["All"])["Messages"]
    assert one["Body"] == "b"
    assert one["MessageAttributes"]["Count"] == COUNT


async def test_what_was_sent_back_twice_is_known_by_the_id_it_first_had(bench):
    (id_,) = bench.bury("raw")
    bench.refuse("DeleteMessageBatch")
    moved = await bench.letters.send_back([id_])
    assert (moved.count, moved.trouble) == (0, "AccessDenied, says AWS")
    bench.sqs.send_message(QueueUrl=bench.url, MessageBody="another")
    keys = {one.key for one in SqsQueue(bench.sqs, bench.url).receive()}
    assert f"sqs:{id_}" in keys
    assert len(keys) == 2


async def test_nothing_is_lost_when_the_queue_does_not_take_it(bench):
    ids = bench.bury("a", "b", "c")
    bench.refuse("SendMessage", after=1)
    moved = await bench.letters.send_back(ids)
    assert (moved.count, moved.trouble) == (1, "AccessDenied, says AWS")
    assert bench.counts() == (1, 2), "those stay, and can be had at once"


async def test_all_are_sent_back(bench):
    bench.bury(*(f"event {n}" for n in range(25)))
    assert (await bench.letters.send_back(None)).count == 25
    assert bench.counts() == (25, 0)


async def test_one_is_thrown_away_and_goes_nowhere(bench):
    ids = bench.bury("a", "b")
    assert (await bench.letters.throw_away(ids[:1])).count == 1
    assert bench.counts() == (0, 1)


async def test_what_somebody_else_has_dealt_with_is_no_longer_there(bench):
    bench.bury("a")
    moved = await bench.letters.send_back(["no-such-message"])
    assert (moved.count, moved.trouble) == (0, "")
    assert bench.counts() == (0, 1)


async def test_more_attributes_than_sqs_takes_are_not_added_to(bench):
    (id_,) = bench.bury("full", MessageAttributes={f"Count{n}": COUNT for n in range(10)})
    assert (await bench.letters.send_back([id_])).count == 1
    assert bench.counts() == (1, 0)


async def test_a_role_that_may_not_is_told_what_it_lacks(bench):
    bench.refuse("ReceiveMessage")
    with pytest.raises(DeadLettersForbidden, match="sqs:ReceiveMessage"):
        await bench.letters.look(100)


async def test_a_key_that_may_not_be_used_is_told_as_such(bench):
    bench.refuse("ReceiveMessage", "KMS.AccessDeniedException")
    with pytest.raises(DeadLettersForbidden, match="kms:Decrypt"):
        await bench.letters.look(100)


async def test_a_queue_without_dead_letters_says_so(bench):
    bench.sqs.set_queue_attributes(QueueUrl=bench.url, Attributes={"RedrivePolicy": ""})
    with pytest.raises(NoDeadLetterQueue):
        await bench.letters.look(100)


async def test_a_dead_letter_queue_that_is_gone_says_so(bench):
    bench.sqs.delete_queue(QueueUrl=bench.dead_url)
    with pytest.raises(DeadLettersUnreadable, match="does not exist"):
        await bench.letters.look(100)
