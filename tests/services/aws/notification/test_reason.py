"""The sentence in which CloudWatch says why."""

import pytest

from services.alarm import Comparison
from services.aws.notification.reason import Reason, read_reason

AT = "(20/11/26 08:07:00)"
SEVERAL = f"Threshold Crossed: 2 out of the last 3 datapoints [93.4 {AT}, 91.0 {AT}] were greater than"
RECOVERED = (
    "Threshold Crossed: 1 out of the last 1 datapoints was not greater than the threshold (10.0). "
    f"The most recent datapoint which not crossed the threshold: [5.0 {AT}]."
)
MISSING = (
    "Threshold Crossed: no datapoints were received for 2 periods and "
    "2 missing datapoints were treated as [Breaching]."
)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"Threshold Crossed: 1 datapoint [1.0 {AT}] was greater than the threshold (0.5).", (1.0,)),
        ("Threshold Crossed: 1 datapoint (10.21) was greater than the threshold (10.0).", (10.21,)),
        ("Threshold Crossed: 2 datapoints (7.5, 6.5) were greater than the threshold (5.0).", (7.5, 6.5)),
        (SEVERAL, (93.4, 91.0)),
        ("3 out of the last 3 datapoints [85.0, 87.5, 90.2] were greater.", (85.0, 87.5, 90.2)),
        (RECOVERED, (5.0,)),
        (f"1 datapoint [-1.5E-4 {AT}] was less than the threshold (0.0).", (-0.00015,)),
        (MISSING, ()),
        ("Insufficient Data: 1 datapoint was unknown.", ()),
        ("Unchecked: Initial alarm creation", ()),
        (f"1 datapoint [NaN {AT}, Infinity, 2.5] was", (2.5,)),
        ("", ()),
    ],
)
def test_the_datapoints_are_read_newest_first(text, values):
    assert read_reason(text).values == values


def test_the_bounds_of_a_band_are_no_datapoints():
    text = (
        f"Thresholds Crossed: 1 out of the last 2 datapoints [4.5 {AT}] was less than the lower thresholds "
        "[5.25] or greater than the upper thresholds [9.75] (minimum 1 datapoint for OK -> ALARM transition)."
    )

    assert read_reason(text) == Reason((4.5,), 5.25, 9.75, None, Comparison.OUTSIDE_BAND, 2, 1)


@pytest.mark.parametrize(
    ("words", "comparison"),
    [
        ("was not greater than or equal to the threshold (1)", Comparison.GREATER_OR_EQUAL),
        ("were less than or equal to the threshold (1)", Comparison.LESS_OR_EQUAL),
        ("was greater than the threshold (1)", Comparison.GREATER),
        ("was not less than the threshold (1)", Comparison.LESS),
        ("was less than the lower thresholds [1]", Comparison.BELOW_BAND),
        ("was greater than the upper thresholds [1]", Comparison.ABOVE_BAND),
        ("burns", None),
    ],
)
def test_the_comparison_is_told_in_words(words, comparison):
    assert read_reason(f"1 datapoint [2.0] {words}.").comparison is comparison


def test_the_threshold_and_m_of_n_are_told():
    said = read_reason(
        "2 out of the last 10 datapoints [3.0] were greater than the threshold (2.5) "
        "(minimum 2 datapoints for OK -> ALARM transition)."
    )

    assert (said.threshold, said.needed, said.evaluated) == (2.5, 2, 10)
