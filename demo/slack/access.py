"""The rules on who may call what, where and how often."""

from __future__ import annotations

import math
from typing import Any, Final

from demo.slack.call import POSTS, SESSIONS, STREAMS, Call
from demo.slack.installation import RESPONSE_LIFE_S, RESPONSES
from demo.slack.rule import EVERY, REFERENCE, Found, Rule, on
from demo.slack.workspace import BOT, Channel

METHODS: Final = REFERENCE + "methods/"
RATE_LIMITS: Final = "https://docs.slack.dev/apis/web-api/rate-limits"
RESPONDING: Final = "https://docs.slack.dev/interactivity/handling-user-interaction#message_responses"
SOCKET_MODE: Final = "https://docs.slack.dev/apis/events-api/using-socket-mode"
LINKS_AT_ONCE: Final = 10
READS: Final = on("conversations.history", "conversations.replies")
WRITES_INTO: Final = POSTS | STREAMS | SESSIONS
UNSEEN: Final = (
    WRITES_INTO
    | on("chat.delete", "chat.getPermalink", "chat.postEphemeral", "chat.postMessage", "chat.update")
    | on("conversations.history", "conversations.info", "conversations.members", "conversations.replies")
    | on("files.completeUploadExternal")
)


def kind_of(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private" if channel.is_private else "public"


def has_wrong_token(call: Call) -> bool:
    return call.token not in (None, call.slack.bot_token, call.slack.app_token)


def has_wrong_kind_of_token(call: Call) -> bool:
    wanted = call.method.token if call.method else None
    return bool(wanted and not (call.token or "").startswith(wanted))


def missing_scope(call: Call) -> Found:
    channel = call.channel
    scopes = call.method.scopes if call.method else {}
    needed = scopes.get(kind_of(channel) if channel else "any") or scopes.get("any")
    if needed is None or needed in call.slack.scopes:
        return None
    return {"needed": needed, "provided": ",".join(sorted(call.slack.scopes))}


def called_too_often(call: Call) -> Found:
    a_minute = call.method.a_minute if call.method else None
    return a_minute is not None and _wait(call.slack.pace.wait_to_call(call.name, a_minute))


def posted_too_often(call: Call) -> Found:
    return call.channel is not None and _wait(call.slack.pace.wait_to_post(call.channel.id))


def _wait(seconds: float) -> dict[str, Any] | None:
    return {"retry_after": max(1, math.ceil(seconds))} if seconds else None


def is_outside(call: Call) -> bool:
    return call.channel is not None and BOT not in call.channel.members


def is_hidden(call: Call) -> bool:
    return is_outside(call) and kind_of(call.channel or Channel("", "", set())) != "public"


def may_not_post(call: Call) -> bool:
    return is_outside(call) and "chat:write.public" not in call.slack.scopes


def is_archived(call: Call) -> bool:
    return call.channel is not None and call.channel.is_archived


def cannot_be_joined(call: Call) -> bool:
    return call.channel is not None and kind_of(call.channel) != "public"


def response_is_old(call: Call) -> bool:
    return call.response is not None and call.slack.clock() - call.response.made_at > RESPONSE_LIFE_S


def response_is_used(call: Call) -> bool:
    return call.response is not None and call.response.used >= RESPONSES


DOOR: Final[tuple[Rule[Call], ...]] = (
    Rule("unknown_method", "unknown_method", METHODS, EVERY, lambda call: call.method is None),
    Rule(
        "not_authed",
        "not_authed",
        METHODS + "auth.test#errors",
        EVERY,
        lambda call: call.token is None and call.method is not None and call.method.token is not None,
    ),
    Rule("invalid_auth", "invalid_auth", METHODS + "auth.test#errors", EVERY, has_wrong_token),
    Rule(
        "not_allowed_token_type",
        "not_allowed_token_type",
        METHODS + "apps.connections.open#errors",
        EVERY,
        has_wrong_kind_of_token,
    ),
    Rule("calls_a_minute", "ratelimited", RATE_LIMITS + "#tiers", EVERY, called_too_often),
    Rule(
        "ticket_once",
        "invalid_ticket",
        SOCKET_MODE,
        on("link"),
        lambda call: call.fields.get("ticket") not in call.slack.tickets,
    ),
    Rule(
        "links_at_once",
        "too_many_websockets",
        SOCKET_MODE + "#connections",
        on("link"),
        lambda call: call.slack.links >= LINKS_AT_ONCE,
    ),
    Rule(
        "response_url_unknown",
        "invalid_url",
        RESPONDING,
        on("response_url"),
        lambda call: call.response is None,
    ),
    Rule("response_url_expired", "expired_url", RESPONDING, on("response_url"), response_is_old),
    Rule("response_url_used_up", "used_url", RESPONDING, on("response_url"), response_is_used),
)

ACCESS: Final[tuple[Rule[Call], ...]] = (
    Rule(
        "channel_not_found",
        "channel_not_found",
        METHODS + "conversations.info#errors",
        UNSEEN | on("conversations.join"),
        lambda call: bool({"channel", "channel_id"} & call.fields.keys()) and call.channel is None,
    ),
    Rule(
        "hidden_channel",
        "channel_not_found",
        METHODS + "conversations.info#errors",
        UNSEEN,
        is_hidden,
    ),
    Rule(
        "join_public_only",
        "method_not_supported_for_channel_type",
        METHODS + "conversations.join#errors",
        on("conversations.join"),
        cannot_be_joined,
    ),
    Rule("missing_scope", "missing_scope", REFERENCE + "scopes", EVERY, missing_scope),
    Rule(
        "read_as_member",
        "not_in_channel",
        METHODS + "conversations.history#errors",
        READS,
        is_outside,
    ),
    Rule(
        "post_as_member",
        "not_in_channel",
        REFERENCE + "scopes/chat.write.public",
        WRITES_INTO,
        may_not_post,
    ),
    Rule(
        "archived",
        "is_archived",
        METHODS + "chat.postMessage#errors",
        WRITES_INTO | on("conversations.join", "response_url"),
        is_archived,
    ),
    Rule(
        "archived_is_frozen",
        "is_inactive",
        METHODS + "chat.update#errors",
        on("chat.update"),
        is_archived,
    ),
    Rule(
        "posts_a_second",
        "ratelimited",
        RATE_LIMITS + "#rate-limits-for-posting-messages",
        on("chat.postMessage"),
        posted_too_often,
    ),
)
