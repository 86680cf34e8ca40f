"""The app as the tests of the local Slack install it: wider than the project's own manifest."""

from typing import Any

from demo.slack.manifest import Command, Shortcut

AWS = Command("/aws", "Alarms, tests, status", "[alarms|test|status|audit|help]")
SUMMARIZE = Shortcut("Summarize the thread", "message", "summarize", "Writes a summary")
REPORT = Shortcut("Report an incident", "global", "report")
SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "chat:write.public",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "usergroups:read",
        "users:read",
    }
)
BOT_EVENTS = frozenset(
    {
        "agent_session_stopped",
        "app_home_opened",
        "app_mention",
        "channel_archive",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
    }
)
WIDELY: dict[str, Any] = {
    "scopes": SCOPES,
    "bot_events": BOT_EVENTS,
    "commands": [AWS],
    "shortcuts": [SUMMARIZE, REPORT],
}
