"""What a person does on the demo's AWS: look at alarms, set them off, publish."""

import asyncio
import json
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from demo.alarms import ALARMS, QUIET, DemoAlarm
from demo.aws.metrics import Metrics, goes_wrong, unmovable
from demo.aws.reasons import reason as reason_for
from demo.aws.seen import seen
from demo.aws.storm import batches, letter
from demo.slack.page_worlds import CloudAlarm, CloudRefused, Published, Pushed

if TYPE_CHECKING:
    from demo.aws.clients import Clients
    from demo.aws.stack import Stack

T = TypeVar("T")

KINDS = ["MetricAlarm", "CompositeAlarm"]


class Console:
    """The account's root at work on one stack; each call runs in a thread of its own."""

    def __init__(self, clients: "Clients", stack: "Stack") -> None:
        self._cloudwatch: Any = clients.cloudwatch  # its stubs know no alarm state in a variable
        self._sns = clients.sns
        self._sqs = clients.sqs
        self._stack = stack
        self._metrics = Metrics(clients.cloudwatch)
        self._at_the_metrics = Lock()  # several pages may look at the same time
        self._observers: list[Callable[[Published], None]] = []
        self._stormed = 0  # how many alarms the storms were of
        self._ringing: list[int] = []  # those of them that have not recovered

    async def make(self, alarms: Sequence[DemoAlarm] = ALARMS) -> None:
        """Make *alarms* with some hours of metrics, all quiet: nothing is sent before one is set off."""
        await _told(self._make, alarms)

    async def alarms(self) -> list[CloudAlarm]:
        return await _told(self._alarms)

    async def set_state(self, name: str, state: str, reason: str = "") -> None:
        """Set it; without a *reason* it gets one like CloudWatch's own, and a metric to match."""
        self._tell(f"set to {state}", (name,))
        await _told(self._set_state, name, state, reason)

    async def push(self, name: str, *, up: bool) -> Pushed:
        """Put values of its metric that the local CloudWatch evaluates at once, to ALARM or to OK."""
        self._tell(f"metric pushed {'up' if up else 'down'}", (name,))
        return await _told(self._push, name, up)

    async def publish(self, body: str) -> str:
        at = time.time()
        message_id = await _told(self._publish, body)
        self._tell("published by hand", _named(body), at=at, message_id=message_id)
        return message_id

    async def bury(self, body: str) -> str:
        """Put it where the queue puts what was tried in vain; return SNS's id of it."""
        self._tell("put into the dead-letter queue", _named(body))
        return await _told(self._bury, body)

    async def storm(self, count: int) -> int:
        """Publish *count* more alarms, in ALARM, and return how many."""
        numbers = range(self._stormed, self._stormed + count)
        self._stormed += count
        self._ringing += numbers
        return await self._send(numbers, "ALARM")

    async def recover(self) -> int:
        """Publish the OK of every alarm of the storms, and return of how many."""
        ringing, self._ringing = self._ringing, []
        return await self._send(ringing, "OK")

    async def queue(self) -> dict[str, int]:
        return await _told(self._queue)

    def observe(self, observer: Callable[[Published], None]) -> None:
        """Call *observer* with whatever is set off from now on."""
        self._observers.append(observer)

    def _tell(
        self, text: str, names: Sequence[str] = (), *, at: float | None = None, message_id: str = ""
    ) -> None:
        published = Published(at or time.time(), text, tuple(names), message_id)
        for observer in self._observers:
            observer(published)

    def _make(self, alarms: Sequence[DemoAlarm]) -> None:
        names = [alarm.name for alarm in alarms]
        for alarm in alarms:
            put = (
                self._cloudwatch.put_composite_alarm if alarm.composite else self._cloudwatch.put_metric_alarm
            )
            put(**alarm.request(self._stack.topic_arn))
            self._cloudwatch.set_alarm_state(AlarmName=alarm.name, StateValue="OK", StateReason=QUIET)
        with self._at_the_metrics:
            self._metrics.begin(alarm for alarm in self._described() if alarm["AlarmName"] in names)
        for name in names:  # what was left in a window may have spoken
            self._cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason=QUIET)
        self._cloudwatch.enable_alarm_actions(AlarmNames=names)

    def _described(self, **which: object) -> list[dict[str, Any]]:
        pages = self._cloudwatch.get_paginator("describe_alarms")
        found: list[dict[str, Any]] = []
        for page in pages.paginate(AlarmTypes=KINDS, **which):
            found += [*page.get("MetricAlarms", []), *page.get("CompositeAlarms", [])]
        return sorted(found, key=lambda alarm: str(alarm["AlarmName"]))

    def _alarms(self) -> list[CloudAlarm]:
        described = self._described()
        with self._at_the_metrics:
            self._metrics.go_on(alarm for alarm in described if not unmovable(alarm))
        series = self._metrics.series(described)
        return [seen(alarm, series.get(alarm["AlarmName"], ())) for alarm in described]

    def _set_state(self, name: str, state: str, reason: str) -> None:
        found = self._described(AlarmNames=[name])
        why = reason or (reason_for(found[0], state) if found else "Set by hand.")
        self._cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason=why)
        if not reason and state != "INSUFFICIENT_DATA" and not unmovable(found[0]):
            with self._at_the_metrics:
                self._metrics.settle(found[0], wrong=state == "ALARM")

    def _push(self, name: str, up: bool) -> Pushed:  # noqa: FBT001 — handed on to a thread
        alarm = self._one(name)
        if refusal := unmovable(alarm):
            raise CloudRefused(refusal)
        with self._at_the_metrics:
            value = self._metrics.settle(alarm, wrong=goes_wrong(alarm, up=up))
        return Pushed(value, self._one(name)["StateValue"])

    def _one(self, name: str) -> dict[str, Any]:
        found = self._described(AlarmNames=[name])
        if not found:
            raise CloudRefused(f"There is no alarm named {name}.")
        return found[0]

    async def _send(self, numbers: Sequence[int], state: Literal["ALARM", "OK"]) -> int:
        if numbers:
            letters = [letter(number, state, self._stack.topic_arn) for number in numbers]
            said = f"a storm of {len(letters)}" if state == "ALARM" else f"{len(letters)} recover"
            self._tell(said, [each["AlarmName"] for each in letters])
            await _told(self._publish_all, letters)
        return len(numbers)

    def _publish_all(self, letters: Sequence[Mapping[str, Any]]) -> None:
        for batch in batches(letters):
            entries = [{"Id": str(at), "Message": json.dumps(each)} for at, each in enumerate(batch)]
            failed = self._sns.publish_batch(
                TopicArn=self._stack.topic_arn,
                PublishBatchRequestEntries=entries,  # type: ignore[arg-type]
            )["Failed"]
            if failed:
                raise CloudRefused(f"{len(failed)} of the alarms were not taken: {failed[0].get('Code')}")

    def _publish(self, body: str) -> str:
        return self._sns.publish(TopicArn=self._stack.topic_arn, Message=body)["MessageId"]

    def _bury(self, body: str) -> str:
        sent = {"Type": "Notification", "MessageId": str(uuid.uuid4()), "TopicArn": self._stack.topic_arn}
        envelope = sent | {"Message": body, "Timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}"}
        self._sqs.send_message(QueueUrl=self._stack.dlq_url, MessageBody=json.dumps(envelope))
        return sent["MessageId"]

    def _queue(self) -> dict[str, int]:
        waiting, in_flight = self._count(self._stack.queue_url)
        dead, _ = self._count(self._stack.dlq_url)
        return {"waiting": waiting, "in_flight": in_flight, "dead": dead}

    def _count(self, url: str) -> tuple[int, int]:
        counted = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        visible, hidden = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"
        return int(counted[visible]), int(counted[hidden])  # type: ignore[index]


async def _told(call: Callable[..., T], *args: object) -> T:
    try:
        return await asyncio.to_thread(call, *args)
    except ClientError as error:
        raise CloudRefused(error.response["Error"]["Message"]) from error
    except BotoCoreError as error:
        raise CloudRefused(f"The local AWS did not answer: {error}") from error


def _named(body: str) -> tuple[str, ...]:
    """The alarm that a hand-made message names."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    name = said.get("AlarmName") if isinstance(said, dict) else None
    return (name,) if isinstance(name, str) else ()
