"""A storm that several bots tell, or begin to: whoever dies in the middle, it is told once and whole."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.storage import Storage
from services.desk import StoreUnavailable
from services.incident import IncidentId
from services.storage.sqlite.database import Database
from services.storage.sqlite.store import SqliteStore
from services.storming.storm import CALM
from tests.builders import ALERTS, NOON, OPS, alarm, deliver, event, ok
from tests.dynamo import MemoryDynamo
from tests.fakes import Clock
from tests.services.bots import House, Killed, SharedSqlite
from tests.services.conftest import Office
from tests.services.storage.conftest import decide
from tests.tables import NAME, Troubled, open_dynamo

FEW = 5
NAMES = [f"{number:03}-{'x' * 200}" for number in range(120)]  # on three pages


@pytest.fixture(params=["sqlite", "memory"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    clock = Clock()
    if request.param == "sqlite":
        database = Database(tmp_path / "state.db")
        yield House(SqliteStore(database, clock), SharedSqlite(database), clock=clock, few=FEW)
        database.close()
        return
    storage = open_dynamo(MemoryDynamo(), NAME, clock)
    assert storage.shared
    yield House(storage.desk, storage.shared.backlog, clock=clock, few=FEW)
    storage.close()


@pytest.mark.parametrize("dies_at", range(1, 5))
async def test_a_storm_whose_teller_dies_in_the_middle_is_told_once_and_whole(house: House, dies_at: int):
    a, b = await house.hire("a"), await house.hire("b")
    a.line.dies_at = dies_at
    await a.hear(*(alarm(name) for name in NAMES))
    with pytest.raises(Killed):
        await a.show()
    await b.hear(alarm("while nobody told"), ok(NAMES[7], after=2))
    await house.pass_(40, b)
    assert house.slack.texts(ALERTS) == ["storm: 121 alarms, 120 ALARM, 1 OK"]
    pages = [text.splitlines() for text in house.slack.texts(ALERTS, thread=True)]
    assert sorted(page[0] for page in pages) == ["page 1", "page 2", "page 3"]
    named = [line.partition(" ")[2] for page in pages for line in page[1:]]
    assert sorted(named) == sorted([*NAMES, "while nobody told"])
    assert f"OK {NAMES[7]}" in pages[0]


@pytest.fixture
def memory() -> MemoryDynamo:
    return MemoryDynamo()


@pytest.fixture
def client(memory: MemoryDynamo) -> Troubled:
    return Troubled(memory)


@pytest.fixture
async def stormy(client: Troubled) -> AsyncIterator[Office]:
    """A bot whose table fails when it is told to."""
    office = Office(lambda clock: open_dynamo(client, NAME, clock))
    office.pace.few = FEW
    yield office
    for left in office.later:
        left.close()
    office.storage.close()


def fail_after(client: Troubled, writes: int) -> None:
    client.fail_after = client.asked.count("transact_write_items") + writes


def told(office: Office) -> tuple[list[str], list[str]]:
    """The cards of a channel, and what its pages name."""
    pages = [text for text in office.slack.texts(ALERTS, thread=True) if text.startswith("page")]
    return office.slack.texts(ALERTS), sorted(line for page in pages for line in page.splitlines()[1:])


@pytest.mark.parametrize("writes", [0, 1, 3, 5, 7])
async def test_a_storm_whose_gathering_was_cut_short_is_gathered_whole(client, stormy, writes):
    await stormy.hear(*(alarm(name) for name in NAMES))
    fail_after(client, writes)
    with pytest.raises(StoreUnavailable):
        await stormy.show()
    client.fail_after = None
    stormy.crash()
    await stormy.show()
    cards, named = told(stormy)
    assert cards == ["storm: 120 alarms, 120 ALARM, 0 OK"]
    assert named == sorted(f"ALARM {name}" for name in NAMES)


@pytest.mark.parametrize("writes", range(1, 12, 2))
async def test_a_storm_that_was_dissolved_half_way_is_dissolved_whole(client, stormy, writes):
    await stormy.hear(*(alarm(name) for name in NAMES))
    await stormy.show()
    fail_after(client, writes)
    with pytest.raises(StoreUnavailable):
        await stormy.backlog.move(ALERTS, OPS, event("moved"))
    client.fail_after = None
    stormy.crash()
    await stormy.backlog.move(ALERTS, OPS, None)
    assert await stormy.backlog.owed(ALERTS, 20) == []
    await stormy.show(OPS)
    assert "storm: 120 alarms, 120 ALARM, 0 OK" in stormy.slack.texts(OPS)


async def test_thousands_of_changes_are_told_without_a_write_of_the_storm_for_each(memory, stormy):
    await stormy.hear(*(alarm(name) for name in NAMES))
    await stormy.show()

    def writes() -> int:
        """Of the storm's own items: its row and its pages."""
        own = [item for (pk, _), item in memory.items.items() if pk.startswith("SUBJECT#storm-")]
        return sum(int(item["v"]["N"]) for item in own)

    before = writes()
    await stormy.hear(*(ok(name, after=2) for name in NAMES))
    await stormy.show()
    assert told(stormy)[1] == sorted(f"OK {name}" for name in NAMES)
    assert writes() - before < 12


@pytest.fixture
def bots(memory: MemoryDynamo) -> Iterator[list[Storage]]:
    clock = Clock(NOON.timestamp())
    opened = [open_dynamo(memory, NAME, clock, threads=4) for _ in range(2)]
    yield opened
    for bot in opened:
        bot.close()


async def test_two_that_gather_at_once_begin_one_storm_and_end_it_once(bots):
    said = deliver(*(alarm(f"web-{n}") for n in range(40)))
    await bots[0].desk.accept(said, decide, lambda _: [ALERTS])
    await asyncio.gather(*(bot.backlog.gather(ALERTS, FEW, NOON) for bot in bots))
    (card,) = [one for one in await bots[0].backlog.owed(ALERTS, 20) if one.is_card]
    assert len(await bots[1].storms.entries(card.subject.id, "", 99)) == 40
    looks = await asyncio.gather(*(bot.storms.look(NOON + 2 * CALM) for bot in bots))
    assert sum(len(due) for due in looks) == 1
    assert (await bots[0].storms.storm(card.subject.id)).lists == 1
    await bots[1].storms.give_card(card.subject.id, IncidentId("i-web-7"))
    assert sum(one.has_card for one in await bots[0].storms.entries(card.subject.id, "", 99)) == 1
