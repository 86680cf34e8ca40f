"""What an alarm's metric did, as a report draws it; at the wire."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from services.alarm import Kind, Place
from services.aws.reading.asking import Asking
from services.aws.reading.metrics import Definitions, Metrics
from services.aws.report_chart import MOST, MetricCharts
from tests.builders import NOON, alarm, minutes
from tests.wire import Refusal, Wire

HOME = Place("aws", "eu-west-1", "111122223333")
SINCE, UNTIL = NOON - minutes(60), NOON + minutes(30)


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire()
    server = wire.server()
    await server.start_server()
    wire.url = str(server.make_url("/"))
    yield wire
    await server.close()
    assert wire.broken == []


@pytest.fixture
def charts(wire: Wire):
    pool = ThreadPoolExecutor(2)
    client, asking = wire.client("cloudwatch"), Asking(pool)
    yield MetricCharts(Metrics(client, asking, lambda: UNTIL), Definitions(client, asking), HOME)
    pool.shutdown(wait=False)  # what is left in it is answered by this thread's own loop


def points(count: int) -> dict[str, object]:
    times = [SINCE + timedelta(seconds=n) for n in range(count)]
    row = {"Id": "m1", "Label": "x", "Timestamps": times, "Values": [float(n) for n in range(count)]}
    return {"MetricDataResults": [row | {"StatusCode": "Complete"}]}


async def test_the_metric_with_its_threshold_and_its_unit(wire, charts):
    wire.answer("GetMetricData", points(3))
    chart = await charts.chart(alarm(), SINCE, UNTIL)
    assert (chart.metric, chart.threshold, chart.unit) == ("CPUUtilization", 80.0, "%")
    assert [one.value for one in chart.points] == [0.0, 1.0, 2.0]


async def test_a_long_course_is_thinned_out_and_not_read_from_its_beginning(wire, charts):
    wire.answer("GetMetricData", points(1_000))
    chart = await charts.chart(alarm(), SINCE - timedelta(days=300), UNTIL)
    assert len(chart.points) <= MOST
    (asked,) = wire.requests("GetMetricData")
    assert asked["StartTime"] == (UNTIL - timedelta(days=14)).timestamp()


@pytest.mark.parametrize(
    "about",
    [
        {"by_hand": True},
        {"metric": None},
        {"kind": Kind.COMPOSITE},
        {"place": Place("aws", "eu-west-1", "999999999999")},
    ],
    ids=["by hand", "no metric", "composite", "a stranger's"],
)
async def test_what_has_no_metric_here_has_no_chart(wire, charts, about):
    assert await charts.chart(replace(alarm(), **about), SINCE, UNTIL) is None
    assert wire.asked == []


@pytest.mark.parametrize("answer", [Refusal.of("cloudwatch:GetMetricData"), {"MetricDataResults": []}])
async def test_what_aws_does_not_tell_is_left_out(wire, charts, answer):
    wire.answer("GetMetricData", answer)
    assert await charts.chart(alarm(), SINCE, UNTIL) is None
