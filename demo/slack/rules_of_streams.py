"""The rules on streamed answers.

Where the reference is silent they hold what the users of Slack's own clients measured, each row saying so.
Some are on the safe side: how much a whole message may hold is not documented, and a task weighs as much
as it must for the case that is known, 3,000 characters beside 24 tasks, to be refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.slack.access import METHODS
from demo.slack.call import STREAMS
from demo.slack.rule import Rule, on
from demo.slack.sessions import STATUSES
from demo.slack.streams import PLAN, STOPPED_BY_USER, TIMELINE, Stream, chunks_of, mode_of
from demo.slack.workspace import BOT

if TYPE_CHECKING:
    from demo.slack.call import Call

START: Final = METHODS + "chat.startStream"
APPEND: Final = METHODS + "chat.appendStream"
STOP: Final = METHODS + "chat.stopStream"
SEEN: Final = " (seen by users; the reference says nothing)"
EXPIRY: Final = (
    "https://github.com/slackapi/python-slack-sdk/issues/1859 (five minutes, whatever is appended)"
)
LONGEST_STREAM: Final = 12_000
MOST_BLOCKS: Final = 50
STARTS: Final = on("chat.startStream")
GOES_ON: Final = on("chat.appendStream", "chat.stopStream")


def lacks_recipient(call: Call, name: str) -> bool:
    return call.channel is not None and not call.channel.is_im and not call.fields.get(name)


def says_both(call: Call) -> bool:
    return "markdown_text" in call.fields and "chunks" in call.fields


def is_of_another(call: Call) -> bool:
    message = call.message("ts")
    return message is not None and message.user != BOT


def stopped_by_user(call: Call) -> bool:
    return call.stream is not None and call.stream.ended == STOPPED_BY_USER


def is_not_streaming(call: Call) -> bool:
    return call.stream is None or not call.stream.is_open(call.slack.clock())


def mixes_modes(call: Call) -> bool:
    mode, before = mode_of(call.fields), call.stream.mode if call.stream else ""
    return bool(mode and before) and mode != before


def is_too_long(call: Call) -> bool:
    stream = call.stream or Stream("", "", "", 0.0)
    return stream.size + stream.size_of(call.fields) > LONGEST_STREAM


def has_too_many_blocks(call: Call) -> bool:
    before = call.stream.blocks_in_chunks if call.stream else 0
    said = (chunk.get("blocks") for chunk in chunks_of(call.fields))
    return before + sum(len(blocks) for blocks in said if isinstance(blocks, list)) > MOST_BLOCKS


def is_streaming(call: Call) -> bool:
    message = call.message("ts")
    return message is not None and message.is_streaming


OF_STREAMS: Final[tuple[Rule[Call], ...]] = (
    Rule(
        "stream_recipient_user",
        "missing_recipient_user_id",
        START + "#arguments",
        STARTS,
        lambda call: lacks_recipient(call, "recipient_user_id"),
    ),
    Rule(
        "stream_recipient_team",
        "missing_recipient_team_id",
        START + "#arguments",
        STARTS,
        lambda call: lacks_recipient(call, "recipient_team_id"),
    ),
    Rule(
        "stream_display",
        "invalid_arguments",
        START + "#arguments",
        STARTS,
        lambda call: call.fields.get("task_display_mode", TIMELINE) not in (TIMELINE, PLAN),
    ),
    Rule(
        "stream_message",
        "message_not_found",
        APPEND + "#errors",
        GOES_ON,
        lambda call: call.message("ts") is None,
    ),
    Rule("stream_of_others", "message_not_owned_by_app", APPEND + "#errors", GOES_ON, is_of_another),
    Rule("stream_stopped", "stopped_by_user", APPEND + "#errors", on("chat.appendStream"), stopped_by_user),
    Rule("stream_state", "message_not_in_streaming_state", EXPIRY, GOES_ON, is_not_streaming),
    Rule(
        "stream_says_one",
        "cannot_provide_both_markdown_text_and_chunks",
        APPEND + "#errors",
        STREAMS,
        says_both,
    ),
    Rule("stream_mode", "streaming_mode_mismatch", APPEND + SEEN, GOES_ON, mixes_modes),
    Rule(
        "stream_says_something",
        "invalid_arguments",
        APPEND + "#arguments",
        on("chat.appendStream"),
        lambda call: not mode_of(call.fields),
    ),
    Rule(
        "stream_length",
        "msg_too_long",
        APPEND + "#arguments (12,000 characters a call; of the whole message it says nothing)",
        STREAMS,
        is_too_long,
    ),
    Rule("stream_blocks", "invalid_blocks", STOP + "#arguments", STREAMS, has_too_many_blocks),
    Rule(
        "stream_then_status",
        "invalid_arguments",
        STOP + "#arguments",
        on("chat.stopStream"),
        lambda call: call.fields.get("session_status", "active") not in STATUSES,
    ),
    Rule(
        "update_of_a_stream",
        "streaming_state_conflict",
        METHODS + "chat.update" + SEEN,
        on("chat.update"),
        is_streaming,
    ),
)
