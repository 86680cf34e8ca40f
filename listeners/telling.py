"""A sentence for one person alone, wherever they clicked, typed or wrote."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from services.slack.notice import notice


async def tell(sentence: str, body: Mapping[str, Any], respond: AsyncRespond, client: AsyncWebClient) -> None:
    """Say *sentence* to who sent *body*; where nothing can be said, say nothing."""
    if not sentence:
        return
    if respond.response_url:
        await respond(sentence, response_type="ephemeral", replace_original=False)
        return
    event = body.get("event") or {}
    where = {"channel": event.get("channel", ""), "thread_ts": event.get("thread_ts")}
    if event.get("channel_type") == "im":
        await client.chat_postMessage(text=sentence, unfurl_links=False, **where)
    elif event.get("user"):
        await client.chat_postEphemeral(user=event["user"], text=sentence, **where)


def is_form(body: Mapping[str, Any]) -> bool:
    """Whether *body* is a form that waits for what it is told: its ack says it."""
    return bool(body.get("type") == "view_submission")


def is_search(body: Mapping[str, Any]) -> bool:
    """Whether somebody types into a menu, which waits for what it shall offer."""
    return bool(body.get("type") == "block_suggestion")


def in_form(sentence: str, body: Mapping[str, Any], field: str = "") -> dict[str, Any]:
    """The ack that keeps a form open, with *sentence* at its *field*, or else at its first.

    Follows https://docs.slack.dev/surfaces/modals#displaying_errors.
    """
    fields = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    if not fields:
        return {"response_action": "update", "view": notice(sentence)}
    return {"response_action": "errors", "errors": {field if field in fields else fields[0]: sentence}}
