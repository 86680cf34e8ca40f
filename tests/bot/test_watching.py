"""The watch: it asks for signs, renews a dead connection, and ends the bot only for its own faults."""

import asyncio
import threading
from dataclasses import dataclass, field
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot.deadman import DeadMan
from bot.watching import END, SURE, Times, Unwell, Watch
from services.health import FRESH, GIVE_UP, RENEW, Ailing, Health, Part
from tests.fakes import Clock, until

QUICK = Times(
    beat=0.01, look=0.01, proof=0.01, knock=0.01, renewal=0, late=0.05, answer=0.5, renewed=0.5, settled=0.3
)


@dataclass
class FakePulse:
    """A Socket Mode connection that is sound, or may become so when it is renewed."""

    sound: bool = True
    comes_back: bool = True
    renewals: int = 0

    def is_sound(self) -> bool:
        return self.sound

    def connected(self) -> bool:
        return self.sound

    async def renew(self) -> None:
        self.renewals += 1
        self.sound = self.comes_back


@dataclass
class FakeClient:
    """Slack's Web API, reached or not; it opens connections that nobody is behind."""

    away: bool = False
    proxy: str | None = None
    door: str = "ws://127.0.0.1:9/link"  # the port of discard: nobody listens

    async def auth_test(self) -> None:
        if self.away:
            raise aiohttp.ServerDisconnectedError

    async def apps_connections_open(self, **_: str) -> dict[str, Any]:
        return {"url": self.door}


@dataclass
class FakeProof:
    trouble: Exception | None = None
    hangs: bool = False

    async def prove(self) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.trouble:
            raise self.trouble


@dataclass
class FakeSupervisor:
    every: float | None = 0.01
    told: list[str] = field(default_factory=list)

    def ready(self, status: str) -> None:
        self.told.append(f"ready: {status}")

    def alive(self) -> None:
        self.told.append("alive")

    def status(self, text: str) -> None:
        self.told.append(text)


@dataclass
class World:
    clock: Clock = field(default_factory=Clock)
    pulse: FakePulse = field(default_factory=FakePulse)
    client: FakeClient = field(default_factory=FakeClient)
    proof: FakeProof = field(default_factory=FakeProof)
    supervisor: FakeSupervisor = field(default_factory=FakeSupervisor)
    deadman: DeadMan = field(default_factory=DeadMan)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.health = Health(self.clock)
        pulse, client, supervisor = cast("Any", (self.pulse, self.client, self.supervisor))
        self.watch = Watch(
            self.health, pulse, client, "", self.proof, self.stop, supervisor, self.deadman, QUICK
        )

    async def pass_(self, seconds: float, *silent: Part) -> None:
        """Time in which all but those are well, and the watch looks as often as it would."""
        for _ in range(int(seconds / 5)):
            self.clock.pass_(5)
            for part in set(Part) - {*silent}:
                self.health.well(part)
            await self.watch.look()


@pytest.fixture
async def world():
    return World()


async def test_a_part_that_stays_silent_ends_the_bot_and_the_log_says_which(world):
    with capture_logs() as logs:
        await world.pass_(FRESH[Part.QUEUE] + GIVE_UP - 5, Part.QUEUE)
        assert not world.stop.is_set()
        await world.pass_(5 * SURE, Part.QUEUE)
    assert world.stop.is_set()
    (said,) = [one for one in logs if one["event"] == "beyond_help"]
    assert (said["part"], said["log_level"]) == ("queue", "critical")
    assert world.deadman.patience == END
    with pytest.raises(Unwell, match="queue"):
        world.watch.end()


async def test_what_is_unwell_is_logged_once_and_told_to_the_supervisor_and_so_is_its_recovery(world):
    with capture_logs() as logs:
        await world.pass_(120, Part.SCHEDULER)
        await world.pass_(120)
    assert [one["event"] for one in logs] == ["vital_unwell", "vital_well"]
    assert world.supervisor.told == ["unwell: scheduler", "well"]


