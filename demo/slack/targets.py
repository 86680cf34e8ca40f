"""The rules on the messages, threads and people that a call names, and on how much it says.

One rule is stricter than Slack on purpose: Slack advises against an answer to an answer in a
thread, here it fails.
"""

from __future__ import annotations

import re
from typing import Final

from demo.slack.access import METHODS, READS, RESPONDING
from demo.slack.call import POSTS, Call
from demo.slack.cursor import read_cursor
from demo.slack.rule import Rule, on
from demo.slack.workspace import BOT

LONGEST_TEXT: Final = 40_000
LONGEST_UPDATE: Final = 4_000
MOST_AT_ONCE: Final = 999
PAGINATION: Final = "https://docs.slack.dev/apis/web-api/pagination"
WRITES: Final = POSTS | on("chat.update")
SPEAKS: Final = WRITES | on("response_url")
TIMESTAMP: Final = re.compile(r"\d{1,12}(\.\d{1,6})?")


def is_wordless(call: Call) -> bool:
    if call.fields.get("delete_original"):
        return False
    return not any(call.fields.get(name) for name in ("text", "blocks", "attachments"))


def text_longer_than(call: Call, most: int) -> bool:
    return len(call.fields.get("text", "")) > most


def bad_timestamp(call: Call, name: str) -> bool:
    return name in call.fields and not TIMESTAMP.fullmatch(call.fields[name])


def bad_limit(call: Call) -> bool:
    return not 1 <= call.fields.get("limit", 1) <= MOST_AT_ONCE


def bad_cursor(call: Call) -> bool:
    said = call.fields.get("cursor")
    return bool(said) and read_cursor(str(said)) is None


def is_of_another(call: Call) -> bool:
    message = call.message("ts")
    return message is not None and message.user != BOT


def answers_an_answer(call: Call) -> bool:
    parent = call.message("thread_ts")
    return parent is not None and parent.is_reply


def cannot_see_it(call: Call) -> bool:
    return call.channel is not None and call.fields.get("user") not in call.channel.members


def has_no_original(call: Call) -> bool:
    wanted = call.fields.get("replace_original") or call.fields.get("delete_original")
    if not wanted or call.response is None:
        return False
    workspace, place = call.slack.workspace, (call.response.channel, call.response.message_ts or "")
    return not (workspace.message(*place) or workspace.ephemeral(*place))


TARGETS: Final[tuple[Rule[Call], ...]] = (
    Rule(
        "user_not_found",
        "user_not_found",
        METHODS + "users.info#errors",
        on("users.info", "users.conversations"),
        lambda call: call.fields.get("user", BOT) not in call.slack.workspace.users,
    ),
    Rule(
        "no_such_subteam",
        "no_such_subteam",
        METHODS + "usergroups.users.list#errors",
        on("usergroups.users.list"),
        lambda call: call.fields.get("usergroup") not in call.slack.workspace.groups,
    ),
    Rule(
        "message_to_change",
        "message_not_found",
        METHODS + "chat.update#errors",
        on("chat.update", "chat.delete"),
        lambda call: call.message("ts") is None,
    ),
    Rule(
        "message_to_link",
        "message_not_found",
        METHODS + "chat.getPermalink#errors",
        on("chat.getPermalink"),
        lambda call: call.message("message_ts") is None,
    ),
    Rule(
        "update_of_others",
        "cant_update_message",
        METHODS + "chat.update#errors",
        on("chat.update"),
        is_of_another,
    ),
    Rule(
        "delete_of_others",
        "cant_delete_message",
        METHODS + "chat.delete#errors",
        on("chat.delete"),
        is_of_another,
    ),
    Rule(
        "thread_not_found",
        "thread_not_found",
        METHODS + "conversations.replies#errors",
        on("conversations.replies"),
        lambda call: call.message("ts") is None,
    ),
    Rule(
        "answer_to_an_answer",
        "cannot_reply_to_message",
        METHODS + "chat.postMessage#arguments (stricter than Slack: it only advises against it)",
        POSTS | on("chat.startStream"),
        answers_an_answer,
    ),
    Rule(
        "broadcast_in_a_thread",
        "invalid_arguments",
        METHODS + "chat.postMessage#arguments (stricter than Slack: it overlooks it)",
        on("chat.postMessage"),
        lambda call: bool(call.fields.get("reply_broadcast")) and "thread_ts" not in call.fields,
    ),
    Rule(
        "user_not_in_channel",
        "user_not_in_channel",
        METHODS + "chat.postEphemeral#errors",
        on("chat.postEphemeral"),
        cannot_see_it,
    ),
    Rule(
        "oldest_is_a_timestamp",
        "invalid_ts_oldest",
        METHODS + "conversations.history#errors",
        READS,
        lambda call: bad_timestamp(call, "oldest"),
    ),
    Rule(
        "latest_is_a_timestamp",
        "invalid_ts_latest",
        METHODS + "conversations.history#errors",
        READS,
        lambda call: bad_timestamp(call, "latest"),
    ),
    Rule(
        "original_to_change",
        "message_not_found",
        RESPONDING,
        on("response_url"),
        has_no_original,
    ),
    Rule("page_size", "invalid_limit", PAGINATION, READS, bad_limit),
    Rule("cursor", "invalid_cursor", PAGINATION, READS, bad_cursor),
    Rule("no_text", "no_text", METHODS + "chat.postMessage#errors", SPEAKS, is_wordless),
    Rule(
        "text_length",
        "msg_too_long",
        METHODS + "chat.postMessage#truncating (stricter than Slack: it cuts the text)",
        POSTS | on("response_url"),
        lambda call: text_longer_than(call, LONGEST_TEXT),
    ),
    Rule(
        "update_text_length",
        "msg_too_long",
        METHODS + "chat.update#errors",
        on("chat.update"),
        lambda call: text_longer_than(call, LONGEST_UPDATE),
    ),
)
