"""What else has gone off, or changed, at the same time."""

from datetime import timedelta
from typing import Any

import pytest

from services.alarm import State
from services.aws.cloudwatch import CloudWatch
from services.aws.reading.asking import Forbidden, Unreadable
from services.aws.reading.neighbours import Neighbours
from tests.builders import NOON, minutes
from tests.services.aws.reading.test_history import metric_alarm
from tests.wire import REGION, Refusal, Wire

SINCE, UNTIL = NOON - minutes(60), NOON + minutes(15)


def described(name: str, state: str, after: float) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:{REGION}:111122223333:alarm:{name}",
        "StateValue": state,
        "StateUpdatedTimestamp": NOON + minutes(after),
        "MetricName": "m",
        "Namespace": "n",
    }


def neighbours(wire: Wire, asking: Any) -> Neighbours:
    return Neighbours(CloudWatch(wire.client("cloudwatch"), asking.pool))


async def test_those_that_changed_now_come_before_those_that_rang_already(wire, asking):
    alarms = [
        described("calm", "OK", -500),
        described("old", "ALARM", -500),
        described("back", "OK", -5),
        described("new", "ALARM", 2),
        described("unknown", "INSUFFICIENT_DATA", -30),
    ]
    wire.answer("DescribeAlarms", {"MetricAlarms": alarms})
    found = await neighbours(wire, asking).read(SINCE, UNTIL)
    assert [alarm.name for alarm in found] == ["new", "back", "unknown", "old"]


async def test_a_storm_is_cut_to_the_newest(wire, asking):
    alarms = [described(f"a{number}", "ALARM", -number) for number in range(90)]
    wire.answer("DescribeAlarms", {"MetricAlarms": alarms})
    found = await neighbours(wire, asking).read(SINCE, UNTIL, at_most=2)
    assert [alarm.name for alarm in found] == ["a0", "a1"]


async def test_a_composite_counts_as_well(ministack, asking):
    cloudwatch = ministack.clients.cloudwatch
    child = metric_alarm(cloudwatch, "checkout-5xx")
    cloudwatch.put_composite_alarm(AlarmName="checkout", AlarmRule=f"OK({child})")
    cloudwatch.set_alarm_state(AlarmName="checkout", StateValue="ALARM", StateReason="x")
    (found, *_) = await Neighbours(CloudWatch(cloudwatch, asking.pool)).read(
        SINCE - timedelta(days=400), UNTIL - timedelta(days=400)
    )
    assert (found.name, found.state) == ("checkout", State.ALARM)


async def test_a_role_that_may_not_look_is_told_which_permission_it_lacks(powerless, asking):
    with pytest.raises(Forbidden) as refused:
        await Neighbours(CloudWatch(powerless.cloudwatch, asking.pool)).read(SINCE, UNTIL)
    assert refused.value.action == "cloudwatch:DescribeAlarms"


async def test_trouble_of_cloudwatch_is_said(wire, asking):
    wire.answer("DescribeAlarms", Refusal("InternalServiceFault", "try again"))
    with pytest.raises(Unreadable, match="try again"):
        await neighbours(wire, asking).read(SINCE, UNTIL)
