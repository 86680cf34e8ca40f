"""What people do in channels: write, click, search, choose a shortcut, type a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from demo.slack.agents import end_stream
from demo.slack.call import Call
from demo.slack.installation import ResponseUrl
from demo.slack.interactions import (
    NothingToClick,
    action_on,
    block_actions,
    blocks_of,
    place_of,
    slash_command,
)
from demo.slack.interactions_of_views import global_shortcut, message_shortcut
from demo.slack.methods_beside import RESPONSE_URL
from demo.slack.searches import Place
from demo.slack.streams import STOPPED_BY_USER
from demo.slack.workspace import SLACKBOT
from demo.slack.written import rich_text

if TYPE_CHECKING:
    from demo.slack.envelopes import Envelopes
    from demo.slack.installation import Installation
    from demo.slack.searches import Searches
    from demo.slack.webapi import WebApi
    from demo.slack.workspace import Message

NO_ANSWER: Final = "The app did not respond."
Json = dict[str, Any]


class Acting:
    def __init__(self, slack: Installation, envelopes: Envelopes, web: WebApi, searches: Searches) -> None:
        self._slack = slack
        self._envelopes = envelopes
        self._web = web
        self._searches = searches

    def say(self, user: str, channel: str, text: str, thread_ts: str | None) -> Message:
        blocks = tuple(block | {"block_id": "said"} for block in rich_text(text))
        return self._slack.workspace.post(channel, user, text, blocks=blocks, thread_ts=thread_ts)

    async def click(self, user: str, channel: str, ts: str, action_id: str, value: str | None) -> bool:
        message = self._seen_by(user, channel, ts)
        offered = self._slack.offered_to(user, _place(message)).get(action_id, {})
        action = action_on(message, action_id, value, offered)
        who = self._slack.workspace.users[user]
        payload = block_actions(self._slack, who, message, action)
        acked = await self._envelopes.ask("interactive", payload)
        if acked is None:
            self._slackbot_says(NO_ANSWER, channel, user)
        return acked is not None

    def delete(self, user: str, channel: str, ts: str) -> None:
        message = self._seen_by(user, channel, ts)
        if message.user != user and not self._slack.workspace.users[user].is_admin:
            raise NothingToClick(f"{user} may not delete what {message.user} wrote")
        self._slack.workspace.delete(channel, ts)

    async def suggest(self, user: str, channel: str, ts: str, action_id: str, query: str) -> list[Json]:
        message = self._seen_by(user, channel, ts)
        place = Place(_place(message), blocks_of(message), place_of(self._slack, message))
        return await self._searches.ask(user, place, action_id, query)

    async def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> bool:
        message = self._seen_by(user, channel, ts)
        self._check_shortcut(callback_id, "message")
        workspace = self._slack.workspace
        who, where = workspace.users[user], workspace.channels[channel]
        payload = message_shortcut(self._slack, who, where, message, callback_id)
        acked = await self._envelopes.ask("interactive", payload, answered=False)
        if acked is None:
            self._slackbot_says(NO_ANSWER, channel, user)
        return acked is not None

    async def global_shortcut(self, user: str, callback_id: str) -> bool:
        self._check_shortcut(callback_id, "global")
        payload = global_shortcut(self._slack, self._slack.workspace.users[user], callback_id)
        return await self._envelopes.ask("interactive", payload, answered=False) is not None

    def look(self, user: str) -> str:
        return self._slack.workspace.look(user)

    def _check_shortcut(self, callback_id: str, kind: str) -> None:
        known = self._slack.shortcuts.get(callback_id)
        if known is None or known.type != kind or "commands" not in self._slack.scopes:
            raise NothingToClick(f"there is no {kind} shortcut {callback_id}")

    async def command(self, user: str, channel: str, command: str, text: str, thread_ts: str | None) -> bool:
        if refusal := self._refusal(command, thread_ts):
            self._slackbot_says(refusal, channel, user, thread_ts)
            return False
        acked = await self._send_command(user, channel, command, text)
        if acked is None:
            self._slackbot_says(f"{command} failed because the app did not respond.", channel, user)
        elif said := acked.get("payload"):
            self._answered(channel, user, said)
        return acked is not None

    def stop(self, user: str, channel: str, thread_ts: str) -> list[str]:
        """Stop what the app streams into a thread, and tell it; the session stays as it is."""
        workspace = self._slack.workspace
        session = workspace.sessions.get(channel, thread_ts)
        seen = channel in workspace.channels and workspace.channels[channel].is_seen_by(workspace.users[user])
        if not (seen and session and session.status == "processing" and self._slack.can_be_stopped):
            raise NothingToClick(f"{user} sees no button to stop in {channel} {thread_ts}")
        streaming = self._slack.open_streams(channel, thread_ts)
        for stream in streaming:
            end_stream(self._slack, stream, STOPPED_BY_USER)
        stopped = [stream.ts for stream in streaming]
        workspace.sessions.stopped(channel, thread_ts, user, stopped)
        return stopped

    def _refusal(self, command: str, thread_ts: str | None) -> str | None:
        if command not in self._slack.commands:
            return f"`{_escaped(command)}` is not a valid command."
        return f"{command} is not supported in threads." if thread_ts else None

    async def _send_command(self, user: str, channel: str, command: str, text: str) -> Json | None:
        workspace = self._slack.workspace
        payload = slash_command(
            self._slack, workspace.users[user], workspace.channels[channel], command, text
        )
        return await self._envelopes.ask("slash_commands", payload)

    def _seen_by(self, user: str, channel: str, ts: str) -> Message:
        workspace = self._slack.workspace
        message = workspace.message(channel, ts) or workspace.ephemeral(channel, ts)
        seen = channel in workspace.channels and workspace.channels[channel].is_seen_by(workspace.users[user])
        if message is None or not seen or message.ephemeral_to not in (None, user):
            raise NothingToClick(f"{user} sees no message {ts} in {channel}")
        return message

    def _slackbot_says(self, text: str, channel: str, user: str, thread_ts: str | None = None) -> None:
        self._slack.workspace.post_ephemeral(channel, SLACKBOT, user, text, thread_ts=thread_ts)

    def _answered(self, channel: str, user: str, said: Json) -> None:
        """Show what the app said in its ack, held against the rules like any other message."""
        url = ResponseUrl(channel, user, None, self._slack.clock())
        answer = self._web.perform(Call("response_url", RESPONSE_URL, self._slack, said, response=url))
        if answer.outcome != "ok":
            self._slackbot_says(NO_ANSWER, channel, user)


def _place(message: Message) -> str:
    return f"{message.channel} {message.ts}"


def _escaped(typed: str) -> str:
    return typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
