"""A desk and a board over each real store, with a Slack that remembers."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.storage import Storage, sqlite_storage
from demo.aws import LocalAws
from services.board import AlertBoard, Times
from services.desk import AlertDesk, Outcome
from services.incident import ChannelId, IncidentId
from services.storage.sqlite.database import Database
from tests.builders import ALERTS, OPS, deliver, event
from tests.dynamo import MemoryDynamo
from tests.fakes import Allowance, Clock, Everywhere, FakeBook, FakeSlack, PlainFace
from tests.tables import NAME, create, on_moto, open_dynamo

Opening = Callable[[Clock], Storage]


@dataclass
class Office:
    """All that stands between a delivery and a channel."""

    opening: Opening
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
        """Start, or start again after a crash: only what is stored is left."""
        self.storage = self.opening(self.clock)
        self.backlog = self.storage.backlog
        self.storms = self.storage.storms
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
            self.storage.desk,
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
        self.storage.close()
        self.open()

    async def hear(self, *said: object) -> list[Outcome]:
        return await self.desk.accept(deliver(*said))  # type: ignore[arg-type]

    async def show(self, channel: ChannelId = ALERTS) -> None:
        """Let the board write until it has to wait."""
        while await self.board.step(channel) == 0:
            await asyncio.sleep(0)


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest) -> str:
    """Which store a test is run over."""
    return str(request.param)


@pytest.fixture
def opening(store: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Opening]:
    """Opens the store, as often as a test likes; it holds what was put into it before."""
    if store == "sqlite":
        yield lambda clock: sqlite_storage(Database(tmp_path / "state.db"), clock)
    elif store == "memory":
        memory = MemoryDynamo()
        yield lambda clock: open_dynamo(memory, NAME, clock)
    elif store == "moto":
        with on_moto() as client:
            yield lambda clock: open_dynamo(client, NAME, clock)
    else:
        client, name = request.getfixturevalue("ministack"), f"watchbell-{uuid.uuid4().hex}"
        create(client, name)
        yield lambda clock: open_dynamo(client, name, clock)


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A second DynamoDB, which knows nothing of the first."""
    with asyncio.Runner() as runner:
        aws = LocalAws(tmp_path_factory.mktemp("dynamodb"))
        runner.run(aws.start())
        yield aws.clients.dynamodb
        runner.run(aws.stop())


@pytest.fixture
async def office(opening: Opening) -> AsyncIterator[Office]:
    office = Office(opening)
    yield office
    for left in office.later:
        left.close()
    office.storage.close()
