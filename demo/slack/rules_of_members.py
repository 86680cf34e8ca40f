"""The rules on lists of members and of a person's channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.slack.access import METHODS
from demo.slack.members import TYPES, read_start, types_of
from demo.slack.rule import Rule, on
from demo.slack.targets import PAGINATION, bad_limit

if TYPE_CHECKING:
    from demo.slack.call import Call

LISTS: Final = on("conversations.members", "users.conversations")

OF_MEMBERS: Final[tuple[Rule[Call], ...]] = (
    Rule("members_page_size", "invalid_limit", PAGINATION, LISTS, bad_limit),
    Rule("members_cursor", "invalid_cursor", PAGINATION, LISTS, lambda call: read_start(call) is None),
    Rule(
        "channel_types",
        "invalid_types",
        METHODS + "users.conversations#errors",
        on("users.conversations"),
        lambda call: not TYPES.keys() >= set(types_of(call)),
    ),
)
