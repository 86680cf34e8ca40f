"""The methods of the Web API that the local Slack knows, and what each accepts."""

from __future__ import annotations

from typing import Final

from demo.slack import chat, conversations, lookups
from demo.slack.call import Kind, Method

TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100  # https://docs.slack.dev/apis/web-api/rate-limits#tiers
SPECIAL: Final = None

WHERE: Final = {"channel": Kind.TEXT}
SAYS: Final = {"text": Kind.TEXT, "blocks": Kind.JSON, "attachments": Kind.JSON}
UNFURLS: Final = {"unfurl_links": Kind.FLAG, "unfurl_media": Kind.FLAG}
LOOKS: Final = {
    "cursor": Kind.TEXT,
    "include_all_metadata": Kind.FLAG,
    "inclusive": Kind.FLAG,
    "latest": Kind.TEXT,
    "limit": Kind.NUMBER,
    "oldest": Kind.TEXT,
}
WRITING: Final = {"any": "chat:write"}
HISTORY: Final = {"public": "channels:history", "private": "groups:history", "im": "im:history"}
READING: Final = {"public": "channels:read", "private": "groups:read", "im": "im:read"}

METHODS: Final[dict[str, Method]] = {
    "apps.connections.open": Method(lookups.connections_open, {}, token="xapp-", a_minute=TIER_3),  # noqa: S106 — the kind of token, not one
    "auth.test": Method(lookups.auth_test, {}, a_minute=SPECIAL),
    "chat.delete": Method(
        chat.delete, WHERE | {"ts": Kind.TEXT}, ("channel", "ts"), WRITING, a_minute=TIER_3
    ),
    "chat.getPermalink": Method(
        chat.get_permalink, WHERE | {"message_ts": Kind.TEXT}, ("channel", "message_ts"), a_minute=SPECIAL
    ),
    "chat.postEphemeral": Method(
        chat.post_ephemeral,
        WHERE | SAYS | {"user": Kind.TEXT, "thread_ts": Kind.TEXT},
        ("channel", "user"),
        WRITING,
        a_minute=TIER_4,
    ),
    "chat.postMessage": Method(
        chat.post_message,
        WHERE
        | SAYS
        | UNFURLS
        | {"metadata": Kind.JSON, "thread_ts": Kind.TEXT, "reply_broadcast": Kind.FLAG},
        ("channel",),
        WRITING,
        a_minute=SPECIAL,
    ),
    "chat.update": Method(
        chat.update,
        WHERE | SAYS | {"metadata": Kind.JSON, "ts": Kind.TEXT},
        ("channel", "ts"),
        WRITING,
        a_minute=TIER_3,
    ),
    "conversations.history": Method(
        conversations.history, WHERE | LOOKS, ("channel",), HISTORY, a_minute=TIER_3
    ),
    "conversations.info": Method(
        conversations.info,
        WHERE | {"include_locale": Kind.FLAG, "include_num_members": Kind.FLAG},
        ("channel",),
        READING,
        a_minute=TIER_3,
    ),
    "conversations.join": Method(
        conversations.join, WHERE, ("channel",), {"any": "channels:join"}, a_minute=TIER_3
    ),
    "conversations.replies": Method(
        conversations.replies,
        WHERE | LOOKS | {"ts": Kind.TEXT},
        ("channel", "ts"),
        HISTORY,
        a_minute=TIER_3,
    ),
    "usergroups.users.list": Method(
        lookups.usergroups_users_list,
        {"usergroup": Kind.TEXT, "include_disabled": Kind.FLAG},
        ("usergroup",),
        {"any": "usergroups:read"},
        a_minute=TIER_2,
    ),
    "users.info": Method(
        lookups.users_info,
        {"user": Kind.TEXT, "include_locale": Kind.FLAG},
        ("user",),
        {"any": "users:read"},
        a_minute=TIER_4,
    ),
}

# What comes to a response_url is held against the rules like a method of this name.
RESPONSE_URL: Final = Method(
    chat.respond,
    SAYS
    | UNFURLS
    | {
        "metadata": Kind.JSON,
        "thread_ts": Kind.TEXT,
        "response_type": Kind.TEXT,
        "replace_original": Kind.FLAG,
        "delete_original": Kind.FLAG,
    },
    token=None,
)

# And so does one who opens a Socket Mode connection.
LINK: Final = Method(
    lambda _: {},
    {"ticket": Kind.TEXT, "app_id": Kind.TEXT, "debug_reconnects": Kind.FLAG},
    ("ticket",),
    token=None,
)
