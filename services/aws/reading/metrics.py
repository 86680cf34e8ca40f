"""The course of a metric, or of what an alarm calculates.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from services.alarm import Metric
from services.aws.notification.values import line
from services.aws.reading.asking import Asking, Forbidden, Unreadable
from services.aws.reading.series import Point, Series

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

ACTION = "cloudwatch:GetMetricData"
MOST = 500  # points of a series
PAGES = 5
QUERIES = 10  # the most an alarm has
MINUTE = 60
# how long CloudWatch keeps what it was told once a second, a minute, five minutes; then only hours
KEPT = ((timedelta(hours=3), 1), (timedelta(days=15), MINUTE), (timedelta(days=63), 300))
HOUR = 3600
FINE = (1, 5, 10, 20, 30)  # seconds, below a minute


@dataclass(frozen=True, slots=True)
class Definitions:
    """Of what an alarm's expression is made, as only CloudWatch knows it."""

    client: "CloudWatchClient"
    asking: Asking

    async def queries(self, name: str) -> list[Mapping[str, Any]]:
        """The metrics and expressions of the alarm *name*; none of an alarm on one metric, or a lost one."""
        answer = await self.asking(
            "cloudwatch:DescribeAlarms",
            lambda: self.client.describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm"]),
        )
        found: list[Any] = [
            one for alarm in answer.get("MetricAlarms", []) for one in alarm.get("Metrics", [])
        ]
        return found[:QUERIES]


@dataclass(frozen=True, slots=True)
class Metrics:
    client: "CloudWatchClient"
    asking: Asking
    clock: Callable[[], datetime]

    async def read(self, metric: Metric, since: datetime, until: datetime, period: int = MINUTE) -> Series:
        """The course of one metric that CloudWatch keeps; raise Forbidden or Unreadable."""
        seconds = fitting(period, since, until, self.clock())
        (series, *_) = await self._read([_single(metric, seconds)], since, until, seconds) or [Series("")]
        label = " ".join(part for part in (metric.namespace, metric.name, metric.statistic) if part)
        return Series(label, series.points, seconds, metric.unit)

    async def calculated(
        self, queries: Sequence[Mapping[str, Any]], since: datetime, until: datetime, period: int = MINUTE
    ) -> list[Series]:
        """The course of every metric and expression of an alarm's *queries*, what it returns first."""
        seconds = fitting(period, since, until, self.clock())
        asked = [_again(query, seconds) for query in sorted(queries, key=_is_input)]
        return await self._read(asked, since, until, seconds)

    async def _read(
        self, queries: Sequence[Mapping[str, Any]], since: datetime, until: datetime, period: int
    ) -> list[Series]:
        results = await self.asking(ACTION, lambda: self._pages(queries, since, until))
        _check(results)
        points: dict[tuple[str, str], list[Point]] = {}
        for one in results:
            key = line(one.get("Id")), line(one.get("Label"))
            points.setdefault(key, []).extend(_points(one))
        order = {query["Id"]: number for number, query in enumerate(queries)}
        return [
            Series(label or identity, tuple(sorted(found)), period)
            for (identity, label), found in sorted(
                points.items(), key=lambda item: order.get(item[0][0], QUERIES)
            )
        ]

    def _pages(
        self, queries: Sequence[Mapping[str, Any]], since: datetime, until: datetime
    ) -> list[Mapping[str, Any]]:
        results: list[Any] = []
        token: dict[str, str] = {}
        for _ in range(PAGES):
            page = self.client.get_metric_data(
                MetricDataQueries=list(queries),  # type: ignore[arg-type]
                StartTime=since,
                EndTime=until,
                ScanBy="TimestampAscending",
                **token,  # type: ignore[arg-type]
            )
            results += page.get("MetricDataResults", [])
            if not page.get("NextToken"):
                break
            token = {"NextToken": page["NextToken"]}
        return results


def fitting(period: int, since: datetime, until: datetime, now: datetime, most: int = MOST) -> int:
    """The shortest period in seconds, not below *period*, that CloudWatch has and that gives few points.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#metrics-retention
    """
    age = now - since
    kept = next((seconds for until_age, seconds in KEPT if age <= until_age), HOUR)
    needed = max(period, kept, math.ceil((until - since).total_seconds() / most))
    if needed in FINE:
        return needed
    step = max(MINUTE, kept)
    return math.ceil(needed / step) * step


def _single(metric: Metric, period: int) -> dict[str, Any]:
    dimensions = [{"Name": name, "Value": value} for name, value in metric.dimensions]
    named = {"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions}
    unit = {"Unit": metric.unit} if metric.unit else {}
    stat = {"Metric": named, "Period": period, "Stat": metric.statistic or "Average"} | unit
    return {"Id": "m1", "MetricStat": stat, "ReturnData": True}


def _again(query: Mapping[str, Any], period: int) -> dict[str, Any]:
    """The alarm's own query, in another period and with its result told."""
    again = dict(query) | {"ReturnData": True}
    if "MetricStat" in query:
        again["MetricStat"] = dict(query["MetricStat"]) | {"Period": period}
    if "Period" in query:
        again["Period"] = period
    return again


def _is_input(query: Mapping[str, Any]) -> bool:
    return query.get("ReturnData") is False


def _check(results: Iterable[Mapping[str, Any]]) -> None:
    """Raise what CloudWatch says of one series alone: of another account's, or of an expression."""
    for one in results:
        said = "; ".join(line(message.get("Value"), 200) for message in one.get("Messages", ()))
        if one.get("StatusCode") == "Forbidden":
            raise Forbidden(ACTION)
        if one.get("StatusCode") == "InternalError":
            raise Unreadable(f"CloudWatch could not calculate {line(one.get('Id'))}: {said}")


def _points(result: Mapping[str, Any]) -> list[Point]:
    pairs = zip(result.get("Timestamps", ()), result.get("Values", ()), strict=False)
    return [(at.astimezone(UTC), float(value)) for at, value in pairs if math.isfinite(value)]
