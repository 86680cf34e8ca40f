"""The course of a metric, and of what an alarm calculates."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.alarm import Metric
from services.aws.reading.asking import Forbidden, Unreadable
from services.aws.reading.metrics import PAGES, Definitions, Metrics, fitting
from tests.builders import NOON, minutes
from tests.wire import Wire

CPU = Metric("CPUUtilization", "AWS/EC2", (("InstanceId", "i-0abc12"),), "Average", "Percent")
SINCE, UNTIL = NOON - minutes(60), NOON + minutes(15)
BALANCER = [{"Name": "LoadBalancer", "Value": "app/shop/50dc6c495c0c9188"}]


def clock() -> datetime:
    return NOON + minutes(15)


def metrics(wire: Wire, asking: Any) -> Metrics:
    return Metrics(wire.client("cloudwatch"), asking, clock)


def query(name: str, of: str, *, returned: bool = False) -> dict[str, Any]:
    metric = {"Namespace": "AWS/ApplicationELB", "MetricName": of, "Dimensions": BALANCER}
    return {
        "Id": name,
        "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"},
        "ReturnData": returned,
    }


RATE = [
    query("errors", "HTTPCode_Target_5XX_Count"),
    query("requests", "RequestCount"),
    {"Id": "rate", "Expression": "100 * errors / requests", "Label": "5xx in %", "ReturnData": True},
]


def result(name: str, *values: float, label: str = "", **about: Any) -> dict[str, Any]:
    times = [NOON + minutes(number) for number in range(len(values))]
    return {"Id": name, "Label": label or name, "Timestamps": times, "Values": list(values)} | about


@pytest.mark.parametrize(
    ("period", "span", "age", "wanted"),
    [
        (60, timedelta(minutes=75), timedelta(minutes=75), 60),
        (10, timedelta(minutes=75), timedelta(minutes=75), 10),
        (10, timedelta(hours=3), timedelta(hours=3), 60),
        (10, timedelta(minutes=75), timedelta(hours=5), 60),
        (300, timedelta(hours=2), timedelta(hours=2), 300),
        (60, timedelta(days=7), timedelta(days=7), 1260),
        (60, timedelta(minutes=75), timedelta(days=20), 300),
        (60, timedelta(minutes=75), timedelta(days=90), 3600),
        (0, timedelta(minutes=75), timedelta(minutes=75), 60),
    ],
)
def test_the_period_is_one_cloudwatch_has_kept_and_gives_few_points(period, span, age, wanted):
    since = NOON - age
    found = fitting(period, since, since + span, NOON)
    assert found == wanted
    assert span.total_seconds() / found <= 500


async def test_a_metric_is_read_in_the_order_of_time(ministack, asking):
    cloudwatch, now = ministack.clients.cloudwatch, datetime.now(UTC).replace(second=0, microsecond=0)
    dimensions = [{"Name": "InstanceId", "Value": "i-0abc12"}]
    data = [
        {"MetricName": "CPUUtilization", "Dimensions": dimensions, "Timestamp": at, "Value": value}
        for at, value in ((now - minutes(2), 93.0), (now - minutes(4), 12.0), (now - minutes(90), 1.0))
    ]
    cloudwatch.put_metric_data(Namespace="AWS/EC2", MetricData=data)
    reader = Metrics(cloudwatch, asking, lambda: datetime.now(UTC))
    found = await reader.read(CPU, now - minutes(60), now, 60)
    assert found.points == ((now - minutes(4), 12.0), (now - minutes(2), 93.0))
    assert (found.label, found.unit, found.period) == ("AWS/EC2 CPUUtilization Average", "Percent", 60)


async def test_a_metric_without_data_is_an_empty_course(ministack, asking):
    reader = Metrics(ministack.clients.cloudwatch, asking, clock)
    assert (await reader.read(Metric("nothing", "Shop"), SINCE, UNTIL)).points == ()


async def test_a_role_that_may_not_read_it_is_told_which_permission_it_lacks(powerless, asking):
    with pytest.raises(Forbidden) as refused:
        await Metrics(powerless.cloudwatch, asking, clock).read(CPU, SINCE, UNTIL)
    assert refused.value.action == "cloudwatch:GetMetricData"


async def test_an_alarms_expression_is_read_with_what_it_is_made_of(wire, asking):
    wire.answer("DescribeAlarms", {"MetricAlarms": [{"AlarmName": "checkout-5xx", "Metrics": RATE}]})
    wire.answer(
        "GetMetricData",
        {"MetricDataResults": [result("errors", 4), result("requests", 80), result("rate", 5, label="5xx")]},
    )
    queries = await Definitions(wire.client("cloudwatch"), asking).queries("checkout-5xx")
    found = await metrics(wire, asking).calculated(queries, SINCE, UNTIL)
    assert [(one.label, one.points[0][1]) for one in found] == [("5xx", 5), ("errors", 4), ("requests", 80)]
    (asked,) = wire.requests("GetMetricData")
    assert all(one["ReturnData"] for one in asked["MetricDataQueries"])


async def test_an_alarm_that_is_gone_has_no_expression(wire, asking):
    wire.answer("DescribeAlarms", {"MetricAlarms": []})
    assert await Definitions(wire.client("cloudwatch"), asking).queries("gone") == []


async def test_the_two_edges_of_a_band_stay_two_courses(wire, asking):
    band = {"Id": "ad1", "Expression": "ANOMALY_DETECTION_BAND(m1, 2)", "ReturnData": True}
    edges = [result("ad1", 9, label="m1 (expected) High"), result("ad1", 3, label="m1 (expected) Low")]
    wire.answer("GetMetricData", {"MetricDataResults": [result("m1", 20), *edges]})
    queries = [query("m1", "RequestCount", returned=True), band]
    found = await metrics(wire, asking).calculated(queries, SINCE, UNTIL)
    assert [one.points[0][1] for one in found] == [20, 9, 3]


async def test_pages_of_one_course_are_put_together(wire, asking):
    first = result("m1", 1, 2)
    rest = result("m1", 3) | {"Timestamps": [NOON + minutes(2)]}
    wire.answer(
        "GetMetricData",
        {"MetricDataResults": [first], "NextToken": "2"},
        {"MetricDataResults": [rest]},
    )
    found = await metrics(wire, asking).read(CPU, SINCE, UNTIL)
    assert [value for _, value in found.points] == [1, 2, 3]


async def test_pages_without_end_are_given_up(wire, asking):
    wire.answer("GetMetricData", {"MetricDataResults": [], "NextToken": "more"})
    assert (await metrics(wire, asking).read(CPU, SINCE, UNTIL)).points == ()
    assert len(wire.requests("GetMetricData")) == PAGES


async def test_a_metric_of_another_account_that_is_refused_is_no_empty_one(wire, asking):
    wire.answer("GetMetricData", {"MetricDataResults": [result("m1", StatusCode="Forbidden")]})
    with pytest.raises(Forbidden):
        await metrics(wire, asking).read(CPU, SINCE, UNTIL)


async def test_what_cloudwatch_cannot_calculate_is_said(wire, asking):
    told = [{"Code": "x", "Value": "no such function"}]
    wire.answer(
        "GetMetricData", {"MetricDataResults": [result("m1", StatusCode="InternalError", Messages=told)]}
    )
    with pytest.raises(Unreadable, match="no such function"):
        await metrics(wire, asking).calculated(RATE, SINCE, UNTIL)


async def test_what_cloudwatch_would_not_take_is_no_crash(wire, asking):
    broken = Metric("", "", (("", "x"),), "", "")
    with pytest.raises(Unreadable, match="validation"):
        await metrics(wire, asking).read(broken, SINCE, UNTIL)
