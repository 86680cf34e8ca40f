"""What a rule of the local Slack is, and how the rules are asked."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

Subject = TypeVar("Subject")

# What a check finds: nothing, that the rule is broken, a sentence about it, or more of the answer.
Found = bool | str | Mapping[str, Any] | None

EVERY: Final = frozenset({"*"})
REFERENCE: Final = "https://docs.slack.dev/reference/"


def on(*names: str) -> frozenset[str]:
    return frozenset(names)


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """One thing that Slack refuses: *check* says whether, *on* which methods or parts of a message.

    A rule about one *field* of a part is asked only where the field is there.
    """

    name: str
    error: str
    docs: str
    on: frozenset[str]
    check: Callable[[Subject], Found]
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    rule: str
    error: str
    detail: str = ""
    extra: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def broken(rule: Rule[Subject], found: Found) -> Broken:
    detail = found if isinstance(found, str) else ""
    return Broken(rule.name, rule.error, detail, found if isinstance(found, Mapping) else {})


def those_on(rules: Iterable[Rule[Subject]], name: str) -> tuple[Rule[Subject], ...]:
    """Return the rules that hold for one method or part, in the order of their table."""
    return tuple(rule for rule in rules if rule.on is EVERY or name in rule.on)
