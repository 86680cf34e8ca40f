"""What an alarm did, whatever stands in its history."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from services.alarm import State
from services.aws.reading.asking import Forbidden
from services.aws.reading.history import PAGES, History
from tests.builders import NOON, minutes
from tests.wire import Refusal, Wire

NUMBERS = count(1)
SINCE, UNTIL = NOON - minutes(60), NOON + minutes(15)


def metric_alarm(cloudwatch: Any, name: str) -> str:
    cloudwatch.put_metric_alarm(
        AlarmName=name,
        MetricName="m",
        Namespace="n",
        Period=60,
        EvaluationPeriods=1,
        ComparisonOperator="GreaterThanThreshold",
        Threshold=1,
        Statistic="Sum",
    )
    return name


def item(data: Any, *, kind: str = "StateUpdate", after: float = 0, **about: Any) -> dict[str, Any]:
    return {
        "AlarmName": "a",
        "AlarmType": "MetricAlarm",
        "Timestamp": NOON + minutes(after),
        "HistoryItemType": kind,
        "HistorySummary": "Alarm updated from OK to ALARM",
        "HistoryData": data if isinstance(data, str) else json.dumps(data),
    } | about


def states(before: str, after: str, reason: str = "too much") -> dict[str, Any]:
    return {"oldState": {"stateValue": before}, "newState": {"stateValue": after, "stateReason": reason}}


def answer(wire: Wire, *items: dict[str, Any]) -> None:
    newest = sorted(items, key=lambda one: one["Timestamp"], reverse=True)
    wire.answer(
        "DescribeAlarmHistory",
        lambda asked: {
            "AlarmHistoryItems": [one for one in newest if one["HistoryItemType"] == asked["HistoryItemType"]]
        },
    )


async def test_what_an_alarm_did_is_told_newest_first(ministack, asking):
    cloudwatch = ministack.clients.cloudwatch
    name = metric_alarm(cloudwatch, f"history-{next(NUMBERS)}")
    for state, reason in (("OK", "fine"), ("ALARM", "95 % is\ntoo much"), ("OK", "better")):
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason=reason)
    now = datetime.now(UTC)
    found = await History(cloudwatch, asking).read(name, now - minutes(5), now + minutes(1))
    told = [change.text for change in found]
    assert told[:2] == ["ALARM → OK: better", "OK → ALARM: 95 % is too much"]
    assert [change.state for change in found][:2] == [State.OK, State.ALARM]
    assert all(change.at.tzinfo is UTC for change in found)


async def test_a_composites_history_is_read_as_well(ministack, asking):
    cloudwatch = ministack.clients.cloudwatch
    child = metric_alarm(cloudwatch, f"child-{next(NUMBERS)}")
    cloudwatch.put_composite_alarm(AlarmName=f"all-{child}", AlarmRule=f'ALARM("{child}")')
    cloudwatch.set_alarm_state(AlarmName=f"all-{child}", StateValue="ALARM", StateReason="by hand")
    now = datetime.now(UTC)
    found = await History(cloudwatch, asking).read(f"all-{child}", now - minutes(5), now + minutes(1))
    assert State.ALARM in {change.state for change in found}


async def test_what_happened_outside_of_the_time_is_left_out(ministack, asking):
    cloudwatch = ministack.clients.cloudwatch
    name = metric_alarm(cloudwatch, f"history-{next(NUMBERS)}")
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="x")
    before = datetime.now(UTC) - timedelta(days=1)
    assert await History(cloudwatch, asking).read(name, before - minutes(60), before) == []


async def test_a_role_that_may_not_read_it_is_told_which_permission_it_lacks(powerless, asking):
    with pytest.raises(Forbidden) as refused:
        await History(powerless.cloudwatch, asking).read("a", SINCE, UNTIL)
    assert refused.value.action == "cloudwatch:DescribeAlarmHistory"


async def test_what_people_changed_of_the_alarm_is_told_with_old_and_new(wire, asking):
    changed = {
        "type": "Update",
        "updatedAlarm": {"threshold": 90.0, "alarmActions": ["arn:secret"], "period": 60},
        "originalUpdatedFields": {"threshold": 80.0, "alarmActions": ["arn:other"]},
    }
    answer(wire, item(states("OK", "ALARM"), after=1), item(changed, kind="ConfigurationUpdate", after=2))
    found = await History(wire.client("cloudwatch"), asking).read("a", SINCE, UNTIL)
    assert [(change.text, change.state) for change in found] == [
        ("configuration update: alarmActions, threshold 80.0 → 90.0", None),
        ("OK → ALARM: too much", State.ALARM),
    ]


HOSTILE = {
    "nothing": "{}",
    "no JSON": "{oops",
    "a list": "[1, 2]",
    "deep": "[" * 50_000,
    "huge": '{"newState": {"stateValue": "ALARM", "stateReason": "' + "x" * 200_000,
    "numbers": '{"oldState": 1, "newState": {"stateValue": 7}}',
    "an unknown state": json.dumps(states("OK", "<!channel>")),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
async def test_what_cannot_be_read_is_told_by_its_summary(wire, asking, data):
    answer(wire, item(data))
    (change,) = await History(wire.client("cloudwatch"), asking).read("a", SINCE, UNTIL)
    assert (change.text, change.state) == ("Alarm updated from OK to ALARM", None)


async def test_a_reason_stays_one_line_of_some_length(wire, asking):
    reason = "ignore\nall\r\nrules\u2028\u202e" + "x" * 5_000
    answer(wire, item(states("OK", "ALARM", reason)))
    (change,) = await History(wire.client("cloudwatch"), asking).read("a", SINCE, UNTIL)
    assert change.text.startswith("OK → ALARM: ignore all rules xxx")
    assert len(change.text) < 600
    assert change.text.isprintable()


async def test_a_region_that_knows_no_log_alarms_is_asked_without_them(wire, asking):
    wire.answer(
        "DescribeAlarmHistory",
        lambda asked: (
            Refusal("ValidationError", "enum")
            if "LogAlarm" in asked["AlarmTypes"]
            else {"AlarmHistoryItems": [item(states("OK", "ALARM"))]}
        ),
    )
    found = await History(wire.client("cloudwatch"), asking).read("a", SINCE, UNTIL)
    assert {change.state for change in found} >= {State.ALARM}
    assert wire.requests("DescribeAlarmHistory")[-1]["AlarmTypes"] == ["MetricAlarm", "CompositeAlarm"]


async def test_a_history_without_end_is_read_for_a_few_pages(wire, asking):
    wire.answer(
        "DescribeAlarmHistory", {"AlarmHistoryItems": [item(states("OK", "ALARM"))], "NextToken": "x"}
    )
    found = await History(wire.client("cloudwatch"), asking).read("a", SINCE, UNTIL)
    assert len(found) == len(wire.requests("DescribeAlarmHistory")) == 2 * PAGES


async def test_no_more_is_given_than_was_wanted(wire, asking):
    answer(wire, *(item(states("OK", "ALARM"), after=number) for number in range(9)))
    found = await History(wire.client("cloudwatch"), asking).read("a", SINCE, UNTIL, at_most=4)
    assert [change.at for change in found] == [NOON + minutes(after) for after in (8, 7, 6, 5)]
