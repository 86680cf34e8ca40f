"""How much waits in the queue and its dead-letter queue, and the topic for a test alarm.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
"""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from botocore.exceptions import BotoCoreError, ClientError

from services.drill import CannotPublish
from services.status import Depth, QueueUnreadable

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


RECENT = timedelta(minutes=15)  # CloudWatch hears of a queue every few minutes


@dataclass(frozen=True, slots=True)
class SqsFigures:
    client: "SQSClient"
    metrics: "CloudWatchClient"
    url: str
    pool: Executor

    async def depth(self) -> Depth:
        return await _called(self.pool, self._depth)

    def _depth(self) -> Depth:
        depth = _depth(self._attributes(self.url))
        return replace(depth, oldest=self._oldest(self.url)) if depth.waiting else depth

    def _oldest(self, url: str) -> float | None:
        """How long the oldest message has waited, as CloudWatch last heard it; SQS itself does not tell."""
        now = datetime.now(UTC)
        try:
            answer = self.metrics.get_metric_statistics(
                Namespace="AWS/SQS",
                MetricName="ApproximateAgeOfOldestMessage",
                Dimensions=[{"Name": "QueueName", "Value": url.rpartition("/")[2]}],
                StartTime=now - RECENT,
                EndTime=now,
                Period=60,
                Statistics=["Maximum"],
            )
        except (BotoCoreError, ClientError) as error:
            log.info("queue_age_unknown", error=_reason(error))
            return None
        points = sorted(answer["Datapoints"], key=lambda point: point["Timestamp"])
        return float(points[-1]["Maximum"]) if points else None

    async def dead(self) -> Depth:
        return await _called(self.pool, self._dead)

    def _dead(self) -> Depth:
        policy = json.loads(self._attributes(self.url).get("RedrivePolicy", "{}"))
        name = str(policy.get("deadLetterTargetArn", "")).rpartition(":")[2]
        if not name:
            raise QueueUnreadable("The queue has no dead-letter queue.")
        url = f"{self.url.rpartition('/')[0]}/{name}"
        depth = _depth(self._attributes(url))
        return replace(depth, oldest=self._oldest(url)) if depth.waiting else depth

    def _attributes(self, url: str) -> dict[str, str]:
        try:
            answer = self.client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
        except (BotoCoreError, ClientError) as error:
            raise QueueUnreadable(_reason(error)) from error
        return dict(answer["Attributes"])  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class SnsTopic:
    client: "SNSClient"
    arn: str
    pool: Executor

    async def publish(self, body: str) -> None:
        """Publish, or raise CannotPublish."""
        await _called(self.pool, lambda: self._publish(body))

    def _publish(self, body: str) -> None:
        if not self.arn:
            raise CannotPublish("ALARM_TOPIC_ARN is not set.")
        try:
            self.client.publish(TopicArn=self.arn, Message=body)
        except (BotoCoreError, ClientError) as error:
            raise CannotPublish(_reason(error)) from error


async def _called(pool: Executor, call: Callable[[], Result]) -> Result:
    return await asyncio.get_running_loop().run_in_executor(pool, copy_context().run, call)


def _depth(attributes: dict[str, str]) -> Depth:
    return Depth(
        int(attributes["ApproximateNumberOfMessages"]),
        int(attributes["ApproximateNumberOfMessagesNotVisible"]),
    )


def _reason(error: BotoCoreError | ClientError) -> str:
    told: Any = getattr(error, "response", {}).get("Error", {})
    return str(told.get("Message") or error)
