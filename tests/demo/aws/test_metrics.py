"""The metrics of the demo's alarms: a quiet past, and pushes that the local CloudWatch evaluates."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from demo.alarms import ALARMS
from demo.aws.console import Console
from demo.aws.local import LocalAws
from demo.aws.metrics import Metrics
from demo.aws.stack import Stack
from demo.slack.page import CloudAlarm, CloudRefused
from tests.demo.aws.test_local_aws import received

MOVABLE = [alarm.name for alarm in ALARMS if not alarm.composite and "Metrics" not in alarm.settings]
UP_IS_WRONG = {name: "export" not in name for name in MOVABLE}


async def the(console: Console, name: str) -> CloudAlarm:
    return next(alarm for alarm in await console.alarms() if alarm.name == name)


def is_wrong(alarm: CloudAlarm, value: float) -> bool:
    assert alarm.threshold is not None
    return value >= alarm.threshold if alarm.warns == "above" else value < alarm.threshold


async def test_every_alarm_with_a_metric_begins_with_some_quiet_hours(console: Console) -> None:
    await console.make()
    for alarm in [await the(console, name) for name in MOVABLE]:
        times = [at for at, _ in alarm.points]
        assert len(times) >= 20
        assert times[-1] - times[0] > timedelta(hours=2).total_seconds()
        assert not [value for _, value in alarm.points if is_wrong(alarm, value)]


@pytest.mark.parametrize("name", MOVABLE)
async def test_a_push_is_evaluated_at_once_both_ways_and_again(console: Console, name: str) -> None:
    await console.make()
    wrong = UP_IS_WRONG[name]
    states = [(await console.push(name, up=up)).state for up in (wrong, not wrong, wrong, wrong, not wrong)]
    assert states == ["ALARM", "OK", "ALARM", "ALARM", "OK"]


async def test_a_push_reaches_the_queue_and_the_metric(aws: LocalAws, stack: Stack, console: Console) -> None:
    await console.make()
    pushed = await console.push("web-7-cpu-high", up=True)
    (envelope,) = received(aws.clients, stack)
    said = json.loads(envelope["Message"])
    assert (said["AlarmName"], said["NewStateValue"]) == ("web-7-cpu-high", "ALARM")
    alarm = await the(console, "web-7-cpu-high")
    assert is_wrong(alarm, pushed.value)
    assert is_wrong(alarm, alarm.points[-1][1])


async def test_a_push_of_one_alarm_leaves_one_set_by_hand_alone(console: Console) -> None:
    await console.make()
    await console.set_state("web-3-disk-full", "ALARM")
    await console.push("orders-queue-age", up=True)
    assert (await the(console, "web-3-disk-full")).state == "ALARM"


async def test_a_state_set_by_hand_has_a_metric_to_match(
    aws: LocalAws, stack: Stack, console: Console
) -> None:
    await console.make()
    await console.set_state("web-7-cpu-high", "ALARM")
    alarm = await the(console, "web-7-cpu-high")
    (envelope,) = received(aws.clients, stack)
    reason = json.loads(envelope["Message"])["NewStateReason"]
    assert is_wrong(alarm, alarm.points[-1][1])
    assert is_wrong(alarm, float(reason.partition("[")[2].partition(" ")[0]))


@pytest.mark.parametrize("name", ["checkout-5xx", "visitors-unusual", "checkout-degraded"])
async def test_an_alarm_without_a_metric_of_its_own_says_why_it_is_not_pushed(
    console: Console, name: str
) -> None:
    await console.make()
    with pytest.raises(CloudRefused) as refused:
        await console.push(name, up=True)
    assert str(refused.value) == (await the(console, name)).unmovable


async def test_an_alarm_that_is_not_there_is_not_pushed(console: Console) -> None:
    with pytest.raises(CloudRefused, match="no alarm named nobody"):
        await console.push("nobody", up=True)


async def test_the_metrics_go_on_while_the_demo_runs(aws: LocalAws, console: Console) -> None:
    await console.make()
    found = aws.clients.cloudwatch.describe_alarms(AlarmNames=["orders-queue-age"])["MetricAlarms"]
    metrics, later = Metrics(aws.clients.cloudwatch), datetime.now(UTC) + timedelta(minutes=30)
    metrics.begin(found)
    metrics.go_on(found, later)
    points = metrics.series(found, later)["orders-queue-age"]
    gap = later.timestamp() - points[-1][0]
    assert timedelta(minutes=5).total_seconds() < gap < timedelta(minutes=8).total_seconds()


async def test_a_storm_is_of_distinct_alarms_that_recover(
    aws: LocalAws, stack: Stack, console: Console
) -> None:
    heard: list[tuple[str, ...]] = []
    console.observe(lambda published: heard.append(published.names))
    assert await console.storm(7) == 7
    rung = [json.loads(one["Message"]) for one in received(aws.clients, stack)]
    assert len({one["AlarmArn"] for one in rung}) == 7
    assert {one["NewStateValue"] for one in rung} == {"ALARM"}
    assert (await console.storm(3), await console.recover(), await console.recover()) == (3, 10, 0)
    assert [len(names) for names in heard] == [7, 3, 10]
    assert set(heard[0] + heard[1]) == set(heard[2])
    assert (await console.queue())["waiting"] == 13
