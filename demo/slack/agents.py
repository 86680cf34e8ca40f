"""What chat.*Stream, agents.sessions.* and assistant.threads.* do, once nothing is to be said against it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from demo.slack.chat import thread_of
from demo.slack.ids import with_ids
from demo.slack.streams import EXPIRED, STOPPED, TIMELINE, Stream
from demo.slack.workspace import BOT, BOT_ID, Fields

if TYPE_CHECKING:
    from demo.slack.call import Call
    from demo.slack.installation import Installation
    from demo.slack.sessions import Session

UNSTOPPABLE: Final = "missing_agent_session_stopped_event_subscription"
Answer = dict[str, Any]


def start_stream(call: Call) -> Answer:
    slack, channel = call.slack, _channel(call)
    thread_ts = thread_of(call)
    ends_at = slack.clock() + slack.stream_life_s
    stream = Stream(channel, "", thread_ts or "", ends_at, call.fields.get("task_display_mode", TIMELINE))
    stream.add(call.fields)
    shown = Fields(bot_id=BOT_ID, thread_ts=thread_ts, streaming_state="in_progress", blocks=stream.blocks())
    stream.ts = slack.workspace.post(channel, BOT, stream.text, **shown).ts
    slack.streams[channel, stream.ts] = stream
    slack.workspace.sessions.spoke(channel, thread_ts)
    asyncio.get_running_loop().call_later(slack.stream_life_s, _expire, slack, stream)
    return {"channel": channel, "ts": stream.ts}


def append_stream(call: Call) -> Answer:
    stream = _stream(call)
    stream.add(call.fields)
    _show(call.slack, stream, Fields())
    return {"channel": stream.channel, "ts": stream.ts}


def stop_stream(call: Call) -> Answer:
    stream, fields = _stream(call), call.fields
    stream.add(fields)
    stream.tail = with_ids(fields.get("blocks", []))
    more = Fields(metadata=fields["metadata"] or None) if "metadata" in fields else Fields()
    end_stream(call.slack, stream, STOPPED, more)
    if "session_status" in fields and stream.thread_ts:
        sessions = call.slack.workspace.sessions
        sessions.set_status(stream.channel, stream.thread_ts, fields["session_status"])
    message = call.slack.workspace.message(stream.channel, stream.ts)
    return {"channel": stream.channel, "ts": stream.ts, "message": message.as_json() if message else {}}


def end_stream(slack: Installation, stream: Stream, how: str, more: Fields | None = None) -> None:
    """End *stream*: the app hears of the whole message now, where it hears of its own at all."""
    stream.end(how)
    fields = more or Fields()
    fields["streaming_state"] = "errored" if how == EXPIRED else "completed"
    _show(slack, stream, fields)


def _show(slack: Installation, stream: Stream, fields: Fields) -> None:
    """Bring the message up to its stream, unless it was deleted meanwhile."""
    fields["blocks"] = stream.blocks()
    if slack.workspace.message(stream.channel, stream.ts):
        slack.workspace.update(stream.channel, stream.ts, stream.text, marked=False, **fields)


def _expire(slack: Installation, stream: Stream) -> None:
    if not stream.ended:
        end_stream(slack, stream, EXPIRED)


def set_session_status(call: Call) -> Answer:
    """Set the status; Slack warns where it shows no Stop button, as the app does not want to hear of it."""
    fields, sessions = call.fields, call.slack.workspace.sessions
    session = sessions.set_status(
        _channel(call), fields["thread_ts"], fields["status"], fields.get("title", "")
    )
    warned = fields["status"] == "processing" and not call.slack.can_be_stopped
    warning = {"warning": UNSTOPPABLE, "response_metadata": {"warnings": [UNSTOPPABLE]}}
    return _shown(session) | (warning if warned else {})


def rename_session(call: Call) -> Answer:
    sessions = call.slack.workspace.sessions
    return _shown(sessions.rename(_channel(call), call.fields["thread_ts"], call.fields["title"]))


def set_thread_status(call: Call) -> Answer:
    loading = tuple(call.fields.get("loading_messages", ()))
    sessions = call.slack.workspace.sessions
    sessions.set_doing(_channel(call), call.fields["thread_ts"], call.fields["status"], loading)
    return {}


def _shown(session: Session) -> Answer:
    return {"status": session.status, "title": session.title}


def _stream(call: Call) -> Stream:
    if call.stream is None:
        raise LookupError(call.fields.get("ts"))
    return call.stream


def _channel(call: Call) -> str:
    return call.channel.id if call.channel else ""
