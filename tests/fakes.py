"""Stand-ins with a memory for what the use cases need of the world."""

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from services.alarm import Alarm
from services.desk import Notification, StoreUnavailable
from services.event import Event
from services.incident import ChannelId, Line
from services.muting.mute import Silence
from services.post import HistoryUnreadable, Message, MessageGone, Owed, Page, SlackError, Subject, Ts
from services.sharing.rota import NOBODY, Lease, MemberId, Roll
from services.storming.storm import Storm


@dataclass
class Clock:
    """Time that passes when it is told to."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Posted:
    channel: ChannelId
    ts: Ts
    text: str
    thread: Ts | None
    post: str
    loud: bool = False
    edits: int = 0


@dataclass
class FakeSlack:
    """A workspace: what was posted stands there; troubles wait to happen, one a call."""

    stands: list[Posted] = field(default_factory=list)
    troubles: list[SlackError | None] = field(default_factory=list)
    lost_answers: list[SlackError] = field(default_factory=list)  # posted, and yet the call fails
    readable: bool = True
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def texts(self, channel: ChannelId, *, thread: bool = False) -> list[str]:
        return [one.text for one in self.stands if one.channel == channel and bool(one.thread) is thread]

    async def post(self, owed: Owed, message: Message) -> Ts:
        self._trouble()
        ts = Ts(f"{next(self.numbers)}.000000")
        self.stands.append(Posted(owed.channel, ts, message.text, owed.thread, owed.id, owed.loud))
        if self.lost_answers:
            raise self.lost_answers.pop(0)
        return ts

    async def update(self, owed: Owed, message: Message) -> None:
        self._trouble()
        for one in self.stands:
            if one.channel == owed.channel and one.ts == owed.ts:
                one.text, one.edits = message.text, one.edits + 1
                return
        raise MessageGone("message_not_found")

    async def find(self, owed: Owed) -> list[Ts]:
        if not self.readable:
            raise HistoryUnreadable("missing_scope")
        return [one.ts for one in self.stands if one.post == owed.id]

    async def delete(self, channel: ChannelId, ts: Ts) -> None:
        self.stands = [one for one in self.stands if (one.channel, one.ts) != (channel, ts)]

    async def permalink(self, channel: ChannelId, ts: Ts) -> str:
        return f"https://example.slack.com/archives/{channel}/p{ts}"

    def _trouble(self) -> None:
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble:
            raise trouble


class PlainFace:
    """Says in words what a card would show."""

    def card(self, subject: Subject, *, earlier: str = "") -> Message:
        if isinstance(subject, Event):
            return Message(subject.title, ({"type": "divider"},))
        if isinstance(subject, Silence):
            names = [f"{one.state} {one.name}" for one in subject.quieted]
            word = "muted" if subject.ended_at is None else "was muted"
            return Message(f"{word} {subject.mute.pattern}: {subject.wrong} of {subject.count} {names}")
        if isinstance(subject, Storm):
            told = subject.sum
            word = "storm" if subject.is_on else "storm over"
            seen = "".join(f" 👀 {watcher.person.name}" for watcher in subject.watchers)
            return Message(f"{word}: {told.total} alarms, {told.alarming} ALARM, {told.recovered} OK{seen}")
        watchers = "".join(f" 👀 {watcher.person.name}" for watcher in subject.watchers)
        after = f" after {earlier}" if earlier else ""
        quiet = " 🔇" if subject.muting else ""
        swings = "".join(f" 🔁 {flap.changes}" for flap in subject.flaps)
        said = f"{subject.state} {subject.alarm.name}{watchers}{quiet}{swings}{after}"
        return Message(said, ({"type": "divider"},))

    def lines(self, subject: Subject, lines: Sequence[Line]) -> Message:
        if isinstance(subject, Event):
            return Message(f"{subject.title}: {len(subject.facts)} facts")
        return Message(" / ".join(_said(line) for line in lines))

    def page(self, storm: Storm, page: Page) -> Message:
        rows = (f"{one.state} {one.name}{' (card)' if one.has_card else ''}" for one in page.entries)
        return Message("\n".join((f"page {page.number}", *rows)))

    def plain(self, message: Message) -> Message:
        return Message(f"(plain) {message.text}")


def _said(line: Line) -> str:
    match line.kind:
        case "changed":
            return f"{line.state} 🔁" if line.flap else line.state
        case "flapped":
            return f"flapped {line.changes} times, {line.state}"
        case "acted":
            return line.act
        case "ended":
            return line.ending
        case other:
            return other


@dataclass
class Allowance:
    """A pace that allows so many writes, then none until more are given."""

    left: float = math.inf
    few: float = math.inf  # posts that a channel takes before it is a storm
    penalties: list[float] = field(default_factory=list)

    def delay(self, owed: Owed) -> float:
        return 0.0 if self.left > 0 else 3600.0

    def took(self, owed: Owed) -> None:
        self.left -= 1

    def takes(self, channel: ChannelId, within: float) -> float:
        return self.few

    def penalise(self, owed: Owed, seconds: float) -> None:
        self.penalties.append(seconds)


@dataclass
class Everywhere:
    to: Sequence[ChannelId]

    def channels(self, notification: Notification) -> Sequence[ChannelId]:
        return self.to


@dataclass
class FakeBook:
    knows: dict[str, Alarm] = field(default_factory=dict)

    async def look_up(self, alarms: Sequence[Alarm]) -> list[Alarm]:
        return [self.knows[alarm.arn] for alarm in alarms if alarm.arn in self.knows]


async def until(condition: Callable[[], object], within: float = 30.0) -> None:
    """Wait for *condition*, giving everybody else a turn."""
    deadline = asyncio.get_running_loop().time() + within
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "it did not come true in time"
        await asyncio.sleep(0)


@dataclass
class MemoryRota:
    """A rota that several bots of one test share; while it is down nobody reaches it."""

    beats: dict[MemberId, int] = field(default_factory=dict)
    leases: dict[ChannelId, Lease] = field(default_factory=dict)
    down: bool = False

    async def look(self) -> Roll:
        self._reach()
        return Roll(dict(self.beats), dict(self.leases))

    async def beat(self, member: MemberId, number: int) -> bool:
        self._reach()
        if member not in self.beats and number > 1:
            return False
        self.beats[member] = max(number, self.beats.get(member, 0))
        return True

    async def strike(self, member: MemberId, number: int) -> bool:
        self._reach()
        if self.beats.get(member) != number:
            return False
        del self.beats[member]
        return True

    async def take(self, channel: ChannelId, member: MemberId, after: Lease | None) -> Lease | None:
        self._reach()
        if self.leases.get(channel) != after or member not in self.beats:
            return None
        if after and after.owner in self.beats:
            return None
        lease = self.leases[channel] = Lease(channel, member, after.token + 1 if after else 1)
        return lease

    async def release(self, lease: Lease) -> bool:
        self._reach()
        if self.leases.get(lease.channel) != lease:
            return False
        self.leases[lease.channel] = Lease(lease.channel, NOBODY, lease.token)
        return True

    async def leave(self, member: MemberId) -> None:
        self._reach()
        self.beats.pop(member, None)

    def _reach(self) -> None:
        if self.down:
            raise StoreUnavailable("the rota is out of reach")
