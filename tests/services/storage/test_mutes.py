"""What muting costs the store, and what it keeps of it."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.incident import IncidentId
from services.muting.mute import Mute, MuteId
from services.record import Known, Step, take
from services.storage.sqlite.database import Database
from services.storage.sqlite.mutes import SqliteMutes
from services.storage.sqlite.store import SqliteStore
from tests.builders import ALERTS, ALICE, NOON, alarm, deliver
from tests.fakes import Clock


@pytest.fixture
async def database(tmp_path: Path):
    database = Database(tmp_path / "state.db")
    yield database
    database.close()


@pytest.fixture
def store(database):
    return SqliteStore(database, Clock(NOON.timestamp()))


def decide(known: Known, said) -> Step:
    return take(known, said, lambda: IncidentId(f"i-{said.name}"))


async def statements(database, work) -> list[str]:
    """What SQLite is asked while *work* is done."""
    asked: list[str] = []
    await database.run(lambda db: db.set_trace_callback(asked.append))
    await work
    await database.run(lambda db: db.set_trace_callback(None))
    return asked


def mute(number: int = 1, pattern: str = "web-*", hours: float = 1) -> Mute:
    return Mute(
        MuteId(f"mute-{number}"), pattern, ALICE, NOON, NOON + timedelta(hours=hours), reason="deploy"
    )


async def accept(store, *said):
    return await store.accept(deliver(*said), decide, lambda _: [ALERTS])


async def test_where_nothing_is_muted_a_batch_asks_for_mutes_once_and_for_nothing_else(database, store):
    asked = await statements(database, accept(store, *(alarm(f"web-{n}") for n in range(10))))
    assert len([one for one in asked if "FROM mute" in one]) == 1
    assert [one for one in asked if "silence'" in one or "silence =" in one] == []


async def test_mutes_are_found_by_an_index_and_so_is_what_they_keep_quiet(database, store):
    await SqliteMutes(database).add(mute(), NOON, [ALERTS])
    await accept(store, alarm("web-1"))
    for query in (
        "SELECT doc FROM mute WHERE ended = 0 ORDER BY id",
        "SELECT doc FROM subject WHERE kind = 'silence' AND closed = 0",
        "SELECT count(*) FROM subject WHERE silence = 'x' AND closed = 0",
    ):
        plan = await database.run(
            lambda db, query=query: db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
        )
        assert all("USING" in row["detail"] and "INDEX" in row["detail"] for row in plan), query


async def test_a_mute_comes_back_as_it_was_put_until_it_ends(database):
    mutes = SqliteMutes(database)
    first, second = mute(1), mute(2, "db-*", hours=2)
    for one in (first, second):
        await mutes.add(one, NOON, [ALERTS])
    assert await mutes.mutes() == [first, second]
    assert await mutes.look(NOON + timedelta(minutes=59)) == 0
    assert await mutes.look(NOON + timedelta(minutes=60)) == 1
    assert await mutes.mutes() == [second]
    await mutes.end([second], NOON + timedelta(minutes=61), ALICE)
    assert await mutes.mutes() == []
    assert await mutes.look(NOON + timedelta(hours=9)) == 0


async def test_who_ended_a_mute_stays_known(database):
    mutes = SqliteMutes(database)
    await mutes.add(mute(), NOON, [ALERTS])
    await mutes.end([mute()], NOON, ALICE)
    (name,) = await database.run(
        lambda db: db.execute("SELECT doc ->> '$.ended_by.name' FROM mute WHERE ended = 1").fetchone()
    )
    assert name == "Alice"


async def test_of_a_batch_that_fails_no_silence_is_kept(database, store):
    await SqliteMutes(database).add(mute(), NOON, [ALERTS])

    def picky(known: Known, said) -> Step:
        step = decide(known, said)
        return Step(step.record, None if said.name == "web-2" else step.incident, step.line)

    def channels(said):
        if said.name == "web-3":
            raise ValueError("no route")
        return [ALERTS]

    await store.accept(deliver(*(alarm(f"web-{n}") for n in (1, 2, 3))), picky, channels)
    held = await database.run(
        lambda db: db.execute("SELECT id FROM subject WHERE silence IS NOT NULL").fetchall()
    )
    assert [row["id"] for row in held] == ["i-web-1"]


async def test_the_open_incidents_under_a_mute_are_found(database, store):
    await accept(store, alarm("web-1"), alarm("db-1"))
    covered = await SqliteMutes(database).open_under(mute())
    assert [one.alarm.name for one in covered] == ["web-1"]
    assert await SqliteMutes(database).incident(IncidentId("i-web-1")) == covered[0]
    assert await SqliteMutes(database).incident(IncidentId("nothing")) is None
