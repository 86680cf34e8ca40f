"""A file that can't be read is set aside, and the bot goes on and says what it no longer knows."""

import sqlite3
from functools import partial
from pathlib import Path

import pytest

from services.desk import StoreUnavailable
from services.locale import translations
from services.locale.sentences import Sentences
from services.slack.notices import memory_lost
from services.storage.sqlite.backlog import SqliteBacklog
from services.storage.sqlite.database import Database
from services.storage.sqlite.subjects import put_event
from tests.builders import OPS, event

SAYS = Sentences(translations("en"))


def open_it(path: Path) -> Database:
    return Database(path, lambda db, at: put_event(db, memory_lost(SAYS, at), [OPS]))


async def remember(database: Database, *titles: str) -> None:
    for title in titles:
        await database.run(partial(put_event, event=event(title), channels=[OPS]))


async def told(database: Database) -> list[str]:
    return [one.subject.title for one in await SqliteBacklog(database).owed(OPS, 99)]  # type: ignore[union-attr]


def kept(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.glob("*.corrupt-*"))


@pytest.fixture
async def path(tmp_path: Path):
    path = tmp_path / "state.db"
    database = open_it(path)
    await remember(database, *(f"number {n}" for n in range(300)))
    database.close()
    return path


def spoil(path: Path, start: int, end: int | None = None) -> None:
    whole = path.read_bytes()
    end = len(whole) if end is None else end
    path.write_bytes(whole[:start] + b"\xa5" * (end - start) + whole[end:])


async def test_what_is_no_database_is_set_aside_at_the_start_and_the_ops_channel_is_told(path):
    spoil(path, 0, 100)
    database = open_it(path)
    assert await told(database) == [SAYS.memory_lost]
    database.close()
    assert len(kept(path)) == 1


async def test_a_file_that_breaks_while_the_bot_runs_is_set_aside_and_the_next_try_succeeds(path):
    spoil(path, 4096 * 40)  # behind the schema, which is read at once
    database = open_it(path)
    with pytest.raises(StoreUnavailable):
        await told(database)
    assert await told(database) == [SAYS.memory_lost]
    await remember(database, "new")
    assert await told(database) == [SAYS.memory_lost, "new"]
    database.close()
    assert len(kept(path)) == 1


@pytest.mark.parametrize("begin", [b"{", b'"number 7'])
async def test_rubbish_in_one_row_is_found_as_well_and_stops_nothing_for_ever(path, begin):
    whole = path.read_bytes()
    at = whole.index(begin, whole.index(b'"number 7"') - (80 if begin == b"{" else 0))
    path.write_bytes(whole[:at] + b"\xa5" + whole[at + 1 :])
    database = open_it(path)
    with pytest.raises(StoreUnavailable):
        await told(database)
    assert await told(database) == [SAYS.memory_lost]
    database.close()
    assert len(kept(path)) == 1


async def test_a_crash_between_the_old_file_and_the_new_one_loses_no_word(path):
    spoil(path, 0, 100)
    open_it(path).close()
    path.rename(path.with_name("state.db.new"))
    database = open_it(path)
    assert await told(database) == [SAYS.memory_lost]
    database.close()


async def test_what_waited_in_the_log_of_the_old_file_goes_with_it(path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA wal_autocheckpoint=0")
    other.execute("UPDATE subject SET doc = '{}'")
    log = path.with_name("state.db-wal").read_bytes()
    other.close()
    path.with_name("state.db-wal").write_bytes(log)
    spoil(path, 0, 100)
    database = open_it(path)
    assert await told(database) == [SAYS.memory_lost]
    database.close()


async def test_a_full_disk_is_no_broken_file(path):
    def full(db: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    database = open_it(path)
    with pytest.raises(StoreUnavailable):
        await database.run(full)
    assert len(await told(database)) == 99
    database.close()
    assert kept(path) == []
