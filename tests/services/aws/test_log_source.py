"""Logs as evidence: told, counted, linked, or honestly missing."""

from dataclasses import replace
from typing import Any

import pytest

from services.alarm import Kind, Metric, Place
from services.asking.evidence import Topic, Window
from services.aws.log_source import LogSource
from services.aws.reading.logs import Logs
from services.aws.reading.metrics import Definitions
from tests.builders import NOON, alarm, minutes
from tests.wire import Refusal

HOME = Place("aws", "eu-west-1", "111122223333")
WINDOW = Window(NOON - minutes(60), NOON + minutes(15))
WORKER = alarm(metric=Metric("Age", "AWS/SQS", (("QueueName", "worker"),), "Maximum"))
HIDDEN = "hunter2-hunter2"


@pytest.fixture
def source(wire, asking) -> LogSource:
    wire.answer("DescribeLogGroups", {"logGroups": [{"logGroupName": "/shop/worker"}]})
    return LogSource(Logs(wire.client, asking), Definitions(wire.client("cloudwatch"), asking), HOME)


def logs(wire: Any, *messages: str) -> None:
    at = int(NOON.timestamp() * 1000)
    events = [{"eventId": str(n), "timestamp": at + n, "message": text} for n, text in enumerate(messages)]
    wire.answer("FilterLogEvents", {"events": events})


async def test_what_was_logged_is_told_counted_and_linked(wire, source):
    logs(wire, "ERROR pool exhausted", "ERROR pool exhausted", f"GET / token={HIDDEN}")
    finding = await source.look(WORKER, WINDOW)
    assert (finding.topic, finding.count, finding.where) == (Topic.LOGS, 2, "/shop/worker")
    assert finding.text.splitlines() == [
        "Log group /shop/worker (a log group whose name ends with worker), 2026-11-20 11:00:00Z – 12:15:00Z.",
        "2 lines that look like errors; 3 lines were looked at.",
        "Alike lines stand once, as the last of them, with how many there were:",
        "11-20 12:00:00Z ×2 ERROR pool exhausted",
        "11-20 12:00:00Z GET / token=(redacted)",
    ]
    assert finding.url.startswith(
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2"
    )
    assert not finding.failed


async def test_a_log_in_which_nothing_stands_says_so(wire, source):
    logs(wire)
    finding = await source.look(WORKER, WINDOW)
    assert finding.text.endswith("0 lines that look like errors; 0 lines were looked at.")
    assert (finding.count, finding.failed) == (0, False)


async def test_much_that_was_logged_is_bounded(wire, source):
    logs(wire, *(f"ERROR {chr(65 + n % 26) * n * 9}" for n in range(300)))
    finding = await source.look(WORKER, WINDOW)
    assert len(finding.text) <= 4_000
    assert finding.count == 300


async def test_a_refusal_names_the_missing_permission_and_the_log(wire, source):
    wire.answer("FilterLogEvents", Refusal.of("logs:FilterLogEvents"))
    finding = await source.look(WORKER, WINDOW)
    assert (finding.missing, finding.where, finding.text) == ("logs:FilterLogEvents", "/shop/worker", "")


async def test_a_refused_search_names_the_missing_permission(wire, source):
    wire.answer("DescribeLogGroups", Refusal.of("logs:DescribeLogGroups"))
    finding = await source.look(WORKER, WINDOW)
    assert (finding.missing, finding.where) == ("logs:DescribeLogGroups", "")


async def test_a_log_that_cannot_be_read_says_why_without_secrets(wire, source):
    wire.answer("FilterLogEvents", Refusal("InvalidParameterException", f"no\npassword={HIDDEN}"))
    finding = await source.look(WORKER, WINDOW)
    assert finding.trouble == "InvalidParameterException: no password=(redacted)"


@pytest.mark.parametrize(
    "place", [Place("aws", "us-east-1", "111122223333"), Place("aws", "eu-west-1", "444455556666")]
)
async def test_the_logs_of_another_account_or_region_are_not_asked_for(wire, source, place):
    finding = await source.look(replace(WORKER, place=place), WINDOW)
    assert "own" in finding.trouble
    assert wire.asked == []


async def test_an_alarm_without_logs_has_no_finding(wire, source):
    assert await source.look(alarm(metric=None, kind=Kind.COMPOSITE), WINDOW) is None
    assert await source.look(alarm(), WINDOW) is None


async def test_an_alarm_that_calculates_is_of_what_its_metrics_are(wire, source):
    stat = {
        "Metric": {
            "Namespace": "AWS/SQS",
            "MetricName": "Age",
            "Dimensions": [{"Name": "QueueName", "Value": "worker"}],
        }
    }
    queries = [
        {"Id": "e1", "Expression": "m1 * 2"},
        {"Id": "m1", "MetricStat": stat | {"Period": 60, "Stat": "Sum"}, "ReturnData": False},
    ]
    wire.answer("DescribeAlarms", {"MetricAlarms": [{"AlarmName": "a", "Metrics": queries}]})
    logs(wire, "ERROR")
    math = alarm(kind=Kind.MATH, metric=Metric("twice", expression="m1 * 2"))
    finding = await source.look(math, WINDOW)
    assert finding.where == "/shop/worker"
