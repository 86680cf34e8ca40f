"""Everything that the local Confluence refuses, in the order in which it looks.

A call is held against the rows of CALLS, then each element of its body against those of STORAGE.
Take a row away and what it refuses passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.confluence.rule import Broken, Rule, broken
from demo.confluence.rules_of_belongings import OF_BELONGINGS
from demo.confluence.rules_of_calls import DOOR, SHAPE
from demo.confluence.rules_of_pages import OF_PAGES
from demo.confluence.rules_of_storage import OF_STORAGE, Node, nodes
from demo.confluence.storage import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from demo.confluence.call import Call

CALLS: Final[tuple[Rule[Call], ...]] = (*DOOR, *SHAPE, *OF_PAGES, *OF_BELONGINGS)
STORAGE: Final[tuple[Rule[Node], ...]] = OF_STORAGE


class Rulebook:
    """The rules, less those named in *without*."""

    def __init__(self, without: Iterable[str] = ()) -> None:
        left_out = frozenset(without)
        self._calls = tuple(rule for rule in CALLS if rule.name not in left_out)
        self._storage = tuple(rule for rule in STORAGE if rule.name not in left_out)

    def judge(self, call: Call) -> Broken | None:
        for rule in self._calls:
            if rule.holds_for(call.operation.name) and (found := rule.check(call)):
                return broken(rule, found)
        return self.judge_body(call.fields.get("body.value"))

    def judge_body(self, value: str | None) -> Broken | None:
        """Look into a body; raise Unreadable for what is no storage format at all."""
        if value is None:
            return None
        for node in nodes(parse(value)):
            for rule in self._storage:
                if rule.holds_for(node.kind) and (found := rule.check(node)):
                    return broken(rule, found)
        return None
