"""Alarms that CloudWatch sends, and those that people make like them."""

from datetime import UTC, datetime, timedelta

import pytest

from services.alarm import Comparison, Condition, Kind, Metric, Place, State
from services.event import Event
from tests.payloads import (
    ACCOUNT,
    ARN,
    SENT_AT,
    TOPIC,
    alarm_in,
    delivered,
    enveloped,
    metric_alarm,
    trigger,
    without,
)


def test_an_alarm_on_one_metric_is_read_whole():
    alarm = alarm_in(enveloped(metric_alarm()))

    assert (alarm.arn, alarm.name, alarm.state) == (f"{ARN}oven-queue", "oven-queue", State.ALARM)
    assert alarm.changed_at == datetime(2026, 11, 20, 9, 30, 4, 123_000, tzinfo=UTC)
    assert alarm.place == Place("aws", "eu-north-1", ACCOUNT)
    assert (alarm.previous, alarm.kind, alarm.by_hand) == (State.OK, Kind.METRIC, False)
    assert alarm.description == "Bread waits too long."
    assert alarm.metric == Metric("QueueDepth", "Bakery/Ovens", (("Oven", "oven-3"),), "Maximum")
    assert alarm.condition == Condition(Comparison.GREATER, 40.0, None, None, 60, 5, 3)
    assert alarm.values == (52.0, 47.5, 41.0)


def test_an_alarm_reads_the_same_raw_as_in_its_envelope():
    assert alarm_in(metric_alarm()) == alarm_in(enveloped(metric_alarm()))


def test_a_message_that_is_no_text_in_its_envelope_is_read_too():
    assert alarm_in({"Type": "Notification", "Message": metric_alarm()}) == alarm_in(metric_alarm())


@pytest.mark.parametrize("comparison", list(Comparison))
def test_every_comparison_is_known(comparison):
    alarm = alarm_in(metric_alarm(Trigger=trigger(ComparisonOperator=comparison.value)))

    assert alarm.condition
    assert alarm.condition.comparison is comparison


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ({"Statistic": "AVERAGE"}, "Average"),
        ({"Statistic": "SAMPLE_COUNT"}, "SampleCount"),
        ({"Statistic": "SampleCount"}, "SampleCount"),
        ({"Statistic": None, "ExtendedStatistic": "p99.9"}, "p99.9"),
        ({"Statistic": "tm(10%:90%)"}, "tm(10%:90%)"),
        ({"Statistic": None}, ""),
    ],
)
def test_statistics_are_written_as_the_console_writes_them(stated, shown):
    alarm = alarm_in(metric_alarm(Trigger=trigger(**stated)))

    assert alarm.metric
    assert alarm.metric.statistic == shown


@pytest.mark.parametrize(("stated", "shown"), [("Percent", "Percent"), ("None", ""), (None, ""), (7, "7")])
def test_no_unit_is_an_empty_unit(stated, shown):
    alarm = alarm_in(metric_alarm(Trigger=trigger(Unit=stated)))

    assert alarm.metric
    assert alarm.metric.unit == shown


@pytest.mark.parametrize(
    "dimensions",
    [
        [{"Name": "Oven", "Value": "3"}],
        [{"value": "3", "name": "Oven"}],
        {"Oven": "3"},
        [{"name": "Oven", "value": 3}, {"value": "nameless"}, "odd"],
    ],
)
def test_dimensions_are_read_in_every_spelling(dimensions):
    alarm = alarm_in(metric_alarm(Trigger=trigger(Dimensions=dimensions)))

    assert alarm.metric
    assert alarm.metric.dimensions == (("Oven", "3"),)


def test_a_dimension_without_a_value_keeps_its_name():
    alarm = alarm_in(metric_alarm(Trigger=trigger(Dimensions=[{"name": "Oven"}])))

    assert alarm.metric
    assert alarm.metric.dimensions == (("Oven", ""),)


