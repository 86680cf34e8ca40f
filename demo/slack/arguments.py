"""The rules on the fields of a call.

One is stricter than Slack on purpose: Slack overlooks a field that it does not know, here the call
fails, so that a misspelt field does not go unseen.
"""

from __future__ import annotations

from typing import Final

from demo.slack.access import METHODS, RESPONDING
from demo.slack.call import Call, Kind
from demo.slack.rule import EVERY, Found, Rule, on

STRICTER: Final = "#arguments (stricter than Slack: it overlooks what it does not know)"
RESPONSE_TYPES: Final = (None, "ephemeral", "in_channel")


def unknown_argument(call: Call) -> Found:
    known = call.method.takes if call.method else {}
    return next((f"[ERROR] unknown field: {name}" for name in call.fields if name not in known), None)


def missing_argument(call: Call) -> Found:
    needed = call.method.needs if call.method else ()
    missing = (name for name in needed if name not in call.fields)
    return next((f"[ERROR] missing required field: {name}" for name in missing), None)


def wrong_type(call: Call) -> Found:
    takes = call.method.takes if call.method else {}
    for name, value in call.fields.items():
        kind = takes.get(name, Kind.JSON)
        if not isinstance(value, kind.value) or (kind is Kind.NUMBER and isinstance(value, bool)):
            return f"[ERROR] must be a {kind.name.lower()}: {name}"
    return None


ARGUMENTS: Final[tuple[Rule[Call], ...]] = (
    Rule(
        "body_is_json",
        "invalid_json",
        METHODS + "chat.postMessage#errors",
        EVERY,
        lambda call: call.unreadable == "invalid_json",
    ),
    Rule(
        "body_is_an_object",
        "json_not_object",
        METHODS + "chat.postMessage#errors",
        EVERY,
        lambda call: call.unreadable == "json_not_object",
    ),
    Rule("unknown_argument", "invalid_arguments", METHODS + STRICTER, EVERY, unknown_argument),
    Rule(
        "missing_argument",
        "invalid_arguments",
        METHODS + "chat.postMessage#errors",
        EVERY,
        missing_argument,
    ),
    Rule("argument_type", "invalid_arguments", METHODS + "chat.postMessage#errors", EVERY, wrong_type),
    Rule(
        "response_type",
        "invalid_arguments",
        RESPONDING,
        on("response_url"),
        lambda call: call.fields.get("response_type") not in RESPONSE_TYPES,
    ),
)
