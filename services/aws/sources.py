"""Where the evidence for an answer comes from: an alarm's history, its metric, the changes, other alarms.

What is refused or fails is a finding as well (services/aws/reach.py); what strangers wrote is bounded and
stays one line.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from services.alarm import Alarm, Comparison, Condition, Kind, Metric, Place, State
from services.asking.evidence import Finding, Topic, Window
from services.aws.console_links import alarm_page, alarms_page, metric_page, trail_page
from services.aws.notification.metric import read_series
from services.aws.notification.values import line
from services.aws.reach import fitted, reached
from services.aws.reading.changes import Deed, Trail, names
from services.aws.reading.history import History
from services.aws.reading.metrics import Definitions, Metrics
from services.aws.reading.neighbours import Neighbours
from services.aws.reading.series import Series, written

BACK = timedelta(days=7)  # of an alarm's history
CHANGES = 50
PERIODS = 24  # of a metric, where that is longer than the window
LOOKUPS = 3  # of one alarm's resources: CloudTrail is slow
SERIES = 4  # of one alarm's expression
POINTS = 60
LONGEST_LINE = 400
LOW = {Comparison.LESS, Comparison.LESS_OR_EQUAL, Comparison.BELOW_BAND}
MEASURED = {Kind.METRIC, Kind.MATH, Kind.ANOMALY}
LATE = "CloudTrail tells of a call up to 15 minutes late."


@dataclass(frozen=True, slots=True)
class HistorySource:
    topic: ClassVar[Topic] = Topic.HISTORY
    history: History
    home: Place

    async def look(self, alarm: Alarm, window: Window) -> Finding | None:
        if alarm.by_hand:
            return None
        return await reached(self.topic, self.home, alarm.place, lambda: self._look(alarm, window))

    async def _look(self, alarm: Alarm, window: Window) -> Finding:
        since = window.until - BACK
        changes = await self.history.read(alarm.name, since, window.until, CHANGES)
        times = sum(change.state is State.ALARM for change in changes)
        least = "at least " if len(changes) == CHANGES else ""
        head = f"{_time(since)} to {_time(window.until)}, newest first. Times into ALARM: {least}{times}."
        lines = [f"{_time(change.at)} {line(change.text, LONGEST_LINE)}" for change in changes]
        return Finding(
            self.topic,
            fitted(head, lines or ["No change is recorded."]),
            len(changes),
            url=alarm_page(alarm),
        )


@dataclass(frozen=True, slots=True)
class MetricSource:
    topic: ClassVar[Topic] = Topic.METRIC
    metrics: Metrics
    definitions: Definitions
    home: Place

    async def look(self, alarm: Alarm, window: Window) -> Finding | None:
        metric = alarm.metric
        if alarm.by_hand or metric is None or alarm.kind not in MEASURED:
            return None
        return await reached(self.topic, self.home, alarm.place, lambda: self._look(alarm, metric, window))

    async def _look(self, alarm: Alarm, metric: Metric, window: Window) -> Finding:
        condition = alarm.condition or Condition()
        since = min(window.since, window.until - timedelta(seconds=PERIODS * condition.period))
        found = await self._series(alarm, metric, since, window.until, condition.period)
        lowest = condition.comparison in LOW
        most = POINTS // len(found) if found else POINTS
        texts = [line_ for one in found for line_ in written(one, most, lowest=lowest).splitlines()]
        period = found[0].period if found else condition.period
        plain = alarm.kind is Kind.METRIC
        return Finding(
            self.topic,
            fitted(_allowed(condition), texts or ["No datapoints."]),
            len(found[0].points) if found else 0,
            where=_where(metric),
            url=metric_page(alarm.place, metric, period, since, window.until) if plain else alarm_page(alarm),
        )

    async def _series(
        self, alarm: Alarm, metric: Metric, since: datetime, until: datetime, period: int
    ) -> list[Series]:
        if alarm.kind is Kind.METRIC:
            return [await self.metrics.read(metric, since, until, period)]
        queries = await self.definitions.queries(alarm.name)
        if not queries:
            return []
        return (await self.metrics.calculated(queries, since, until, period))[:SERIES]


@dataclass(frozen=True, slots=True)
class ChangesSource:
    topic: ClassVar[Topic] = Topic.CHANGES
    trail: Trail
    definitions: Definitions
    home: Place

    async def look(self, alarm: Alarm, window: Window) -> Finding | None:
        if alarm.by_hand:
            return None
        return await reached(self.topic, self.home, alarm.place, lambda: self._look(alarm, window))

    async def _look(self, alarm: Alarm, window: Window) -> Finding:
        resources = [*names(await self._dimensions(alarm), alarm.place)[: LOOKUPS - 1], alarm.name]
        found: dict[Deed, str] = {}
        for resource in resources:
            deeds = await self.trail.read(resource, window.since, window.until)
            found |= {deed: resource for deed in deeds if deed not in found}
        newest = sorted(found, key=lambda deed: deed.at, reverse=True)
        looked = ", ".join(line(resource) for resource in resources)
        head = f"{_time(window.since)} to {_time(window.until)}, newest first, of {looked}. {LATE}"
        return Finding(
            self.topic,
            fitted(head, [told_deed(deed) for deed in newest] or ["No change is recorded."]),
            len(newest),
            where=line(resources[0]),
            url=trail_page(alarm.place, resources[0], window.since, window.until),
        )

    async def _dimensions(self, alarm: Alarm) -> tuple[tuple[str, str], ...]:
        """Of the alarm's metric; where it calculates from several, of them all."""
        if alarm.kind not in {Kind.MATH, Kind.ANOMALY} or (alarm.metric and alarm.metric.dimensions):
            return alarm.metric.dimensions if alarm.metric else ()
        series = read_series({"Metrics": await self.definitions.queries(alarm.name)})
        return tuple(pair for one in series for pair in one.metric.dimensions)


