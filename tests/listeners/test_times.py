"""Jobs that have their times: once a local day, over changes of the clocks, and late rather than never."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from listeners.schedule import AtTimes, Job, Runner, start
from services.storage.sqlite.database import Database
from services.storage.sqlite.logbook import SqliteLogbook
from services.timetable import Timetable, read_timetable
from tests.fakes import until

DUBLIN, SEOUL = ZoneInfo("Europe/Dublin"), ZoneInfo("Asia/Seoul")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Machine:
    """One of several, each with a clock of its own and the same store."""

    slots: SqliteLogbook
    job: Job
    now: datetime

    async def wakes(self) -> None:
        await Runner(self.job, self.slots, lambda: self.now).run()

    async def starts(self) -> None:
        await Runner(self.job, self.slots, lambda: self.now).run_at_start()


@dataclass
class Told:
    times: list[str] = field(default_factory=list)

    async def __call__(self) -> None:
        self.times.append("told")


@pytest.fixture
async def slots(tmp_path: Path):
    database = Database(tmp_path / "state.db")
    yield SqliteLogbook(database)
    database.close()


async def through(slots, text: str, zone: ZoneInfo, since: str, days: int) -> int:
    """How often it was done by two machines that wake at every time, and at every quarter of an hour."""
    times, told = read_timetable(text, zone), Told()
    machine = Machine(slots, Job("digest", times, told), moment(since))
    end, trigger = machine.now + timedelta(days=days), AtTimes(times)
    due = trigger.get_next_fire_time(None, machine.now)
    while machine.now < end:
        machine.now += timedelta(minutes=15)
        await machine.wakes()
        while due <= machine.now:
            await machine.wakes()
            due = trigger.get_next_fire_time(due, machine.now)
    return len(told.times)


@pytest.mark.parametrize(
    ("text", "zone", "since"),
    [
        ("01:30", DUBLIN, "2026-03-28T00:05"),  # the hour that is left out
        ("01:30", DUBLIN, "2026-10-24T00:05"),  # the hour that comes twice
        ("09:00", DUBLIN, "2026-03-28T00:05"),
        ("09:00", DUBLIN, "2026-10-24T00:05"),
        ("23:59", DUBLIN, "2026-10-24T00:05"),
        ("09:00", SEOUL, "2026-03-28T15:05"),
    ],
)
async def test_it_is_done_once_a_local_day_over_every_change_of_the_clocks(slots, text, zone, since):
    assert await through(slots, text, zone, since, days=3) == 3


async def test_only_on_its_days(slots):
    assert await through(slots, "09:00 mon-fri", SEOUL, "2026-11-15T16:00", days=7) == 5


async def test_a_machine_that_starts_later_the_same_day_does_what_was_missed(slots):
    told = Told()
    job = Job("digest", read_timetable("09:00", SEOUL), told, at_start=True)
    await Machine(slots, job, moment("2026-11-20T09:00")).starts()  # 18:00 there
    await Machine(slots, job, moment("2026-11-20T09:05")).starts()
    assert len(told.times) == 1


async def test_yesterdays_is_never_made_up_for(slots):
    told = Told()
    job = Job("digest", read_timetable("09:00 fri", SEOUL), told, at_start=True)
    await Machine(slots, job, moment("2026-11-20T15:01")).starts()  # Saturday there
    assert told.times == []


async def test_the_clock_starts_it_when_its_time_has_come(slots):
    told, later = Told(), Told()
    soon = datetime.now(UTC) + timedelta(seconds=0.2)
    table = (
        Job("digest", Timetable(soon.time(), ZoneInfo("UTC")), told),
        Job("later", Timetable((soon + timedelta(hours=1)).time(), ZoneInfo("UTC")), later),
    )
    stop = start(table, slots, lambda: datetime.now(UTC))
    await until(lambda: told.times)
    stop()
    assert (len(told.times), later.times) == (1, [])
