"""What the SQLite store forgets, and what it never does."""

from datetime import UTC, datetime, timedelta

import pytest

from services.alarm import State
from services.audit import Deed
from services.incident import IncidentId, Reported
from services.muting.mute import Mute, MuteId
from services.reporting.form import Record
from services.reporting.wiki import SpaceKey
from services.retention import Past, Retention, keeping
from services.storage.sqlite.mutes import SqliteMutes
from services.storage.sqlite.reports import SqliteReports
from services.storage.sqlite.retention import SqliteArchive
from services.storage.sqlite.tallies import SqliteTallies
from services.storage.sqlite.trail import SqliteTrail
from services.storage.sqlite.truth import SqliteTruth
from services.storage.sqlite.views import SqliteViews
from services.summing.tally import Stretch
from tests.builders import ALERTS, ALICE, BOB, NOON, alarm, event, minutes, ok

YEAR = timedelta(days=366)
DAY = 24 * 60  # minutes
TABLES = ("subject", "line", "post", "life", "alarm", "report")


@pytest.fixture
def store() -> str:
    """DynamoDB forgets by itself, or not at all."""
    return "sqlite"


def at(office, moment: datetime) -> None:
    office.clock.now = moment.timestamp()


async def forget(office, now: datetime, at_most: int = 500) -> int:
    """Run it as the job does; give how many steps it took."""
    steps = 0

    async def rest(_: float) -> None:
        nonlocal steps
        steps += 1
        assert steps < 1000, "it does not end"

    class Small(SqliteArchive):
        async def forget(self, past, before, _most, after=""):
            return await super().forget(past, before, at_most, after)

    archive = Small(office.database)
    await Retention(archive, keeping(365, 365), lambda: now, rest).run()
    return steps


async def rows(office, *tables: str) -> dict[str, int]:
    counted: dict[str, int] = await office.database.run(
        lambda db: {one: db.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in tables}  # noqa: S608
    )
    return counted


async def came_and_went(office, *, name: str = "web-7-cpu-high", after: float = 0) -> None:
    """An alarm that was shown, and recovered."""
    at(office, NOON + minutes(after))
    await office.hear(alarm(name, after=after))
    await office.show()
    await office.hear(ok(name, after=after + 5))
    await office.show()


@pytest.fixture(autouse=True)
def then(office):
    at(office, NOON)


async def test_an_incident_that_ended_long_ago_is_forgotten_with_all_that_belongs_to_it(office):
    await came_and_went(office)
    reports = SqliteReports(office.database)
    claim = await reports.claim(IncidentId("i1"), Record("t", SpaceKey("OPS")), NOON, NOON + minutes(5))
    await reports.filed(claim, Reported(NOON, ALICE, "https://wiki.example.com/1", "t", 1))
    await office.show()
    await forget(office, NOON + timedelta(days=364))
    assert (await rows(office, *TABLES))["subject"] == 1
    await forget(office, NOON + YEAR)
    assert await rows(office, *TABLES) == dict.fromkeys(TABLES, 0)


async def test_an_open_incident_is_never_forgotten(office):
    await office.hear(alarm())
    await office.show()
    await forget(office, NOON + 10 * YEAR)
    found = await SqliteViews(office.database).incident(IncidentId("i1"))
    assert found
    assert found.is_open


async def test_the_newest_incident_stays_while_its_alarm_is_heard_of_and_the_older_go(office):
    for day in range(3):
        await came_and_went(office, after=day * DAY)
    at(office, NOON + YEAR)
    await office.hear(ok(after=366 * DAY, previous=State.INSUFFICIENT_DATA))  # it says again that all is well
    await forget(office, NOON + YEAR + timedelta(days=10))
    shown = await SqliteViews(office.database).of(alarm().arn)
    assert shown
    assert shown.incident.id == "i3"
    assert await rows(office, "subject", "alarm") == {"subject": 1, "alarm": 1}


async def test_the_newest_incident_stays_while_cloudwatch_has_its_alarm(office):
    await came_and_went(office)
    await SqliteTruth(office.database).saw([alarm().arn], NOON + YEAR)
    await forget(office, NOON + YEAR + timedelta(days=10))
    assert await rows(office, "subject", "alarm") == {"subject": 1, "alarm": 1}


async def test_after_the_older_are_forgotten_an_alarm_goes_off_as_if_they_were_there(office):
    for day in (0, 370, 380):
        await came_and_went(office, after=day * DAY)
    await forget(office, NOON + timedelta(days=381))
    assert (await rows(office, "subject"))["subject"] == 2
    at(office, NOON + timedelta(days=382))
    await office.hear(alarm(after=382 * DAY))
    shown = await SqliteViews(office.database).of(alarm().arn)
    assert shown
    newest = shown.incident
    assert (newest.earlier, newest.recent) == ("i3", 3)
    assert newest.was_ok_since == NOON + minutes(380 * DAY + 5)


async def test_what_is_not_shown_yet_is_not_forgotten(office):
    await office.hear(alarm(), ok(after=5), event("a", at=NOON))
    await forget(office, NOON + YEAR)
    assert (await rows(office, "subject"))["subject"] == 2
    await office.show()
    await forget(office, NOON + YEAR)
    assert (await rows(office, "subject", "post"))["subject"] == 0


