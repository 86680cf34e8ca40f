"""The audit trail for files."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot import audit
from services.audit import Deed
from services.storage.sqlite.database import Database
from services.storage.sqlite.trail import SqliteTrail
from tests.builders import ALICE, BOB

NOW = datetime.now(UTC)


@pytest.fixture
async def file(tmp_path, monkeypatch):
    """A store with three deeds, as a running bot has it open."""
    monkeypatch.chdir(tmp_path)
    needed = {"SLACK_BOT_TOKEN": "b", "SLACK_APP_TOKEN": "a", "ALARM_QUEUE_URL": "q", "ALERT_CHANNEL": "C1"}
    for name, value in needed.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STATE_URL", f"sqlite:///{tmp_path}/state.db")
    database = Database(tmp_path / "state.db")
    trail = SqliteTrail(database)
    await trail.record(Deed(NOW - timedelta(days=3), ALICE, "watch", "old", "done"))
    await trail.record(Deed(NOW - timedelta(hours=2), BOB, "/aws", "test", "refused"))
    await trail.record(Deed(NOW, ALICE, "watch", "i1", "done"))
    yield database
    database.close()


def test_the_last_day_is_told_oldest_first(file, capsys):
    assert audit.main(["--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["name"], row["action"], row["outcome"]) for row in rows] == [
        ("Bob", "/aws", "refused"),
        ("Alice", "watch", "done"),
    ]


@pytest.mark.parametrize(
    ("asked", "targets"),
    [
        (["--since", "7d"], ["old", "test", "i1"]),
        (["--since", "7d", "alice"], ["old", "i1"]),
        (["--since", "7d", "WATCH", "i1"], ["i1"]),
        (["--since", "1h"], ["i1"]),
        (["--since", "2020-01-01", "bob"], ["test"]),
        (["nobody"], []),
    ],
)
def test_it_can_be_narrowed_to_a_time_a_person_or_an_alarm(file, capsys, asked, targets):
    assert audit.main([*asked, "--json"]) == 0
    assert [json.loads(line)["target"] for line in capsys.readouterr().out.splitlines()] == targets


def test_a_time_nobody_understands_is_refused_with_how_to_write_it(file, capsys):
    with pytest.raises(SystemExit, match="2"):
        audit.main(["--since", "yesterday"])
    assert "24h" in capsys.readouterr().err


def test_without_a_store_it_says_so(file, capsys, monkeypatch):
    monkeypatch.setenv("STATE_URL", "sqlite:///nowhere.db")
    assert audit.main([]) == 1
    assert "nowhere.db" in capsys.readouterr().err
