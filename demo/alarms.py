"""The alarms of a small web shop, for the demo to set off."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

QUIET = "Nothing unusual since the demo started."
ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")
BALANCER = {"LoadBalancer": "app/shop/50dc6c495c0c9188"}
ABOVE = "GreaterThanThreshold"


@dataclass(frozen=True, slots=True)
class DemoAlarm:
    """One alarm as PutMetricAlarm takes it, or as PutCompositeAlarm does if it has a rule."""

    name: str
    description: str
    settings: dict[str, Any]

    @property
    def composite(self) -> bool:
        return "AlarmRule" in self.settings

    def request(self, topic_arn: str) -> dict[str, Any]:
        """Its request; it stays silent until its first state is set."""
        named = {"AlarmName": self.name, "AlarmDescription": self.description, "ActionsEnabled": False}
        return named | {actions: [topic_arn] for actions in ACTIONS} | self.settings


def metric(namespace: str, name: str, dimensions: dict[str, str], **settings: object) -> dict[str, Any]:
    named = [{"Name": key, "Value": value} for key, value in dimensions.items()]
    return {"Namespace": namespace, "MetricName": name, "Dimensions": named, "Period": 60} | settings


def math(*queries: dict[str, Any], **settings: object) -> dict[str, Any]:
    return {"Metrics": list(queries)} | settings


def query(name: str, of: str, *, returned: bool = False) -> dict[str, Any]:
    found = metric("AWS/ApplicationELB", of, BALANCER)
    period = found.pop("Period")
    return {
        "Id": name,
        "MetricStat": {"Metric": found, "Period": period, "Stat": "Sum"},
        "ReturnData": returned,
    }


def two_of_three(operator: str, threshold: float) -> dict[str, Any]:
    return {
        "ComparisonOperator": operator,
        "Threshold": threshold,
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
    }


def every(periods: int, operator: str, threshold: float) -> dict[str, Any]:
    return {"ComparisonOperator": operator, "Threshold": threshold, "EvaluationPeriods": periods}


CPU = metric(
    "AWS/EC2",
    "CPUUtilization",
    {"InstanceId": "i-0abc12de34f567890"},
    Statistic="Average",
    **two_of_three(ABOVE, 80) | {"Period": 300},
)
ERRORS = math(
    {"Id": "rate", "Expression": "100 * errors / requests", "Label": "5xx in %", "ReturnData": True},
    query("errors", "HTTPCode_Target_5XX_Count"),
    query("requests", "RequestCount"),
    **two_of_three(ABOVE, 2),
)
LATENCY = metric(
    "AWS/ApplicationELB",
    "TargetResponseTime",
    BALANCER,
    ExtendedStatistic="p99",
    **two_of_three(ABOVE, 1.5),
)
QUEUE_AGE = metric(
    "AWS/SQS",
    "ApproximateAgeOfOldestMessage",
    {"QueueName": "orders"},
    Statistic="Average",
    **every(5, ABOVE, 300),
)
DISK = metric(
    "CWAgent",
    "disk_used_percent",
    {"host": "web-3", "path": "/var/log"},
    Statistic="Average",
    **every(1, "GreaterThanOrEqualToThreshold", 90) | {"Period": 300},
)
CONNECTIONS = metric(
    "AWS/RDS",
    "DatabaseConnections",
    {"DBInstanceIdentifier": "db-main"},
    Statistic="Average",
    **two_of_three(ABOVE, 450),
)
PAYMENTS = metric(
    "Shop/Payments",
    "AuthorizationTime",
    {"Provider": "서울카드"},
    Statistic="Average",
    Unit="Milliseconds",
    **two_of_three(ABOVE, 2000),
)
EXPORT = metric(
    "Shop/Export",
    "Progress",
    {},
    Statistic="Average",
    TreatMissingData="breaching",
    **every(1, "LessThanThreshold", 95) | {"Period": 3600},
)
VISITORS = math(
    {"Id": "band", "Expression": "ANOMALY_DETECTION_BAND(visits, 2)", "ReturnData": True},
    query("visits", "RequestCount", returned=True),
    ThresholdMetricId="band",
    ComparisonOperator="LessThanLowerOrGreaterThanUpperThreshold",
    EvaluationPeriods=3,
)
POOL_METRIC = metric("Shop/Checkout", "PoolWait", {"ServiceName": "checkout-api"})  # out of its log
POOL = POOL_METRIC | {"Statistic": "Average", "Unit": "Milliseconds"} | two_of_three(ABOVE, 1000)
RECEIPTS = metric(
    "AWS/Lambda",
    "Duration",
    {"FunctionName": "receipts"},
    ExtendedStatistic="p99",
    **two_of_three(ABOVE, 2700),
)
CHECKOUT = {
    "AlarmRule": 'ALARM("checkout-5xx") OR ALARM("checkout-latency-p99") OR ALARM("db-main-connections")'
}

ALARMS: Sequence[DemoAlarm] = (
    DemoAlarm(
        "web-7-cpu-high",
        "Web servers slow down above 80 %. Runbook: https://wiki.example.com/runbooks/web-cpu",
        CPU,
    ),
    DemoAlarm(
        "checkout-5xx",
        "More than 2 of 100 requests to the checkout fail. Roll back the last deploy first.",
        ERRORS,
    ),
    DemoAlarm(
        "checkout-latency-p99",
        "The slowest hundredth of the checkouts takes longer than people wait.",
        LATENCY,
    ),
    DemoAlarm(
        "orders-queue-age", "Orders wait for longer than five minutes: are the workers running?", QUEUE_AGE
    ),
    DemoAlarm("web-3-disk-full", "/var/log fills up. Runbook: https://wiki.example.com/runbooks/disk", DISK),
    DemoAlarm("db-main-connections", "Of 500 connections to the main database few are left.", CONNECTIONS),
    DemoAlarm(
        "결제-승인-지연",
        "결제 승인이 평소보다 느립니다. 런북: https://wiki.example.com/runbooks/payment",
        PAYMENTS,
    ),
    DemoAlarm(
        "nightly export / shop #2: < 95 % done",
        "The nightly export has to be through by six in the morning.",
        EXPORT,
    ),
    DemoAlarm(
        "visitors-unusual", "Far more or far fewer visitors than at this hour of other weeks.", VISITORS
    ),
    DemoAlarm(
        "checkout-pool-wait",
        "Checkouts wait for a connection to the database. The metric is made of the log of checkout-api.",
        POOL,
    ),
    DemoAlarm("receipts-slow", "Receipts take nearly the three seconds that they may.", RECEIPTS),
    DemoAlarm(
        "checkout-degraded",
        "People cannot buy. Runbook: https://wiki.example.com/runbooks/checkout",
        CHECKOUT,
    ),
)
