"""The file: one bot's, migrated by version, and never half written."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from services.desk import StoreUnavailable, UnknownIncident, Verdict
from services.incident import IncidentId
from services.record import Known, Step, take
from services.storage.owing import SEEN_FOR
from services.storage.sqlite.database import Database, DatabaseInUse, DatabaseTooNew
from services.storage.sqlite.schema import MIGRATIONS
from services.storage.sqlite.store import SqliteStore
from tests.builders import ALERTS, ALICE, alarm, deliver, event, no_data, ok
from tests.fakes import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock):
    database = Database(tmp_path / "state.db")
    yield SqliteStore(database, clock)
    database.close()


def decide(known: Known, said) -> Step:
    return take(known, said, lambda: IncidentId(f"i-{said.name}"))


async def accept(store, *said):
    return await store.accept(deliver(*said), decide, lambda _: [ALERTS])


async def test_what_was_seen_before_changes_nothing(store):
    first = await accept(store, alarm(), event())
    again = await accept(store, alarm(), event())
    assert [one.verdict for one in first] == [Verdict.ACCEPTED] * 2
    assert [one.verdict for one in again] == [Verdict.SEEN] * 2


async def test_seen_keys_are_forgotten_when_no_queue_can_still_hold_them(store, clock):
    await accept(store, event())
    clock.pass_(SEEN_FOR.total_seconds() + 1)
    assert (await accept(store, event("another")))[0].verdict is Verdict.ACCEPTED
    count = await store.database.run(lambda db: db.execute("SELECT count(*) FROM seen").fetchone()[0])
    assert count == 1


async def test_one_message_s_trouble_is_not_the_others(store):
    def picky(known: Known, said) -> Step:
        if said.name == "poison":
            raise ValueError("can't be decided")
        return decide(known, said)

    said = deliver(alarm("good"), alarm("poison"), alarm("fine"))
    outcomes = await store.accept(said, picky, lambda _: [ALERTS])
    assert [one.verdict for one in outcomes] == [Verdict.ACCEPTED, Verdict.FAILED, Verdict.ACCEPTED]
    retried = await store.accept(said, decide, lambda _: [ALERTS])
    assert [one.verdict for one in retried] == [Verdict.SEEN, Verdict.ACCEPTED, Verdict.SEEN]


async def test_a_store_that_fails_says_so_and_keeps_nothing_of_the_batch(store):
    await store.database.run(lambda db: db.execute("ALTER TABLE post RENAME TO away").close())
    with pytest.raises(StoreUnavailable):
        await accept(store, alarm("one"), alarm("two"))
    await store.database.run(lambda db: db.execute("ALTER TABLE away RENAME TO post").close())
    assert [one.verdict for one in await accept(store, alarm("one"), alarm("two"))] == [Verdict.ACCEPTED] * 2


async def test_an_incident_nobody_opened_is_unknown(store):
    with pytest.raises(UnknownIncident):
        await store.change(IncidentId("nothing"), lambda incident: (incident, None))


async def test_an_incident_comes_back_as_it_was_put(store):
    await accept(store, alarm(after=0), no_data(after=1), ok(after=2))
    incident = await store.change(IncidentId("i-web-7-cpu-high"), lambda one: (one, None))
    assert incident.alarm == ok(after=2)
    watched = await store.change(incident.id, lambda one: (one.watched(ALICE, one.since), None))
    assert watched.is_watched_by(ALICE)
    assert await store.change(incident.id, lambda one: (one, None)) == watched


def test_a_second_bot_on_the_same_file_is_refused_with_what_to_do(tmp_path):
    database = Database(tmp_path / "state.db")
    with pytest.raises(DatabaseInUse, match="STATE_URL"):
        Database(tmp_path / "state.db")
    database.close()
    Database(tmp_path / "state.db").close()


def test_a_file_of_a_newer_version_is_left_alone(tmp_path):
    Database(tmp_path / "state.db").close()
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(DatabaseTooNew, match="newer"):
        Database(tmp_path / "state.db")


async def test_what_is_accepted_survives_a_power_cut(store):
    levels = await store.database.run(
        lambda db: (
            db.execute("PRAGMA synchronous").fetchone()[0],
            db.execute("PRAGMA journal_mode").fetchone()[0],
        )
    )
    assert levels == (2, "wal")


def count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM seen").fetchone()[0])


def put(key: str):
    return lambda db: db.execute("INSERT INTO seen VALUES (?, 0)", (key,)).rowcount


async def test_of_what_is_written_together_each_fails_alone(store):
    def poison(db: sqlite3.Connection) -> None:
        put("poison")(db)
        raise ValueError("can't be written")

    run = store.database.run
    told: list[object] = await asyncio.gather(
        run(put("first")), run(poison), run(put("last")), return_exceptions=True
    )
    assert [told[0], told[2]] == [1, 1]
    assert isinstance(told[1], ValueError)
    assert await run(count) == 2


async def test_a_disk_that_fails_fails_all_that_is_written_together(store):
    def full(db: sqlite3.Connection) -> None:
        db.execute("ROLLBACK")  # as SQLite does by itself then
        raise sqlite3.OperationalError("database or disk is full")

    run = store.database.run
    told = await asyncio.gather(run(put("first")), run(full), run(put("last")), return_exceptions=True)
    assert all(isinstance(one, StoreUnavailable) and "disk is full" in str(one) for one in told)
    assert await run(count) == 0
    assert await run(put("first")) == 1


async def test_a_closed_file_keeps_nobody_waiting(tmp_path):
    database = Database(tmp_path / "state.db")
    database.close()
    with pytest.raises(RuntimeError):
        await asyncio.wait_for(database.run(count), 30)
