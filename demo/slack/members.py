"""Who is where: conversations.members and users.conversations."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any, Final

from demo.slack.access import kind_of
from demo.slack.conversations import shown_channel
from demo.slack.workspace import BOT

if TYPE_CHECKING:
    from demo.slack.call import Call
    from demo.slack.workspace import Channel

PAGE: Final = 100
TYPES: Final = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
Answer = dict[str, Any]


def members(call: Call) -> Answer:
    """Answer a page of a channel's members, by their ids; the cursor leads on."""
    found, more = _page(call, sorted(call.channel.members if call.channel else ()))
    return {"members": found} | more


def of_user(call: Call) -> Answer:
    """Answer the channels that a person and the app are both in, and public ones of theirs."""
    known, user = call.slack.workspace.channels, call.fields.get("user", BOT)
    found, more = _page(call, sorted(key for key, channel in known.items() if _is_shown(call, channel, user)))
    return {"channels": [shown_channel(known[key]) for key in found]} | more


def types_of(call: Call) -> list[str]:
    return [name.strip() for name in str(call.fields.get("types") or "public_channel").split(",")]


def read_start(call: Call) -> str | None:
    """Return whom a cursor goes on with, and None where it is none."""
    try:
        inside = base64.b64decode(call.fields.get("cursor") or "", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return inside.removeprefix("user:") if inside.startswith("user:") or not inside else None


def _is_shown(call: Call, channel: Channel, user: str) -> bool:
    wanted = {TYPES.get(name) for name in types_of(call)}
    hidden = kind_of(channel) != "public" and BOT not in channel.members
    gone = channel.is_archived and call.fields.get("exclude_archived", False)
    return user in channel.members and kind_of(channel) in wanted and not hidden and not gone


def _page(call: Call, keys: list[str]) -> tuple[list[str], Answer]:
    left = [key for key in keys if key >= (read_start(call) or "")]
    limit = call.fields.get("limit", PAGE)
    after = left[limit] if len(left) > limit else ""
    cursor = base64.b64encode(f"user:{after}".encode()).decode() if after else ""
    return left[:limit], {"response_metadata": {"next_cursor": cursor}}