async def test_an_event_is_forgotten_in_its_time(office):
    await office.hear(event("old", text="long\n" * 50), event("new", at=NOON + YEAR))
    await office.show()
    await forget(office, NOON + YEAR)
    left = await office.database.run(lambda db: [row["id"] for row in db.execute("SELECT id FROM subject")])
    assert left == ["event-new"]
    assert (await rows(office, "line", "post")) == {"line": 0, "post": 1}


def mute(number: int, until: datetime | None) -> Mute:
    return Mute(MuteId(f"mute-{number}"), "web-*", ALICE, NOON, until)


async def test_a_mute_is_forgotten_after_its_silences_and_never_while_it_is_on(office):
    mutes = SqliteMutes(office.database)
    await mutes.add(mute(1, NOON + minutes(60)), NOON, [ALERTS])
    await mutes.add(mute(2, NOON + 2 * YEAR), NOON, [ALERTS])
    await office.hear(alarm(after=1), ok(after=2))
    await mutes.look(NOON + minutes(61))
    await office.show()
    await forget(office, NOON + YEAR)
    left = await office.database.run(lambda db: [row["id"] for row in db.execute("SELECT id FROM mute")])
    assert left == ["mute-2"]
    kinds = await office.database.run(
        lambda db: [row["kind"] for row in db.execute("SELECT kind FROM subject")]
    )
    assert "silence" in kinds


async def test_the_audit_trail_is_kept_for_its_time(office):
    trail = SqliteTrail(office.database)
    for day in range(400):
        await trail.record(Deed(NOON + timedelta(days=day), BOB, "watch", "i1", "done"))
    await forget(office, NOON + timedelta(days=400), at_most=10)
    deeds = await trail.deeds(NOON - YEAR)
    assert len(deeds) == 365
    assert min(one.at for one in deeds) == NOON + timedelta(days=35)


async def test_every_step_is_small_even_where_one_incident_has_a_long_timeline(office):
    for number in range(40):
        await office.hear(alarm(after=number, reason=f"word {number}"))
    await office.hear(ok(after=50))
    await office.show()
    await came_and_went(office, name="another")
    steps = await forget(office, NOON + YEAR, at_most=10)
    assert steps > 8
    assert await rows(office, *TABLES) == dict.fromkeys(TABLES, 0)


async def test_those_that_stay_are_passed_over_even_where_many_ended_at_once(office):
    names = [f"alarm-{number}" for number in range(30)]
    for name in names:
        await came_and_went(office, name=name)
    kept = [alarm(name).arn for name in names[::2]]
    await SqliteTruth(office.database).saw(kept, NOON + YEAR)
    await forget(office, NOON + YEAR + timedelta(days=1), at_most=2)  # eight are looked at in a step
    assert await rows(office, "subject", "life", "alarm") == dict.fromkeys(("subject", "life", "alarm"), 15)


async def test_figures_of_the_last_weeks_do_not_change(office):
    for day in (0, 1, 364, 370, 380):
        await came_and_went(office, after=day * DAY)
    now = datetime.fromtimestamp(office.clock.now, UTC) + timedelta(days=1)
    tallies, stretch = SqliteTallies(office.database), Stretch.back(now, timedelta(days=30))
    before = await tallies.tally(stretch)
    await forget(office, now)
    assert await tallies.tally(stretch) == before
    assert before.opened == 3


@pytest.mark.parametrize("past", Past)
async def test_an_empty_store_has_nothing_to_forget(office, past):
    step = await SqliteArchive(office.database).forget(past, NOON, 500)
    assert (step.forgotten, step.go_on) == (0, "")


async def test_where_the_disk_is_slow_a_step_takes_less(office):
    for number in range(10):
        await came_and_went(office, name=f"alarm-{number}")
    ticks = iter(range(1000))
    slow = SqliteArchive(office.database, lambda: next(ticks) * 1.0)
    step = await slow.forget(Past.INCIDENTS, NOON + YEAR, 500)
    assert (step.forgotten, bool(step.go_on)) == (1, True)
    assert (await forget(office, NOON + YEAR), await rows(office, "subject")) == (0, {"subject": 0})


async def test_a_storm_is_forgotten_with_the_last_of_its_alarms(office):
    office.pace.few = 5
    at(office, NOON)
    names = [f"web-{n}" for n in range(12)]
    await office.hear(*(alarm(name) for name in names))
    await office.show()
    await office.hear(*(ok(name, after=2) for name in names[1:]))
    at(office, NOON + minutes(30))
    await office.storms.look(NOON + minutes(30))
    await office.show()
    await forget(office, NOON + YEAR)
    assert (await rows(office, "subject"))["subject"] == 2, "the storm, and its alarm that is still open"
    await office.hear(ok(names[0], after=40))
    await office.show()
    await forget(office, NOON + YEAR)
    assert await rows(office, "subject", "post", "line") == {"subject": 0, "post": 0, "line": 0}
