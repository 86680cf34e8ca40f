"""Numbers, spans of time and statistics as people write them."""

import math
from gettext import NullTranslations

from services.alarm import Metric

PREFIXES = ("", "k", "M", "G", "T", "P", "E")
MULTIPLES = {"": 1.0, "Kilo": 1e3, "Mega": 1e6, "Giga": 1e9, "Tera": 1e12}
DATA = {
    f"{prefix}{base}".capitalize(): (times, symbol)
    for base, symbol in (("bytes", "B"), ("bits", "bit"))
    for prefix, times in MULTIPLES.items()
}
TIMES = {"Seconds": 1.0, "Milliseconds": 1e-3, "Microseconds": 1e-6}
PLAIN = {"", "None", "Count"}
AS_SECONDS = 10_000  # from there on hours and days are easier to read
NO_LONGER_A_TIME = 1e11  # seconds
FEW = 3  # digits of what was measured
AS_SET = 6  # digits of what a person has set: 99.95 % is not 100 %
SMALLEST = 9  # decimals, at most
TOO_MANY = 1e6  # percent, to be written out
SHORT = 10  # minutes, or days; from there on nobody counts the seconds, or the hours

# Of what AWS measures itself; elsewhere a name ending in Utilization may well mean a share of one.
PERCENT_NAMESPACES = ("AWS/", "CWAgent", "ContainerInsights", "ECS/ContainerInsights")
SHARES = {"ProvisionedConcurrencyUtilization"}


def number(value: float, digits: int = FEW) -> str:
    """*value*, finite, with *digits* digits that matter and no exponent."""
    if value == 0:
        return "0"
    decimals = min(max(digits - 1 - math.floor(math.log10(abs(value))), 0), SMALLEST)
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if decimals else text
    return "≈ 0" if float(text) == 0 else text


def quantity(tr: NullTranslations, value: float, unit: str = "", digits: int = FEW) -> str:
    """*value* in one of CloudWatch's units: 93.4 %, 1.2 GB, 3.4 k/s."""
    if math.isnan(value):
        return tr.gettext("no number")
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    base, _, per = unit.partition("/")
    rate = "/s" if per == "Second" else f"/{per}" if per else ""
    if base in TIMES:
        return _time(tr, value * TIMES[base], digits) + rate
    if base == "Percent":
        share = number(value, digits) if abs(value) < TOO_MANY else _scaled(value, "", digits)
        return tr.gettext("{n} %").format(n=share) + rate
    times, symbol = DATA.get(base, (1.0, ""))
    if symbol or base in PLAIN:
        return _scaled(value * times, symbol, digits, rate)
    return f"{_scaled(value, '', digits)} {unit}"


def unit_of(metric: Metric) -> str:
    """CloudWatch's unit of what is measured; where nobody said it, the metric's name may tell."""
    if metric.statistic == "SampleCount":
        return "Count"
    if metric.statistic.startswith("PR("):
        return "Percent"
    if metric.unit not in PLAIN - {"Count"}:
        return metric.unit
    known = not metric.namespace or metric.namespace.startswith(PERCENT_NAMESPACES)
    tells = metric.name.lower().endswith(("utilization", "percent", "percentage"))
    return "Percent" if known and tells and metric.name not in SHARES else ""


def duration(tr: NullTranslations, span: float) -> str:
    """*span*, in seconds, in its greatest unit, and in the next one where that still matters."""
    seconds = max(int(span), 0)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    if days:
        return _days(tr, days, hours % 24)
    if hours and minutes % 60:
        return tr.gettext("{hours} h {minutes} m").format(hours=hours, minutes=minutes % 60)
    if hours:
        return tr.gettext("{n} h").format(n=hours)
    if minutes < SHORT and minutes and seconds % 60:
        return tr.gettext("{minutes} min {seconds} s").format(minutes=minutes, seconds=seconds % 60)
    return tr.gettext("{n} min").format(n=minutes) if minutes else tr.gettext("{n} s").format(n=seconds)


def _days(tr: NullTranslations, days: int, hours: int) -> str:
    if hours and days < SHORT:
        both = tr.ngettext("{days} day {hours} h", "{days} days {hours} h", days)
        return both.format(days=days, hours=hours)
    return tr.ngettext("{n} day", "{n} days", days).format(n=days)


def statistic(tr: NullTranslations, name: str) -> str:
    """CloudWatch's name of a statistic as a word; p99 and its like are words already."""
    known = {
        "average": tr.gettext("average"),
        "sum": tr.gettext("sum"),
        "minimum": tr.gettext("minimum"),
        "maximum": tr.gettext("maximum"),
        "samplecount": tr.gettext("count"),
    }
    return known.get(name.lower(), name)


def _time(tr: NullTranslations, seconds: float, digits: int) -> str:
    size = abs(seconds)
    if AS_SECONDS <= size < NO_LONGER_A_TIME:
        return ("-" if seconds < 0 else "") + duration(tr, size)
    if size >= NO_LONGER_A_TIME:
        return _scaled(seconds, "s", digits)
    if size >= 1 or size == 0:
        return tr.gettext("{n} s").format(n=number(seconds, digits))
    if size >= TIMES["Milliseconds"]:
        return f"{number(seconds * 1e3, digits)} ms"
    return f"{number(seconds * 1e6, digits)} µs"


def _scaled(value: float, symbol: str, digits: int, rate: str = "") -> str:
    """*value* with a decimal prefix: rounded first, so that 999,999 is 1 M and not 1000 k."""
    rounded = float(f"{value:.{digits - 1}e}")
    if abs(rounded) >= 1000 ** len(PREFIXES):
        return f"{'< -' if value < 0 else '> '}999 {PREFIXES[-1]}{symbol}{rate}"
    step = math.floor(math.log10(abs(rounded)) / 3) if abs(rounded) >= 1 else 0
    unit = PREFIXES[step] + symbol
    return number(rounded / 1000**step, digits) + (f" {unit}" if unit else "") + rate
