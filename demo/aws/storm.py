"""Many alarms at once, each the JSON that CloudWatch itself would have published.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Literal, TypeVar

from demo.aws.clients import REGION
from demo.aws.reasons import reason

T = TypeVar("T")
PLACE = "EU (Ireland)"  # what CloudWatch calls the region here
BATCH = 10  # https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
SERVICES = (
    "basket",
    "catalog",
    "checkout",
    "delivery",
    "invoices",
    "login",
    "mail",
    "orders",
    "payments",
    "prices",
    "search",
    "stock",
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A kind of alarm that every service has."""

    suffix: str
    namespace: str
    metric: str
    dimension: str
    statistic: str
    threshold: float
    description: str


KINDS = (
    Watched("cpu-high", "AWS/ECS", "CPUUtilization", "ServiceName", "AVERAGE", 80, "The tasks are busy."),
    Watched(
        "memory-high", "AWS/ECS", "MemoryUtilization", "ServiceName", "AVERAGE", 85, "The tasks run full."
    ),
    Watched(
        "5xx",
        "AWS/ApplicationELB",
        "HTTPCode_Target_5XX_Count",
        "TargetGroup",
        "SUM",
        25,
        "People see errors.",
    ),
    Watched("errors", "AWS/Lambda", "Errors", "FunctionName", "SUM", 3, "The function fails."),
    Watched(
        "queue-age",
        "AWS/SQS",
        "ApproximateAgeOfOldestMessage",
        "QueueName",
        "MAXIMUM",
        300,
        "Its work piles up.",
    ),
    Watched(
        "slow-reads",
        "AWS/RDS",
        "ReadLatency",
        "DBInstanceIdentifier",
        "AVERAGE",
        0.2,
        "The database is slow.",
    ),
)


def name(number: int) -> str:
    """The name of the alarm *number*, which no other one has."""
    rest, service = divmod(number, len(SERVICES))
    round_, kind = divmod(rest, len(KINDS))
    return f"{SERVICES[service]}-{round_ + 1}-{KINDS[kind].suffix}"


def letter(number: int, state: Literal["ALARM", "OK"], topic_arn: str) -> dict[str, Any]:
    """What CloudWatch publishes when the alarm *number* goes to *state* now."""
    now = datetime.now(UTC)
    kind = KINDS[number // len(SERVICES) % len(KINDS)]
    account = topic_arn.split(":")[4]
    trigger = _trigger(kind, name(number).removesuffix(f"-{kind.suffix}"))
    return {
        "AlarmName": name(number),
        "AlarmDescription": kind.description,
        "AWSAccountId": account,
        "AlarmConfigurationUpdatedTimestamp": "2026-09-14T11:02:31.118+0000",
        "NewStateValue": state,
        "NewStateReason": reason(trigger, state, now),
        "StateChangeTime": f"{now.isoformat(timespec='milliseconds').removesuffix('+00:00')}+0000",
        "Region": PLACE,
        "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{account}:alarm:{name(number)}",
        "OldStateValue": "OK" if state == "ALARM" else "ALARM",
        **{actions: [topic_arn] for actions in ("OKActions", "AlarmActions", "InsufficientDataActions")},
        "Trigger": trigger,
    }


def _trigger(kind: Watched, resource: str) -> dict[str, Any]:
    return {
        "MetricName": kind.metric,
        "Namespace": kind.namespace,
        "StatisticType": "Statistic",
        "Statistic": kind.statistic,
        "Unit": None,
        "Dimensions": [{"value": resource, "name": kind.dimension}],
        "Period": 60,
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": float(kind.threshold),
        "TreatMissingData": "missing",
        "EvaluateLowSampleCountPercentile": "",
    }


def batches(letters: Sequence[T]) -> Iterator[list[T]]:
    left = iter(letters)
    while batch := list(islice(left, BATCH)):
        yield batch
