"""Stand-ins with a memory for what summaries need of the world."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from services.alarm import AlarmArn
from services.asking.talk import Thread
from services.event import Event
from services.incident import ChannelId, Incident, Person
from services.overview import Shown
from services.post import Message
from services.summing.shelf import Kept
from services.summing.summary import (
    Gone,
    NotFiled,
    Prose,
    Reading,
    Refusal,
    Remark,
    Room,
    Summary,
    Unreadable,
)
from services.summing.tally import Stretch, Tally
from tests.builders import ALERTS, ALICE, NOON, minutes

PUBLIC = Room(ALERTS, "alerts")
PRIVATE = Room(ChannelId("C0SECRETS"), "secrets", is_private=True)


def remark(text: str, *, after: float = 0, by: str = "Alice") -> Remark:
    return Remark(NOON + minutes(after), by, text)


@dataclass
class FakeConversations:
    """A workspace to read: rooms, who is in the private ones, and what was said."""

    rooms: list[Room] = field(default_factory=lambda: [PUBLIC, PRIVATE])
    insiders: Sequence[Person] = (ALICE,)
    said: dict[str, Reading] = field(default_factory=dict)
    trouble: Unreadable | None = None
    read_rooms: list[ChannelId] = field(default_factory=list)

    async def room(self, channel: ChannelId) -> Room | None:
        return next((room for room in self.rooms if room.id == channel), None)

    async def named(self, name: str, by: Person) -> ChannelId | None:
        return next((room.id for room in self.rooms if room.name == name), None)

    async def may_read(self, room: Room, by: Person) -> bool:
        return not room.is_private or by in self.insiders

    async def read(self, room: Room, stretch: Stretch) -> Reading:
        return self._read(room, room.id)

    async def read_thread(self, room: Room, thread: Thread) -> Reading:
        if str(thread) not in self.said:
            raise Gone("thread_not_found")
        return self._read(room, str(thread))

    def _read(self, room: Room, place: str) -> Reading:
        if self.trouble:
            raise self.trouble
        self.read_rooms.append(room.id)
        return self.said.get(place, Reading())


@dataclass
class FakeTallies:
    tallied: list[tuple[Stretch, ChannelId | None]] = field(default_factory=list)
    counts: Tally | None = None
    incidents: list[Incident] = field(default_factory=list)

    async def tally(self, stretch: Stretch, channel: ChannelId | None = None) -> Tally:
        self.tallied.append((stretch, channel))
        return replace(self.counts, stretch=stretch) if self.counts else Tally(stretch)

    async def concerned(
        self, stretch: Stretch, channel: ChannelId | None = None, at_most: int = 50
    ) -> list[Incident]:
        return self.incidents[:at_most]


@dataclass
class FakeIncidents:
    open: list[Shown] = field(default_factory=list)
    cards: dict[Thread, Incident] = field(default_factory=dict)

    async def at(self, thread: Thread) -> Incident | None:
        return self.cards.get(thread)

    async def shown(self) -> dict[AlarmArn, Shown]:
        return {one.incident.alarm.arn: one for one in self.open}


@dataclass
class FakeNarrator:
    prose: Prose = field(default_factory=lambda: Prose("All is well.", "fake-1"))
    told: list[Summary] = field(default_factory=list)

    async def tell(self, summary: Summary) -> Prose:
        self.told.append(summary)
        return self.prose


@dataclass
class FakeFiling:
    filed: list[tuple[Summary, Person | None]] = field(default_factory=list)
    trouble: str = ""

    async def file_summary(self, summary: Summary, by: Person | None) -> str:
        if self.trouble:
            raise NotFiled(self.trouble)
        self.filed.append((summary, by))
        return f"https://wiki.example.com/pages/{len(self.filed)}"


@dataclass
class FakeNotices:
    """Like the store: what is there already stays as it is."""

    events: dict[str, Event] = field(default_factory=dict)

    async def put(self, event: Event) -> None:
        self.events.setdefault(event.id, event)


class PlainReply:
    reading, gone, stays_private = "reading", "gone", "stays private"

    def unread(self, word: str) -> str:
        return f"unread {word}"

    def refused(self, refusal: Refusal) -> str:
        return f"refused {refusal}"

    def message(self, kept: Kept) -> Message:
        return Message(f"summary {kept.id}")

    def shared(self, kept: Kept) -> Message:
        return Message(f"shared {kept.id}")

    def filed(self, kept: Kept) -> Message:
        return Message(kept.page or kept.trouble)