@pytest.mark.parametrize(
    ("periods", "reason", "needed"),
    [
        (1, "", 1),
        (5, "", 0),
        (5, "crossed (minimum 2 datapoints for OK -> ALARM transition).", 2),
        (5, "not crossed (minimum 1 datapoint for ALARM -> OK transition).", 0),
    ],
)
def test_where_m_of_n_is_unsaid_the_reason_may_tell_it(periods, reason, needed):
    stated = without(trigger(EvaluationPeriods=periods), "DatapointsToAlarm")
    alarm = alarm_in(metric_alarm(Trigger=stated, NewStateReason=reason))

    assert alarm.condition
    assert alarm.condition.datapoints_to_alarm == needed


def test_numbers_may_be_written_as_texts():
    alarm = alarm_in(metric_alarm(Trigger=trigger(Threshold="40", Period="120", EvaluationPeriods="2")))

    assert alarm.condition == Condition(Comparison.GREATER, 40.0, None, None, 120, 2, 3)


def test_an_alarm_without_description_trigger_and_old_state_is_an_alarm():
    bare = without(metric_alarm(AlarmDescription=None), "Trigger", "OldStateValue", "NewStateReason")
    alarm = alarm_in(bare)

    assert (alarm.kind, alarm.metric, alarm.condition) == (Kind.UNKNOWN, None, None)
    assert (alarm.previous, alarm.description, alarm.reason) == (None, "", "")
    assert alarm.incomplete


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("key", ["Trigger", "StateChangeTime", "NewStateReason"])
def test_a_name_with_anything_of_an_alarm_is_an_alarm_made_by_hand(key, value):
    alarm = alarm_in({"AlarmName": "knead", "NewStateValue": value, key: metric_alarm()[key]})

    assert (alarm.state, alarm.by_hand) == (State.ALARM, True)


@pytest.mark.parametrize(
    "payload",
    [
        {"AlarmName": "knead"},
        {"AlarmName": "knead", "NewStateValue": None, "Trigger": None},
        {"AlarmName": "", "NewStateValue": "ALARM"},
        {"AlarmName": " \t", "NewStateValue": "ALARM"},
        {"AlarmName": 7, "NewStateValue": "ALARM"},
        {"AlarmName": "knead", "NewStateValue": "BURNING"},
        {"AlarmName": "knead", "NewStateValue": ["ALARM"]},
        {"NewStateValue": "ALARM", "Trigger": {}},
        [metric_alarm()],
    ],
)
def test_what_has_no_name_or_no_known_state_is_an_event(payload):
    assert isinstance(delivered(payload).notification, Event)


@pytest.mark.parametrize("written", ["ok", " OK ", "Ok"])
def test_a_state_may_be_written_in_small_letters(written):
    assert alarm_in(metric_alarm(NewStateValue=written)).state is State.OK


def test_an_old_alarm_without_arn_gets_one_from_its_account_and_topic():
    alarm = alarm_in(enveloped(without(metric_alarm(), "AlarmArn", "Region")))

    assert alarm.arn == f"{ARN}oven-queue"


def test_an_alarm_by_hand_gets_its_place_from_the_topic_it_was_published_to():
    by_hand = {"AlarmName": "knead", "NewStateReason": "too sticky"}

    assert alarm_in(enveloped(by_hand)).arn == f"{ARN}knead"
    assert alarm_in(by_hand, topic_arn=TOPIC).place == Place("aws", "eu-north-1", ACCOUNT)


def test_without_a_topic_the_region_is_known_by_its_display_name():
    old = without(metric_alarm(Region="GovCloud (US-East)"), "AlarmArn")

    assert alarm_in(old).arn == f"arn:aws-us-gov:cloudwatch:us-gov-east-1:{ACCOUNT}:alarm:oven-queue"


def test_an_alarms_own_arn_goes_before_all_else_even_when_it_is_odd():
    odd = "arn:<partition>:cloudwatch:<region>:999988887777:alarm:<name:1>"
    alarm = alarm_in(enveloped(metric_alarm(AlarmArn=odd)))

    assert alarm.arn == odd
    assert alarm.place == Place("aws", "eu-north-1", "999988887777")


