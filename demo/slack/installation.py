"""The app as it is installed in the workspace: its tokens, what it may do, what it has used."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from demo.slack.manifest import Agent
from demo.slack.workspace import BOT, Channel, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from demo.slack.manifest import Command, Shortcut
    from demo.slack.pace import Pace
    from demo.slack.streams import Stream

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
class Trigger:
    """What Slack hands out with an interaction, to open a modal with, once and soon."""

    user: str
    made_at: float
    exchanged: bool = False


def _empty() -> defaultdict[tuple[str, str], dict[str, dict[str, Any]]]:
    return defaultdict(dict)


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
    agent: Agent = field(default_factory=Agent)
    stream_life_s: float = 300.0
    streams: dict[tuple[str, str], Stream] = field(default_factory=dict)
    shortcuts: Mapping[str, Shortcut] = field(default_factory=dict)
    trigger_life_s: float = 3.0
    triggers: dict[str, Trigger] = field(default_factory=dict)
    _offered: defaultdict[tuple[str, str], dict[str, dict[str, Any]]] = field(default_factory=_empty)

    def granted(self, token: str | None) -> frozenset[str] | None:
        """Return what *token* may do, if it is one of this app."""
        return {self.bot_token: self.scopes, self.app_token: OF_THE_APP}.get(token or "")

    @property
    def can_be_stopped(self) -> bool:
        """Whether people have a button to stop its answers: only where it wants to hear of that."""
        return "agent_session_stopped" in self.bot_events

    def open_streams(self, channel: str, thread_ts: str) -> list[Stream]:
        place, now = (channel, thread_ts), self.clock()
        return [s for s in self.streams.values() if (s.channel, s.thread_ts) == place and s.is_open(now)]

    def new_ticket(self) -> str:
        ticket = secrets.token_hex(8)
        self.tickets.add(ticket)
        return ticket

    def new_response_url(self, channel: str, user: str, message_ts: str | None = None) -> str:
        key = secrets.token_hex(8)
        self.response_urls[key] = ResponseUrl(channel, user, message_ts, self.clock())
        return f"{self.url}/response/{key}"

    def offered_to(self, user: str, place: str) -> dict[str, dict[str, Any]]:
        """Return the options that the app named to searches in a place, by action and by value."""
        return self._offered[user, place]

    def new_trigger(self, user: str) -> str:
        key = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self.triggers[key] = Trigger(user, self.clock())
        return key

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
