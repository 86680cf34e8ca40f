"""Whatever stands in the queue, reading it ends, soon, with something that can be stored."""

import json
import random
from collections.abc import Callable
from time import monotonic, process_time

import pytest

from services.alarm import Alarm
from services.desk import Delivery
from tests.payloads import (
    Payload,
    alarm_in,
    bus_event,
    composite,
    delivered,
    enveloped,
    expression,
    lambda_alarm,
    lambda_metric,
    metric_alarm,
    over,
    stat,
    trigger,
)

ALARM: Payload = {"AlarmName": "knead", "NewStateValue": "ALARM"}
MUCH = 300_000


def is_sound(delivery: Delivery) -> bool:
    """Whether it can be stored and compared: UTF-8, times in UTC, no NaN."""
    text = repr(delivery)
    said = delivery.notification
    at = said.changed_at if isinstance(said, Alarm) else said.at
    return bool(text.encode()) and at.tzinfo is not None and "nan" not in text and delivery.key != ""


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "\x00\x01\x02",
        "\ufeff{}",
        "{",
        "null",
        "NaN",
        "-",
        '"',
        "[[[]]]",
        '{"a": 1} trailing',
        "\ud800",
        '{"\\ud800": "\\udfff"}',
        '{"Type": "Notification", "Message": null}',
        '{"Type": "Notification", "Message": {"a": [1]}, "MessageId": [], "TopicArn": {}, "Timestamp": 1e99}',
        '{"Type": ["Notification"], "Message": "x"}',
        '{"Type": "SubscriptionConfirmation"}',
        '{"Records": [null]}',
        '{"Records": {"a": 1}}',
        '{"detail-type": {"a": 1}, "detail": [1], "resources": {"a": 1}}',
        '{"alarmData": {"alarmName": ["x"]}}',
        '{"alarmData": {"alarmName": "x"}}',
        '{"a": 1e999, "b": NaN, "c": -Infinity}',
    ],
)
def test_odd_bodies_become_events_or_alarms(body):
    assert is_sound(delivered(body))


@pytest.mark.parametrize(
    "body",
    [
        "[" * 10_000 + "]" * 10_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        "[" * MUCH,
        enveloped("[" * MUCH),
        '{"AlarmName":"a","Trigger":' + '{"a":' * 5_000 + "1" + "}" * 5_001,
    ],
    ids=["list", "object", "unclosed", "in an envelope", "in an alarm"],
)
def test_what_is_nested_too_deep_is_shown_as_text(body):
    assert is_sound(delivered(body))


def test_numbers_that_are_none_leave_the_condition_without_them():
    odd = {
        "Threshold": float("nan"),
        "Period": float("inf"),
        "EvaluationPeriods": -3,
        "DatapointsToAlarm": [2],
    }
    alarm = alarm_in(metric_alarm(Trigger=trigger(**odd), NewStateReason=""))

    assert alarm.condition
    stated = (alarm.condition.threshold, alarm.condition.period, alarm.condition.evaluation_periods)
    assert stated == (None, 0, 0)


def test_numbers_beyond_all_bounds_are_none():
    body = json.dumps(ALARM)[:-1] + ', "Trigger": {"MetricName": "m", "Threshold": 1e999, "Period": 1e300}}'
    alarm = alarm_in(body)

    assert alarm.condition
    assert (alarm.condition.threshold, alarm.condition.period) == (None, 0)


def test_lone_surrogates_and_control_characters_do_not_come_through():
    alarm = alarm_in(ALARM | {"AlarmName": "a\ud800\x00\x1b[31m\u202eb\nc", "AlarmDescription": "d\x85\r\ne"})

    assert alarm.name == "a\ufffd[31mb c"
    assert alarm.description == "d\ne"


def test_raw_control_characters_in_json_do_not_hide_an_alarm():
    assert alarm_in('{"AlarmName": "kn\tead", "NewStateValue": "ALARM"}').name == "kn ead"


