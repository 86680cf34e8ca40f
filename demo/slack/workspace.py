"""What the local Slack remembers: people, channels and messages; it does no I/O.

It trusts its callers: who may do what is decided by the rules before it is asked. Every change is
told to the observers as a small dict that JSON can carry; its `kind` is "message", "edited", "streamed"
(the next part of an answer), "deleted", "ephemeral", "channel", "session", "stopped", "opened" or "view"
(the modals before one person), and messages stand in it as `shown` gives them.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Unpack

from demo.slack.changes import Changes, Observer, Subscription
from demo.slack.people import (
    APP,
    BOT,
    BOT_ID,
    SLACKBOT,
    TEAM,
    Channel,
    Fields,
    Message,
    Page,
    User,
    UserGroup,
    seeded_channels,
    seeded_groups,
    seeded_people,
)
from demo.slack.sessions import Sessions
from demo.slack.strand import Strand, Stretch, timestamp
from demo.slack.uploads import Files
from demo.slack.views import Views

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "APP",
    "BOT",
    "BOT_ID",
    "SLACKBOT",
    "TEAM",
    "Channel",
    "Fields",
    "Message",
    "Page",
    "Stretch",
    "User",
    "Workspace",
]


class Workspace:
    def __init__(self) -> None:
        self.users: dict[str, User] = {user.id: user for user in seeded_people()}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in seeded_channels()}
        self.groups: dict[str, UserGroup] = {group.id: group for group in seeded_groups()}
        self._messages: dict[tuple[str, str], Message] = {}
        self._ephemeral: dict[tuple[str, str], Message] = {}
        self._channels: dict[str, Strand] = defaultdict(Strand)
        self._threads: dict[tuple[str, str], Strand] = defaultdict(Strand)
        self._changes = Changes()
        self.sessions = Sessions(self._changes)
        self.views = Views(self._changes)
        self.files = Files()
        self._last_ts = 0

    def next_ts(self) -> str:
        self._last_ts = max(time.time_ns() // 1000, self._last_ts + 1)
        return timestamp(self._last_ts)

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Call *observer* with every change from now on, until what is returned is called."""
        return self._changes.observe(observer)

    def subscribe(self) -> Subscription:
        return self._changes.subscribe()

    def dm(self, user: str) -> Channel:
        """Return the direct-message channel of *user* with the bot."""
        return next(c for c in self.channels.values() if c.is_im and user in c.members)

    def channel_named(self, name: str) -> Channel:
        return next(c for c in self.channels.values() if c.name == name.removeprefix("#"))

    def join(self, channel: str, user: str) -> None:
        self.channels[channel].members.add(user)
        self._changes.tell("channel", channel=channel, event="joined", user=user)

    def look(self, user: str) -> str:
        """Let *user* look into their direct messages with the bot; return their channel."""
        self._changes.tell("opened", channel=self.dm(user).id, user=user)
        return self.dm(user).id

    def leave(self, channel: str, user: str) -> None:
        self.channels[channel].members.discard(user)
        self._changes.tell("channel", channel=channel, event="left", user=user)

    def archive(self, channel: str) -> None:
        self.channels[channel].is_archived = True
        self._changes.tell("channel", channel=channel, event="archived")

    def unarchive(self, channel: str) -> None:
        self.channels[channel].is_archived = False
        self._changes.tell("channel", channel=channel, event="unarchived")

    def post(self, channel: str, user: str, text: str, **fields: Unpack[Fields]) -> Message:
        message = Message(channel, self.next_ts(), user, text, team=self._team(user), **fields)
        self._messages[channel, message.ts] = message
        if message.is_reply:
            self._threads[channel, message.thread_ts or ""].add(message.ts)
        if message.in_channel:
            self._channels[channel].add(message.ts)
        self._tell("message", message)
        return message

    def post_ephemeral(
        self, channel: str, user: str, to: str, text: str, **fields: Unpack[Fields]
    ) -> Message:
        """Show a message to one person; it stands in no history."""
        message = Message(channel, self.next_ts(), user, text, ephemeral_to=to, **fields)
        self._ephemeral[channel, message.ts] = message
        self._tell("ephemeral", message)
        return message

    def update(
        self, channel: str, ts: str, text: str, *, marked: bool = True, **fields: Unpack[Fields]
    ) -> Message:
        """Change a message; *marked*, it says that it was edited."""
        kept = self._ephemeral if (channel, ts) in self._ephemeral else self._messages
        before = kept[channel, ts]
        edited = self.next_ts() if marked else before.edited
        after = kept[channel, ts] = replace(before, text=text, **fields, edited=edited)
        self._tell("streamed" if after.is_streaming else "edited", after, previous=before.as_json())
        return after

    def delete(self, channel: str, ts: str) -> Message:
        message = self._ephemeral.pop((channel, ts), None) or self._messages.pop((channel, ts))
        self._channels[channel].remove(ts)
        if message.is_reply:
            self._threads[channel, message.thread_ts or ""].remove(ts)
        thread = message.thread_ts
        self._changes.tell("deleted", channel=channel, ts=ts, thread_ts=thread, previous=message.as_json())
        return message

    def message(self, channel: str, ts: str) -> Message | None:
        """Return what stands at *ts* for everybody in *channel*."""
        return self._messages.get((channel, ts))

    def ephemeral(self, channel: str, ts: str) -> Message | None:
        """Return what stands at *ts* for one person alone."""
        return self._ephemeral.get((channel, ts))

    def messages(self, channel: str, thread: str | None = None) -> list[Message]:
        """Return what stands in *channel*, or in one of its threads with its first message, oldest first."""
        if thread is None:
            return [self._messages[channel, ts] for ts in self._channels[channel].oldest_first()]
        replies = self._threads[channel, thread].oldest_first()
        return [self._messages[channel, ts] for ts in (thread, *replies) if (channel, ts) in self._messages]

    def ephemerals(self, user: str | None = None) -> list[Message]:
        return [m for m in self._ephemeral.values() if user in (None, m.ephemeral_to)]

    def history(self, channel: str, stretch: Stretch, limit: int = 100) -> Page:
        """Return the newest of a stretch of *channel*, newest first."""
        found, more = self._channels[channel].newest(stretch, limit)
        return Page(tuple(self._messages[channel, ts] for ts in found), more)

    def replies(self, channel: str, thread: str, stretch: Stretch, limit: int = 999) -> Page:
        """Return the oldest of the answers in a thread, oldest first."""
        found, more = self._threads[channel, thread].oldest(stretch, limit)
        return Page(tuple(self._messages[channel, ts] for ts in found), more)

    def _team(self, user: str) -> str:
        known = self.users.get(user)
        return known.team_id if known else TEAM

    def _tell(self, kind: str, message: Message, **more: Any) -> None:  # noqa: ANN401 — whatever JSON can carry
        if self._changes:
            shown = self.shown(message)
            self._changes.tell(kind, channel=message.channel, ts=message.ts, message=shown, **more)

    def shown(self, message: Message) -> dict[str, Any]:
        """Return *message* as Slack shows it: with how long its thread is."""
        strand = self._threads.get((message.channel, message.ts))
        if not strand or not (latest := strand.last()):
            return message.as_json()
        thread = {"thread_ts": message.ts, "reply_count": len(strand), "latest_reply": latest}
        return message.as_json() | thread

    def snapshot(self) -> dict[str, Any]:
        """Return everything, as JSON can carry it; `messages` holds the threads' too, oldest first."""
        return {
            "team": TEAM,
            "bot": BOT,
            "users": [asdict(user) for user in self.users.values()],
            "channels": [asdict(c) | {"members": sorted(c.members)} for c in self.channels.values()],
            "messages": [self._located(m) for m in self._messages.values()],
            "ephemerals": [self._located(m) for m in self._ephemeral.values()],
            "sessions": self.sessions.snapshot(),
            "views": self.views.snapshot(),
        }

    def _located(self, message: Message) -> dict[str, Any]:
        return self.shown(message) | {"channel": message.channel}
