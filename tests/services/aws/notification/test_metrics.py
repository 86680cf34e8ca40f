"""What an alarm watches when that is more than one metric."""

import json

import pytest

from services.alarm import Comparison, Condition, Kind, Metric
from tests.payloads import (
    alarm_in,
    expression,
    lambda_alarm,
    lambda_metric,
    metric_alarm,
    over,
    stat,
    without,
)

OVEN = (("Oven", "oven-3"),)


def test_a_math_alarm_is_named_by_the_label_of_what_it_returns():
    alarm = alarm_in(
        over(stat("m1", "Loaves"), stat("m2", "Burnt"), expression("e1", "m2/m1", "Burnt share"))
    )

    assert alarm.kind is Kind.MATH
    assert alarm.metric == Metric("Burnt share", expression="m2/m1")


def test_an_expression_over_one_metric_keeps_its_namespace_dimensions_and_unit():
    alarm = alarm_in(
        over(stat("m1", "Loaves", Unit="Count"), expression("e1", "FILL(m1, 0)", "Loaves or none"))
    )

    assert alarm.metric == Metric("Loaves or none", "Bakery/Ovens", OVEN, "", "Count", "FILL(m1, 0)")


def test_an_expression_without_a_label_is_its_own_name():
    alarm = alarm_in(over(expression("q", 'SELECT MAX(Heat) FROM "Bakery" GROUP BY Oven')))

    assert alarm.metric
    assert alarm.metric.name == alarm.metric.expression == 'SELECT MAX(Heat) FROM "Bakery" GROUP BY Oven'


def test_a_list_of_one_metric_is_a_plain_metric():
    alarm = alarm_in(over(stat("m1", "Loaves", returned=True)))

    assert alarm.kind is Kind.METRIC
    assert alarm.metric == Metric("Loaves", "Bakery/Ovens", OVEN, "Sum")
    assert alarm.condition
    assert alarm.condition.period == 300


def anomaly(**about: object) -> dict[str, object]:
    reason = (
        "Thresholds Crossed: 1 out of the last 1 datapoints [0.9 (20/11/26 09:28:00)] was less than the "
        "lower thresholds [1.25] or greater than the upper thresholds [3.5] "
        "(minimum 1 datapoint for OK -> ALARM transition)."
    )
    band = expression("ad1", "ANOMALY_DETECTION_BAND(m1, 2)", "Loaves (expected)")
    stated = over(stat("m1", "Loaves", returned=True), band, ThresholdMetricId="ad1", **about)
    trigger = stated["Trigger"]
    assert isinstance(trigger, dict)
    return stated | {"NewStateReason": reason, "Trigger": without(trigger, "Threshold")}


def test_an_anomaly_has_the_bounds_of_its_band_and_no_threshold():
    alarm = alarm_in(anomaly(ComparisonOperator="LessThanLowerOrGreaterThanUpperThreshold"))

    assert alarm.kind is Kind.ANOMALY
    assert alarm.metric
    assert (alarm.metric.name, alarm.metric.expression) == ("Loaves", "ANOMALY_DETECTION_BAND(m1, 2)")
    assert alarm.condition == Condition(Comparison.OUTSIDE_BAND, None, 1.25, 3.5, 300, 5, 3)
    assert alarm.values == (0.9,)


def test_a_band_listed_first_is_still_not_what_the_alarm_is_about():
    band = expression("ad1", "ANOMALY_DETECTION_BAND(m1, 2)", "Loaves (expected)")
    alarm = alarm_in(over(band, stat("m1", "Loaves", returned=True), ThresholdMetricId="ad1"))

    assert alarm.metric
    assert alarm.metric.name == "Loaves"


def test_an_anomaly_has_no_threshold_whatever_its_data_says():
    alarm = alarm_in(anomaly() | {"NewStateReasonData": {"threshold": 3.0}})

    assert alarm.condition
    assert alarm.condition.threshold is None


