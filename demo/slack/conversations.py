"""What conversations.* do and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from demo.slack.cursor import cursor, read_cursor
from demo.slack.strand import Stretch, micros
from demo.slack.workspace import BOT, TEAM, Channel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from demo.slack.call import Call
    from demo.slack.workspace import Message

HISTORY_PAGE: Final = 100
REPLIES_PAGE: Final = 999
NOWHERE: Final = Channel("", "", set())
Answer = dict[str, Any]


def info(call: Call) -> Answer:
    return {"channel": shown_channel(_channel(call), members=call.fields.get("include_num_members", False))}


def join(call: Call) -> Answer:
    """Join; for one who is in already, Slack says so in a warning."""
    channel = _channel(call)
    already = BOT in channel.members
    if not already:
        call.slack.workspace.join(channel.id, BOT)
    warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return {"channel": shown_channel(channel)} | (warning if already else {})


def history(call: Call) -> Answer:
    """Answer a page of the channel, newest first; the cursor leads to older ones."""
    stretch, below = _stretch(call), read_cursor(call.fields.get("cursor", ""))
    if below is not None:
        stretch = Stretch(stretch.oldest, min(stretch.latest, below - 1))
    limit = call.fields.get("limit", HISTORY_PAGE)
    page = call.slack.workspace.history(_channel(call).id, stretch, limit)
    return _page(call, page.messages, more=page.more) | {"pin_count": 0}


def replies(call: Call) -> Answer:
    """Answer a page of the thread, oldest first; its first message leads the first page and counts."""
    workspace, thread = call.slack.workspace, _first_of_thread(call)
    stretch, above = _stretch(call), read_cursor(call.fields.get("cursor", ""))
    lead = () if above is not None else (thread,)
    if above is not None:
        stretch = Stretch(max(stretch.oldest, above + 1), stretch.latest)
    limit = call.fields.get("limit", REPLIES_PAGE) - len(lead)
    page = workspace.replies(thread.channel, thread.ts, stretch, limit)
    return _page(call, (*lead, *page.messages), more=page.more)


def shown_channel(channel: Channel, *, members: bool = False) -> Answer:
    known = {
        "id": channel.id,
        "name": channel.name or None,
        "name_normalized": channel.name or None,
        "user": next(iter(channel.members - {BOT}), None) if channel.is_im else None,
        "num_members": len(channel.members) if members else None,
    }
    flags = {
        "is_channel": not channel.is_im and not channel.is_private,
        "is_group": channel.is_private and not channel.is_im,
        "is_im": channel.is_im,
        "is_mpim": False,
        "is_private": channel.is_private or channel.is_im,
        "is_archived": channel.is_archived,
        "is_member": BOT in channel.members,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_general": channel.name == "general",
        "context_team_id": TEAM,
    }
    return {name: value for name, value in known.items() if value is not None} | flags


def _page(call: Call, messages: Sequence[Message], *, more: bool) -> Answer:
    shown = [call.slack.workspace.shown(message) for message in messages]
    if not call.fields.get("include_all_metadata"):
        for message in shown:
            message.pop("metadata", None)
    answer: Answer = {"messages": shown, "has_more": more}
    if more:
        answer["response_metadata"] = {"next_cursor": cursor(messages[-1].ts)}
    return answer


def _stretch(call: Call) -> Stretch:
    """Read the time that the call is about; without `inclusive`, its ends do not belong to it."""
    beside = 0 if call.fields.get("inclusive") else 1
    whole = Stretch()
    oldest, latest = call.fields.get("oldest"), call.fields.get("latest")
    return Stretch(
        micros(oldest) + beside if oldest else whole.oldest,
        micros(latest) - beside if latest else whole.latest,
    )


def _first_of_thread(call: Call) -> Message:
    message = call.message("ts")
    if message is None:
        raise LookupError(call.fields["ts"])
    first = call.slack.workspace.message(message.channel, message.thread_ts or message.ts)
    return first or message


def _channel(call: Call) -> Channel:
    return call.channel or NOWHERE
