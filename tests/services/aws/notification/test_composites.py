"""Composite alarms and the alarms under them."""

import json
from datetime import UTC, datetime

import pytest

from services.alarm import Child, Kind, State
from tests.payloads import ARN, alarm_in, composite, lambda_alarm, metric_alarm, without

SINCE = datetime(2026, 11, 20, 9, 30, 1, tzinfo=UTC)


def names(rule: str) -> list[str]:
    alarm = alarm_in(without(composite(AlarmRule=rule, NewStateReason="by hand"), "TriggeringChildren"))
    return [child.name for child in alarm.children]


def test_a_composite_names_its_triggering_children_first_and_then_the_rest_of_its_rule():
    alarm = alarm_in(composite())

    assert (alarm.kind, alarm.metric, alarm.condition) == (Kind.COMPOSITE, None, None)
    assert alarm.rule.startswith('ALARM("oven-queue")')
    assert alarm.children == (
        Child("oven-queue", f"{ARN}oven-queue", State.ALARM, SINCE.replace(microsecond=500_000)),
        Child("flour-low"),
        Child("power plan (b)"),
    )


def test_a_reason_tells_which_child_changed_and_when():
    alarm = alarm_in(without(composite(), "TriggeringChildren", "AlarmRule"))

    assert alarm.kind is Kind.COMPOSITE
    assert alarm.children == (Child("oven-queue", f"{ARN}oven-queue", State.ALARM, SINCE),)


def test_a_reason_may_name_several_children():
    said = f"{ARN}a b transitioned to ALARM at Friday 20 November, 2026 09:30:01 UTC"
    again = f"{ARN}c transitioned to INSUFFICIENT_DATA at Friday 20 November, 2026 09:30:01 UTC"
    alarm = alarm_in(
        without(composite(NewStateReason=f"{said} AND {again}"), "TriggeringChildren", "AlarmRule")
    )

    assert [(child.name, child.state) for child in alarm.children] == [
        ("a b", State.ALARM),
        ("c", State.INSUFFICIENT_DATA),
    ]


def test_where_the_list_of_children_is_silent_the_reason_tells_the_state():
    alarm = alarm_in(composite(TriggeringChildren=[{"Arn": f"{ARN}oven-queue"}], AlarmRule=""))

    assert alarm.children == (Child("oven-queue", f"{ARN}oven-queue", State.ALARM, SINCE),)


@pytest.mark.parametrize("data", [dict, json.dumps])
def test_the_reasons_data_names_triggering_alarms_too(data):
    child = {"arn": f"{ARN}x", "state": {"value": "OK", "timestamp": "2026-11-20T09:30:01.000+0000"}}
    stated = without(composite(NewStateReason="x"), "TriggeringChildren", "AlarmRule")
    alarm = alarm_in(stated | {"NewStateReasonData": data({"triggeringAlarms": [child]})})

    assert alarm.children == (Child("x", f"{ARN}x", State.OK, SINCE),)


def test_a_composite_set_by_hand_has_no_triggering_children_and_is_still_composite():
    alarm = alarm_in(without(composite(TriggeringChildren=[], NewStateReason="drill"), "AlarmRule"))

    assert (alarm.kind, alarm.children) == (Kind.COMPOSITE, ())
    assert alarm.incomplete


def test_a_metric_alarm_that_only_quotes_a_composite_stays_a_metric_alarm():
    reason = composite()["NewStateReason"]

    assert alarm_in(metric_alarm(NewStateReason=reason)).kind is Kind.METRIC


def test_a_composite_for_lambda_is_read():
    data = json.dumps({"triggeringAlarms": [{"arn": f"{ARN}x", "state": {"value": "ALARM"}}]})
    alarm = alarm_in(lambda_alarm({"alarmRule": "ALARM(x) OR ALARM(y)"}, reasonData=data))

    assert alarm.kind is Kind.COMPOSITE
    assert [(child.name, child.state) for child in alarm.children] == [("x", State.ALARM), ("y", None)]


@pytest.mark.parametrize(
    ("rule", "children"),
    [
        ("ALARM(a) AND NOT OK(b)", ["a", "b"]),
        ('ALARM ( "a" ) OR INSUFFICIENT_DATA("b c")', ["a", "b c"]),
        (f'ALARM("{ARN}a") OR OK({ARN}b)', ["a", "b"]),
        ('ALARM("say \\"hot\\" (now)")', ['say "hot" (now)']),
        ("AT_LEAST(2, ALARM, (a, b, c)) OR AT_LEAST(50%, NOT OK, (d))", ["a", "b", "c", "d"]),
        ("ALARM(a) OR ALARM(a) OR ALARM()", ["a"]),
        ("TRUE OR FALSE", []),
        ("BOOK(a) ALARM(", []),
        ("__import__('os').system('x')", []),
    ],
)
def test_a_rule_names_its_children(rule, children):
    assert names(rule) == children


@pytest.mark.parametrize("children", [None, "x", [None, 3, {}, {"Arn": 7, "State": "x"}, {"State": {}}]])
def test_odd_children_are_passed_over(children):
    alarm = alarm_in(composite(TriggeringChildren=children, NewStateReason="x", AlarmRule="ALARM(a)"))

    assert [child.name for child in alarm.children if child.state] == []
