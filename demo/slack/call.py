"""One call of the Web API, read from the wire, and what a method accepts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from demo.slack.installation import Installation, ResponseUrl
    from demo.slack.streams import Stream
    from demo.slack.views import View
    from demo.slack.workspace import Channel, Message

POSTS: Final = frozenset({"chat.postMessage", "chat.postEphemeral"})
STREAMS: Final = frozenset({"chat.startStream", "chat.appendStream", "chat.stopStream"})
SESSIONS: Final = frozenset(
    {"agents.sessions.setStatus", "agents.sessions.rename", "assistant.threads.setStatus"}
)
_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}


class Kind(Enum):
    """What the value of a field is."""

    TEXT = str
    FLAG = bool
    NUMBER = int
    JSON = object


@dataclass(frozen=True, slots=True)
class Method:
    """What one method does, accepts and asks for; *scopes* by the kind of channel it touches."""

    act: Callable[[Call], dict[str, Any]]
    takes: Mapping[str, Kind]
    needs: tuple[str, ...] = ()
    scopes: Mapping[str, str] = field(default_factory=dict)
    token: str | None = "xoxb-"  # noqa: S105 — the kind of token, not one
    a_minute: int | None = None


@dataclass
class Call:
    name: str
    method: Method | None
    slack: Installation
    fields: dict[str, Any]
    token: str | None = None
    unreadable: str = ""
    response: ResponseUrl | None = None
    body: bytes = b""  # of an upload
    submitted: str = ""  # the view that an ack answers

    @cached_property
    def channel(self) -> Channel | None:
        if self.response:
            return self.slack.channel(self.response.channel)
        said = self.fields.get("channel", self.fields.get("channel_id"))
        return self.slack.channel(said, to_post=self.name in POSTS)

    @cached_property
    def stream(self) -> Stream | None:
        """Return the stream that the field `ts` names, ended or not."""
        channel = self.channel
        return self.slack.streams.get((channel.id, self.fields.get("ts", ""))) if channel else None

    @cached_property
    def view(self) -> View | None:
        """Return the open view that the call names, or whose submission it answers."""
        views = self.slack.workspace.views
        key = self.submitted or self.fields.get("view_id")
        return views.get(key) if key else views.named(self.fields.get("external_id", ""))

    def message(self, name: str) -> Message | None:
        """Return the message whose timestamp the field *name* holds."""
        channel = self.channel
        return self.slack.workspace.message(channel.id, self.fields.get(name, "")) if channel else None


def read_body(body: bytes, content_type: str) -> tuple[dict[str, Any], str]:
    """Return the fields of a JSON body, and the error if it is none."""
    if not body.strip() or content_type != "application/json":
        return {}, ""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}, "invalid_json"
    if not isinstance(read, dict):
        return {}, "json_not_object"
    return {name: value for name, value in read.items() if value is not None}, ""


def read_field(value: object, kind: Kind | None) -> object:
    """Read what a form can only send as text; what cannot be read stays as it is."""
    if not isinstance(value, str) or kind in (None, Kind.TEXT):
        return value
    if kind is Kind.FLAG:
        return _FLAGS.get(value.lower(), value)
    if kind is Kind.NUMBER:
        return int(value) if value.isascii() and value.isdigit() else value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
