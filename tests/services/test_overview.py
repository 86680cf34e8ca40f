"""`/aws alarms`: every alarm of CloudWatch, joined with what the store knows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from services.alarm import Alarm, AlarmArn, Place, State
from services.overview import BELIEVED, PAGE, AlarmOverview, Filter, Shown
from services.post import Ts
from tests.builders import ALERTS, NOON, alarm, incident, no_data, ok
from tests.fakes import FakeSlack

HERE = Place("aws", "eu-west-1", "111122223333")


@dataclass
class FakeAlarms:
    has: Sequence[Alarm]
    readings: int = 0

    async def all(self) -> list[Alarm]:
        self.readings += 1
        return list(self.has)


@dataclass
class FakeIncidents:
    known: dict[AlarmArn, Shown] = field(default_factory=dict)

    async def of(self, arn: AlarmArn) -> Shown | None:
        return self.known.get(arn)


class Watch:
    now = NOON + timedelta(hours=1)

    def __call__(self):
        return self.now


def overview(*has: Alarm, known=None) -> AlarmOverview:
    return AlarmOverview(FakeAlarms(has), HERE, FakeIncidents(known or {}), FakeSlack(), Watch())


def many() -> list[Alarm]:
    """206 of them: three in ALARM, one without data."""
    quiet = [ok(f"quiet-{n:03}", after=0) for n in range(202)]
    return [*quiet, alarm("a", after=1), alarm("b", after=3), alarm("c", after=2), no_data("d", after=5)]


async def test_of_206_alarms_the_gravest_and_newest_come_first():
    page = await overview(*many()).read(Filter())
    assert [row.alarm.name for row in page.rows][:5] == ["b", "c", "a", "d", "quiet-000"]
    assert page.counts == {State.ALARM: 3, State.INSUFFICIENT_DATA: 1, State.OK: 202}
    assert page.pages == 21
    assert page.found == 206


async def test_every_alarm_stands_on_one_page_and_a_page_too_far_is_the_last():
    one = overview(*many())
    names = [row.alarm.name for n in range(1, 22) for row in (await one.read(Filter(page=n))).rows]
    assert sorted(names) == sorted(each.name for each in many())
    assert len((await one.read(Filter(page=99))).rows) == 206 % PAGE


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(Filter(State.ALARM), 3), (Filter(part="QUIET-00"), 10), (Filter(State.ALARM, "q"), 0)],
)
async def test_it_is_narrowed_by_state_and_part_of_the_name(wanted, found):
    assert (await overview(*many()).read(wanted)).found == found


async def test_turning_a_page_reads_nothing_anew_but_asking_again_does():
    one = overview(*many())
    await one.read(Filter())
    await one.read(Filter(page=2))
    assert one.alarms.readings == 1  # type: ignore[attr-defined]
    await one.read(Filter(), fresh=True)
    Watch.now += timedelta(seconds=BELIEVED + 1)
    await one.read(Filter(page=2))
    assert one.alarms.readings == 3  # type: ignore[attr-defined]


async def test_a_line_links_to_the_card_that_shows_it():
    shown = Shown(incident(), ALERTS, Ts("5.000000"))
    page = await overview(alarm(), known={alarm().arn: shown}).read(Filter())
    assert page.rows[0].card.endswith("p5.000000")
    assert page.rows[0].shown is shown


@pytest.mark.parametrize("filter_", [Filter(), Filter(State.OK, "a|b", 7), Filter(None, "한글 / #", 2)])
def test_a_filter_survives_the_button_that_carries_it(filter_):
    assert Filter.read(str(filter_)) == filter_


@pytest.mark.parametrize("text", ["", "x", "ALARM|y|z", "|||", "ALARM|-1|", "NEVER|1|"])
def test_a_button_nobody_made_is_everything_or_something_harmless(text):
    assert Filter.read(text).page >= 1


async def test_an_incident_that_is_over_has_no_card_in_the_row_of_its_alarm():
    over = Shown(incident(closed_at=NOON), ALERTS, Ts("5.000000"))
    page = await overview(alarm(), known={alarm().arn: over}).read(Filter())
    assert page.rows[0].shown is None