@pytest.mark.parametrize("stated", ["oven-queue", "arn:aws:sns:eu-north-1:1:x", 12, ["arn"], "arn:" * 1_000])
def test_what_is_no_alarm_arn_is_not_taken_for_one(stated):
    assert alarm_in(enveloped(metric_alarm(AlarmArn=stated))).arn == f"{ARN}oven-queue"


def test_without_its_own_time_an_alarm_has_that_of_its_envelope_or_of_the_queue():
    timeless = without(metric_alarm(), "StateChangeTime")

    assert alarm_in(enveloped(timeless)).changed_at == datetime(2026, 11, 20, 9, 30, 5, 1_000, tzinfo=UTC)
    assert alarm_in(timeless).changed_at == SENT_AT


def test_contributors_are_told_apart():
    stated = metric_alarm(AlarmContributorId="beefbeefbeefbeef", AlarmContributorAttributes={"Oven": "3"})
    alarm = alarm_in(stated)

    assert alarm.contributor_id == "beefbeefbeefbeef"
    assert alarm.contributor
    assert alarm.contributor.attributes == (("Oven", "3"),)
    assert delivered(stated).key != delivered(stated | {"AlarmContributorId": "0000"}).key


def test_a_contributor_with_odd_attributes_is_still_one():
    alarm = alarm_in(metric_alarm(AlarmContributorId="beef", AlarmContributorAttributes=["Oven"]))

    assert alarm.contributor
    assert alarm.contributor.attributes == ()


def test_the_same_change_has_one_key_on_every_way():
    keys = {
        delivered(metric_alarm()).key,
        delivered(enveloped(metric_alarm())).key,
        delivered(
            enveloped(metric_alarm(StateChangeTime="2026-11-20T10:30:04.123+01:00"), MessageId="x")
        ).key,
    }

    assert len(keys) == 1


def test_another_state_or_time_is_another_key():
    keys = {
        delivered(metric_alarm()).key,
        delivered(metric_alarm(NewStateValue="OK")).key,
        delivered(metric_alarm(StateChangeTime="2026-11-20T09:30:04.124+0000")).key,
        delivered(metric_alarm(AlarmArn=f"{ARN}other")).key,
    }

    assert len(keys) == 4


@pytest.mark.parametrize("time", ["2026-11-20T09:30:04+0000", "2026-11-20 09:30", None, "noon"])
def test_a_time_without_a_fraction_of_a_second_is_no_key(time):
    stated = metric_alarm(StateChangeTime=time)

    assert delivered(enveloped(stated)).key == "sns:5f0c0d5e-0000-4000-8000-1b1b1b1b1b1b"
    assert delivered(stated).key == "sqs:sqs-1"


def test_a_change_on_the_full_second_is_its_own_key_where_its_fraction_is_written():
    stated = metric_alarm(StateChangeTime="2026-11-20T09:30:04.000+0000")

    assert delivered(enveloped(stated)).key == delivered(stated).key


def test_a_time_far_ahead_is_not_believed():
    stated = metric_alarm(StateChangeTime="2099-01-01T00:00:00.123+0000")

    assert alarm_in(stated).changed_at.year == 2026
    assert delivered(stated).key == "sqs:sqs-1"


def test_long_values_are_cut():
    alarm = alarm_in(
        metric_alarm(
            AlarmName="n" * 9_000,
            AlarmDescription="d" * 9_000,
            NewStateReason="r" * 9_000,
            Trigger=trigger(MetricName="m" * 9_000),
        )
    )

    assert alarm.metric
    lengths = (len(alarm.name), len(alarm.description), len(alarm.reason), len(alarm.metric.name))
    assert lengths == (256, 4_000, 4_000, 256)


def test_an_alarm_of_an_emulator_is_read_with_whole_seconds_and_no_arn():
    stated = without(
        metric_alarm(StateChangeTime="2026-11-20T09:30:04Z", Region="eu-north-1"), "AlarmArn", "AWSAccountId"
    )
    alarm = alarm_in(enveloped(stated))

    assert alarm.arn == f"{ARN}oven-queue"
    assert SENT_AT - alarm.changed_at < timedelta(seconds=2)
