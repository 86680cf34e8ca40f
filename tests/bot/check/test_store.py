"""The store's line, in each state of the file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.checks.store import check_store
from services.storage.sqlite.database import Database
from services.storage.sqlite.schema import MIGRATIONS


def look(path: Path):
    return check_store(path, str)


def test_a_file_that_will_be_made(tmp_path):
    found = look(tmp_path / "new" / "state.db")
    assert (found.ok, found.remedy) == ("ok", "")
    assert found.says.endswith("will be made")
    assert list(tmp_path.iterdir()) == []


def test_a_file_at_rest_is_looked_at_and_left_as_it_is(tmp_path):
    Database(tmp_path / "state.db").close()
    before = sorted(one.name for one in tmp_path.iterdir())
    assert look(tmp_path / "state.db").says.endswith(f"format {len(MIGRATIONS)}")
    assert sorted(one.name for one in tmp_path.iterdir()) == before


def test_a_file_in_use_by_a_running_bot(tmp_path):
    running = Database(tmp_path / "state.db")
    assert look(tmp_path / "state.db").ok == "ok"
    running.close()


def test_an_older_format_is_brought_on_at_the_next_start(tmp_path):
    write(tmp_path / "state.db", 0)
    found = look(tmp_path / "state.db")
    assert found.ok == "ok"
    assert "next start" in found.says


def test_a_newer_format(tmp_path):
    write(tmp_path / "state.db", len(MIGRATIONS) + 1)
    found = look(tmp_path / "state.db")
    assert found.ok == "failed"
    assert "newer Watchbell" in found.says
    assert found.remedy.startswith("Run that version")


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "state.db").write_text(
        "not a database, but long enough to look like a file with a header" * 99
    )
    found = look(tmp_path / "state.db")
    assert found.ok == "failed"
    assert "STATE_URL" in found.remedy


@pytest.mark.parametrize("name", ["file/state.db", "file/deeper/state.db"])
def test_a_folder_that_is_a_file(tmp_path, name):
    (tmp_path / "file").write_text("")
    found = look(tmp_path / name)
    assert found.ok == "failed"
    assert "STATE_URL" in found.remedy


def test_a_file_whose_name_means_something_in_an_address(tmp_path):
    Database(tmp_path / "a?b#c%20.db").close()
    assert look(tmp_path / "a?b#c%20.db").ok == "ok"


def write(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={version}")
        connection.execute("CREATE TABLE one (n)")
        connection.commit()
