"""The app as the tests of the local Slack install it: wider than the project's own manifest."""

from typing import Any

from demo.slack.manifest import Command

AWS = Command("/aws", "Alarms, tests, status", "[alarms|test|status|audit|help]")
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
        "app_mention",
        "channel_archive",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
    }
)
WIDELY: dict[str, Any] = {"scopes": SCOPES, "bot_events": BOT_EVENTS, "commands": [AWS]}
