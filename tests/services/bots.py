"""Several bots on one store, one Slack and one virtual clock; each may be held up, cut off or killed."""

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from services.board import AlertBoard, Times
from services.desk import AlertDesk, Store, StoreUnavailable
from services.incident import ChannelId, IncidentId
from services.post import How, Message, Owed, PostId, Settled, Ts
from services.sharing.duty import DutyBacklog, DutyChannel, SharedBacklog
from services.sharing.rota import MemberId, Terms, World
from services.sharing.shifts import Shifts
from services.storage.sqlite.backlog import SqliteBacklog
from tests.builders import ALERTS, OPS, deliver, event
from tests.fakes import Allowance, Clock, Everywhere, FakeBook, FakeSlack, MemoryRota, PlainFace

NUMBERS = count(1)


class Killed(Exception):
    """The end of a process."""


@dataclass(frozen=True)
class SharedSqlite(SqliteBacklog):
    """SQLite as if several bots could write it."""

    async def known(self) -> list[ChannelId]:
        return [ALERTS, OPS]

    async def news(self, channels: Sequence[ChannelId]) -> list[ChannelId]:
        return [one for one in await self.channels() if one in channels]

    async def intend(self, posts: Sequence[Owed], at: float) -> None:
        rows = [await self._row(post) for owed in posts for post in owed.posts]
        if any(ts is not None or intent is not None for ts, intent in rows):
            raise StoreUnavailable("another bot has begun it")
        await super().intend(posts, at)

    async def settle_begun(self, results: Sequence[Settled], begun: Mapping[PostId, float]) -> list[Settled]:
        late = []
        for one in results:
            ts, intent = await self._row(one.owed.id)
            if one.owed.method == "post" and (intent != begun.get(one.owed.id) or ts is not None):
                late += [one] if one.how is How.SHOWN and one.ts != ts else []
            else:
                await self.settle([one])
        return late

    async def _row(self, post: PostId) -> tuple[Ts | None, float | None]:
        query = "SELECT ts, intent FROM post WHERE id = ?"
        row = await self.database.run(lambda db: db.execute(query, (post,)).fetchone())
        return row["ts"], row["intent"]


@dataclass
class Line:
    """A bot's own way to Slack, on which it may be held up."""

    slack: FakeSlack
    held_up: Callable[[], Awaitable[None]] | None = None  # what happens before the next write arrives
    dies_at: int | None = None  # the post that arrives, and whose answer nobody is there to read
    posts: int = 0

    async def post(self, owed: Owed, message: Message) -> Ts:
        await self._wait()
        ts = await self.slack.post(owed, message)
        self.posts += 1
        if self.posts == self.dies_at:
            raise Killed
        return ts

    async def update(self, owed: Owed, message: Message) -> None:
        await self._wait()
        await self.slack.update(owed, message)

    async def find(self, owed: Owed) -> list[Ts]:
        return await self.slack.find(owed)

    async def delete(self, channel: ChannelId, ts: Ts) -> None:
        await self.slack.delete(channel, ts)

    async def permalink(self, channel: ChannelId, ts: Ts) -> str:
        return await self.slack.permalink(channel, ts)

    async def _wait(self) -> None:
        held_up, self.held_up = self.held_up, None
        if held_up:
            await held_up()


@dataclass
class House:
    """What the bots share."""

    store: Store
    backlog: SharedBacklog
    channels: Sequence[ChannelId] = (ALERTS, OPS)
    clock: Clock = field(default_factory=Clock)
    slack: FakeSlack = field(default_factory=FakeSlack)
    rota: MemoryRota = field(default_factory=MemoryRota)
    few: float = math.inf  # posts that a channel takes before it is a storm
    bots: "list[Bot]" = field(default_factory=list)

    async def hire(self, name: str, wrong_by: float = 0.0) -> "Bot":
        """Start a bot whose clock is *wrong_by* so many seconds."""
        bot = Bot(self, name, wrong_by)
        self.bots.append(bot)
        await bot.shifts.round()
        return bot

    async def pass_(self, seconds: float, *bots: "Bot") -> None:
        """Let time pass for those *bots*, or all; the others stand still, or are dead."""
        for _ in range(int(seconds * 2)):
            self.clock.pass_(0.5)
            for bot in bots or self.bots:
                await bot.turn()

    def shown_by(self) -> dict[ChannelId, str]:
        return {channel: bot.name for bot in self.bots for channel in self.channels if bot.shows(channel)}


@dataclass
class Bot:
    house: House
    name: str
    wrong_by: float = 0.0

    def __post_init__(self) -> None:
        house = self.house
        self.line, self.shared, self.woken = Line(house.slack), 0, set[ChannelId]()
        backlog = house.backlog
        self.shifts = Shifts(
            World(
                house.rota,
                backlog,
                lambda *channels: self.woken.update(channels),
                self._share,
                house.clock,
                lambda: MemberId(f"{self.name}/{next(NUMBERS)}"),
            ),
            Terms(),
            set(house.channels),
        )
        terms = self.shifts.terms
        self.board = AlertBoard(
            DutyBacklog(backlog, self.line, self.shifts),
            DutyChannel(self.line, self.shifts),
            PlainFace(),
            Allowance(few=house.few),
            ops=OPS,
            notice=lambda channel: event(f"no more in {channel}"),
            clock=lambda: house.clock.now + self.wrong_by,
            times=Times(request=terms.request, batch=terms.batch),
        )
        self.desk = AlertDesk(
            house.store,
            Everywhere([ALERTS]),
            FakeBook(),
            changed=self.board.wake,
            later=lambda work: work.close(),
            clock=lambda: datetime.fromtimestamp(house.clock.now, UTC),
            new_id=lambda: IncidentId(f"i{next(NUMBERS)}"),
        )

    def _share(self, bots: int) -> None:
        self.shared = bots

    def shows(self, channel: ChannelId) -> bool:
        return self.shifts.shows(channel)

    async def turn(self) -> None:
        """One round of the rota, and whatever it may show."""
        with suppress(StoreUnavailable):
            await self.shifts.round()
        for channel in self.house.channels:
            await self.show(channel)

    async def show(self, channel: ChannelId = ALERTS) -> None:
        try:
            while await self.board.step(channel) == 0:
                pass
        except StoreUnavailable:
            return

    async def hear(self, *said: object) -> None:
        await self.desk.accept(deliver(*said))  # type: ignore[arg-type]
