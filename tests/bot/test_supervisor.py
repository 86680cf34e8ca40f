"""What systemd hears, on a real datagram socket."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.settings import read_supervisor
from bot.supervisor import Supervisor


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.settimeout(5)
        yield door


def heard(door: socket.socket) -> list[str]:
    return door.recv(4096).decode().split("\n")


def test_a_supervisor_hears_how_the_bot_is(door, tmp_path: Path):
    door.bind(str(tmp_path / "notify"))
    supervisor = Supervisor(str(tmp_path / "notify"))
    supervisor.ready("connected")
    supervisor.alive()
    supervisor.status("unwell: queue\nREADY=1")
    supervisor.stopping("stopping")
    assert heard(door) == ["READY=1", "STATUS=connected"]
    assert heard(door) == ["WATCHDOG=1"]
    assert heard(door) == ["STATUS=unwell: queue READY=1"]
    assert heard(door) == ["STOPPING=1", "STATUS=stopping"]


def test_an_abstract_name_is_one_without_a_file(door, tmp_path: Path):
    name = f"watchbell-{tmp_path.name}"
    door.bind(f"\0{name}")
    Supervisor(f"@{name}").alive()
    assert heard(door) == ["WATCHDOG=1"]


def test_a_supervisor_that_is_gone_or_does_not_read_holds_nobody_up(door, tmp_path: Path):
    door.bind(str(tmp_path / "notify"))
    with capture_logs() as logs:
        Supervisor(str(tmp_path / "nowhere")).alive()
        for _ in range(2000):
            Supervisor(str(tmp_path / "notify")).alive()
    assert {one["event"] for one in logs} == {"supervisor_not_told"}


def test_without_a_supervisor_nobody_is_told():
    with capture_logs() as logs:
        Supervisor().ready("connected")
    assert logs == []


@pytest.mark.parametrize(
    ("told", "every"),
    [({}, None), ({"WATCHDOG_USEC": "120000000"}, 60), ({"WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"}, None)],
    ids=["no watchdog", "ours", "another's"],
)
def test_a_sign_of_life_is_due_at_half_of_the_watchdogs_time(monkeypatch, told, every):
    for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"):
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert read_supervisor().every == every