def test_the_bounds_of_a_band_may_stand_in_the_reasons_data_only():
    data = {"recentLowerThresholds": [1.5], "recentUpperThresholds": [2.5]}
    alarm = alarm_in(anomaly() | {"NewStateReason": "x", "NewStateReasonData": data})

    assert alarm.condition
    assert (alarm.condition.lower, alarm.condition.upper) == (1.5, 2.5)


def test_a_bands_comparison_alone_makes_an_anomaly():
    alarm = alarm_in(
        metric_alarm(Trigger={"MetricName": "Heat", "ComparisonOperator": "GreaterThanUpperThreshold"})
    )

    assert alarm.kind is Kind.ANOMALY


def test_the_comparison_of_an_anomaly_may_stand_in_its_reason_only():
    alarm = alarm_in(anomaly(ComparisonOperator=None))

    assert alarm.condition
    assert alarm.condition.comparison is Comparison.OUTSIDE_BAND


@pytest.mark.parametrize("inside", [True, False])
def test_a_promql_alarm_shows_its_query(inside):
    criteria = {"EvaluationCriteria": {"PromQLCriteria": {"Query": "sum by (oven) (heat) > 250"}}}
    stated = metric_alarm(Trigger=criteria) if inside else metric_alarm(Trigger=None) | criteria
    alarm = alarm_in(without(stated, "NewStateReason"))

    assert alarm.kind is Kind.PROMQL
    assert alarm.metric
    assert alarm.metric.expression == "sum by (oven) (heat) > 250"


def test_a_log_alarm_shows_its_query_and_how_many_results_count():
    trigger = {
        "ScheduledQueryConfiguration": {"QueryString": "filter burnt | stats count(*)"},
        "QueryResultsToEvaluate": 3,
        "QueryResultsToAlarm": 2,
        "Threshold": 5,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    alarm = alarm_in(metric_alarm(Trigger=trigger))

    assert alarm.kind is Kind.LOG
    assert alarm.metric
    assert alarm.metric.name == "filter burnt | stats count(*)"
    assert alarm.condition == Condition(Comparison.GREATER, 5.0, None, None, 0, 3, 2)


def test_the_form_for_lambda_is_read_like_the_form_for_sns():
    reason = (
        "Threshold Crossed: 1 out of the last 4 datapoints [9.5 (20/11/26 09:28:00)] "
        "was less than the threshold (10.0)."
    )
    data = json.dumps({"threshold": 10.0, "period": 60, "recentDatapoints": [9.5]})
    alarm = alarm_in(
        lambda_alarm({"description": "Cold.", "metrics": [lambda_metric()]}, reason=reason, reasonData=data)
    )

    assert (alarm.name, alarm.description, alarm.kind) == ("oven-heat", "Cold.", Kind.METRIC)
    assert alarm.metric == Metric("Heat", "Bakery/Ovens", OVEN, "Average")
    assert alarm.condition == Condition(Comparison.LESS, 10.0, None, None, 60, 4, 0)
    assert alarm.place.region == "eu-north-1"
    assert alarm.previous == "INSUFFICIENT_DATA"


def test_without_values_in_the_reason_those_of_its_data_count_newest_first():
    points = [
        {"timestamp": "2026-11-20T09:26:00.000+0000", "value": 1.5},
        {"timestamp": "2026-11-20T09:28:00.000+0000", "value": 3.5},
        {"timestamp": "2026-11-20T09:27:00.000+0000"},
    ]
    data = json.dumps({"evaluatedDatapoints": points})

    assert alarm_in(lambda_alarm({"metrics": [lambda_metric()]}, reasonData=data)).values == (3.5, 1.5)


def test_a_lambda_alarm_that_tells_only_its_description_has_no_condition():
    alarm = alarm_in(lambda_alarm({"description": "Cold."}))

    assert (alarm.kind, alarm.condition) == (Kind.UNKNOWN, None)


def test_a_contributor_in_the_form_for_lambda_is_known():
    stated = lambda_alarm({"metrics": [lambda_metric()]})
    data = stated["alarmData"]
    assert isinstance(data, dict)
    data["alarmContributor"] = {"id": "beef", "attributes": {"Oven": "3"}}

    assert alarm_in(stated).contributor_id == "beef"
