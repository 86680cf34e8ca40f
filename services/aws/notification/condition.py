"""When an alarm goes off: from its Trigger, and where that is silent from its reason."""

from services.alarm import Comparison, Condition
from services.aws.notification.reason import Reason
from services.aws.notification.values import Tree, line, number, pick, whole

_COMPARISONS = {comparison.value: comparison for comparison in Comparison}
_BANDS = {Comparison.OUTSIDE_BAND, Comparison.BELOW_BAND, Comparison.ABOVE_BAND}


def read_condition(trigger: Tree, period: object, reason: Reason, evidence: Tree) -> Condition | None:
    """Read what the alarm compares with what; without a trigger nobody said."""
    if not trigger:
        return None
    comparison = _COMPARISONS.get(line(pick(trigger, "ComparisonOperator"))) or reason.comparison
    band = _is_band(trigger, comparison, reason)
    periods = whole(pick(trigger, "EvaluationPeriods", "QueryResultsToEvaluate")) or reason.evaluated
    return Condition(
        comparison=comparison,
        threshold=None if band else _threshold(trigger, reason, evidence),
        lower=_bound(reason.lower, evidence, "RecentLowerThresholds") if band else None,
        upper=_bound(reason.upper, evidence, "RecentUpperThresholds") if band else None,
        period=whole(pick(trigger, "Period")) or whole(period) or whole(pick(evidence, "Period")),
        evaluation_periods=periods,
        datapoints_to_alarm=_needed(trigger, reason, periods),
    )


def _is_band(trigger: Tree, comparison: Comparison | None, reason: Reason) -> bool:
    if number(pick(trigger, "Threshold")) is not None:
        return False
    bounded = reason.lower is not None or reason.upper is not None
    return bounded or comparison in _BANDS or pick(trigger, "ThresholdMetricId") is not None


def _threshold(trigger: Tree, reason: Reason, evidence: Tree) -> float | None:
    stated = (number(pick(trigger, "Threshold")), number(pick(evidence, "Threshold")), reason.threshold)
    return next((value for value in stated if value is not None), None)


def _bound(said: float | None, evidence: Tree, name: str) -> float | None:
    recent = pick(evidence, name)
    return number(recent[-1]) if said is None and isinstance(recent, list) and recent else said


def _needed(trigger: Tree, reason: Reason, periods: int) -> int:
    stated = whole(pick(trigger, "DatapointsToAlarm", "QueryResultsToAlarm")) or reason.needed
    return stated or (1 if periods == 1 else 0)
