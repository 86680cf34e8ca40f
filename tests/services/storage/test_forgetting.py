"""What the store in DynamoDB forgets, and what it never does."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from services.alarm import State
from services.audit import Deed
from services.desk import StoreUnavailable
from services.incident import IncidentId, Reported
from services.muting.mute import Mute, MuteId
from services.reporting.form import Record
from services.reporting.wiki import SpaceKey
from services.retention import Past, Retention, keeping
from services.summing.tally import Stretch
from tests.builders import ALERTS, ALICE, BOB, NOON, alarm, event, minutes, ok
from tests.dynamo import MemoryDynamo
from tests.services.conftest import Office
from tests.tables import NAME, Troubled, open_dynamo

YEAR = timedelta(days=366)
DAY = 24 * 60  # minutes
FOREVER = {"SEEN", "CHANNELS"}  # the first has a time-to-live, the second is a handful


@pytest.fixture
def memory() -> MemoryDynamo:
    return MemoryDynamo()


@pytest.fixture
def client(memory: MemoryDynamo) -> Troubled:
    return Troubled(memory)


@pytest.fixture
async def office(client: Troubled) -> AsyncIterator[Office]:
    office = Office(lambda clock: open_dynamo(client, NAME, clock))
    office.clock.now = NOON.timestamp()
    yield office
    for left in office.later:
        left.close()
    office.storage.close()


def at(office: Office, moment: datetime) -> None:
    office.clock.now = moment.timestamp()


async def forget(office: Office, now: datetime) -> None:
    """Run it as the job does."""

    async def rest(_: float) -> None:
        return

    await Retention(office.storage.archive, keeping(365, 365), lambda: now, rest).run()


def left(memory: MemoryDynamo) -> Counter[str]:
    """How many items there are of which kind."""
    kinds = Counter(pk.partition("#")[0] for pk, _ in memory.items)
    return Counter({kind: n for kind, n in kinds.items() if kind not in FOREVER})


async def came_and_went(office: Office, *, name: str = "web-7-cpu-high", after: float = 0) -> None:
    """An alarm that was shown, and recovered."""
    at(office, NOON + minutes(after))
    await office.hear(alarm(name, after=after))
    await office.show()
    await office.hear(ok(name, after=after + 5))
    await office.show()


async def test_an_incident_that_ended_long_ago_is_forgotten_with_all_that_belongs_to_it(memory, office):
    await came_and_went(office)
    reports = office.storage.reports
    claim = await reports.claim(IncidentId("i1"), Record("t", SpaceKey("OPS")), NOON, NOON + minutes(5))
    await reports.filed(claim, Reported(NOON, ALICE, "https://wiki.example.com/1", "t", 1))
    await office.show()
    before = left(memory)
    await forget(office, NOON + timedelta(days=364))
    assert left(memory) == before
    await forget(office, NOON + YEAR + timedelta(days=3))
    assert left(memory) == {}


async def test_an_open_incident_is_never_forgotten(office):
    await office.hear(alarm())
    await office.show()
    await forget(office, NOON + 10 * YEAR)
    assert (await office.storage.views.incident(IncidentId("i1"))).is_open


async def test_the_newest_incident_stays_while_its_alarm_is_heard_of_and_the_older_go(memory, office):
    for day in range(3):
        await came_and_went(office, after=day * DAY)
    at(office, NOON + YEAR)
    await office.hear(ok(after=366 * DAY, previous=State.INSUFFICIENT_DATA))
    await forget(office, NOON + YEAR + timedelta(days=10))
    assert (await office.storage.views.of(alarm().arn)).incident.id == "i3"
    assert left(memory)["ENDED"] == 1


async def test_the_newest_incident_stays_while_cloudwatch_has_its_alarm(office):
    await came_and_went(office)
    await office.storage.truth.saw([alarm().arn], NOON + YEAR)
    await forget(office, NOON + YEAR + timedelta(days=10))
    assert await office.storage.views.of(alarm().arn)


async def test_what_is_not_shown_yet_is_not_forgotten(memory, office):
    await office.hear(alarm(), ok(after=5), event("a", at=NOON))
    before = left(memory)
    await forget(office, NOON + YEAR)
    assert left(memory) == before
    await office.show()
    await forget(office, NOON + YEAR)
    assert "SUBJECT" not in left(memory)


async def test_an_event_is_forgotten_in_its_time(memory, office):
    await office.hear(event("old", text="long\n" * 50), event("new", at=NOON + YEAR))
    await office.show()
    await forget(office, NOON + YEAR)
    assert [pk for pk, _ in memory.items if pk.startswith("SUBJECT#")] == ["SUBJECT#event-new"]


async def test_an_event_of_whatever_year_is_forgotten_once_it_was_shown(memory, office):
    await office.hear(event("ancient", at=datetime(1, 1, 1, tzinfo=UTC)), event("far", at=NOON + 100 * YEAR))
    await office.show()
    await forget(office, NOON)
    assert [pk for pk, _ in memory.items if pk.startswith("SUBJECT#")] == ["SUBJECT#event-far"]


def mute(number: int, until: datetime | None) -> Mute:
    return Mute(MuteId(f"mute-{number}"), "web-*", ALICE, NOON, until)


async def test_a_mute_is_forgotten_in_its_time_and_never_while_it_is_on(memory, office):
    mutes = office.storage.mutes
    await mutes.add(mute(1, NOON + minutes(60)), NOON, [ALERTS])
    await mutes.add(mute(2, NOON + 2 * YEAR), NOON, [ALERTS])
    await office.show()
    await mutes.look(NOON + minutes(61))
    await mutes.look(NOON + minutes(90))
    await office.show()
    assert left(memory)["MUTE"] == 1
    await forget(office, NOON + YEAR)
    assert "MUTE" not in left(memory)
    assert await mutes.mutes() == [mute(2, NOON + 2 * YEAR)]
    assert [pk for pk, _ in memory.items if pk.startswith("SUBJECT#mute-1")] == []


async def test_the_audit_trail_is_kept_for_its_time(office):
    trail = office.storage.trail
    for day in range(400):
        await trail.record(Deed(NOON + timedelta(days=day), BOB, "watch", "i1", "done"))
    await forget(office, NOON + timedelta(days=400))
    deeds = await trail.deeds(NOON - YEAR)
    assert len(deeds) == 365
    assert min(one.at for one in deeds) == NOON + timedelta(days=35)


async def test_a_long_timeline_is_forgotten_bit_by_bit_and_after_a_crash_the_rest(client, memory, office):
    for number in range(50):
        await office.hear(alarm(after=number, reason=f"word {number}"))
    await office.hear(ok(after=60))
    await office.show()
    client.fail_after = client.asked.count("transact_write_items") + 1
    with pytest.raises(StoreUnavailable):
        await forget(office, NOON + YEAR)
    client.fail_after = None
    assert left(memory)["ENDED"] == 1
    await forget(office, NOON + YEAR + timedelta(days=3))
    assert left(memory) == {}


async def test_those_that_stay_are_passed_over_even_where_many_ended_at_once(memory, office):
    names = [f"alarm-{number}" for number in range(60)]
    for name in names:
        await came_and_went(office, name=name)
    await office.storage.truth.saw([alarm(name).arn for name in names[::2]], NOON + YEAR)
    await forget(office, NOON + YEAR + timedelta(days=1))
    assert left(memory)["ENDED"] == 30


async def test_figures_of_the_last_weeks_do_not_change(office):
    for day in (0, 1, 364, 370, 380):
        await came_and_went(office, after=day * DAY)
    now = NOON + timedelta(days=381)
    stretch = Stretch.back(now, timedelta(days=30))
    before = await office.storage.tallies.tally(stretch)
    await forget(office, now)
    assert await office.storage.tallies.tally(stretch) == before
    assert before.opened == 3


async def test_a_storm_is_forgotten_with_the_last_of_its_alarms(memory, office):
    office.pace.few = 5
    names = [f"{n:02}-{'x' * 200}" for n in range(70)]  # on two pages
    await office.hear(*(alarm(name) for name in names))
    await office.show()
    await office.hear(*(ok(name, after=2) for name in names[1:]))
    await office.storms.look(NOON + minutes(30))
    await office.show()
    await forget(office, NOON + YEAR)
    assert left(memory)["OVER"] == 1, "the storm stays with its alarm that is still open"
    assert left(memory)["STORM"] == 1
    await office.hear(ok(names[0], after=40))
    await office.show()
    await forget(office, NOON + YEAR + timedelta(days=3))
    assert left(memory) == {}


@pytest.mark.parametrize("past", Past)
async def test_an_empty_store_has_nothing_to_forget(office, past):
    step = await office.storage.archive.forget(past, NOON, 500)
    assert (step.forgotten, step.go_on) == (0, "")


@pytest.mark.parametrize("store", ["ministack"])
async def test_another_table_forgets_the_same(opening):
    office = Office(opening)
    office.pace.few = 5
    names = [f"web-{n}" for n in range(8)]
    at(office, NOON)
    await office.hear(*(alarm(name) for name in names), event("a", at=NOON, text="long\n" * 50))
    await office.show()
    await office.hear(*(ok(name, after=2) for name in names))
    await office.show()
    await office.storms.look(NOON + minutes(30))
    await office.show()
    await office.storage.trail.record(Deed(NOON, BOB, "watch", "i1", "done"))
    await forget(office, NOON + YEAR)
    assert [await office.storage.views.of(alarm(name).arn) for name in names] == [None] * 8
    assert await office.storage.trail.deeds(NOON) == []
    office.storage.close()
