"""Pages of AWS's console that show what was looked up; none where they surely would not lead there.

Nothing documents these addresses: they are what the console itself puts into the address bar. What is shown
stands there in JSURL (https://github.com/Sage/jsurl), with `*2f` for a slash.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

from services.alarm import Alarm, Metric, Place

LONGEST = 3000  # of a button's in Slack
CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}")
KEPT = re.compile(r"[A-Za-z0-9_.-]")

Value = str | int | bool | Sequence["Value"] | Mapping[str, "Value"]


def alarm_page(alarm: Alarm) -> str:
    """The page of *alarm*, with its graph and its history."""
    name = quote(alarm.name, safe="", errors="replace").replace("%", "$")
    return _cloudwatch(alarm.place, f"alarmsV2:alarm/{name}") if name and not alarm.by_hand else ""


def alarms_page(place: Place) -> str:
    """Every alarm that has gone off."""
    return _cloudwatch(place, "alarmsV2:?" + jsurl({"alarmStateFilter": "ALARM"}))


def metric_page(place: Place, metric: Metric, period: int, since: datetime, until: datetime) -> str:
    """The graph of one metric."""
    dimensions = [part for pair in metric.dimensions for part in pair]
    graph: Value = {
        "metrics": [[metric.namespace, metric.name, *dimensions]],
        "view": "timeSeries",
        "stacked": False,
        "region": place.region,
        "stat": metric.statistic or "Average",
        "period": period,
        "start": _iso(since),
        "end": _iso(until),
    }
    return _cloudwatch(place, f"metricsV2:graph={jsurl(graph)}")


def logs_page(place: Place, groups: Sequence[str], query: str, since: datetime, until: datetime) -> str:
    """Logs Insights with *query* over *groups*, ready to be run."""
    detail: Value = {
        "end": _iso(until),
        "start": _iso(since),
        "timeType": "ABSOLUTE",
        "tz": "UTC",
        "editorString": query,
        "source": list(groups),
    }
    return _cloudwatch(place, f"logsV2:logs-insights$3FqueryDetail$3D{jsurl(detail)}")


def trail_page(place: Place, resource: str, since: datetime, until: datetime) -> str:
    """CloudTrail's event history of one resource."""
    asked = {"ResourceName": resource, "StartTime": _iso(since), "EndTime": _iso(until)}
    filters = "&".join(f"{name}={quote(value, safe='', errors='replace')}" for name, value in asked.items())
    return _console(place, "cloudtrailv2", f"/events?{filters}")


def jsurl(value: Value) -> str:
    match value:
        case bool():
            return f"~{str(value).lower()}"
        case int():
            return f"~{value}"
        case str():
            return "~'" + "".join(map(_kept, value))
        case Mapping():
            return f"~({'~'.join(f'{name}{jsurl(one)}' for name, one in value.items())})"
    return f"~({''.join(map(jsurl, value)) or '~'})"


def _kept(char: str) -> str:
    if KEPT.fullmatch(char):
        return char
    if char == "$":
        return "!"
    code = char.encode("utf-16-be", "surrogatepass").hex()
    units = (code[start : start + 4] for start in range(0, len(code), 4))
    return "".join(f"*{unit[2:]}" if unit.startswith("00") else f"**{unit}" for unit in units)


def _cloudwatch(place: Place, page: str) -> str:
    return _console(place, "cloudwatch", page)


def _console(place: Place, service: str, page: str) -> str:
    if place.partition not in CONSOLES or not REGION.fullmatch(place.region):
        return ""
    url = f"https://{place.region}.{CONSOLES[place.partition]}/{service}/home?region={place.region}#{page}"
    return url if len(url) <= LONGEST else ""


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