async def test_one_bad_look_as_after_a_sleep_ends_nothing(world):
    world.clock.pass_(8 * 3600)
    await world.watch.look()
    await world.pass_(600)
    assert not world.stop.is_set()
    world.watch.end()


async def an_hour_of(step, world, *but: Part):
    for _ in range(180):
        world.clock.pass_(20)
        for part in set(Part) - {*but}:
            world.health.well(part)
        await step()
        await world.watch.look()


async def test_an_hour_without_slack_ends_no_bot(world):
    world.client.away, world.pulse.sound = True, False

    async def step() -> None:
        await world.watch.knock()
        await world.watch.listen()

    await an_hour_of(step, world, Part.SLACK, Part.SOCKET)
    assert not world.stop.is_set()
    assert (world.pulse.renewals, world.health.of(Part.SOCKET).why) == (0, "ServerDisconnectedError")


async def test_a_full_disk_ends_no_bot_and_a_broken_store_does(world):
    world.proof.trouble = Ailing("database or disk is full", curable=False)
    await an_hour_of(world.watch.prove, world, Part.STORE)
    assert not world.stop.is_set()
    world.proof.trouble = Ailing("disk I/O error", curable=True)
    await an_hour_of(world.watch.prove, world, Part.STORE)
    assert world.stop.is_set()


async def test_a_store_that_hangs_gives_no_sign(world):
    world.proof.hangs = True
    world.clock.pass_(5)
    await world.watch.prove()
    assert world.health.of(Part.STORE).ago == 5


async def test_a_dead_connection_is_renewed_after_two_minutes_while_slack_answers(world):
    world.pulse.sound = False
    world.clock.pass_(RENEW - 1)
    await world.watch.listen()
    assert world.pulse.renewals == 0
    world.clock.pass_(1)
    await world.watch.listen()
    assert world.pulse.renewals == 1
    await world.watch.listen()
    assert world.health.of(Part.SOCKET).is_well


async def test_while_nobody_gets_a_connection_it_is_not_the_bots_fault(world):
    world.pulse.sound = world.pulse.comes_back = False
    await an_hour_of(world.watch.listen, world, Part.SOCKET)
    assert world.pulse.renewals > 10
    assert world.health.of(Part.SOCKET).why == "ClientConnectorError"
    assert not world.stop.is_set()


@pytest.fixture
async def door():
    """Where Slack welcomes a connection."""

    async def welcome(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        await socket.receive()
        return socket

    app = web.Application()
    app.router.add_get("/link", welcome)
    async with TestServer(app) as server:
        yield f"ws://127.0.0.1:{server.port}/link"


async def test_a_connection_that_others_get_and_the_bot_does_not_ends_it(world, door):
    world.client.door = door
    world.pulse.sound = world.pulse.comes_back = False
    await an_hour_of(world.watch.listen, world, Part.SOCKET)
    assert world.stop.is_set()


@pytest.mark.parametrize(
    ("sound", "status"), [(True, "connected"), (False, "Slack is away; alarms are accepted")]
)
async def test_the_supervisor_hears_when_the_bot_is_ready_and_then_signs_of_life(world, sound, status):
    world.pulse.sound = sound
    task = asyncio.create_task(world.watch.announce())
    await until(lambda: world.supervisor.told.count("alive") > 2)
    world.stop.set()
    await task
    assert world.supervisor.told[0] == f"ready: {status}"


async def test_a_loop_that_is_held_up_is_noticed(world):
    task = asyncio.create_task(world.watch.beat())
    await asyncio.sleep(0.03)
    threading.Event().wait(0.2)
    with capture_logs() as logs:
        await until(lambda: logs)
    world.stop.set()
    await task
    assert logs[0]["event"] == "loop_lagged"


async def test_each_sign_is_asked_for_until_the_stop(world):
    tasks = [asyncio.create_task(work()) for work in world.watch.loops().values()]
    await until(lambda: world.supervisor.told.count("alive") > 3)
    world.stop.set()
    await asyncio.wait_for(asyncio.gather(*tasks), 5)
