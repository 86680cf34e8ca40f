"""The file: one bot's, migrated by version, and never half written."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from services.desk import StoreUnavailable, Verdict
from services.incident import IncidentId
from services.muting.mute import Mute, MuteId
from services.record import Known, Step, take
from services.storage import codec
from services.storage.owing import SEEN_FOR
from services.storage.sqlite.database import Database, DatabaseInUse, DatabaseTooNew
from services.storage.sqlite.logbook import SqliteLogbook
from services.storage.sqlite.mutes import SqliteMutes
from services.storage.sqlite.schema import MIGRATIONS
from services.storage.sqlite.store import SqliteStore
from services.storage.sqlite.tallies import SqliteTallies
from services.summing.tally import Stretch, Took
from tests.builders import ALERTS, ALICE, NOON, alarm, deliver, event, incident, minutes, ok
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


async def test_seen_keys_are_forgotten_when_no_queue_can_still_hold_them(store, clock):
    await accept(store, event())
    clock.pass_(SEEN_FOR.total_seconds() + 1)
    assert (await accept(store, event("another")))[0].verdict is Verdict.ACCEPTED
    count = await store.database.run(lambda db: db.execute("SELECT count(*) FROM seen").fetchone()[0])
    assert count == 1


async def test_a_store_that_fails_says_so_and_keeps_nothing_of_the_batch(store):
    await store.database.run(lambda db: db.execute("ALTER TABLE post RENAME TO away").close())
    with pytest.raises(StoreUnavailable):
        await accept(store, alarm("one"), alarm("two"))
    await store.database.run(lambda db: db.execute("ALTER TABLE away RENAME TO post").close())
    assert [one.verdict for one in await accept(store, alarm("one"), alarm("two"))] == [Verdict.ACCEPTED] * 2


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


async def statements(database, work) -> list[str]:
    """What SQLite is asked while *work* is done."""
    asked: list[str] = []
    await database.run(lambda db: db.set_trace_callback(asked.append))
    await work
    await database.run(lambda db: db.set_trace_callback(None))
    return asked


async def test_where_nothing_is_muted_a_batch_asks_for_mutes_once_and_for_nothing_else(store):
    asked = await statements(store.database, accept(store, *(alarm(f"web-{n}") for n in range(10))))
    assert len([one for one in asked if "FROM mute" in one]) == 1
    assert [one for one in asked if "silence'" in one or "silence =" in one] == []


async def test_mutes_are_found_by_an_index_and_so_is_what_they_keep_quiet(store):
    database = store.database
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


async def test_who_ended_a_mute_stays_known(store):
    database = store.database
    mutes = SqliteMutes(database)
    await mutes.add(mute(), NOON, [ALERTS])
    await mutes.end([mute()], NOON, ALICE)
    (name,) = await database.run(
        lambda db: db.execute("SELECT doc ->> '$.ended_by.name' FROM mute WHERE ended = 1").fetchone()
    )
    assert name == "Alice"


async def test_the_indexes_answer_without_a_look_at_any_document(store):
    """Else a million closed incidents would be read for the figures of a day."""
    for query in (
        "SELECT count(*) FROM life WHERE opened_at >= 1 AND opened_at < 2",
        "SELECT arn, count(*), max(opened_at) FROM life WHERE opened_at >= 1 AND opened_at < 2 GROUP BY arn",
        "SELECT closed_at - opened_at FROM life WHERE closed_at >= 1 AND closed_at < 2 AND state = 'OK'",
    ):
        plan = await store.database.run(lambda db, q=query: db.execute(f"EXPLAIN QUERY PLAN {q}").fetchall())
        assert "USING COVERING INDEX" in plan[0]["detail"], plan[0]["detail"]


async def test_a_store_of_an_earlier_version_is_counted_as_well(tmp_path):
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statements in MIGRATIONS[:2]:
            for statement in statements:
                db.execute(statement)
        closed = incident(closed_at=NOON + minutes(9), state=ok(after=9).state)
        kind, doc = codec.dump_subject(closed)
        db.execute("INSERT INTO subject (id, kind, doc, closed) VALUES ('a', ?, ?, 1)", (kind, doc))
        db.execute("PRAGMA user_version=2")
    database = Database(path)
    tally = await SqliteTallies(database).tally(Stretch(NOON, NOON + minutes(120)))
    database.close()
    assert (tally.opened, tally.recovered) == (1, 1)
    assert tally.to_recover == Took(1, 540.0, 540.0)
    assert [one.last for one in tally.noisiest] == [NOON]


async def test_the_runs_of_days_ago_are_forgotten(store):
    logbook = SqliteLogbook(store.database)
    for days in range(4):
        await logbook.claim("sweep", NOON + timedelta(days=days))
    kept = await store.database.run(lambda db: db.execute("SELECT count(*) FROM meta").fetchone()[0])
    assert kept == 2


def mute() -> Mute:
    return Mute(MuteId("mute-1"), "web-*", ALICE, NOON, NOON + timedelta(hours=1), reason="deploy")
