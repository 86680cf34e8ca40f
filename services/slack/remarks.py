"""Messages as Slack's history has them, as what people said: pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.incident import UserId
from services.slack.heard import heard
from services.slack.text import cleaned
from services.summing.summary import Remark

# what somebody wrote; the other subtypes are joins, topics and the like:
# https://docs.slack.dev/reference/events/message#subtypes
WRITTEN = frozenset(("", "bot_message", "file_share", "me_message", "thread_broadcast"))
MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
LONGEST = 2_000  # characters of one message that are kept
ATTACHED = 5  # attachments that are looked at


@dataclass(frozen=True, slots=True)
class Note:
    """What is kept of one message: a page of Slack's own weighs a hundred times as much."""

    ts: str
    user: UserId
    name: str  # where a program wrote it
    text: str
    thread: str
    replies: int = 0

    @property
    def is_reply(self) -> bool:
        return bool(self.thread) and self.thread != self.ts


def noted(message: Mapping[str, Any]) -> Note:
    return Note(
        str(message.get("ts") or "0"),
        UserId(str(message.get("user") or "")),
        str(message.get("username") or (message.get("bot_profile") or {}).get("name") or ""),
        _text(message) if str(message.get("subtype") or "") in WRITTEN else "",
        str(message.get("thread_ts") or ""),
        int(message.get("reply_count") or 0),
    )


def _text(message: Mapping[str, Any]) -> str:
    """Its text; of a program that says all in attachments, what stands there."""
    said = str(message.get("text") or "")
    if not said:
        attached = message.get("attachments") or []
        said = "\n".join(str(one.get("fallback") or one.get("text") or "") for one in attached[:ATTACHED])
    return said[:LONGEST]


def spoken_of(notes: Iterable[Note]) -> list[UserId]:
    """Who wrote and who is mentioned, the most frequent first."""
    count: Counter[UserId] = Counter()
    for note in notes:
        count.update([note.user] if note.user else [])
        count.update(UserId(user) for user in MENTION.findall(note.text))
    return [user for user, _ in count.most_common()]


def remark(note: Note, names: Mapping[UserId, str]) -> Remark:
    text = MENTION.sub(lambda found: f"@{names.get(UserId(found[1]), found[1])}", note.text)
    by = names.get(note.user) or note.name or note.user or "?"
    return Remark(_at(note.ts), by, cleaned(heard(text)), note.is_reply)


def _at(ts: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)
