"""The app as it is installed in the workspace: its tokens, what it may do, what it has used."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from demo.slack.workspace import BOT, Channel, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from demo.slack.manifest import Command
    from demo.slack.pace import Pace

OF_THE_APP: Final = frozenset({"connections:write"})  # what an app-level token may do
RESPONSES: Final = 5
RESPONSE_LIFE_S: Final = 30 * 60


def new_token(kind: str) -> str:
    """Make a token that no web page can guess: anyone on this machine can reach the server."""
    return f"{kind}-local-{secrets.token_hex(16)}"


@dataclass(slots=True)
class ResponseUrl:
    """An address that Slack hands out with an interaction or a command."""

    channel: str
    user: str
    message_ts: str | None
    made_at: float
    used: int = 0


@dataclass(slots=True)
class Installation:
    workspace: Workspace
    pace: Pace
    clock: Callable[[], float]
    scopes: frozenset[str]
    bot_events: frozenset[str]
    commands: Mapping[str, Command]
    url: str = ""
    bot_token: str = field(default_factory=lambda: new_token("xoxb"))
    app_token: str = field(default_factory=lambda: new_token("xapp"))
    tickets: set[str] = field(default_factory=set)
    links: int = 0  # open Socket Mode connections
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def granted(self, token: str | None) -> frozenset[str] | None:
        """Return what *token* may do, if it is one of this app."""
        return {self.bot_token: self.scopes, self.app_token: OF_THE_APP}.get(token or "")

    def new_ticket(self) -> str:
        ticket = secrets.token_hex(8)
        self.tickets.add(ticket)
        return ticket

    def new_response_url(self, channel: str, user: str, message_ts: str | None = None) -> str:
        key = secrets.token_hex(8)
        self.response_urls[key] = ResponseUrl(channel, user, message_ts, self.clock())
        return f"{self.url}/response/{key}"

    def channel(self, said: object, *, to_post: bool = False) -> Channel | None:
        """Return the channel of an id; to post, "#name" and a person's id name one as well."""
        if not isinstance(said, str):
            return None
        known = self.workspace.channels
        if said in known or not to_post:
            return known.get(said)
        if said.startswith("#"):
            return next((c for c in known.values() if c.name == said[1:]), None)
        return next((c for c in known.values() if c.is_im and said in c.members - {BOT}), None)
