"""An SQS, an SNS topic and a CloudWatch with a memory; blocking, as boto3 is."""

import asyncio
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError

from tests.faults.fibers import wait_for
from tests.faults.time import Time
from tests.faults.weather import Weather
from tests.payloads import ACCOUNT, TOPIC, trigger

REGION = "eu-north-1"
RECEIVES = 8  # maxReceiveCount in infra/watchbell.yml
POLL = 20.0


def arn_of(name: str) -> str:
    return f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}"


@dataclass
class Letter:
    """A message in the queue."""

    id: str
    body: str
    sent_at: float
    visible_at: float
    received: int = 0


@dataclass
class Queue:
    time: Time
    random: Random
    weather: Weather
    tell: Callable[[str], None]
    letters: dict[str, Letter] = field(default_factory=dict)
    dead: list[Letter] = field(default_factory=list)
    taken: list[tuple[float, str]] = field(
        default_factory=list
    )  # when what was deleted after it was received
    sent: int = 0
    news: Callable[[], None] = lambda: None  # rung when something comes: nobody polls in small steps

    def send(self, body: str) -> None:
        self.sent += 1
        now = self.time.now
        delay = self.random.choice((0.0, 0.0, 0.0, 0.5, 5.0))
        letter = Letter(f"sqs-{self.sent}", body, self.time.true(), now + delay)
        self.letters[letter.id] = letter
        self.news()

    def due(self) -> float:
        """When the next of them can be seen."""
        return min((one.visible_at for one in self.letters.values()), default=math.inf)

    def expire(self) -> int:
        gone = len(self.letters)
        self.letters.clear()
        return gone

    def take(self, at_most: int, hidden: float) -> list[Letter]:
        now = self.time.now
        ready = [one for one in self.letters.values() if one.visible_at <= now]
        for one in [one for one in ready if one.received >= RECEIVES]:
            self.tell(f"sqs {one.id} goes to the dead-letter queue")
            self.dead.append(self.letters.pop(one.id))
            ready.remove(one)
        if "sqs reorders" in self.weather.kinds and len(ready) > 1:
            self.weather.happened("sqs reorders")
            self.random.shuffle(ready)
        for one in ready[:at_most]:
            one.received += 1
            one.visible_at = now + hidden
            if self.weather.strikes("sqs delivers again"):
                one.visible_at = now + self.random.uniform(0, 2)
        return ready[:at_most]


