"""The metrics behind the demo's alarms: some hours before it started, and what moves them later.

MiniStack evaluates all alarms at each PutMetricData and at no other time: the one statistic of all points
in an alarm's whole window (Period x EvaluationPeriods) against its threshold. So what is written without
an alarm in mind has to be older than the window, and a push has to outweigh what lies in it.
"""

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from demo.aws.reasons import WORDS, is_over, values

Alarm = Mapping[str, Any]  # as DescribeAlarms tells it
Point = tuple[float, float]  # Unix time in seconds, value

SHOWN = timedelta(hours=3)
AT_LEAST = 24  # periods
DATA_A_CALL = 1000  # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
QUERIES_A_CALL = 500


def unmovable(alarm: Alarm) -> str:
    """Why no value that is put moves *alarm* both ways, or nothing."""
    if "AlarmRule" in alarm:
        return "A composite alarm has no metric of its own: push one of its children."
    if not alarm.get("MetricName"):
        return "The local CloudWatch evaluates no metric math and no anomaly band: set the state by hand."
    if alarm["ComparisonOperator"] not in WORDS:
        return "The local CloudWatch knows no anomaly band: set the state by hand."
    if _statistic(alarm) != "Average" and not _statistic(alarm).startswith("p"):
        return f"Its statistic, {_statistic(alarm)}, keeps an old value for the whole window."
    return ""


class Metrics:
    """The metrics of one account; it remembers up to when each was written."""

    def __init__(self, cloudwatch: Any) -> None:  # noqa: ANN401 — boto3's client, without stubs for variables
        self._cloudwatch = cloudwatch
        self._begun = datetime.now(UTC)
        self._written: dict[str, datetime] = {}

    def begin(self, alarms: Iterable[Alarm], now: datetime | None = None) -> None:
        """Give each alarm with a metric its quiet past, and outweigh what is left in its window."""
        now = now or datetime.now(UTC)
        self._begun = now
        movable = [alarm for alarm in alarms if not unmovable(alarm)]
        self._written |= {alarm["AlarmName"]: now - _span(alarm) for alarm in movable}
        self.go_on(movable, now)
        for alarm in movable:
            if self._weight(alarm, now)[1]:
                self.settle(alarm, wrong=False, now=now)

    def go_on(self, alarms: Iterable[Alarm], now: datetime | None = None) -> None:
        """Bring the metrics up to their windows, as high or low as their alarms' states say."""
        now = now or datetime.now(UTC)
        data = [
            (alarm["Namespace"], _datum(alarm, at, self._usual(alarm, at)))
            for alarm in alarms
            for at in self._missing(alarm, now)
        ]
        for namespace, group in groupby(sorted(data, key=lambda one: one[0]), key=lambda one: one[0]):
            self._put(namespace, [datum for _, datum in group])

    def settle(self, alarm: Alarm, *, wrong: bool, now: datetime | None = None) -> float:
        """Put what brings *alarm* into ALARM, or out of it, and give the value it went to."""
        now = now or datetime.now(UTC)
        last, before = values(alarm, wrong=wrong)
        total, count = self._weight(alarm, now)
        if count:
            data = [_datum(alarm, now, last, _enough(alarm, last, total, count))]
        else:
            period = timedelta(seconds=alarm["Period"])
            course = ((now - 2 * period, before), (now - period, last), (now, last))
            data = [_datum(alarm, at, value) for at, value in course]
        self._put(alarm["Namespace"], data)
        self._written[alarm["AlarmName"]] = now
        return last

    def series(self, alarms: Sequence[Alarm], now: datetime | None = None) -> dict[str, tuple[Point, ...]]:
        """The recent points of each alarm with a single metric, by its name."""
        now = now or datetime.now(UTC)
        measured = [alarm for alarm in alarms if alarm.get("MetricName")][:QUERIES_A_CALL]
        if not measured:
            return {}
        results = self._cloudwatch.get_metric_data(
            MetricDataQueries=[_query(f"q{number}", alarm) for number, alarm in enumerate(measured)],
            StartTime=now - max(map(_span, measured)),
            EndTime=now + timedelta(minutes=1),
            ScanBy="TimestampAscending",
        )["MetricDataResults"]
        found = {result["Id"]: result for result in results}
        return {
            alarm["AlarmName"]: tuple(_points(found[f"q{number}"], now - _span(alarm)))
            for number, alarm in enumerate(measured)
            if f"q{number}" in found
        }

    def _usual(self, alarm: Alarm, at: datetime) -> float:
        """What the metric was at that time: a slow wave with some noise, always the same."""
        changed = at >= alarm["StateUpdatedTimestamp"]
        wrong = at >= self._begun and (alarm["StateValue"] == "ALARM") == changed
        level = sum(values(alarm, wrong=wrong)) / 2
        noise = random.Random(f"{alarm['AlarmName']} {at:%d%H%M}").uniform(-1, 1)
        wave = math.sin(at.timestamp() / 1800 + len(alarm["AlarmName"]))
        breadth = abs(level - float(alarm["Threshold"])) * (0.2 if wrong else 0.3)
        return round(level + breadth * (0.6 * wave + 0.4 * noise), 3)

    def _missing(self, alarm: Alarm, now: datetime) -> Iterator[datetime]:
        name, period = alarm["AlarmName"], timedelta(seconds=alarm["Period"])
        if name not in self._written:
            return
        at = self._written[name] + period
        while at < now - _window(alarm) - period:
            self._written[name] = at
            if not (alarm["StateValue"] == "INSUFFICIENT_DATA" and at >= alarm["StateUpdatedTimestamp"]):
                yield at
            at += period

    def _weight(self, alarm: Alarm, now: datetime) -> tuple[float, float]:
        """The sum and the number of the samples in the window."""
        points = self._cloudwatch.get_metric_statistics(
            **_metric(alarm),
            StartTime=now - _window(alarm),
            EndTime=now + timedelta(minutes=1),
            Period=alarm["Period"],
            Statistics=["Sum", "SampleCount"],
        )["Datapoints"]
        return sum(point["Sum"] for point in points), sum(point["SampleCount"] for point in points)

    def _put(self, namespace: str, data: Sequence[dict[str, Any]]) -> None:
        for start in range(0, len(data), DATA_A_CALL):
            self._cloudwatch.put_metric_data(
                Namespace=namespace, MetricData=data[start : start + DATA_A_CALL]
            )


