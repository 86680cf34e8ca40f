"""`@Watchbell …` in a channel, and direct messages: for the agent, which is not there yet."""

from typing import Any

from slack_bolt.async_app import AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from services.locale.sentences import Sentences

Payload = dict[str, Any]


async def mention(event: Payload, client: AsyncWebClient, sentences: Sentences) -> None:
    """Answer where it was asked, to the person alone."""
    where = {"channel": event["channel"], "thread_ts": event.get("thread_ts")}
    await client.chat_postEphemeral(user=event["user"], text=sentences.no_agent, **where)


async def direct_message(event: Payload, say: AsyncSay, sentences: Sentences) -> None:
    await say(text=sentences.no_agent, thread_ts=event.get("thread_ts"), unfurl_links=False)


async def by_a_person(event: Payload) -> bool:
    """Whether somebody wrote to the bot; edits, joins and the like have a subtype."""
    return event.get("channel_type") == "im" and "subtype" not in event and "bot_id" not in event


async def ignore() -> None:
    """Hear the other messages of a direct conversation, which nobody wrote."""