@dataclass
class Sqs:
    """boto3's client, as one life of the bot has it; every call blocks its fiber."""

    queue: Queue
    over: Callable[[], bool]
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.queue.news = self._hear

    def _hear(self) -> None:
        if not self.over():
            self._news.set()

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        letters = wait_for(self._receive(asked["MaxNumberOfMessages"], asked["VisibilityTimeout"]))
        told = [
            {
                "MessageId": one.id,
                "ReceiptHandle": f"{one.id}#{one.received}",
                "Body": one.body,
                "Attributes": {
                    "SentTimestamp": str(int(one.sent_at * 1000)),
                    "ApproximateReceiveCount": str(one.received),
                },
            }
            for one in letters
        ]
        return {"Messages": told} if told else {}

    def delete_message_batch(self, **asked: Any) -> dict[str, Any]:
        failed: list[dict[str, str]] = wait_for(self._delete(asked["Entries"]))
        return {"Failed": failed}

    def change_message_visibility(self, **asked: Any) -> dict[str, Any]:
        wait_for(self._hide([asked]))
        return {}

    def change_message_visibility_batch(self, **asked: Any) -> dict[str, Any]:
        wait_for(self._hide(asked["Entries"]))
        return {}

    async def _receive(self, at_most: int, hidden: float) -> list[Letter]:
        queue, until = self.queue, self.queue.time.now + POLL
        await self._travel()
        if queue.weather.strikes("sqs receive fails"):
            raise _trouble(queue.random, "ReceiveMessage")
        while True:
            letters = [] if self.over() else queue.take(at_most, hidden)
            if letters or queue.time.now >= until:
                await self._travel()
                return letters
            await self._something(max(0.01, min(until, queue.due()) - queue.time.now))

    async def _something(self, seconds: float) -> None:
        """Wait until there may be something else to take."""
        self._news.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)

    async def _delete(self, entries: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
        queue, failed = self.queue, []
        await self._travel()
        lost = queue.weather.strikes("sqs delete fails")
        how = queue.random.choice(("before", "after", "some")) if lost else ""
        if how == "before":
            raise _trouble(queue.random, "DeleteMessageBatch")
        for entry in entries:
            if how == "some" and queue.random.random() < 0.5:
                failed.append({"Id": entry["Id"], "Code": "InternalError"})
            elif letter := queue.letters.pop(entry["ReceiptHandle"].partition("#")[0], None):
                queue.taken.append((queue.time.true(), letter.body))
        await self._travel()
        if how == "after":
            raise _trouble(queue.random, "DeleteMessageBatch")
        return failed

    async def _hide(self, entries: Sequence[Mapping[str, Any]]) -> None:
        await self._travel()
        for entry in entries:
            letter = self.queue.letters.get(entry["ReceiptHandle"].partition("#")[0])
            if letter:
                letter.visible_at = self.queue.time.now + float(entry["VisibilityTimeout"])
        self._hear()

    async def _travel(self) -> None:
        if self.over():
            await asyncio.get_running_loop().create_future()  # for ever
        await asyncio.sleep(self.queue.random.uniform(0.005, 0.05))


def _trouble(random: Random, operation: str) -> Exception:
    if random.random() < 0.5:
        return EndpointConnectionError(endpoint_url="https://sqs")
    return ClientError({"Error": {"Code": "ServiceUnavailable", "Message": "try again"}}, operation)


@dataclass
class Bell:
    """An alarm in CloudWatch."""

    name: str
    state: str = "OK"
    changed_at: float = 0.0
    reason: str = "all is well"
    rule: str = ""  # of a composite
    parts: dict[str, str] = field(default_factory=dict)  # contributors with states of their own
    deleted: bool = False
    poison: str = ""  # what is wrong with its messages
    rang: list[tuple[float, str, str]] = field(default_factory=list)  # when, into which state, the token

    def described(self) -> dict[str, Any]:
        """As DescribeAlarms tells it."""
        at = datetime.fromtimestamp(self.changed_at, UTC)
        told = {
            "AlarmName": self.name,
            "AlarmArn": arn_of(self.name),
            "StateValue": self.state,
            "StateReason": self.reason,
            "StateTransitionedTimestamp": at,
            "StateUpdatedTimestamp": at,
            "ActionsEnabled": True,
            "AlarmActions": [TOPIC],
        }
        return told | ({"AlarmRule": self.rule} if self.rule else _measured())


def _measured() -> dict[str, Any]:
    return {
        "MetricName": "QueueDepth",
        "Namespace": "Bakery/Ovens",
        "Statistic": "Maximum",
        "Dimensions": [{"Name": "Oven", "Value": "oven-3"}],
        "Period": 60,
        "EvaluationPeriods": 5,
        "DatapointsToAlarm": 3,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 40.0,
    }


@dataclass
class Cloud:
    """The alarms of the account; telling the topic is the queue's delivery."""

    time: Time
    queue: Queue
    bells: dict[str, Bell] = field(default_factory=dict)
    words: int = 0

    def ring(self, bell: Bell, state: str, part: str = "") -> str:
        """Move an alarm, or one of its contributors; give the token by which its word is known."""
        self.words += 1
        token = f"w{self.words}w"
        before = bell.parts.get(part, "OK") if part else bell.state
        if part:
            bell.parts[part] = state
            whole = "ALARM" if "ALARM" in bell.parts.values() else "OK"
        else:
            whole = state
        at = round(self.time.true(), 3)
        reason = f"Threshold Crossed {token}: 3 datapoints [52.0] against the threshold (40.0)."
        if whole != bell.state:
            # of many contributors CloudWatch tells what is true of all of them, in words of its own
            bell.state, bell.changed_at = whole, at
            bell.reason = "Contributors are in ALARM." if part else reason
        bell.rang.append((at, state, token))
        self.queue.send(_enveloped(token, _word(bell, state, before, at, reason, part)))
        return token


def _word(bell: Bell, state: str, before: str, at: float, reason: str, part: str) -> str:  # noqa: PLR0913, PLR0917
    when = datetime.fromtimestamp(at, UTC)
    told: dict[str, Any] = {
        "AlarmName": bell.name,
        "AlarmDescription": "Bread waits too long.",
        "AWSAccountId": ACCOUNT,
        "NewStateValue": state,
        "NewStateReason": reason,
        "StateChangeTime": f"{when:%Y-%m-%dT%H:%M:%S}.{when.microsecond // 1000:03}+0000",
        "Region": "EU (Stockholm)",
        "AlarmArn": arn_of(bell.name),
        "OldStateValue": before,
    }
    told |= {"AlarmRule": bell.rule} if bell.rule else {"Trigger": trigger()}
    if part:
        told |= {"AlarmContributorId": f"id-{part}", "AlarmContributorAttributes": {"Team": part}}
    return json.dumps(told)


def event_body(token: str, title: str) -> str:
    return _enveloped(token, json.dumps({"note": f"{title} {token}"}))


def _enveloped(token: str, message: str) -> str:
    envelope = {
        "Type": "Notification",
        "MessageId": f"sns-{token}",
        "TopicArn": TOPIC,
        "Message": message,
        "Timestamp": "2026-11-20T12:00:00.001Z",
    }
    return json.dumps(envelope)


@dataclass
class CloudWatchClient:
    """boto3's, on a pool that takes its time."""

    cloud: Cloud
    weather: Weather
    meta: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(region_name=REGION))

    def get_paginator(self, name: str) -> "CloudWatchClient":
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        self._trouble()
        yield self._told([one for one in self.cloud.bells.values() if not one.deleted])

    def describe_alarms(self, *, AlarmNames: Sequence[str], **asked: Any) -> dict[str, Any]:  # noqa: N803
        self._trouble()
        found = [self.cloud.bells[name] for name in AlarmNames if name in self.cloud.bells]
        return self._told([one for one in found if not one.deleted])

    def _trouble(self) -> None:
        if self.weather.strikes("cloudwatch unreadable"):
            raise ClientError({"Error": {"Code": "Throttling", "Message": "slower"}}, "DescribeAlarms")

    def _told(self, bells: Sequence[Bell]) -> dict[str, Any]:
        return {
            "MetricAlarms": [one.described() for one in bells if not one.rule],
            "CompositeAlarms": [one.described() for one in bells if one.rule],
        }
