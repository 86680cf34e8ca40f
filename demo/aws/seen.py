"""An alarm of the local AWS as the panel shows it."""

from collections.abc import Mapping
from typing import Any

from demo.aws.metrics import Point, unmovable
from demo.aws.reasons import WORDS, is_over
from demo.slack.page_worlds import CloudAlarm

SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": "≥",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
}


def seen(alarm: Mapping[str, Any], points: tuple[Point, ...]) -> CloudAlarm:
    if "AlarmRule" in alarm:
        return CloudAlarm(
            kind="composite", metric=alarm["AlarmRule"], unmovable=unmovable(alarm), **_common(alarm)
        )
    # MiniStack keeps neither the expressions nor the band of an alarm without a metric of its own.
    measured = alarm.get("MetricName") or "metric math"
    operator = alarm["ComparisonOperator"]
    known = operator in WORDS
    return CloudAlarm(
        kind="metric",
        metric=f"{measured} {SIGNS[operator]} {alarm['Threshold']:g}"
        if known
        else f"{measured} outside its band",
        points=points,
        threshold=float(alarm["Threshold"]) if known else None,
        warns=("above" if is_over(alarm) else "below") if known else "",
        unmovable=unmovable(alarm),
        **_common(alarm),
    )


def _common(alarm: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": alarm["AlarmName"],
        "state": alarm["StateValue"],
        "description": alarm.get("AlarmDescription", ""),
        "updated": alarm["StateUpdatedTimestamp"].isoformat(),
    }
