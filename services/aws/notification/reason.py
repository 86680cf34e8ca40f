"""NewStateReason: the sentence in which CloudWatch says why, in all its wordings."""

import re
from dataclasses import dataclass

from services.alarm import Comparison
from services.aws.notification.values import number, whole

_MOST = 100
_LIST = re.compile(r"\[([^\[\]]*)\]")
_OLD_LIST = re.compile(r"datapoints? ?\(([^()]*)\)", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)")
_THRESHOLD = re.compile(r"the threshold \(([^()]*)\)")
_EVALUATED = re.compile(r"out of the last (\d{1,6}) datapoint")
_NEEDED = re.compile(r"minimum (\d{1,6}) datapoints? for OK -> ALARM")
_BEFORE = 24  # enough for "greater than the upper thresholds "
_WORDS = (
    ("greater than or equal to the threshold", Comparison.GREATER_OR_EQUAL),
    ("less than or equal to the threshold", Comparison.LESS_OR_EQUAL),
    ("greater than the threshold", Comparison.GREATER),
    ("less than the threshold", Comparison.LESS),
)


@dataclass(frozen=True, slots=True)
class Reason:
    """What the sentence says in numbers."""

    values: tuple[float, ...] = ()  # newest first, as CloudWatch writes them
    lower: float | None = None
    upper: float | None = None
    threshold: float | None = None
    comparison: Comparison | None = None
    evaluated: int = 0
    needed: int = 0


def read_reason(text: str) -> Reason:
    lists = _lists(text)
    return Reason(
        values=lists.get("values") or _old_values(text),
        lower=next(iter(lists.get("lower", ())), None),
        upper=next(iter(lists.get("upper", ())), None),
        threshold=number(_first(_THRESHOLD, text)),
        comparison=_comparison(text.lower()),
        evaluated=whole(_first(_EVALUATED, text)),
        needed=whole(_first(_NEEDED, text)),
    )


def _lists(text: str) -> dict[str, tuple[float, ...]]:
    """Sort the lists of numbers by what they are: the datapoints, the bounds of a band."""
    found: dict[str, tuple[float, ...]] = {}
    for match in _LIST.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()].lower()
        name = next((bound for bound in ("lower", "upper") if f"{bound} threshold" in before), "values")
        if numbers := _numbers(match[1]):
            found.setdefault(name, numbers)
    return found


def _old_values(text: str) -> tuple[float, ...]:
    return _numbers(_first(_OLD_LIST, text))


def _numbers(inside: str) -> tuple[float, ...]:
    found = (number(part) for part in _ASIDE.sub("", inside).split(",")[:_MOST])
    return tuple(value for value in found if value is not None)


def _comparison(text: str) -> Comparison | None:
    below, above = "the lower threshold" in text, "the upper threshold" in text
    if below or above:
        both = Comparison.OUTSIDE_BAND
        return both if below and above else (Comparison.BELOW_BAND if below else Comparison.ABOVE_BAND)
    return next((comparison for words, comparison in _WORDS if words in text), None)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
