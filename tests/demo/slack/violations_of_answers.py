"""For every rule on streamed answers and sessions a call that breaks it and no other."""

from typing import Any

from demo.slack.people import ALICE, BOB, OPS, TEAM
from demo.slack.server import LocalSlack
from demo.slack.streams import STOPPED_BY_USER, Stream
from demo.slack.workspace import Fields as Content
from tests.demo.slack.blockkit import card, section, source, update
from tests.demo.slack.violations import Clock, Fields, Seed, Violation

LIFE = 300.0


def start(error: str, **fields: Any) -> Violation:
    known = {"channel": OPS, "recipient_user_id": ALICE, "recipient_team_id": TEAM} | fields
    said = {name: value for name, value in known.items() if value is not None}
    return Violation(error, "chat.startStream", lambda there: {"thread_ts": there.own} | said)


def streaming(mode: str = "chunks", text: str = "x", ended: str = "") -> Any:
    """Let the bot's own message be one that is streamed."""

    def begin(slack: LocalSlack, clock: Clock) -> None:
        (own, *_) = slack.workspace.messages(OPS)
        slack.workspace.update(OPS, own.ts, text, **Content(streaming_state="in_progress"))
        stream = Stream(OPS, own.ts, own.ts, clock.now + LIFE, mode=mode, size=len(text), ended=ended)
        slack.installation.streams[OPS, own.ts] = stream

    return begin


def expired(slack: LocalSlack, clock: Clock) -> None:
    streaming()(slack, clock)
    clock.now += LIFE + 1


def append(error: str, before: Any = None, method: str = "chat.appendStream", **fields: Any) -> Violation:
    def said(there: Seed) -> Fields:
        return {"channel": OPS, "ts": there.own} | fields

    return Violation(error, method, said, before=before or streaming())


def chunks(*parts: object, error: str = "invalid_chunks") -> Violation:
    return append(error, chunks=list(parts))


def written(text: str = "x") -> Fields:
    return {"type": "markdown_text", "text": text}


def session(error: str, method: str = "agents.sessions.setStatus", **fields: Any) -> Violation:
    def said(there: Seed) -> Fields:
        known = {"channel_id": OPS, "thread_ts": there.own, "status": "active"} | fields
        return {name: value for name, value in known.items() if value is not None}

    return Violation(error, method, said)


def rename(error: str, **fields: Any) -> Violation:
    return session(error, "agents.sessions.rename", **{"status": None, "title": "x"} | fields)


def blocks(*parts: Fields) -> Violation:
    return Violation("invalid_blocks", fields={"channel": OPS, "blocks": list(parts)})


OF_STREAMS = {
    "stream_recipient_user": start("missing_recipient_user_id", recipient_user_id=None),
    "stream_recipient_team": start("missing_recipient_team_id", recipient_team_id=None),
    "stream_display": start("invalid_arguments", task_display_mode="list"),
    "stream_message": append("message_not_found", chunks=[written()], ts="1.000001"),
    "stream_of_others": Violation(
        "message_not_owned_by_app",
        "chat.appendStream",
        lambda there: {"channel": OPS, "ts": there.theirs, "chunks": [written()]},
    ),
    "stream_stopped": append("stopped_by_user", streaming(ended=STOPPED_BY_USER), chunks=[written()]),
    "stream_state": append("message_not_in_streaming_state", expired, "chat.stopStream", chunks=[written()]),
    "stream_says_one": append(
        "cannot_provide_both_markdown_text_and_chunks", chunks=[], markdown_text="x", before=streaming("")
    ),
    "stream_mode": append("streaming_mode_mismatch", markdown_text="x"),
    "stream_says_something": append("invalid_arguments"),
    "stream_length": append("msg_too_long", streaming(text="x" * 11_999), chunks=[written("xx")]),
    "stream_blocks": append(
        "invalid_blocks", chunks=[{"type": "blocks", "blocks": [section()] * count} for count in (25, 26)]
    ),
    "stream_then_status": append("invalid_arguments", None, "chat.stopStream", session_status="done"),
    "update_of_a_stream": append("streaming_state_conflict", None, "chat.update", text="x"),
}

OF_SESSIONS = {
    "agents_only": Violation(
        "not_agent_app",
        "agents.sessions.setStatus",
        lambda there: {"channel_id": OPS, "thread_ts": there.own, "status": "active"},
        settings={"scopes": ["chat:write"]},
    ),
    "session_status": session("invalid_arguments", status="thinking"),
    "session_thread": session("invalid_arguments", thread_ts=None),
    "session_thread_exists": session("invalid_thread_ts", thread_ts="1.000001"),
    "session_title_length": session("invalid_arguments", title="x" * 201),
    "session_initiator": Violation(
        "invalid_arguments",
        "agents.sessions.setStatus",
        lambda there: {
            "channel_id": OPS,
            "thread_ts": there.own,
            "status": "active",
            "initiator_user_id": BOB,
        },
        before=lambda slack, clock: slack.workspace.leave(OPS, BOB),
    ),
    "session_to_rename": rename("session_not_found"),
    "loading_messages": session(
        "invalid_arguments", "assistant.threads.setStatus", status="is thinking", loading_messages=["x"] * 11
    ),
}

OF_CHUNKS = {
    "chunks_format": append("invalid_chunks", chunks={"type": "markdown_text"}),
    "chunk_text_some": chunks(written("")),
    "task_id_some": chunks(update(id="")),
    "task_title_length": chunks(update(title="x" * 257)),
    "task_details_length": chunks(update(details="x" * 257)),
    "task_output_length": chunks(update(output="x" * 257)),
    "plan_title_length": chunks({"type": "plan_update", "title": "x" * 257}),
    "task_update_status": chunks(update(status="done")),
    "task_card_status": blocks(card(status="done")),
    "source_url_scheme": blocks(card(sources=[source(url="javascript:alert(1)")])),
    "source_text_some": blocks(card(sources=[source(text="")])),
}

OF_ANSWERS = OF_STREAMS | OF_SESSIONS | OF_CHUNKS
