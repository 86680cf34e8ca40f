"""What chat.* and a response_url do, once nothing is to be said against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from demo.slack.ids import with_ids
from demo.slack.workspace import BOT, BOT_ID, Fields

if TYPE_CHECKING:
    from demo.slack.call import Call
    from demo.slack.installation import ResponseUrl

Answer = dict[str, Any]


def post_message(call: Call) -> Answer:
    channel, text = _channel(call), call.fields.get("text", "")
    message = call.slack.workspace.post(channel, BOT, text, **_content(call))
    call.slack.workspace.sessions.spoke(channel, message.thread_ts)
    return {"channel": channel, "ts": message.ts, "message": message.as_json()}


def post_ephemeral(call: Call) -> Answer:
    to, text = call.fields["user"], call.fields.get("text", "")
    message = call.slack.workspace.post_ephemeral(_channel(call), BOT, to, text, **_content(call))
    return {"message_ts": message.ts}


def update(call: Call) -> Answer:
    channel, ts, fields = _channel(call), call.fields["ts"], call.fields
    before = call.slack.workspace.message(channel, ts)
    text = fields.get("text", before.text if before else "")
    marked = not fields.get("blocks")
    message = call.slack.workspace.update(channel, ts, text, marked=marked, **_changed(call))
    return {"channel": channel, "ts": ts, "text": text, "message": message.as_json()}


def delete(call: Call) -> Answer:
    channel, ts = _channel(call), call.fields["ts"]
    call.slack.workspace.delete(channel, ts)
    return {"channel": channel, "ts": ts}


def get_permalink(call: Call) -> Answer:
    channel, ts = _channel(call), call.fields["message_ts"]
    message = call.message("message_ts")
    link = f"{call.slack.url}/archives/{channel}/p{ts.replace('.', '')}"
    if message and message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel}"
    return {"channel": channel, "permalink": link}


def respond(call: Call) -> Answer:
    """Do what came to a response_url: change the message it belongs to, or say something more."""
    url = call.response
    if url is None:
        return {}
    url.used += 1
    original = url.message_ts or ""
    if call.fields.get("delete_original"):
        call.slack.workspace.delete(url.channel, original)
    elif call.fields.get("replace_original"):
        text = call.fields.get("text", "")
        call.slack.workspace.update(url.channel, original, text, **_changed(call))
    else:
        _say(call, url)
    return {}


def _say(call: Call, url: ResponseUrl) -> None:
    workspace, text = call.slack.workspace, call.fields.get("text", "")
    if call.fields.get("response_type") == "in_channel":
        workspace.post(url.channel, BOT, text, **_content(call))
    else:
        workspace.post_ephemeral(url.channel, BOT, url.user, text, **_content(call))


def _channel(call: Call) -> str:
    return call.channel.id if call.channel else ""


def thread_of(call: Call) -> str | None:
    """Return the thread to post into; where its first message is gone, Slack posts into the channel."""
    return call.fields.get("thread_ts") if call.message("thread_ts") else None


def _content(call: Call) -> Fields:
    fields = call.fields
    return Fields(
        bot_id=BOT_ID,
        thread_ts=thread_of(call),
        reply_broadcast=fields.get("reply_broadcast", False),
        blocks=with_ids(fields.get("blocks", [])),
        attachments=_numbered(fields.get("attachments", [])),
        metadata=fields.get("metadata") or None,
        unfurl_links=fields.get("unfurl_links"),
        unfurl_media=fields.get("unfurl_media"),
    )


def _changed(call: Call) -> Fields:
    """Return what an update changes; a new text without blocks takes the old blocks away."""
    changed, fields = Fields(), call.fields
    if "blocks" in fields or "text" in fields:
        changed["blocks"] = with_ids(fields.get("blocks", []))
    if "attachments" in fields:
        changed["attachments"] = _numbered(fields["attachments"])
    if "metadata" in fields:
        changed["metadata"] = fields["metadata"] or None
    return changed


def _numbered(attachments: list[Answer]) -> tuple[Answer, ...]:
    return tuple(
        {"id": number, "fallback": "[no preview available]"}
        | attachment
        | ({"blocks": list(with_ids(attachment["blocks"]))} if "blocks" in attachment else {})
        for number, attachment in enumerate(attachments, 1)
    )
