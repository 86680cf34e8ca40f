"""What an alarm's Trigger watches: one metric, an expression over some, a query."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from services.alarm import Kind, Metric
from services.aws.notification.values import Tree, items, line, pick, tree

_EXPRESSION = 2_048
_DIMENSIONS = 30  # the most CloudWatch allows
_BAND = "ANOMALY_DETECTION_BAND"
_STATISTICS = {
    "AVERAGE": "Average",
    "SUM": "Sum",
    "MINIMUM": "Minimum",
    "MAXIMUM": "Maximum",
    "SAMPLECOUNT": "SampleCount",
}
_OF_A_LOG_ALARM = ("ScheduledQueryConfiguration", "QueryResultsToEvaluate", "QueryResultsToAlarm")


@dataclass(frozen=True, slots=True)
class Series:
    """One entry of an alarm's Metrics, or the whole Trigger of an alarm on one metric."""

    metric: Metric
    label: str = ""
    period: object = None
    returned: bool = True

    @property
    def is_band(self) -> bool:
        return _BAND in self.metric.expression.upper()


def read_series(trigger: Tree) -> tuple[Series, ...]:
    """Read everything the alarm's trigger names, the form with Metrics and the one without."""
    if listed := items(pick(trigger, "Metrics")):
        return tuple(_entry(tree(entry)) for entry in listed)
    name = line(pick(trigger, "MetricName"))
    return (Series(_metric(trigger, trigger, name), period=pick(trigger, "Period")),) if name else ()


def kind_of(data: Tree, trigger: Tree, series: Sequence[Series]) -> Kind:
    if _query(data, trigger):
        return Kind.PROMQL
    if _is_of_logs(data, trigger):
        return Kind.LOG
    if any(one.is_band for one in series) or _is_banded(trigger):
        return Kind.ANOMALY
    if any(one.metric.expression for one in series):
        return Kind.MATH
    return Kind.METRIC if series else Kind.UNKNOWN


def read_metric(data: Tree, trigger: Tree, series: Sequence[Series]) -> Metric | None:
    """Give what the alarm is about, in one metric."""
    if query := _query(data, trigger) or _log_query(data, trigger):
        return Metric(name=line(query), expression=line(query, _EXPRESSION))
    if (one := main(series)) is None:
        return None
    if not one.metric.expression:
        band = next((other.metric.expression for other in series if other.is_band), "")
        return _with_expression(one.metric, one.metric.name, one.metric.statistic, band)
    measured = {_identity(other.metric): other.metric for other in series if other.metric.name}
    base = next(iter(measured.values())) if len(measured) == 1 else Metric(name="")
    return _with_expression(base, one.label or line(one.metric.expression), "", one.metric.expression)


def main(series: Sequence[Series]) -> Series | None:
    """Choose the series the threshold is held against: what is returned and no band."""
    shown = [one for one in series if not one.is_band and (one.metric.name or one.metric.expression)]
    return next((one for one in shown if one.returned), shown[0] if shown else None)


def _entry(entry: Tree) -> Series:
    stat = tree(pick(entry, "MetricStat"))
    inner = tree(pick(stat, "Metric"))
    expression = line(pick(entry, "Expression"), _EXPRESSION)
    metric = _metric(inner, stat, line(pick(inner, "MetricName", "Name")))
    return Series(
        metric=_with_expression(metric, metric.name, metric.statistic, expression),
        label=line(pick(entry, "Label")),
        period=pick(stat, "Period") or pick(entry, "Period"),
        returned=pick(entry, "ReturnData") is not False,
    )


def _metric(inner: Tree, stat: Tree, name: str) -> Metric:
    unit = line(pick(stat, "Unit"))
    return Metric(
        name=name,
        namespace=line(pick(inner, "Namespace")),
        dimensions=tuple(islice(_dimensions(pick(inner, "Dimensions")), _DIMENSIONS)),
        statistic=_statistic(line(pick(stat, "Stat", "ExtendedStatistic", "Statistic"))),
        unit="" if unit.upper() == "NONE" else unit,
    )


def _dimensions(value: object) -> Iterator[tuple[str, str]]:
    pairs = tree(value).items() if isinstance(value, dict) else map(_pair, items(value))
    for name, said in pairs:
        if label := line(name):
            yield label, line(said, 1_024)


def _pair(entry: object) -> tuple[object, object]:
    dimension = tree(entry)
    return pick(dimension, "Name"), pick(dimension, "Value")


def _statistic(text: str) -> str:
    return _STATISTICS.get(text.upper().replace("_", ""), text)


def _identity(metric: Metric) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    return metric.namespace, metric.name, metric.dimensions


def _with_expression(base: Metric, name: str, statistic: str, expression: str) -> Metric:
    return Metric(name, base.namespace, base.dimensions, statistic, base.unit, expression)


def _is_banded(trigger: Tree) -> bool:
    comparison = line(pick(trigger, "ComparisonOperator"))
    return (
        pick(trigger, "ThresholdMetricId") is not None
        or "LowerThreshold" in comparison
        or "UpperThreshold" in comparison
    )


def _query(data: Tree, trigger: Tree) -> str:
    for holder in (trigger, data):
        criteria = tree(pick(holder, "EvaluationCriteria"))
        promql = tree(pick(criteria, "PromQLCriteria", "PromqlCriteria") or pick(holder, "PromQLCriteria"))
        if query := line(pick(promql, "Query"), _EXPRESSION):
            return query
    return ""


def _log_query(data: Tree, trigger: Tree) -> str:
    stated = pick(trigger, "ScheduledQueryConfiguration") or pick(data, "ScheduledQueryConfiguration")
    return line(pick(tree(stated), "QueryString"), _EXPRESSION)


def _is_of_logs(data: Tree, trigger: Tree) -> bool:
    """Tell a log alarm by the words of its API: no message of one is documented."""
    named = any(pick(holder, key) is not None for holder in (trigger, data) for key in _OF_A_LOG_ALARM)
    return named or pick(data, "AlarmType") == "LogAlarm"