def _enough(alarm: Alarm, value: float, total: float, count: float) -> float:
    """How often *value* has to be seen beside the *count* samples in the window to decide it."""
    if _statistic(alarm) != "Average":
        return 200 * count  # for p99 one in a hundred is too much
    threshold = float(alarm["Threshold"])
    goal = (value + threshold) / 2
    needed = (goal * count - total) / (value - goal)
    return max(1.0, math.ceil(needed))


def _points(result: Mapping[str, Any], since: datetime) -> Iterator[Point]:
    for at, value in sorted(zip(result["Timestamps"], result["Values"], strict=True)):
        if at >= since:
            yield at.timestamp(), round(value, 3)


def _statistic(alarm: Alarm) -> str:
    return str(alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "")


def _window(alarm: Alarm) -> timedelta:
    return timedelta(seconds=alarm["Period"] * alarm["EvaluationPeriods"])


def _span(alarm: Alarm) -> timedelta:
    return max(SHOWN, timedelta(seconds=AT_LEAST * alarm["Period"]))


def _metric(alarm: Alarm) -> dict[str, Any]:
    return {name: alarm.get(name, []) for name in ("Namespace", "MetricName", "Dimensions")}


def _query(name: str, alarm: Alarm) -> dict[str, Any]:
    stat = {"Metric": _metric(alarm), "Period": alarm["Period"], "Stat": _statistic(alarm)}
    return {"Id": name, "MetricStat": stat}


def _datum(alarm: Alarm, at: datetime, value: float, count: float = 1) -> dict[str, Any]:
    named = {"MetricName": alarm["MetricName"], "Dimensions": alarm["Dimensions"], "Timestamp": at}
    unit = {"Unit": alarm["Unit"]} if alarm.get("Unit") else {}
    return named | unit | {"Values": [value], "Counts": [count]}


def goes_wrong(alarm: Alarm, *, up: bool) -> bool:
    """Whether going *up* is what *alarm* warns of."""
    return is_over(alarm) is up
