"""How a measured value stands to what its alarm allows: 93.4 % > 80 %, outside its band 0.41 – 0.47."""

import math
import operator
from gettext import NullTranslations

from services.alarm import Alarm, Comparison, Condition, Metric
from services.slack.text import cut
from services.slack.words import AS_SET, FEW, duration, quantity, statistic, unit_of

STATISTIC = 40  # characters
UNMEASURED = Metric("")

# How it is written while it is wrong, once it is not, and what tells.
THRESHOLDS = {
    Comparison.GREATER: (">", "≤", operator.gt),
    Comparison.GREATER_OR_EQUAL: ("≥", "<", operator.ge),
    Comparison.LESS: ("<", "≥", operator.lt),
    Comparison.LESS_OR_EQUAL: ("≤", ">", operator.le),
}
SMALLER_IS_WORSE = {Comparison.LESS, Comparison.LESS_OR_EQUAL, Comparison.BELOW_BAND}


def value_of(tr: NullTranslations, alarm: Alarm, value: float, digits: int = FEW) -> str:
    """*value* in the unit of what *alarm* watches."""
    return quantity(tr, value, unit_of(alarm.metric or UNMEASURED), digits)


def fact(tr: NullTranslations, alarm: Alarm, *, wrong: bool) -> str:
    """The value that told and what is allowed; *wrong* says whether that is being broken now."""
    condition = alarm.condition or Condition()
    if condition.comparison is None or (condition.comparison in THRESHOLDS and condition.threshold is None):
        return value_of(tr, alarm, alarm.values[0]) if alarm.values else ""
    if condition.comparison in THRESHOLDS:
        return _of_threshold(tr, alarm, condition.comparison, condition.threshold or 0.0, wrong=wrong)
    return _of_band(tr, alarm, condition, wrong=wrong)


def with_statistic(tr: NullTranslations, alarm: Alarm, said: str) -> str:
    name = statistic(tr, (alarm.metric or UNMEASURED).statistic)
    return f"{cut(name, STATISTIC)} {said}".strip() if said else ""


def how_often(tr: NullTranslations, condition: Condition | None) -> str:
    """M of N periods, and their length."""
    if condition is None or condition.period <= 0:
        return ""
    n, m = condition.evaluation_periods, condition.datapoints_to_alarm
    length = duration(tr, condition.period)
    if 0 < m < n:
        return tr.gettext("{m} of {n} × {period}").format(m=m, n=n, period=length)
    return tr.gettext("{n} × {period}").format(n=max(n, 1), period=length)


def _of_threshold(
    tr: NullTranslations, alarm: Alarm, comparison: Comparison, threshold: float, *, wrong: bool
) -> str:
    """A sign stands only before a value that bears it out: of M of N the newest need not."""
    broken, kept, breaks = THRESHOLDS[comparison]
    for value in alarm.values:
        if not math.isnan(value) and breaks(value, threshold) is wrong:
            told, limit = _apart(tr, alarm, value, threshold)
            return f"{told} {broken if wrong else kept} {limit}"
    limit = value_of(tr, alarm, threshold, AS_SET)
    if not alarm.values:
        return f"{broken} {limit}"
    newest = value_of(tr, alarm, alarm.values[0])
    return tr.gettext("{value} (alarm at {sign} {limit})").format(value=newest, sign=broken, limit=limit)


def _apart(tr: NullTranslations, alarm: Alarm, value: float, threshold: float) -> tuple[str, str]:
    """Both in words, with as many digits as it takes to see that they differ."""
    limit = value_of(tr, alarm, threshold, AS_SET)
    for digits in range(FEW, AS_SET + 1):
        told = value_of(tr, alarm, value, digits)
        if told != limit or value == threshold:
            break
    return told, limit


def _of_band(tr: NullTranslations, alarm: Alarm, condition: Condition, *, wrong: bool) -> str:
    lower, upper = condition.lower, condition.upper
    known = lower is not None and upper is not None
    band = _band(tr, alarm, lower or 0.0, upper or 0.0) if known else ""
    value = alarm.values[0] if alarm.values else None
    inside = known and value is not None and (lower or 0.0) <= value <= (upper or 0.0)
    told = [] if value is None else [value_of(tr, alarm, value)]
    if inside == wrong and known and value is not None:  # the newest of M of N need not bear it out
        return tr.gettext("{value} (band {band})").format(value=told[0], band=band)
    where = _outside(tr, condition.comparison) if wrong else tr.gettext("within its band {band}")
    return ", ".join([*told, " ".join(where.format(band=band).split())])


def _band(tr: NullTranslations, alarm: Alarm, lower: float, upper: float) -> str:
    limits = value_of(tr, alarm, lower), value_of(tr, alarm, upper)
    return tr.gettext("{lower} – {upper}").format(lower=limits[0], upper=limits[1])


def _outside(tr: NullTranslations, comparison: Comparison | None) -> str:
    match comparison:
        case Comparison.BELOW_BAND:
            return tr.gettext("below its band {band}")
        case Comparison.ABOVE_BAND:
            return tr.gettext("above its band {band}")
        case _:
            return tr.gettext("outside its band {band}")
