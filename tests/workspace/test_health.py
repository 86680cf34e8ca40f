"""The real process under a supervisor, and what it does when it is beyond help."""

import asyncio
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.deadman import UNWELL
from demo.children import start_child
from demo.slack.people import ALERTS, BOB

pytestmark = pytest.mark.asyncio(loop_scope="session")

# the bot itself, to which it seems that nobody has polled the queue for a quarter of an hour
UNPOLLED = """
import runpy
import bot.watching
from services.health import FRESH, Part
FRESH[Part.QUEUE] = -900.0
bot.watching.SURE = 1
runpy.run_module("bot", run_name="__main__")
"""


class Ear:
    """What a supervisor hears."""

    def __init__(self, door: socket.socket) -> None:
        self.door, self.heard = door, list[str]()

    def __contains__(self, line: str) -> bool:
        while True:
            try:
                self.heard += self.door.recv(4096).decode().split("\n")
            except BlockingIOError:
                return line in self.heard


@pytest.fixture
def ear(world, tmp_path: Path) -> Iterator[Ear]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(str(tmp_path / "notify"))
        door.settimeout(0)
        world.bot.env |= {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000"}
        yield Ear(door)


async def test_a_supervisor_hears_that_it_is_ready_alive_and_stopping(world, ear):
    await world.start()
    await world.until(lambda: "WATCHDOG=1" in ear)
    assert ear.heard[:2] == ["READY=1", "STATUS=connected"]
    assert await world.bot.stop() == 0
    assert "STOPPING=1" in ear


async def test_without_slack_it_is_not_ready_before_it_is_connected(world, ear):
    world.slack.faults.answer("auth.test", error="service_unavailable", status=503, times=1000)
    world.slack.faults.answer("apps.connections.open", error="service_unavailable", status=503, times=1000)
    await world.bot.start()
    await world.until(lambda: world.bot.said("queue_polled"))
    assert "READY=1" not in ear
    world.slack.faults.clear()
    await world.until(lambda: "READY=1" in ear)
    assert "STATUS=connected" in ear


async def test_a_bot_beyond_help_says_why_finishes_and_ends_with_a_status_of_its_own(world, tmp_path):
    log = tmp_path / "bot-unwell.log"
    world.bot.logs.append(log)
    child = await start_child("bot", [sys.executable, "-c", UNPOLLED], world.bot.env, log)
    assert await asyncio.wait_for(child.process.wait(), 60) == UNWELL
    (said,) = world.bot.said("beyond_help")
    assert (said["level"], said["part"], said["why"]) == ("critical", "queue", "silent")
    assert world.bot.said("stopped")[0]["unfinished"] == 0


async def test_status_tells_how_each_part_is_and_when_it_last_was_well(world):
    await world.start()
    assert await world.slack.command(BOB, ALERTS, "/aws", "status")
    told = await world.until(lambda: world.slack.workspace.ephemerals(BOB))
    (signs,) = [line for line in told[0].text.splitlines() if line.startswith("Signs of life: ")]
    for name in ("event loop", "queue polled", "Socket Mode", "Slack's Web API", "store written", "clock"):
        assert name in signs
