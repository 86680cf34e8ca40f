"""For every rule on calls a call that breaks it and no other, written apart from the table under test."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from demo.slack.people import ALERTS, ALICE, BOB, BOT, OPS, SECRETS
from demo.slack.server import LocalSlack
from demo.slack.workspace import Workspace

Fields = dict[str, Any]
LATER = 31 * 60.0


@dataclass(frozen=True)
class Seed:
    """What stands in #ops, where the bot is a member: its message, a person's, an answer."""

    own: str
    theirs: str
    answer: str


def seed(workspace: Workspace) -> Seed:
    workspace.join(OPS, BOT)
    own = workspace.post(OPS, BOT, "own").ts
    theirs = workspace.post(OPS, ALICE, "theirs").ts
    return Seed(own, theirs, workspace.post(OPS, BOT, "answer", thread_ts=own).ts)


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Violation:
    error: str
    method: str = "chat.postMessage"
    fields: Fields | Callable[[Seed], Fields] = field(default_factory=lambda: {"channel": OPS, "text": "x"})
    bearer: str | None = "bot"  # or "app", or whatever a stranger says
    body: bytes | None = None
    allowed: int = 0  # calls of the same that pass before
    before: Callable[[LocalSlack, Clock], object] = lambda slack, clock: None
    settings: Fields = field(default_factory=dict)


def archive(channel: str) -> Callable[[LocalSlack, Clock], None]:
    return lambda slack, clock: slack.workspace.archive(channel)


def response(error: str, fields: Fields, **more: Any) -> Violation:
    return Violation(error, "response_url", fields, bearer=None, **more)


def history(error: str, **fields: Any) -> Violation:
    return Violation(error, "conversations.history", {"channel": OPS} | fields)


def grow_old(slack: LocalSlack, clock: Clock) -> None:
    clock.now += LATER


OF_CALLS = {
    "unknown_method": Violation("unknown_method", "chat.postMassage"),
    "not_authed": Violation("not_authed", bearer=None),
    "invalid_auth": Violation("invalid_auth", bearer="xoxb-" + "stranger"),
    "not_allowed_token_type": Violation("not_allowed_token_type", bearer="app"),
    "calls_a_minute": Violation(
        "ratelimited",
        "chat.update",
        lambda seed: {"channel": OPS, "ts": seed.own, "text": "x"},
        allowed=50,
        settings={"paced": True},
    ),
    "ticket_once": Violation("invalid_ticket", "link", {"ticket": "used"}),
    "links_at_once": Violation("too_many_websockets", "link", {}, allowed=10),
    "response_url_unknown": response("invalid_url", {"text": "x"}),
    "response_url_expired": response("expired_url", {"text": "x"}, before=grow_old),
    "response_url_used_up": response("used_url", {"text": "x"}, allowed=5),
    "body_is_json": Violation("invalid_json", "auth.test", body=b"{"),
    "body_is_an_object": Violation("json_not_object", "auth.test", body=b"[]"),
    "unknown_argument": Violation(
        "invalid_arguments",
        "chat.update",
        lambda seed: {"channel": OPS, "ts": seed.own, "text": "x", "unfurl_links": False},
    ),
    "missing_argument": Violation("invalid_arguments", fields={"text": "x"}),
    "argument_type": Violation("invalid_arguments", fields={"channel": OPS, "text": ["x"]}),
    "response_type": response("invalid_arguments", {"text": "x", "response_type": "loud"}),
    "channel_not_found": Violation("channel_not_found", fields={"channel": "C0NOWHERE", "text": "x"}),
    "hidden_channel": Violation("channel_not_found", "conversations.info", {"channel": SECRETS}),
    "join_public_only": Violation(
        "method_not_supported_for_channel_type", "conversations.join", {"channel": SECRETS}
    ),
    "missing_scope": Violation("missing_scope", settings={"scopes": ["channels:join"]}),
    "read_as_member": Violation("not_in_channel", "conversations.history", {"channel": ALERTS}),
    "post_as_member": Violation(
        "not_in_channel", fields={"channel": ALERTS, "text": "x"}, settings={"scopes": ["chat:write"]}
    ),
    "archived": Violation("is_archived", before=archive(OPS)),
    "archived_is_frozen": Violation(
        "is_inactive",
        "chat.update",
        lambda seed: {"channel": OPS, "ts": seed.own, "text": "x"},
        before=archive(OPS),
    ),
    "posts_a_second": Violation("ratelimited", allowed=3, settings={"paced": True}),
    "user_not_found": Violation("user_not_found", "users.info", {"user": "U0NOBODY"}),
    "no_such_subteam": Violation("no_such_subteam", "usergroups.users.list", {"usergroup": "S0NOBODY"}),
    "message_to_change": Violation(
        "message_not_found", "chat.update", {"channel": OPS, "ts": "1.000001", "text": "x"}
    ),
    "message_to_link": Violation(
        "message_not_found", "chat.getPermalink", {"channel": OPS, "message_ts": "1.000001"}
    ),
    "update_of_others": Violation(
        "cant_update_message", "chat.update", lambda seed: {"channel": OPS, "ts": seed.theirs, "text": "x"}
    ),
    "delete_of_others": Violation(
        "cant_delete_message", "chat.delete", lambda seed: {"channel": OPS, "ts": seed.theirs}
    ),
    "thread_not_found": Violation(
        "thread_not_found", "conversations.replies", {"channel": OPS, "ts": "1.000001"}
    ),
    "answer_to_an_answer": Violation(
        "cannot_reply_to_message", fields=lambda seed: {"channel": OPS, "text": "x", "thread_ts": seed.answer}
    ),
    "broadcast_in_a_thread": Violation(
        "invalid_arguments", fields={"channel": OPS, "text": "x", "reply_broadcast": True}
    ),
    "user_not_in_channel": Violation(
        "user_not_in_channel",
        "chat.postEphemeral",
        {"channel": OPS, "user": BOB, "text": "x"},
        before=lambda slack, clock: slack.workspace.leave(OPS, BOB),
    ),
    "oldest_is_a_timestamp": history("invalid_ts_oldest", oldest="yesterday"),
    "latest_is_a_timestamp": history("invalid_ts_latest", latest="now"),
    "original_to_change": response("message_not_found", {"text": "x", "replace_original": True}),
    "page_size": history("invalid_limit", limit=1000),
    "cursor": history("invalid_cursor", cursor="bmV4dA=="),
    "no_text": Violation("no_text", fields={"channel": OPS}),
    "text_length": Violation("msg_too_long", fields={"channel": OPS, "text": "x" * 40_001}),
    "update_text_length": Violation(
        "msg_too_long", "chat.update", lambda seed: {"channel": OPS, "ts": seed.own, "text": "x" * 4_001}
    ),
}
