"""What a person does on the demo's AWS: look at alarms, set them off, publish."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from demo.alarms import ALARMS, QUIET, DemoAlarm
from demo.aws.reasons import reason as reason_for
from demo.slack.page import CloudAlarm, CloudRefused

if TYPE_CHECKING:
    from demo.aws.clients import Clients
    from demo.aws.stack import Stack

T = TypeVar("T")

SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": "≥",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
}
KINDS = ["MetricAlarm", "CompositeAlarm"]


class Console:
    """The account's root at work on one stack; each call runs in a thread of its own."""

    def __init__(self, clients: "Clients", stack: "Stack") -> None:
        self._cloudwatch: Any = clients.cloudwatch  # its stubs know no alarm state in a variable
        self._sns = clients.sns
        self._sqs = clients.sqs
        self._stack = stack

    async def make(self, alarms: Sequence[DemoAlarm] = ALARMS) -> None:
        """Make *alarms*, all of them quiet: nothing is sent before somebody sets one off."""
        await _told(self._make, alarms)

    async def alarms(self) -> list[CloudAlarm]:
        return await _told(self._alarms)

    async def set_state(self, name: str, state: str, reason: str = "") -> None:
        """Set it, for a *reason* like CloudWatch's own if none is given."""
        await _told(self._set_state, name, state, reason)

    async def publish(self, body: str) -> str:
        return await _told(self._publish, body)

    async def queue(self) -> dict[str, int]:
        return await _told(self._queue)

    def _make(self, alarms: Sequence[DemoAlarm]) -> None:
        for alarm in alarms:
            put = (
                self._cloudwatch.put_composite_alarm if alarm.composite else self._cloudwatch.put_metric_alarm
            )
            put(**alarm.request(self._stack.topic_arn))
            self._set_state(alarm.name, "OK", QUIET)
        self._cloudwatch.enable_alarm_actions(AlarmNames=[alarm.name for alarm in alarms])

    def _alarms(self) -> list[CloudAlarm]:
        pages = self._cloudwatch.get_paginator("describe_alarms")
        found: list[CloudAlarm] = []
        for page in pages.paginate(AlarmTypes=KINDS):
            found += map(_metric, page.get("MetricAlarms", []))
            found += map(_composite, page.get("CompositeAlarms", []))
        return sorted(found, key=lambda alarm: alarm.name)

    def _set_state(self, name: str, state: str, reason: str) -> None:
        why = reason or self._reason(name, state)
        self._cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason=why)

    def _reason(self, name: str, state: str) -> str:
        found = self._cloudwatch.describe_alarms(
            AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        alarms = [*found.get("MetricAlarms", []), *found.get("CompositeAlarms", [])]
        return reason_for(alarms[0], state) if alarms else "Set by hand."

    def _publish(self, body: str) -> str:
        return self._sns.publish(TopicArn=self._stack.topic_arn, Message=body)["MessageId"]

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


def _metric(alarm: Mapping[str, Any]) -> CloudAlarm:
    # MiniStack keeps neither the expressions nor the band of an alarm without a metric of its own.
    measured = alarm.get("MetricName") or "metric math"
    sign = SIGNS.get(alarm["ComparisonOperator"])
    expected = f"{sign} {alarm['Threshold']:g}" if sign else "outside its band"
    return CloudAlarm(kind="metric", metric=f"{measured} {expected}", **_common(alarm))


def _composite(alarm: Mapping[str, Any]) -> CloudAlarm:
    return CloudAlarm(kind="composite", metric=alarm["AlarmRule"], **_common(alarm))


def _common(alarm: Mapping[str, Any]) -> dict[str, str]:
    return {
        "name": alarm["AlarmName"],
        "state": alarm["StateValue"],
        "description": alarm.get("AlarmDescription", ""),
        "updated": alarm["StateUpdatedTimestamp"].isoformat(),
    }
