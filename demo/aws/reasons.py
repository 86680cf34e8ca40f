"""Why an alarm changed, in the words that CloudWatch would have used."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

WORDS = {
    "GreaterThanThreshold": "greater than",
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}
BAND = (120.0, 480.0)
SHARES = re.compile(r"percent|utili[sz]ation|progress", re.IGNORECASE)  # metrics that end at 100
FULL = 98.5


def reason(alarm: Mapping[str, Any], state: str, now: datetime | None = None) -> str:
    """A plausible reason for *alarm*, as DescribeAlarms tells it, to go to *state*."""
    if state == "INSUFFICIENT_DATA":
        return "Insufficient Data: 1 datapoint was unknown."
    if "AlarmRule" in alarm:
        return f"{alarm['AlarmRule']} was evaluated to {'TRUE' if state == 'ALARM' else 'FALSE'}"
    period = timedelta(seconds=alarm.get("Period") or 60)
    times = [(now or datetime.now(UTC)) - period * n for n in (1, 2)]
    if alarm["ComparisonOperator"] not in WORDS:
        return _outside_band(times[0], wrong=state == "ALARM")
    return _crossed(alarm, times, wrong=state == "ALARM")


def is_over(alarm: Mapping[str, Any]) -> bool:
    """Whether *alarm* warns of too much, not of too little."""
    return WORDS[alarm["ComparisonOperator"]].startswith("greater")


def values(alarm: Mapping[str, Any], *, wrong: bool) -> tuple[float, float]:
    """Two values that put *alarm* into ALARM or keep it out of it, the newer one first."""
    threshold = float(alarm["Threshold"])
    above = is_over(alarm) is wrong
    factors = ((1.17, 1.08) if wrong else (1.04, 1.03)) if above else (0.52, 0.61)
    newer, older = (round(threshold * factor, 1) for factor in factors)
    if SHARES.search(alarm.get("MetricName") or "") and threshold <= newer and newer > FULL:
        return FULL, round((FULL + threshold) / 2, 1)
    return newer, older


def _crossed(alarm: Mapping[str, Any], times: list[datetime], *, wrong: bool) -> str:
    word, threshold = WORDS[alarm["ComparisonOperator"]], float(alarm["Threshold"])
    n, m = alarm["EvaluationPeriods"], alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"]
    course = zip(values(alarm, wrong=wrong), times, strict=True)
    points = [f"{value} ({at:%d/%m/%y %H:%M:00})" for value, at in course][:m]
    several = f"{len(points)} out of the last {n} datapoints [{', '.join(points)}]"
    verb = "were" if len(points) > 1 else "was"
    change = "OK -> ALARM" if wrong else "ALARM -> OK"
    needed = f"minimum {m} datapoint{'s' if m > 1 else ''} for {change} transition"
    crossed = f"{verb}{'' if wrong else ' not'} {word} the threshold ({threshold})"
    return f"Threshold Crossed: {several} {crossed} ({needed})."


def _outside_band(at: datetime, *, wrong: bool) -> str:
    lower, upper = BAND
    value = f"{upper * 1.6 if wrong else (lower + upper) / 2} ({at:%d/%m/%y %H:%M:00})"
    word = "was less than" if wrong else "was not less than"
    greater = "greater than" if wrong else "not greater than"
    return (
        f"Thresholds Crossed: 1 out of the last 3 datapoints [{value}] {word} the lower thresholds [{lower}] "
        f"or {greater} the upper thresholds [{upper}]."
    )