@dataclass(frozen=True, slots=True)
class OthersSource:
    topic: ClassVar[Topic] = Topic.OTHERS
    neighbours: Neighbours
    home: Place

    async def look(self, alarm: Alarm, window: Window) -> Finding | None:
        return await reached(self.topic, self.home, alarm.place, lambda: self._look(alarm, window))

    async def _look(self, alarm: Alarm, window: Window) -> Finding:
        found = await self.neighbours.read(window.since, window.until)
        others = [one for one in found if one.arn != alarm.arn]
        head = f"In ALARM, or changed from {_time(window.since)} to {_time(window.until)}:"
        return Finding(
            self.topic,
            fitted(head, [_other(one) for one in others] or ["none but this one"]),
            len(others),
            url=alarms_page(alarm.place),
        )


def _allowed(condition: Condition) -> str:
    """When the alarm goes off, in CloudWatch's own words."""
    if condition.comparison is None:
        return "When the alarm goes off is not known."
    threshold = "its band" if condition.threshold is None else f"{condition.threshold:g}"
    several = (
        f"{condition.datapoints_to_alarm or condition.evaluation_periods} of {condition.evaluation_periods}"
    )
    return f"Goes off: {condition.comparison} {threshold}, {several} periods of {condition.period} s."


def _where(metric: Metric) -> str:
    return line(" ".join(part for part in (metric.namespace, metric.name) if part))


def told_deed(deed: Deed, longest: int = LONGEST_LINE) -> str:
    by = " as ".join(filter(None, (deed.by, deed.role if deed.role != deed.by else ""))) or "somebody"
    of = f" of {', '.join(deed.resources)}" if deed.resources else ""
    failed = f" FAILED: {deed.error}" if deed.error else ""
    return line(f"{_time(deed.at)} {deed.name} ({deed.service}){of} by {by}{failed}", longest)


def _other(alarm: Alarm) -> str:
    told = f"{_time(alarm.changed_at)} {alarm.name}: {alarm.state}"
    return line(f"{told}. {alarm.reason}" if alarm.reason else told, LONGEST_LINE)


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z"
