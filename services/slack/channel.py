"""Slack's Web API, as far as the board writes with it; its answers become the board's errors."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from services.incident import ChannelId
from services.post import Message, Owed, Ts
from services.slack.answers import FAILURES, code_of, seconds_ahead, translate, translate_reading

log = structlog.get_logger(__name__)

EVENT_TYPE = "watchbell_post"
LOOK_BACK = 300.0  # seconds before the intent, which is noted by Slack's clock as far as we know it
PAGE = 200
BEGAN = time.time() - time.monotonic()


def steady() -> float:
    """The time of day, as it was when the process began and has passed since, whatever clocks are set to."""
    return BEGAN + time.monotonic()


@dataclass
class SlackChannel:
    """Follows https://docs.slack.dev/reference/methods/chat.postMessage and its neighbours there."""

    client: AsyncWebClient
    clock: Callable[[], float] = steady  # one that nobody sets
    ahead: float = 0.0  # Slack's clock before ours, in seconds
    addresses: dict[tuple[ChannelId, Ts], str] = field(default_factory=dict)

    def now(self) -> float:
        """By Slack's clock, which is the same for every life of the bot and on every machine."""
        return self.clock() + self.ahead

    async def post(self, owed: Owed, message: Message) -> Ts:
        """Post, and give the ts of the message."""
        try:
            answer = await self.client.chat_postMessage(
                channel=owed.channel,
                thread_ts=owed.thread,
                reply_broadcast=owed.loud or None,
                unfurl_links=False,
                unfurl_media=False,
                metadata=_metadata(owed),
                **_body(message),
            )
        except FAILURES as error:
            translate(error)
        self.ahead = seconds_ahead(answer, self.clock())
        return Ts(str(answer["ts"]))

    async def update(self, owed: Owed, message: Message) -> None:
        try:
            await self.client.chat_update(
                channel=owed.channel, ts=owed.ts or "", metadata=_metadata(owed), **_body(message)
            )
        except FAILURES as error:
            translate(error)

    async def find(self, owed: Owed) -> list[Ts]:
        """Where the post stands whose end nobody knows, the oldest first."""
        found: list[Ts] = []
        cursor = ""
        while True:
            page = await self._history(owed, cursor)
            found += [Ts(one["ts"]) for one in page["messages"] if _post_of(one) == owed.id]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return sorted(set(found))

    async def delete(self, channel: ChannelId, ts: Ts) -> None:
        try:
            await self.client.chat_delete(channel=channel, ts=ts)
        except FAILURES as error:
            log.warning("double_not_deleted", channel=channel, ts=ts, error=code_of(error))

    async def permalink(self, channel: ChannelId, ts: Ts) -> str:
        """The address of a message, or nothing where Slack does not tell it."""
        if (channel, ts) not in self.addresses:
            try:
                answer = await self.client.chat_getPermalink(channel=channel, message_ts=ts)
            except FAILURES as error:
                log.info("permalink_unknown", channel=channel, ts=ts, error=code_of(error))
                return ""
            self.addresses[channel, ts] = str(answer["permalink"])
        return self.addresses[channel, ts]

    async def _history(self, owed: Owed, cursor: str) -> AsyncSlackResponse:
        oldest = f"{(owed.intent or 0.0) - LOOK_BACK:.6f}"
        where: dict[str, Any] = {"channel": owed.channel, "include_all_metadata": True, "limit": PAGE}
        try:
            if owed.thread:
                return await self.client.conversations_replies(
                    ts=owed.thread, oldest=oldest, cursor=cursor or None, **where
                )
            return await self.client.conversations_history(oldest=oldest, cursor=cursor or None, **where)
        except FAILURES as error:
            translate_reading(error)


def _metadata(owed: Owed) -> dict[str, Any]:
    payload = {"subject": owed.subject.id, "post": owed.id}
    return {"event_type": EVENT_TYPE, "event_payload": payload}


def _body(message: Message) -> dict[str, Any]:
    """As chat.postMessage and chat.update take it; empty lists take the blocks of a plain message away."""
    return {"text": message.text, "blocks": list(message.blocks), "attachments": list(message.attachments)}


def _post_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("post")
