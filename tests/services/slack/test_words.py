"""Numbers, spans and units as people write them."""

from gettext import NullTranslations

import pytest

from services.alarm import Comparison, Condition, Metric
from services.slack.comparisons import fact, how_often, with_statistic
from services.slack.words import AS_SET, duration, quantity, unit_of
from tests.builders import alarm

TR = NullTranslations()
NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (93.4375, "Percent", "93.4 %"),
        (0.4, "Percent", "0.4 %"),
        (100.0, "Percent", "100 %"),
        (0.0, "Percent", "0 %"),
        (2e6, "Percent", "2 M %"),
        (1.2e9, "Bytes", "1.2 GB"),
        (512.0, "Bytes", "512 B"),
        (999_999.0, "Bytes", "1 MB"),
        (1536.0, "Kilobytes", "1.54 MB"),
        (1.2e6, "Bytes/Second", "1.2 MB/s"),
        (3.0, "Gigabits/Second", "3 Gbit/s"),
        (318.0, "Seconds", "318 s"),
        (2.4, "Seconds", "2.4 s"),
        (0.12, "Seconds", "120 ms"),
        (120.0, "Milliseconds", "120 ms"),
        (2400.0, "Milliseconds", "2.4 s"),
        (250.0, "Microseconds", "250 µs"),
        (0.0, "Milliseconds", "0 s"),
        (90_000.0, "Seconds", "1 day 1 h"),
        (-90_000.0, "Seconds", "-1 day 1 h"),
        (1e300, "Seconds", "> 999 Es"),
        (3400.0, "Count/Second", "3.4 k/s"),
        (12.0, "Count/Second", "12/s"),
        (12.0, "None", "12"),
        (12.0, "", "12"),
        (1.2e6, "Count", "1.2 M"),
        (0.000_123_4, "", "0.000123"),
        (1e-12, "", "≈ 0"),
        (-1e-12, "", "≈ 0"),
        (-0.0, "", "0"),
        (-5.25, "", "-5.25"),
        (1e300, "Terabytes", "> 999 EB"),
        (-1e300, "", "< -999 E"),
        (7.0, "Furlongs", "7 Furlongs"),
        (7.0, "Furlongs/Fortnight", "7 Furlongs/Fortnight"),
        (NAN, "Percent", "no number"),
        (INFINITE, "Bytes", "∞"),
        (-INFINITE, "", "-∞"),
    ],
)
def test_a_value_is_written_in_its_unit(value: float, unit: str, written: str) -> None:
    assert quantity(TR, value, unit) == written


def test_what_a_person_has_set_keeps_its_digits() -> None:
    assert quantity(TR, 99.995, "Percent", AS_SET) == "99.995 %"
    assert quantity(TR, 1500.0, "Count", AS_SET) == "1.5 k"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (45, "45 s"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (12 * 60 + 34, "12 min"),
        (3600, "1 h"),
        (2 * 3600 + 5 * 60, "2 h 5 m"),
        (6 * 3600 + 12 * 60 + 59, "6 h 12 m"),
        (86_400, "1 day"),
        (86_400 + 4 * 3600, "1 day 4 h"),
        (3 * 86_400 + 59 * 60, "3 days"),
        (3 * 86_400 + 4 * 3600, "3 days 4 h"),
        (12 * 86_400 + 4 * 3600, "12 days"),
        (10**20, "1157407407407407 days"),
    ],
)
def test_a_span_has_two_units_at_most(seconds: float, written: str) -> None:
    assert duration(TR, seconds) == written


@pytest.mark.parametrize(
    ("metric", "unit"),
    [
        (Metric("CPUUtilization", "AWS/EC2"), "Percent"),
        (Metric("CPUUtilization"), "Percent"),
        (Metric("mem_used_percent", "CWAgent"), "Percent"),
        (Metric("node_cpu_utilization", "ContainerInsights", unit="None"), "Percent"),
        (Metric("PoolUtilization", "Shop"), ""),
        (Metric("ProvisionedConcurrencyUtilization", "AWS/Lambda"), ""),
        (Metric("CPUUtilization", "AWS/EC2", statistic="SampleCount"), "Count"),
        (Metric("Latency", "AWS/ELB", statistic="PR(:0.1)"), "Percent"),
        (Metric("Latency", "AWS/ELB"), ""),
        (Metric("Duration", "AWS/Lambda"), ""),
        (Metric("FreeStorageSpace", unit="Bytes"), "Bytes"),
    ],
)
def test_the_unit_is_the_one_said_or_told_by_the_name(metric: Metric, unit: str) -> None:
    assert unit_of(metric) == unit


