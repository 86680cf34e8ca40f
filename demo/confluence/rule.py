"""What a rule of the local Confluence is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Subject = TypeVar("Subject")

# What a check finds: nothing, that the rule is broken, or the words for it.
Found = bool | str | None

EVERY: Final = frozenset({"*"})
V2: Final = "https://developer.atlassian.com/cloud/confluence/rest/v2/"
V1: Final = "https://developer.atlassian.com/cloud/confluence/rest/v1/"


def on(*names: str) -> frozenset[str]:
    return frozenset(names)


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """One thing that is refused: *check* says whether, *on* which operations or elements.

    *words* is what Confluence says, unless the check says more.
    """

    name: str
    status: int
    words: str
    docs: str
    on: frozenset[str]
    check: Callable[[Subject], Found]

    def holds_for(self, name: str) -> bool:
        return self.on is EVERY or name in self.on


@dataclass(frozen=True, slots=True)
class Broken:
    rule: str
    status: int
    words: str


def broken(rule: Rule[Subject], found: Found) -> Broken:
    return Broken(rule.name, rule.status, found if isinstance(found, str) else rule.words)
