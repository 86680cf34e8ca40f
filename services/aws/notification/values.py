"""Tolerant readers: whatever stands in a message, a clean value comes out, or nothing."""

import json
import math
import re
from collections.abc import Mapping

Tree = Mapping[str, object]
Json = dict[str, object] | list[object]

NAME, PROSE = 256, 4_000

# What nobody can see but what turns words round or ends a line early.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile(r"[\t\n\r\u2028\u2029]+")
_WHOLE = 10**9
_LONGEST_NUMBER = 64


def structure(value: object) -> Json | None:
    """Read the JSON object or list that a text holds; anything else is none."""
    if isinstance(value, dict | list):
        return value
    if not isinstance(value, str):
        return None
    text = value.strip("\ufeff \t\r\n")
    if not text.startswith(("{", "[")):
        return None
    try:
        found = json.loads(text, strict=False, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None


def tree(value: object) -> Tree:
    """Give the object that stands there, in JSON text too, or an empty one."""
    found = structure(value)
    return found if isinstance(found, dict) else {}


def items(value: object, limit: int = 500) -> list[object]:
    return value[:limit] if isinstance(value, list) else []


def pick(data: Tree, *names: str) -> object:
    """Give what stands under the first of *names*, spelt `LikeThis` or `likeThis`."""
    for name in names:
        for spelling in (name, name[:1].lower() + name[1:]):
            if data.get(spelling) is not None:
                return data[spelling]
    return None


def clean(text: str) -> str:
    """Drop what can't be stored or seen; a line may end in three ways, one stays."""
    text = _LONE_SURROGATE.sub("\ufffd", text)
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def scalar(value: object) -> str:
    """Write a JSON scalar as JSON does; what is no scalar is empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else ""


def line(value: object, limit: int = NAME) -> str:
    return cut(clean(_BREAKS.sub(" ", scalar(value))), limit)


def prose(value: object, limit: int = PROSE) -> str:
    return cut(clean(scalar(value)), limit)


def number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str) and len(value) > _LONGEST_NUMBER:
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: object) -> int:
    """Give a count that makes sense, or 0."""
    found = number(value)
    return int(found) if found is not None and 0 <= found <= _WHOLE else 0