@pytest.mark.parametrize(
    ("comparison", "value", "while_wrong", "once_right"),
    [
        (Comparison.GREATER, 93.4, "93.4 % > 80 %", "93.4 % (alarm at > 80 %)"),
        (Comparison.GREATER, 41.2, "41.2 % (alarm at > 80 %)", "41.2 % ≤ 80 %"),
        (Comparison.GREATER_OR_EQUAL, 80.0, "80 % ≥ 80 %", "80 % (alarm at ≥ 80 %)"),
        (Comparison.GREATER_OR_EQUAL, 79.0, "79 % (alarm at ≥ 80 %)", "79 % < 80 %"),
        (Comparison.LESS, 79.0, "79 % < 80 %", "79 % (alarm at < 80 %)"),
        (Comparison.LESS, 80.0, "80 % (alarm at < 80 %)", "80 % ≥ 80 %"),
        (Comparison.LESS_OR_EQUAL, 80.0, "80 % ≤ 80 %", "80 % (alarm at ≤ 80 %)"),
        (Comparison.LESS_OR_EQUAL, 81.0, "81 % (alarm at ≤ 80 %)", "81 % > 80 %"),
        (Comparison.GREATER, 80.04, "80.04 % > 80 %", "80 % (alarm at > 80 %)"),
        (Comparison.GREATER, NAN, "no number (alarm at > 80 %)", "no number (alarm at > 80 %)"),
    ],
)
def test_a_sign_is_negated_once_the_alarm_recovered(
    comparison: Comparison, value: float, while_wrong: str, once_right: str
) -> None:
    said = alarm(values=(value,), condition=Condition(comparison, 80.0))
    assert fact(TR, said, wrong=True) == while_wrong
    assert fact(TR, said, wrong=False) == once_right


@pytest.mark.parametrize(
    ("comparison", "value", "while_wrong", "once_right"),
    [
        (Comparison.OUTSIDE_BAND, 5.0, "5 %, outside its band 1 % – 3 %", "5 % (band 1 % – 3 %)"),
        (Comparison.BELOW_BAND, 0.5, "0.5 %, below its band 1 % – 3 %", "0.5 % (band 1 % – 3 %)"),
        (Comparison.ABOVE_BAND, 2.0, "2 % (band 1 % – 3 %)", "2 %, within its band 1 % – 3 %"),
    ],
)
def test_a_band_is_told_from_its_right_side(
    comparison: Comparison, value: float, while_wrong: str, once_right: str
) -> None:
    said = alarm(values=(value,), condition=Condition(comparison, None, 1.0, 3.0))
    assert fact(TR, said, wrong=True) == while_wrong
    assert fact(TR, said, wrong=False) == once_right


def test_a_band_that_nobody_said_is_not_made_up() -> None:
    said = alarm(values=(5.0,), condition=Condition(Comparison.ABOVE_BAND))
    assert fact(TR, said, wrong=True) == "5 %, above its band"
    assert fact(TR, said, wrong=False) == "5 %, within its band"


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        (Condition(period=300, evaluation_periods=3, datapoints_to_alarm=2), "2 of 3 × 5 min"),
        (Condition(period=60, evaluation_periods=3, datapoints_to_alarm=3), "3 × 1 min"),
        (Condition(period=60, evaluation_periods=3), "3 × 1 min"),
        (Condition(period=10, evaluation_periods=1, datapoints_to_alarm=1), "1 × 10 s"),
        (Condition(), ""),
        (None, ""),
    ],
)
def test_m_of_n_periods(condition: Condition | None, written: str) -> None:
    assert how_often(TR, condition) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Average", "average 1"),
        ("SampleCount", "count 1"),
        ("p99", "p99 1"),
        ("", "1"),
        ("MAXIMUM", "maximum 1"),
    ],
)
def test_a_statistic_is_a_word(name: str, written: str) -> None:
    assert with_statistic(TR, alarm(metric=Metric("x", statistic=name)), "1") == written
