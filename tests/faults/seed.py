"""One seed: a world, one life of the bot after the other in it, and what came of it."""

import gc
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from services.desk import StoreUnavailable
from services.storage.sqlite.backlog import SqliteBacklog
from tests.faults.life import Life
from tests.faults.plan import Plan
from tests.faults.referee import Findings, Memory, Referee
from tests.faults.world import POISON, MakeBacklog, World

LOOK = 5.0  # seconds between two looks whether all is told
SETTLES = 40.0  # seconds that it must stay so, with one sweep more in them
HOPELESS = 660.0  # seconds in which nothing is owed and what is wrong stays wrong, whatever two sweeps did
LIMIT = 3600.0  # seconds after the last fault
EXPECTED = (sqlite3.Error, StoreUnavailable)


@dataclass(frozen=True)
class Result:
    seed: int
    faults: Counter[str]
    findings: Findings
    converged: float | None  # seconds after the last fault
    lives: int
    calls: int
    limited: int
    took: float
    story: list[str] = field(repr=False)
    crashes: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return self.converged is not None and not self.findings and not self.crashes


@dataclass
class Run:
    """Looks from time to time whether all is told, and ends when it stays so, or can't become so any more."""

    world: World
    plan: Plan
    converged: float | None = None
    finished: bool = False
    findings: Findings = field(default_factory=Findings)
    _wrong_since: float = 0.0

    def look(self) -> None:
        world, now = self.world, self.world.time.now
        late = now > self.plan.end + LIMIT
        memory = Memory.read(world)
        calm = memory is not None and self._calm(memory)
        if memory and (calm or late):
            self._judge(Referee(world, memory).judge())
        good = calm and not self.findings
        stays = good and self.converged is not None and world.swept_since >= self.converged
        hopeless = calm and bool(self.findings) and now - self._wrong_since > HOPELESS
        self.finished = late or stays or hopeless
        if not good:
            self.converged = None
        elif self.converged is None:
            self._converge()
        if self.finished and world.life:
            world.life.kill("the end")
        elif not self.finished:
            world.time.after(SETTLES if calm else LOOK, self.look)

    def _judge(self, findings: Findings) -> None:
        if findings != self.findings:
            self._wrong_since = self.world.time.now
        self.findings = findings

    def _converge(self) -> None:
        """Another sweep is not to change anything."""
        self.converged = self.world.time.now
        if self.world.life:
            self.world.life.act(self.world.life.sweep.run())

    def _calm(self, memory: Memory) -> bool:
        world = self.world
        coming = [one for one in world.queue.letters.values() if POISON not in one.body]
        swept = world.swept_since > self.plan.end
        return not coming and not memory.owed and memory.quiet and swept


def run_seed(seed: int, backlog: MakeBacklog = SqliteBacklog) -> Result:
    began = time.process_time()
    shared = Path("/dev/shm")  # noqa: S108 — a folder of its own in it
    folder = Path(tempfile.mkdtemp(prefix="watchbell-", dir=shared if shared.is_dir() else None))
    try:
        with told_to(world := World(seed, folder, backlog)):
            run, lives = _run(world)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Result(
        seed,
        world.weather.injected,
        run.findings,
        None if run.converged is None else run.converged - run.plan.end,
        lives,
        world.slack.calls,
        world.slack.limited,
        time.process_time() - began,
        world.story,
        [repr(one) for one in world.crashes if not _is_expected(one)],
    )


def _run(world: World) -> tuple[Run, int]:
    plan = Plan(world)
    plan.make()
    run, lives = Run(world, plan), 0
    world.time.after(plan.end + LOOK, run.look)
    while not run.finished:
        lives += 1
        world.life = Life(world)
        world.life.live()
        while world.on_burial:
            world.on_burial.pop()()
        until = world.time.now + (world.down or world.random.uniform(0.3, 4))
        world.down = 0.0
        while world.time.now < until and not run.finished:
            world.time.forward(until)
    world.graves.clear()
    return run, lives


def _is_expected(error: BaseException) -> bool:
    return isinstance(error, EXPECTED)


@contextmanager
def told_to(world: World) -> Iterator[None]:
    """What the bot logs becomes part of the story."""

    def tell(_: Any, method: str, event: MutableMapping[str, Any]) -> str:
        if world.life and not world.life.ended:
            error = event.pop("exc_info", None)
            about = " ".join(f"{key}={value}" for key, value in event.items() if key != "event")
            world.tell(f"log {method} {event['event']} {about}{f' {_current(error)}' if error else ''}")
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[tell])
    try:
        yield
    finally:
        structlog.configure(**before)
        gc.collect()  # what stands for ever says so now, and not in the next seed's story


def _current(_: object) -> str:
    return repr(sys.exc_info()[1])
