"""What people do: write, click, type a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from demo.slack.call import Call
from demo.slack.installation import ResponseUrl
from demo.slack.interactions import NothingToClick, action_on, block_actions, slash_command
from demo.slack.methods import RESPONSE_URL
from demo.slack.workspace import SLACKBOT
from demo.slack.written import rich_text

if TYPE_CHECKING:
    from demo.slack.envelopes import Envelopes
    from demo.slack.installation import Installation
    from demo.slack.webapi import WebApi
    from demo.slack.workspace import Message

NO_ANSWER: Final = "The app did not respond."
Json = dict[str, Any]


class Acting:
    def __init__(self, slack: Installation, envelopes: Envelopes, web: WebApi) -> None:
        self._slack = slack
        self._envelopes = envelopes
        self._web = web

    def say(self, user: str, channel: str, text: str, thread_ts: str | None) -> Message:
        blocks = tuple(block | {"block_id": "said"} for block in rich_text(text))
        return self._slack.workspace.post(channel, user, text, blocks=blocks, thread_ts=thread_ts)

    async def click(self, user: str, channel: str, ts: str, action_id: str, value: str | None) -> bool:
        message = self._seen_by(user, channel, ts)
        action = action_on(message, action_id, value)
        who = self._slack.workspace.users[user]
        payload = block_actions(self._slack, who, message, action)
        acked = await self._envelopes.ask("interactive", payload)
        if acked is None:
            self._slackbot_says(NO_ANSWER, channel, user)
        return acked is not None

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


def _escaped(typed: str) -> str:
    return typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
