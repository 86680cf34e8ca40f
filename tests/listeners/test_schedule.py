"""The jobs: each at its time, once, and none the other's trouble."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from listeners.schedule import Job, Runner, start
from tests.builders import NOON, minutes
from tests.fakes import until

EVERY = minutes(5)


@dataclass
class Taken:
    taken: list[tuple[str, datetime]] = field(default_factory=list)

    async def claim(self, job: str, slot: datetime) -> bool:
        first = (job, slot) not in self.taken
        self.taken.append((job, slot))
        return first


@dataclass
class Work:
    done: int = 0
    trouble: bool = False

    async def __call__(self) -> None:
        if self.trouble:
            raise ArithmeticError("one and one")
        self.done += 1


@pytest.fixture
def slots():
    return Taken()


@pytest.fixture
def work():
    return Work()


async def test_two_machines_do_it_once(slots, work):
    for late in (0, 3):
        await Runner(Job("sweep", EVERY, work), slots, lambda: NOON + timedelta(seconds=late)).run()  # noqa: B023
    assert work.done == 1
    assert slots.taken == [("sweep", NOON)] * 2


async def test_what_each_machine_does_for_itself_is_not_claimed(slots, work):
    await Runner(Job("attendance", EVERY, work, everywhere=True), slots, lambda: NOON).run()
    assert (work.done, slots.taken) == (1, [])


async def test_a_job_that_fails_is_logged_and_runs_again(slots, work):
    work.trouble = True
    runner = Runner(Job("sweep", EVERY, work, everywhere=True), slots, lambda: NOON)
    with capture_logs() as logs:
        await runner.run()
    assert [(line["event"], line["job"]) for line in logs] == [("job_failed", "sweep")]
    work.trouble = False
    await runner.run()
    assert work.done == 1


async def test_it_runs_at_start_and_then_at_each_full_interval(slots):
    at_start, ticking = Work(), Work()
    table = (
        Job("sweep", timedelta(days=1), at_start, at_start=True),
        Job("attendance", timedelta(seconds=0.02), ticking),
    )
    stop = start(table, slots, lambda: datetime.now(UTC))
    await until(lambda: ticking.done >= 3)
    stop()
    assert at_start.done == 1
    assert all((slot.timestamp() * 1000) % 20 < 1 for job, slot in slots.taken if job == "attendance")


async def test_stopping_cancels_what_runs_and_waits_for_nobody(slots):
    began, ended = [], []

    async def long() -> None:
        began.append(1)
        try:
            await until(lambda: False, within=60)
        finally:
            ended.append(1)

    stop = start((Job("long", timedelta(days=1), long, at_start=True),), slots, lambda: datetime.now(UTC))
    await until(lambda: began)
    stop()
    await until(lambda: ended)
