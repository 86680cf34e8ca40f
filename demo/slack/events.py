"""The events that a change of the workspace is to the bot, in Slack's shapes."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any, Final

from demo.slack.workspace import APP, BOT, TEAM
from demo.slack.written import MENTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.slack.changes import Change
    from demo.slack.installation import Installation
    from demo.slack.workspace import Channel

Json = dict[str, Any]
LEFT_OUT: Final = ("metadata", "ephemeral_to")
MEMBERSHIP: Final = {"joined": "member_joined_channel", "left": "member_left_channel"}


def event_callback(event: Json, channel: Channel) -> Json:
    """Wrap *event*; of a shared channel `team_id` is where it happened, the app's own stands beside it."""
    return {
        "token": "local",
        "team_id": event.get("team", TEAM),
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": "Ev" + uuid.uuid4().hex[:10].upper(),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel.is_ext_shared,
        "event_context": f"4-{uuid.uuid4().hex}",
    }


class EventsOf:
    """Says which events of a change the bot gets: those it subscribed to, of channels it is in."""

    def __init__(self, slack: Installation) -> None:
        self._slack = slack

    def events(self, change: Change) -> Iterator[Json]:
        if "channel" not in change:  # what one person has before them
            return
        channel = self._slack.workspace.channels[change["channel"]]
        if BOT not in channel.members:
            return
        for name, event in self._named(change, channel):
            if name in self._slack.bot_events:
                yield event_callback(event, channel)

    def _named(self, change: Change, channel: Channel) -> Iterator[tuple[str, Json]]:
        kind = change["kind"]
        if kind == "channel":
            yield from self._of_channel(change, channel)
        elif kind == "message":
            yield from _of_message(change["message"], channel)
        elif kind == "stopped":
            yield "agent_session_stopped", self._of_stop(change)
        elif kind == "opened":
            yield "app_home_opened", self._of_opening(change)
        elif kind in ("edited", "deleted") and "ephemeral_to" not in change["previous"]:
            yield f"message.{_kinds(channel)[0]}", self._of_change(change, channel)

    def _of_stop(self, change: Change) -> Json:
        told = {name: change[name] for name in ("channel", "user", "thread_ts", "streaming_message_ts")}
        return {"type": "agent_session_stopped", "event_ts": self._slack.workspace.next_ts(), **told}

    def _of_opening(self, change: Change) -> Json:
        place = {"user": change["user"], "channel": change["channel"], "tab": "messages"}
        return {"type": "app_home_opened", "event_ts": self._slack.workspace.next_ts(), **place}

    def _of_channel(self, change: Change, channel: Channel) -> Iterator[tuple[str, Json]]:
        ts = self._slack.workspace.next_ts()
        if name := MEMBERSHIP.get(change["event"]):
            team = self._slack.workspace.users[change["user"]].team_id
            place = {"channel": channel.id, "channel_type": channel.id[0], "team": team}
            yield name, {"type": name, "user": change["user"], "event_ts": ts, **place}
        else:
            yield "channel_archive", {"type": "channel_archive", "channel": channel.id, "event_ts": ts}

    def _of_change(self, change: Change, channel: Channel) -> Json:
        ts = self._slack.workspace.next_ts()
        event = {
            "type": "message",
            "subtype": "message_changed" if change["kind"] == "edited" else "message_deleted",
            "hidden": True,
            "channel": channel.id,
            "channel_type": _kinds(channel)[1],
            "ts": ts,
            "event_ts": ts,
            "previous_message": _told(change["previous"]),
        }
        if change["kind"] == "edited":
            return event | {"message": _told(change["message"])}
        return event | {"deleted_ts": change["ts"]}


def _of_message(shown: Json, channel: Channel) -> Iterator[tuple[str, Json]]:
    names, channel_type = _kinds(channel)
    event = _told(shown) | {"channel": channel.id, "event_ts": shown["ts"]}
    if "bot_id" not in shown:
        event["client_msg_id"] = str(uuid.uuid4())
    yield f"message.{names}", event | {"channel_type": channel_type}
    mentioned = BOT in (mention["user"] for mention in MENTION.finditer(shown["text"]))
    if mentioned and not channel.is_im and shown["user"] != BOT:
        yield "app_mention", event | {"type": "app_mention"}


def _kinds(channel: Channel) -> tuple[str, str]:
    """Return how the subscriptions name the kind of a channel, and how its events do."""
    if channel.is_im:
        return "im", "im"
    return ("groups", "group") if channel.is_private else ("channels", "channel")


def _told(shown: Json) -> Json:
    return {name: value for name, value in shown.items() if name not in LEFT_OUT}
