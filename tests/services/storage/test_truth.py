"""What sweeps, jobs and the heartbeat remember, in each store."""

from datetime import timedelta

import pytest

from services.alarm import AlarmArn
from services.incident import IncidentId
from services.record import take
from services.sweep import Swept
from tests.builders import ALERTS, NOON, alarm, deliver, minutes, ok


@pytest.fixture
def truth(storage):
    return storage.truth


@pytest.fixture
def logbook(storage):
    return storage.logbook


async def accept(storage, *said):
    await storage.desk.accept(
        deliver(*said),
        lambda known, one: take(known, one, lambda: IncidentId(f"i-{one.name}")),
        lambda _: [ALERTS],
    )


async def test_it_gives_what_was_asked_for_and_whatever_is_open(storage, truth):
    await accept(storage, alarm("open"), alarm("closed"), ok("closed", after=1), ok("other", after=0))
    assert set(await truth.held([])) == {alarm("open").arn}
    asked = await truth.held([alarm("closed").arn, AlarmArn("unheard-of")])
    assert set(asked) == {alarm("open").arn, alarm("closed").arn}
    assert asked[alarm("closed").arn].open is None


async def test_it_knows_when_a_word_came_in_and_when_a_sweep_saw_the_alarm(storage, truth):
    await accept(storage, alarm(after=-90))
    await truth.saw([alarm().arn, AlarmArn("unheard-of")], NOON + minutes(5))
    (held,) = (await truth.held([])).values()
    assert held.record.heard_at == NOON
    assert held.described_at == NOON + minutes(5)
    await accept(storage, alarm(after=2))
    (held,) = (await truth.held([])).values()
    assert held.described_at == NOON + minutes(5)


async def test_it_keeps_how_the_last_sweep_ended(truth):
    assert await truth.last() is None
    await truth.keep(Swept(NOON, seen=206, opened=1, trouble="no"))
    assert await truth.last() == Swept(NOON, seen=206, opened=1, trouble="no")


async def test_a_run_of_a_job_is_taken_once(logbook):
    assert await logbook.claim("sweep", NOON)
    assert not await logbook.claim("sweep", NOON)
    assert await logbook.claim("digest", NOON)
    assert await logbook.claim("sweep", NOON + minutes(5))


async def test_a_clock_that_was_far_ahead_for_a_while_stops_no_job(logbook):
    assert await logbook.claim("sweep", NOON + timedelta(days=3650))
    assert await logbook.claim("sweep", NOON)


async def test_a_clock_that_is_put_back_is_no_absence(logbook):
    await logbook.beat(NOON, minutes(5))
    assert await logbook.beat(NOON - minutes(60), minutes(5)) is None
    assert await logbook.beat(NOON - minutes(59), minutes(5)) is None
