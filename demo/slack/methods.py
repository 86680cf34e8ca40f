"""The methods of the Web API that the local Slack knows, and what each accepts."""

from __future__ import annotations

from typing import Final

from demo.slack import agents, chat, conversations, dialogs, files, lookups, members
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

PAGES: Final = {"cursor": Kind.TEXT, "limit": Kind.NUMBER}
TRIGGERED: Final = {"trigger_id": Kind.TEXT, "view": Kind.JSON}
STREAMED: Final = {"markdown_text": Kind.TEXT, "chunks": Kind.JSON}
THREAD: Final = {"channel_id": Kind.TEXT, "thread_ts": Kind.TEXT}

METHODS: Final[dict[str, Method]] = {
    "agents.sessions.rename": Method(
        agents.rename_session,
        THREAD | {"title": Kind.TEXT},
        ("channel_id", "title"),
        WRITING,
        a_minute=TIER_3,
    ),
    "agents.sessions.setStatus": Method(
        agents.set_session_status,
        THREAD | {"status": Kind.TEXT, "title": Kind.TEXT, "initiator_user_id": Kind.TEXT},
        ("channel_id", "status"),
        WRITING,
        a_minute=TIER_3,
    ),
    "apps.connections.open": Method(lookups.connections_open, {}, token="xapp-", a_minute=TIER_3),  # noqa: S106 — the kind of token, not one
    "assistant.threads.setStatus": Method(
        agents.set_thread_status,
        THREAD | {"status": Kind.TEXT, "loading_messages": Kind.JSON},
        ("channel_id", "thread_ts", "status"),
        WRITING,
        a_minute=SPECIAL,
    ),
    "auth.test": Method(lookups.auth_test, {}, a_minute=SPECIAL),
    "chat.appendStream": Method(
        agents.append_stream,
        WHERE | STREAMED | {"ts": Kind.TEXT},
        ("channel", "ts"),
        WRITING,
        a_minute=TIER_4,
    ),
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
    "chat.startStream": Method(
        agents.start_stream,
        WHERE
        | STREAMED
        | {
            "thread_ts": Kind.TEXT,
            "recipient_user_id": Kind.TEXT,
            "recipient_team_id": Kind.TEXT,
            "task_display_mode": Kind.TEXT,
        },
        ("channel", "thread_ts"),
        WRITING,
        a_minute=TIER_2,
    ),
    "chat.stopStream": Method(
        agents.stop_stream,
        WHERE
        | STREAMED
        | {
            "ts": Kind.TEXT,
            "blocks": Kind.JSON,
            "metadata": Kind.JSON,
            "session_status": Kind.TEXT,
        },
        ("channel", "ts"),
        WRITING,
        a_minute=TIER_2,
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
    "conversations.members": Method(members.members, WHERE | PAGES, ("channel",), READING, a_minute=TIER_4),
    "conversations.replies": Method(
        conversations.replies,
        WHERE | LOOKS | {"ts": Kind.TEXT},
        ("channel", "ts"),
        HISTORY,
        a_minute=TIER_3,
    ),
    "files.completeUploadExternal": Method(
        files.complete_upload,
        THREAD | {"files": Kind.JSON, "initial_comment": Kind.TEXT},
        ("files",),
        {"any": "files:write"},
        a_minute=TIER_4,
    ),
    "files.getUploadURLExternal": Method(
        files.get_upload_url,
        {"filename": Kind.TEXT, "length": Kind.NUMBER, "alt_txt": Kind.TEXT, "snippet_type": Kind.TEXT},
        ("filename", "length"),
        {"any": "files:write"},
        a_minute=TIER_4,
    ),
    "usergroups.users.list": Method(
        lookups.usergroups_users_list,
        {"usergroup": Kind.TEXT, "include_disabled": Kind.FLAG},
        ("usergroup",),
        {"any": "usergroups:read"},
        a_minute=TIER_2,
    ),
    "users.conversations": Method(
        members.of_user,
        PAGES | {"user": Kind.TEXT, "types": Kind.TEXT, "exclude_archived": Kind.FLAG},
        (),
        {"any": "channels:read"},
        a_minute=TIER_3,
    ),
    "users.info": Method(
        lookups.users_info,
        {"user": Kind.TEXT, "include_locale": Kind.FLAG},
        ("user",),
        {"any": "users:read"},
        a_minute=TIER_4,
    ),
    "views.open": Method(dialogs.open_view, TRIGGERED, ("trigger_id", "view"), a_minute=TIER_4),
    "views.push": Method(dialogs.push_view, TRIGGERED, ("trigger_id", "view"), a_minute=TIER_4),
    "views.update": Method(
        dialogs.update_view,
        {"view": Kind.JSON, "view_id": Kind.TEXT, "external_id": Kind.TEXT, "hash": Kind.TEXT},
        ("view",),
        a_minute=TIER_4,
    ),
}
