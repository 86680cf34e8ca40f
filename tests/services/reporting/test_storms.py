"""The report of a storm: one page of all of its alarms, however often the button is pressed."""

from dataclasses import replace

import pytest

from services.alarm import State
from services.asking.storm_brief import StormCase
from services.incident import Acted, IncidentId
from services.reporting.form import Errand
from tests.builders import ALICE, BOB, NOON, minutes
from tests.services.asking.test_storm_brief import MANY, case, entry
from tests.services.reporting.fakes import THREAD, Office

ERRAND = Errand(IncidentId("storm-1"), THREAD)
WRITTEN = "[[SUMMARY]]\nThey share a database.\n[[MOMENTS]]\nm1: rolled back\n[[END]]"


@pytest.fixture
def office() -> Office:
    office = Office()
    office.side.storm_ = case(*MANY, entry("mail-1", State.OK, after=1, is_over=True))
    office.side.lines = []
    assert office.agent
    office.agent.answers = [[WRITTEN], [WRITTEN]]
    return office


async def filed(office: Office, case: StormCase | None = None):
    office.side.storm_ = case or office.side.storm_
    form = await office.prepared(ERRAND)
    assert await office.file(replace(form, with_thread=True))
    return office.drafting.reports[-1]


async def test_its_title_says_how_many_and_what_most_of_them_have_in_common(office):
    form = await office.prepared(ERRAND)
    assert form.title == "Report of Storm of 101 alarms: checkout-*"


async def test_it_counts_and_lists_all_of_them_as_they_opened(office):
    report = await filed(office)
    assert (report.sum.total, report.sum.alarming, report.sum.recovered) == (101, 100, 1)
    assert [one.name for one in report.alarms][:3] == ["checkout-0-5xx", "checkout-1-5xx", "checkout-2-5xx"]
    assert len(report.alarms) == 101
    assert (report.state, report.account, report.region) == (State.ALARM, "111122223333", "eu-west-1")


async def test_its_timeline_tells_the_first_and_the_last_and_what_people_did(office):
    report = await filed(office)
    told = [(one.at, one.what, one.who) for one in report.timeline]
    assert told == [
        (NOON, "the first alarm: checkout-0-5xx", ""),
        (NOON + minutes(99 / 60), "the last alarm: checkout-99-5xx", ""),
        (NOON + minutes(6), "rolled back", "Bob"),
    ]


async def test_what_people_wrote_comes_with_it(office):
    report = await filed(office)
    assert [one.author for one in report.thread] == ["Bob"]
    assert "hunter2" not in report.thread[0].text


async def test_a_storm_that_is_over_and_all_are_back_has_an_end(office):
    back = [replace(one, state=State.OK, is_over=True) for one in MANY]
    report = await filed(office, case(*back, ended_at=NOON + minutes(9)))
    assert (report.state, report.closed_at) == (State.OK, NOON + minutes(9))
    assert report.timeline[-1].what == "the storm was over"


async def test_a_storm_that_is_over_and_not_all_are_back_has_none_yet(office):
    report = await filed(office, case(*MANY, ended_at=NOON + minutes(9)))
    assert (report.state, report.closed_at) == (State.ALARM, None)


async def test_a_storm_of_some_minutes_has_a_chart_of_how_many_opened(office):
    report = await filed(office, case(*(entry(f"web-{n}", after=n / 2) for n in range(9))))
    assert [one.value for one in report.chart.points] == [2.0, 2.0, 2.0, 2.0, 1.0]
    assert report.chart.metric == "alarms a minute"


async def test_the_model_is_told_the_figures_and_the_names(office):
    await office.prepared(ERRAND)
    (prompt,) = office.agent.prompts
    assert "alarms: 101" in prompt.text
    assert "checkout-0-5xx: ALARM" in prompt.text


async def test_pressing_again_updates_the_same_page_with_what_is_true_by_then(office):
    await filed(office)
    office.side.storm_ = case(*MANY, *(entry(f"later-{n}", after=4) for n in range(9)))
    report = await filed(office)
    assert report.sum.total == 109
    (draft,) = office.wiki.pages.values()
    assert draft.title == "Report of Storm of 101 alarms: checkout-*"
    assert list(office.records.records) == ["storm-1"]


async def test_who_watches_the_storm_is_told(office):
    one = office.side.storm_
    watched = one.storm.watched(ALICE, NOON).watched(BOB, NOON)
    report = await filed(office, replace(one, storm=watched))
    assert report.watched_by == ("Alice", "Bob")


async def test_what_was_done_on_one_alarm_is_not_told_of_all(office):
    office.side.lines = [Acted(NOON, ALICE, "watched")]
    report = await filed(office)
    assert report.watched_by == ()


async def test_a_storm_that_is_forgotten_is_unknown(office):
    office.side.incident_, office.side.storm_ = None, None
    await office.reports().open(ERRAND, "trigger")
    await office.tasks[-1]
    assert type(office.window.shows[-1]).__name__ == "UnknownIncident"


async def test_alarms_whose_beginning_nobody_knows_are_listed_all_the_same(office):
    unknown = entry("old", after=0, opened_at=None)
    report = await filed(office, case(unknown, entry("web-1")))
    assert {one.name for one in report.alarms} == {"old", "web-1"}
    assert report.timeline[0].what == "rolled back"