def spread(unit: str) -> str:
    return unit * (MUCH // len(unit))


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({f"k{n}": n for n in range(MUCH // 12)}),
        json.dumps([{}] * (MUCH // 4)),
        json.dumps({f"k{n}": "{" for n in range(MUCH // 14)}),
        json.dumps({"a": list(range(MUCH // 7))}),
        spread("http://x.example/?action="),
        spread("token "),
        "token" + spread("-"),
        json.dumps(ALARM | {"NewStateReason": spread("arn:aws:cloudwatch:a:b:alarm:")}),
        json.dumps(ALARM | {"NewStateReason": spread("[")}),
        json.dumps(ALARM | {"NewStateReason": "datapoint (" + spread("(")}),
        json.dumps(ALARM | {"AlarmRule": spread('ALARM("')}),
        json.dumps(ALARM | {"AlarmRule": "ALARM " + spread(" ")}),
        json.dumps(ALARM | {"AlarmRule": 'ALARM("' + spread("\\")}),
        json.dumps(ALARM | {"AlarmRule": spread("OK,(")}),
        json.dumps(ALARM | {"Trigger": {"Threshold": spread("9"), "MetricName": spread("m")}}),
        json.dumps(ALARM | {"Trigger": {"Metrics": [{"Expression": "m"}] * (MUCH // 20)}}),
        json.dumps(ALARM | {"StateChangeTime": spread("1:  ")}),
    ],
    ids=range(17),
)
def test_what_is_huge_or_made_to_be_slow_is_read_soon(body):
    started = process_time()

    assert is_sound(delivered(body))
    assert process_time() - started < 30  # what is worse than linear takes minutes


ODD: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    1e308,
    float("nan"),
    "",
    "x" * 300,
    "\ud83d",
    "2026-11-20T09:30:04.5Z",
    "arn:aws:cloudwatch:a:b:alarm:c",
    [],
    {},
    [[[]]],
    [None, 1, "a"],
    {"a": {"b": None}},
    {"": ""},
    '{"a": 1}',
    "[",
)
SEEDS = (
    metric_alarm(AlarmContributorId="beef", AlarmContributorAttributes={"Oven": "3"}),
    over(stat("m1", "Loaves"), expression("e1", "m1*2", "Twice")),
    composite(NewStateReasonData={"triggeringAlarms": [{"arn": "arn:x", "state": {"value": "OK"}}]}),
    lambda_alarm({"metrics": [lambda_metric()]}, reasonData='{"evaluatedDatapoints": [{"value": 1}]}'),
    bus_event("Oven State Change", {"eventName": "x", "tags": [{"Key": "a", "Value": "b"}]}),
    json.loads(enveloped(metric_alarm(), Subject="s", MessageAttributes={"a": {"Value": "b"}})),
)


def mutated(value: object, chance: random.Random, rate: float) -> object:
    """Put something odd in the place of some parts, at any depth."""
    if chance.random() < rate:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {key: mutated(part, chance, rate) for key, part in value.items() if chance.random() > rate / 2}
    if isinstance(value, list):
        return [mutated(part, chance, rate) for part in value]
    return value


@pytest.mark.parametrize("wrapped", [json.dumps, enveloped], ids=["raw", "enveloped"])
def test_types_of_every_kind_in_every_place_are_survived(wrapped: Callable[[object], str]):
    chance = random.Random(20261120)  # noqa: S311 — the same odd payloads each time
    ends = monotonic() + 0.9  # the time is bounded, the order of the payloads is not left to chance
    read = 0
    while read < 600 and monotonic() < ends:
        body = wrapped(mutated(SEEDS[read % len(SEEDS)], chance, chance.choice((0.05, 0.2))))
        assert is_sound(delivered(body)), body
        read += 1
    assert read > len(SEEDS)


def test_broken_texts_of_alarms_are_survived():
    chance = random.Random(7)  # noqa: S311 — the same breaks each time
    body = enveloped(metric_alarm())
    for _ in range(150):
        start = chance.randrange(len(body))
        assert is_sound(
            delivered(body[:start] + chance.choice(("", "\x00", '"', "{", "\ud800")) + body[start + 1 :])
        )
