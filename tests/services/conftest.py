"""A desk and a board over a real SQLite file, with a Slack that remembers."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from services.board import AlertBoard, Times
from services.desk import AlertDesk, Outcome
from services.incident import ChannelId, IncidentId
from services.storage.sqlite.backlog import SqliteBacklog
from services.storage.sqlite.database import Database
from services.storage.sqlite.store import SqliteStore
from services.storage.sqlite.storms import SqliteStorms
from tests.builders import ALERTS, OPS, deliver, event
from tests.fakes import Allowance, Clock, Everywhere, FakeBook, FakeSlack, PlainFace


@dataclass
class Office:
    """All that stands between a delivery and a channel."""

    path: Path
    clock: Clock = field(default_factory=Clock)
    slack: FakeSlack = field(default_factory=FakeSlack)
    pace: Allowance = field(default_factory=Allowance)
    routes: Everywhere = field(default_factory=lambda: Everywhere([ALERTS]))
    book: FakeBook = field(default_factory=FakeBook)
    later: "list[Coroutine[None, None, None]]" = field(default_factory=list)

    def __post_init__(self) -> None:
        self.numbers = count(1)
        self.open()

    def open(self) -> None:
        """Start, or start again after a crash: only the file is left."""
        self.database = Database(self.path)
        self.store, self.backlog = SqliteStore(self.database, self.clock), SqliteBacklog(self.database)
        self.storms = SqliteStorms(self.database)
        self.board = AlertBoard(
            self.backlog,
            self.slack,
            PlainFace(),
            self.pace,
            ops=OPS,
            notice=lambda channel: event(f"no more in {channel}"),
            clock=self.clock,
            times=Times(store=0.01),
        )
        self.desk = AlertDesk(
            self.store,
            self.routes,
            self.book,
            changed=self.board.wake,
            later=self.later.append,
            clock=self.now,
            new_id=lambda: IncidentId(f"i{next(self.numbers)}"),
        )

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now, UTC)

    def crash(self) -> None:
        self.database.close()
        self.open()

    async def hear(self, *said: object) -> list[Outcome]:
        return await self.desk.accept(deliver(*said))  # type: ignore[arg-type]

    async def show(self, channel: ChannelId = ALERTS) -> None:
        """Let the board write until it has to wait."""
        while await self.board.step(channel) == 0:
            await asyncio.sleep(0)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    office = Office(tmp_path / "state.db")
    yield office
    for left in office.later:
        left.close()
    office.database.close()
