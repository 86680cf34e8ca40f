"""Everything that the local Slack refuses, in the order in which it looks.

A call is held against the rows of CALLS, then the parts of its message, from the outside in,
against those of PARTS. Take a row away and what it refuses passes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from demo.slack.access import ACCESS, DOOR
from demo.slack.arguments import ARGUMENTS
from demo.slack.content import CONTENT
from demo.slack.form import FORM
from demo.slack.limits_of_blocks import LIMITS_OF_BLOCKS
from demo.slack.limits_of_chunks import LIMITS_OF_CHUNKS
from demo.slack.limits_of_elements import LIMITS_OF_ELEMENTS
from demo.slack.limits_of_views import LIMITS_OF_VIEWS
from demo.slack.parts import Part, message_parts
from demo.slack.rule import Broken, Rule, broken, those_on
from demo.slack.rules_of_files import OF_FILES
from demo.slack.rules_of_members import OF_MEMBERS
from demo.slack.rules_of_sessions import OF_SESSIONS
from demo.slack.rules_of_streams import OF_STREAMS
from demo.slack.rules_of_views import OF_VIEWS
from demo.slack.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from demo.slack.call import Call

CALLS: Final[tuple[Rule[Call], ...]] = (
    *DOOR,
    *ARGUMENTS,
    *ACCESS,
    *TARGETS,
    *OF_STREAMS,
    *OF_SESSIONS,
    *OF_VIEWS,
    *OF_FILES,
    *OF_MEMBERS,
)
PARTS: Final[tuple[Rule[Part], ...]] = (
    *CONTENT,
    *FORM,
    *LIMITS_OF_BLOCKS,
    *LIMITS_OF_ELEMENTS,
    *LIMITS_OF_CHUNKS,
    *LIMITS_OF_VIEWS,
)


class Rulebook:
    """The rules, less those named in *without*."""

    def __init__(self, without: Iterable[str] = ()) -> None:
        left_out = frozenset(without)
        self._calls = tuple(rule for rule in CALLS if rule.name not in left_out)
        self._parts = tuple(rule for rule in PARTS if rule.name not in left_out)
        self._of_method: dict[str, tuple[Rule[Call], ...]] = {}
        self._of_kind: dict[str, tuple[Rule[Part], ...]] = {}

    def judge(self, call: Call) -> Broken | None:
        rules = self._of_method.get(call.name)
        if rules is None:
            rules = self._of_method[call.name] = those_on(self._calls, call.name)
        for rule in rules:
            if found := rule.check(call):
                return broken(rule, found)
        return self.judge_message(call.fields)

    def judge_message(self, fields: dict[str, Any]) -> Broken | None:
        for part in message_parts(fields):
            rules = self._of_kind.get(part.kind)
            if rules is None:
                rules = self._of_kind[part.kind] = those_on(self._parts, part.kind)
            for rule in rules:
                if (rule.field is None or rule.field in part.value) and (found := rule.check(part)):
                    return _placed(broken(rule, found), part)
        return None


def _placed(refusal: Broken, part: Part) -> Broken:
    """Slack speaks of the attachments, the chunks or the arguments where what stands inside is wrong."""
    if part.in_view and refusal.error.startswith("invalid_blocks"):
        return replace(refusal, error="invalid_arguments")
    if part.in_chunk and refusal.error.startswith("invalid_blocks"):
        return replace(refusal, error="invalid_chunks")
    if part.in_attachment and refusal.error.startswith("invalid_blocks"):
        return replace(refusal, error="invalid_attachments")
    return refusal
