"""Health: fresh signs are good signs; what is old is judged by what was said of it since."""

import pytest

from services.health import FRESH, GIVE_UP, SAID, Health, Heartbeat, Part, beyond_help
from tests.fakes import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def health(clock):
    return Health(clock)


def rest_is_well(health, *but: Part) -> None:
    for part in set(Part) - set(but):
        health.well(part)


def test_all_is_well_to_begin_with_and_while_signs_come(health, clock):
    for _ in range(100):
        clock.pass_(5)
        rest_is_well(health)
        assert all(vital.is_well for vital in health.vitals())


@pytest.mark.parametrize("part", Part)
def test_a_part_is_unwell_when_its_newest_sign_is_too_old(health, clock, part):
    clock.pass_(FRESH[part])
    assert health.of(part).is_well
    clock.pass_(10)
    vital = health.of(part)
    assert (vital.is_well, vital.unwell_for, vital.ago, vital.why) == (False, 10, FRESH[part] + 10, "")


def test_one_failure_between_good_signs_is_no_illness(health, clock):
    clock.pass_(20)
    health.unwell(Part.QUEUE, "ThrottlingException")
    assert health.of(Part.QUEUE).is_well


@pytest.mark.parametrize("part", [part for part in Part if part is not Part.SLACK])
def test_a_part_that_is_silent_for_five_minutes_is_beyond_help(health, clock, part):
    clock.pass_(FRESH[part] + GIVE_UP - 1)
    rest_is_well(health, part)
    assert beyond_help(health.vitals()) is None
    clock.pass_(1)
    rest_is_well(health, part)
    lost = beyond_help(health.vitals())
    assert lost
    assert lost.part is part


def complain(health: Health, clock: Clock, part: Part, *, curable: bool = False) -> None:
    """An hour of failures, one every half a minute."""
    for _ in range(120):
        clock.pass_(30)
        rest_is_well(health, part)
        health.unwell(part, "it fails", curable=curable)


@pytest.mark.parametrize("part", Part)
def test_an_outage_elsewhere_ends_no_bot_however_long_it_lasts(health, clock, part):
    complain(health, clock, part)
    vital = health.of(part)
    assert (vital.is_well, vital.why, vital.curable) == (False, "it fails", False)
    assert beyond_help(health.vitals()) is None


def test_what_fails_by_the_bots_own_fault_ends_it(health, clock):
    complain(health, clock, Part.STORE, curable=True)
    lost = beyond_help(health.vitals())
    assert lost
    assert (lost.part, lost.why) == (Part.STORE, "it fails")


def test_pollers_that_die_in_an_outage_are_not_excused_by_it_for_long(health, clock):
    complain(health, clock, Part.QUEUE)
    clock.pass_(SAID + 1)
    rest_is_well(health, Part.QUEUE)
    lost = beyond_help(health.vitals())
    assert lost
    assert lost.part is Part.QUEUE


def test_after_a_sleep_everybody_has_time_for_a_sign_but_the_loop_answers_for_itself(health, clock):
    clock.pass_(8 * 3600)
    health.begin_anew()
    assert [one.part for one in health.vitals() if not one.is_well] == [Part.LOOP]


class Board:
    """A metric that remembers."""

    def __init__(self) -> None:
        self.points: list[bool] = []

    async def put(self, *, healthy: bool) -> None:
        self.points.append(healthy)


async def test_the_heartbeat_says_whether_all_is_well_outages_included(health, clock):
    metric = Board()
    await Heartbeat(health, metric).beat()
    complain(health, clock, Part.SLACK)
    await Heartbeat(health, metric).beat()
    health.well(Part.SLACK)
    await Heartbeat(health, metric).beat()
    assert metric.points == [True, False, True]
