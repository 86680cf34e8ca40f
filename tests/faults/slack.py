"""A Slack with a memory: what the Web API answers, and what then stands in its channels."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.time import Time

Fields = Mapping[str, Any]
Said = dict[str, Any]
UPDATES_A_MINUTE = 60  # tier 3 says 50 and more
READS_A_MINUTE = 60


@dataclass
class Standing:
    """A message."""

    channel: str
    ts: str
    at: float
    text: str
    blocks: list[Any]
    attachments: list[Any]
    metadata: Said
    thread: str | None
    broadcast: bool
    deleted_at: float | None = None
    by_a_person: bool = False  # who deleted it
    replies: int = 0
    edited_at: float = 0.0

    @property
    def stands(self) -> bool:
        return self.deleted_at is None

    @property
    def post(self) -> str:
        return str(self.metadata.get("event_payload", {}).get("post", ""))

    @property
    def subject(self) -> str:
        return str(self.metadata.get("event_payload", {}).get("subject", ""))

    def said(self) -> Said:
        told = {"type": "message", "ts": self.ts, "text": self.text, "metadata": self.metadata}
        return told | ({"thread_ts": self.thread} if self.thread else {})


@dataclass
class Channel:
    archived: bool = False
    member: bool = True
    refused: list[float] = field(default_factory=list)  # when
    unread: list[float] = field(default_factory=list)  # when its history was refused


class Refused(Exception):
    def __init__(self, code: str, status: int = 200, retry_after: str = "") -> None:
        super().__init__(code)
        self.code, self.status, self.retry_after = code, status, retry_after


@dataclass
class Workspace:
    time: Time
    channels: dict[str, Channel]
    poisonous: Callable[[str], bool]  # a text whose blocks Slack refuses
    strict: Callable[[], bool]
    messages: list[Standing] = field(default_factory=list)
    by_ts: dict[tuple[str, str], Standing] = field(default_factory=dict)
    calls: int = 0
    limited: int = 0
    _last: float = 0.0
    _next_post: dict[str, float] = field(default_factory=dict)
    _updates: "deque[float]" = field(default_factory=deque)
    _reads: "deque[float]" = field(default_factory=deque)

    def call(self, method: str, fields: Fields) -> Said:
        """What *method* answers; raises Refused."""
        self.calls += 1
        answer = getattr(self, "_" + method.replace(".", "_"), None)
        if answer is None:
            raise Refused("unknown_method")
        told: Said = answer(fields)
        return {"ok": True, **told}

    def channel(self, name: str) -> Channel:
        if name not in self.channels:
            raise Refused("channel_not_found")
        return self.channels[name]

    def standing(self) -> list[Standing]:
        return [one for one in self.messages if one.stands]

    def delete_by_hand(self, message: Standing) -> None:
        message.deleted_at, message.by_a_person = self.time.true(), True

    def _auth_test(self, fields: Fields) -> Said:
        return {"team": "bench", "user": "watchbell"}

    def _conversations_info(self, fields: Fields) -> Said:
        channel = self.channel(fields["channel"])
        return {"channel": {"id": fields["channel"], "is_member": channel.member}}

    def _conversations_join(self, fields: Fields) -> Said:
        channel = self.channel(fields["channel"])
        if channel.archived:
            raise Refused("is_archived")
        if not channel.member:
            raise Refused("method_not_supported_for_channel_type")  # a person has to invite it again
        return {}

    def _chat_postMessage(self, fields: Fields) -> Said:  # noqa: N802 — Slack's names
        self._pace_post(fields["channel"])
        self._open(fields["channel"], "is_archived")
        self._drawable(fields)
        parent = None
        if fields.get("thread_ts"):
            parent = self.by_ts.get((fields["channel"], fields["thread_ts"]))
            if parent is None or not (parent.stands or parent.replies):
                raise Refused("thread_not_found")
            parent.replies += 1
        at = self._last = max(self.time.true(), self._last + 0.0001)
        message = Standing(
            fields["channel"],
            f"{at:.6f}",
            at,
            fields["text"],
            fields.get("blocks", []),
            fields.get("attachments", []),
            fields.get("metadata", {}),
            fields.get("thread_ts"),
            bool(fields.get("reply_broadcast")),
            edited_at=at,
        )
        self.messages.append(message)
        self.by_ts[message.channel, message.ts] = message
        return {"ts": message.ts, "channel": message.channel, "message": message.said()}

    def _chat_update(self, fields: Fields) -> Said:
        self._pace(self._updates, UPDATES_A_MINUTE)
        self._open(fields["channel"], "is_inactive")
        message = self._stands(fields["channel"], fields["ts"])
        self._drawable(fields)
        message.text, message.edited_at = fields["text"], self.time.true()
        message.blocks, message.attachments = fields.get("blocks", []), fields.get("attachments", [])
        message.metadata = fields.get("metadata") or message.metadata
        return {"ts": message.ts}

    def _chat_delete(self, fields: Fields) -> Said:
        self._open(fields["channel"], "is_inactive")
        self._stands(fields["channel"], fields["ts"]).deleted_at = self.time.true()
        return {}

    def _chat_getPermalink(self, fields: Fields) -> Said:  # noqa: N802
        self._stands(fields["channel"], fields["message_ts"])
        where = f"{fields['channel']}/p{fields['message_ts'].replace('.', '')}"
        return {"permalink": f"https://bench.slack.com/archives/{where}"}

    def _conversations_history(self, fields: Fields) -> Said:
        channel = self._readable(fields["channel"])
        found = [
            one
            for one in self.messages
            if one.channel == channel and one.stands and (one.thread is None or one.broadcast)
        ]
        return self._page(found[::-1], fields)

    def _conversations_replies(self, fields: Fields) -> Said:
        channel = self._readable(fields["channel"])
        parent = self.by_ts.get((channel, fields["ts"]))
        if parent is None or not (parent.stands or parent.replies):
            raise Refused("thread_not_found")
        found = [
            one
            for one in self.messages
            if one.channel == channel and one.stands and fields["ts"] in {one.ts, one.thread}
        ]
        return self._page(found, fields)

    def _page(self, found: list[Standing], fields: Fields) -> Said:
        oldest, limit = float(fields.get("oldest") or 0), int(fields.get("limit") or 100)
        some = [one for one in found if one.at > oldest]
        start = int(fields.get("cursor") or 0)
        after = str(start + limit) if start + limit < len(some) else ""
        page = [one.said() for one in some[start : start + limit]]
        return {"messages": page, "response_metadata": {"next_cursor": after}}

    def _open(self, name: str, word: str) -> None:
        channel = self.channel(name)
        if channel.archived or not channel.member:
            channel.refused.append(self.time.true())
            raise Refused(word if channel.archived else "not_in_channel")

    def _readable(self, name: str) -> str:
        self._pace(self._reads, READS_A_MINUTE)
        channel = self.channel(name)
        if not channel.member:
            channel.unread.append(self.time.true())
            raise Refused("not_in_channel")
        return name

    def _stands(self, channel: str, ts: str) -> Standing:
        message = self.by_ts.get((channel, ts))
        if message is None or not message.stands:
            raise Refused("message_not_found")
        return message

    def _drawable(self, fields: Fields) -> None:
        if (fields.get("blocks") or fields.get("attachments")) and self.poisonous(fields["text"]):
            raise Refused("invalid_blocks")

    def _pace_post(self, channel: str) -> None:
        """One a second and channel, three at once; where it is stricter, one in three seconds."""
        every, burst = (3.0, 1) if self.strict() else (1.0, 3)
        now = self.time.now
        free = max(self._next_post.get(channel, 0.0), now)
        if free - now > (burst - 1) * every + 0.001:
            self._too_many(free - now - (burst - 1) * every)
        self._next_post[channel] = free + every

    def _pace(self, times: "deque[float]", most: int) -> None:
        now, most = self.time.now, most // 3 if self.strict() else most
        while times and times[0] <= now - 60:
            times.popleft()
        if len(times) >= most:
            self._too_many(times[0] + 60 - now)
        times.append(now)

    def _too_many(self, seconds: float) -> None:
        self.limited += 1
        raise Refused("ratelimited", 429, str(int(seconds) + 1))
