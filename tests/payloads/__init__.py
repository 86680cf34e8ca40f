"""Notifications as they stand in the queue, all of them invented."""

import json
from datetime import UTC, datetime

from services.alarm import Alarm
from services.aws.notification import read_delivery
from services.desk import Delivery
from services.event import Event

SENT_AT = datetime(2026, 11, 20, 9, 30, 5, 250_000, tzinfo=UTC)
ACCOUNT = "444455556666"
TOPIC = f"arn:aws:sns:eu-north-1:{ACCOUNT}:bells"
ARN = f"arn:aws:cloudwatch:eu-north-1:{ACCOUNT}:alarm:"

Payload = dict[str, object]


def trigger(**about: object) -> Payload:
    stated: Payload = {
        "MetricName": "QueueDepth",
        "Namespace": "Bakery/Ovens",
        "StatisticType": "Statistic",
        "Statistic": "MAXIMUM",
        "Unit": None,
        "Dimensions": [{"value": "oven-3", "name": "Oven"}],
        "Period": 60,
        "EvaluationPeriods": 5,
        "DatapointsToAlarm": 3,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 40.0,
        "TreatMissingData": "missing",
    }
    return stated | about


def without(payload: Payload, *names: str) -> Payload:
    return {key: value for key, value in payload.items() if key not in names}


def metric_alarm(**about: object) -> Payload:
    """An alarm on one metric, as CloudWatch has sent it since 2021."""
    stated: Payload = {
        "AlarmName": "oven-queue",
        "AlarmDescription": "Bread waits too long.",
        "AWSAccountId": ACCOUNT,
        "NewStateValue": "ALARM",
        "NewStateReason": (
            "Threshold Crossed: 3 out of the last 5 datapoints [52.0 (20/11/26 09:28:00), "
            "47.5 (20/11/26 09:27:00), 41.0 (20/11/26 09:26:00)] were greater than the threshold (40.0) "
            "(minimum 3 datapoints for OK -> ALARM transition)."
        ),
        "StateChangeTime": "2026-11-20T09:30:04.123+0000",
        "Region": "EU (Stockholm)",
        "AlarmArn": f"{ARN}oven-queue",
        "OldStateValue": "OK",
        "Trigger": trigger(),
    }
    return stated | about


def stat(identity: str, name: str, *, returned: bool = False, **about: object) -> Payload:
    metric = {
        "MetricName": name,
        "Namespace": "Bakery/Ovens",
        "Dimensions": [{"name": "Oven", "value": "oven-3"}],
    }
    return {
        "Id": identity,
        "ReturnData": returned,
        "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Sum"} | about,
    }


def expression(identity: str, text: str, label: str | None = None, *, returned: bool = True) -> Payload:
    return {"Id": identity, "Expression": text, "ReturnData": returned} | ({"Label": label} if label else {})


def over(*metrics: Payload, **about: object) -> Payload:
    """An alarm whose trigger lists its *metrics*."""
    names = ("MetricName", "Namespace", "StatisticType", "Statistic", "Unit", "Dimensions", "Period")
    return metric_alarm(Trigger=without(trigger(), *names) | {"Metrics": list(metrics)} | about)


def composite(**about: object) -> Payload:
    child = f"{ARN}oven-queue"
    stated = without(metric_alarm(AlarmName="bakery-down", AlarmArn=f"{ARN}bakery-down"), "Trigger") | {
        "NewStateReason": f"{child} transitioned to ALARM at Friday 20 November, 2026 09:30:01 UTC",
        "AlarmRule": 'ALARM("oven-queue") AND (ALARM(flour-low) OR OK("power plan (b)"))',
        "TriggeringChildren": [
            {"Arn": child, "State": {"Value": "ALARM", "Timestamp": "2026-11-20T09:30:01.5+0000"}}
        ],
    }
    return stated | about


def lambda_alarm(configuration: Payload, **state: object) -> Payload:
    """What a Lambda function gets that is an alarm's action."""
    now = {"value": "ALARM", "reason": "by hand", "timestamp": "2026-11-20T09:30:04.123+0000"} | state
    return {
        "source": "aws.cloudwatch",
        "alarmArn": f"{ARN}oven-heat",
        "accountId": ACCOUNT,
        "time": "2026-11-20T09:30:04.200+0000",
        "region": "eu-north-1",
        "alarmData": {
            "alarmName": "oven-heat",
            "state": now,
            "previousState": {"value": "INSUFFICIENT_DATA"},
            "configuration": configuration,
        },
    }


def lambda_metric(**about: object) -> Payload:
    metric = {"namespace": "Bakery/Ovens", "name": "Heat", "dimensions": {"Oven": "oven-3"}}
    stated = {"metric": metric, "period": 60, "stat": "Average", "unit": "None"}
    return {"id": "m1", "metricStat": stated, "returnData": True} | about


def bus_event(kind: str, detail: object, **about: object) -> Payload:
    """What EventBridge sends."""
    return {
        "version": "0",
        "id": "0b6f1c52-0000-4000-8000-6a6a6a6a6a6a",
        "detail-type": kind,
        "source": "aws.bakery",
        "account": ACCOUNT,
        "time": "2026-11-20T09:29:00Z",
        "region": "eu-north-1",
        "resources": [f"arn:aws:bakery:eu-north-1:{ACCOUNT}:oven/oven-3"],
        "detail": detail,
    } | about


def enveloped(message: object, **about: object) -> str:
    """The body of an SQS message as SNS writes it."""
    text = message if isinstance(message, str) else json.dumps(message)
    envelope = {
        "Type": "Notification",
        "MessageId": "5f0c0d5e-0000-4000-8000-1b1b1b1b1b1b",
        "TopicArn": TOPIC,
        "Message": text,
        "Timestamp": "2026-11-20T09:30:05.001Z",
    }
    return json.dumps(envelope | about)


def delivered(body: object, *, topic_arn: str = "") -> Delivery:
    """Read what stands in the queue: a text as it is, anything else as JSON."""
    text = body if isinstance(body, str) else json.dumps(body)
    return read_delivery(text, message_id="sqs-1", sent_at=SENT_AT, topic_arn=topic_arn)


def alarm_in(body: object, *, topic_arn: str = "") -> Alarm:
    notification = delivered(body, topic_arn=topic_arn).notification
    assert isinstance(notification, Alarm), notification
    return notification


def event_in(body: object) -> Event:
    notification = delivered(body).notification
    assert isinstance(notification, Event), notification
    return notification
