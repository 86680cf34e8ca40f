"""What an alarm's metric did, for the chart of its report."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from services.alarm import Alarm, Condition, Kind, Metric, Place
from services.aws.reach import elsewhere
from services.aws.reading.asking import Forbidden, Unreadable
from services.aws.reading.metrics import Definitions, Metrics
from services.aws.reading.series import Series, downsampled
from services.reporting.report import Chart, Point

log = structlog.get_logger(__name__)

MOST = 200  # points: each is a row of the page's table as well
LONGEST = timedelta(days=14)  # of what is drawn
MEASURED = {Kind.METRIC, Kind.MATH, Kind.ANOMALY}
UNITS = {
    "Percent": "%",
    "Seconds": "s",
    "Milliseconds": "ms",
    "Microseconds": "µs",
    "Bytes": "B",
    "Kilobytes": "kB",
    "Megabytes": "MB",
    "Gigabytes": "GB",
    "Count": "",
    "None": "",
    "Count/Second": "/s",
    "Bytes/Second": "B/s",
}


@dataclass(frozen=True, slots=True)
class MetricCharts:
    metrics: Metrics
    definitions: Definitions
    home: Place

    async def chart(self, alarm: Alarm, since: datetime, until: datetime) -> Chart | None:
        """What the alarm's metric did; None where it has none, or AWS does not tell."""
        metric = alarm.metric
        if alarm.by_hand or metric is None or alarm.kind not in MEASURED:
            return None
        if elsewhere(self.home, alarm.place):
            return None
        try:
            series = await self._series(alarm, metric, max(since, until - LONGEST), until)
        except (Forbidden, Unreadable) as error:
            log.warning("chart_not_read", alarm=alarm.name, error=str(error))
            return None
        return _chart(alarm, metric, series) if series and series.points else None

    async def _series(self, alarm: Alarm, metric: Metric, since: datetime, until: datetime) -> Series | None:
        period = (alarm.condition or Condition()).period
        if alarm.kind is Kind.METRIC:
            return await self.metrics.read(metric, since, until, period)
        queries = await self.definitions.queries(alarm.name)
        found = await self.metrics.calculated(queries, since, until, period) if queries else []
        return found[0] if found else None


def _chart(alarm: Alarm, metric: Metric, series: Series) -> Chart:
    points = tuple(Point(at, value) for at, value in downsampled(series, MOST).points)
    unit = series.unit or metric.unit
    threshold = alarm.condition.threshold if alarm.condition else None
    return Chart(metric.name or series.label or alarm.name, points, threshold, UNITS.get(unit, unit))
