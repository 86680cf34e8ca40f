"""The clock wakes the bot: this table says for what, and when."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from apscheduler.events import EVENT_JOB_MISSED, JobExecutionEvent  # type: ignore[import-untyped]
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.base import BaseTrigger  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

from services.attendance import Attendance
from services.dead_letters.watch import DeadLetterWatch
from services.flap_watch import FlapWatch
from services.health import Health, Heartbeat, Part
from services.muting.mutes import Mutes
from services.retention import Retention
from services.storming.storms import Storms
from services.summing.digest import Digest
from services.sweep import Sweep
from services.timetable import Timetable

log = structlog.get_logger(__name__)

LATE = 300  # seconds; APScheduler's own second would drop what a busy moment delays
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Slots(Protocol):
    async def claim(self, job: str, slot: datetime) -> bool:
        """Take one run of a job, the first to come alone."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is done at every full *every* since the epoch, or at its times: the same ones on all machines."""

    name: str
    every: timedelta | Timetable
    work: Callable[[], Awaitable[object]]
    at_start: bool = False
    everywhere: bool = False  # on each machine, and unclaimed


@dataclass(frozen=True, slots=True)
class Clockwork:
    """What the clock wakes."""

    sweep: Sweep
    attendance: Attendance
    mutes: Mutes
    storms: Storms
    flaps: FlapWatch
    dead_letters: DeadLetterWatch
    digest: Digest | None = None


def jobs(wakes: Clockwork) -> tuple[Job, ...]:
    digest = wakes.digest
    daily = (Job("digest", digest.timetable, digest.run, at_start=True),) if digest else ()
    return (
        Job("sweep", timedelta(minutes=5), wakes.sweep.run, at_start=True),
        Job("attendance", timedelta(seconds=2), wakes.attendance.look, everywhere=True),
        Job("mutes", timedelta(seconds=5), wakes.mutes.look, everywhere=True),
        Job("storms", timedelta(seconds=5), wakes.storms.look),
        Job("dead letters", timedelta(minutes=1), wakes.dead_letters.look, at_start=True),
        Job("flaps", timedelta(seconds=10), wakes.flaps.look, everywhere=True),
        *daily,
    )


def upkeep(health: Health, retention: Retention, heartbeat: Heartbeat | None = None) -> tuple[Job, ...]:
    """What the bot does for itself."""
    minutely = (Job("heartbeat", timedelta(minutes=1), heartbeat.beat, everywhere=True),) if heartbeat else ()

    async def tick() -> None:
        health.well(Part.SCHEDULER)

    return (
        Job("tick", timedelta(seconds=5), tick, everywhere=True),
        Job("retention", timedelta(hours=1), retention.run),
        *minutely,
    )


def start(table: Sequence[Job], slots: Slots, clock: Callable[[], datetime]) -> Callable[[], None]:
    """Start the clock; what is given back stops it without waiting, and cancels what runs."""
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": LATE, "coalesce": True, "max_instances": 1}
    )
    scheduler.add_listener(_missed, EVENT_JOB_MISSED)
    for job in table:
        _add(scheduler, Runner(job, slots, clock))
    scheduler.start()

    def stop() -> None:
        scheduler.shutdown(wait=False)

    return stop


@dataclass(frozen=True, slots=True)
class Runner:
    """One job: each run claims its time before it does anything."""

    job: Job
    slots: Slots
    clock: Callable[[], datetime]

    async def run(self) -> None:
        """At its time; a late one still means the time it was due."""
        now = self.clock()
        if isinstance(self.job.every, Timetable):
            await self._today(self.job.every, now)
        else:
            await self._once(now - (now - EPOCH) % self.job.every)

    async def run_at_start(self) -> None:
        """What is due every so often is done once more; what has its times, if it was missed today."""
        if isinstance(self.job.every, Timetable):
            await self.run()
        else:
            await self._once(self.clock())

    async def _today(self, times: Timetable, now: datetime) -> None:
        """Until the day of its time has ended: nobody wants yesterday's."""
        slot = times.last(now)
        if not times.is_over(slot, now):
            await self._once(slot)

    async def _once(self, slot: datetime) -> None:
        try:
            if self.job.everywhere or await self.slots.claim(self.job.name, slot):
                await self.job.work()
        except Exception:  # whatever it is, the next run may succeed
            log.exception("job_failed", job=self.job.name)


class AtTimes(BaseTrigger):  # type: ignore[misc]
    """APScheduler's own fires twice where an hour comes twice, and numbers the days from Monday."""

    def __init__(self, times: Timetable) -> None:
        self.times = times

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        return self.times.next(previous_fire_time or now)


def _add(scheduler: AsyncIOScheduler, runner: Runner) -> None:
    job = runner.job
    if isinstance(job.every, Timetable):  # however late it is, *run* knows whether it still matters
        scheduler.add_job(runner.run, AtTimes(job.every), id=job.name, misfire_grace_time=None)
    else:
        trigger = IntervalTrigger(seconds=job.every.total_seconds(), start_date=EPOCH, timezone=UTC)
        scheduler.add_job(runner.run, trigger, id=job.name)
    if job.at_start:
        scheduler.add_job(runner.run_at_start, id=f"{job.name}-at-start")  # no trigger: once, now


def _missed(event: JobExecutionEvent) -> None:
    log.warning("job_missed", job=event.job_id, due=event.scheduled_run_time.isoformat())
