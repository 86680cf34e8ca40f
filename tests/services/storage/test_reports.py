"""What the store remembers of reports: claims, titles, pages, and what the channels are owed."""

from dataclasses import replace
from datetime import timedelta

from services.incident import IncidentId, Person, Reported
from services.reporting.filing import Claim, Records
from services.reporting.form import Record
from services.reporting.wiki import PageId, SpaceKey
from tests.builders import ALERTS, ALICE, BOB, NOON, alarm, minutes

URL = "https://wiki.example.com/7"
WANTED = Record("Title", SpaceKey("OPS"), by="Alice")
LATER = NOON + timedelta(seconds=100)


async def opened(office) -> IncidentId:
    (outcome,) = await office.hear(alarm())
    await office.show()
    return IncidentId(outcome.incident)


def line(by: Person = ALICE, version: int = 1) -> Reported:
    return Reported(NOON, by, URL, "Title", version)


async def filed(reports: Records, claim: Claim) -> None:
    page = replace(claim.record, page=PageId("7"), url=URL, version=1)
    await reports.filed(replace(claim, record=page), line())


async def test_a_claim_is_one_persons_until_it_is_released_or_runs_out(office):
    reports, incident = office.storage.reports, await opened(office)
    first = await reports.claim(incident, WANTED, NOON, LATER)
    other = await reports.claim(incident, replace(WANTED, title="Other", by="Bob"), NOON, LATER)
    assert (bool(first.token), first.is_first) == (True, True)
    assert (other.token, other.record.by) == ("", "Alice")
    late = await reports.claim(incident, replace(WANTED, title="Other", by="Bob"), LATER, LATER + minutes(1))
    assert late.token
    assert (late.record.title, late.record.by, late.is_first) == ("Title", "Bob", False)
    await reports.release(first)  # too late to end another's claim
    assert (await reports.claim(incident, WANTED, LATER, LATER + minutes(1))).token == ""
    await reports.release(late)
    assert (await reports.claim(incident, WANTED, LATER, LATER + minutes(1))).token


async def test_the_title_is_kept_over_a_crash_and_forgotten_where_nothing_came_of_it(office):
    incident = await opened(office)
    await office.storage.reports.claim(incident, WANTED, NOON, LATER)
    office.crash()
    reports = office.storage.reports
    known = await reports.recall(incident)
    assert known
    assert (known.title, known.page) == ("Title", None)
    again = await reports.claim(incident, replace(WANTED, title="Other"), LATER, LATER + minutes(1))
    await reports.release(replace(again, keep=False))
    assert await reports.recall(incident), "somebody may have written it before"
    other = IncidentId("other")
    await reports.release(replace(await reports.claim(other, WANTED, NOON, LATER), keep=False))
    assert await reports.recall(other) is None


async def test_what_is_filed_stands_on_the_card_and_in_the_thread_once(office):
    reports, incident = office.storage.reports, await opened(office)
    await filed(reports, await reports.claim(incident, WANTED, NOON, LATER))
    known = await office.storage.views.incident(incident)
    assert known
    assert known.report == URL
    assert [one.kind for one in await reports.course(incident)] == ["changed", "reported"]
    owed = await office.backlog.owed(ALERTS, 10)
    assert [(one.is_card, one.urgent) for one in owed] == [(True, True), (False, False)]
    assert (await reports.claim(incident, WANTED, NOON, LATER)).record.page == "7"


async def test_a_report_stays_on_the_card_when_the_alarm_goes_on(office):
    reports, incident = office.storage.reports, await opened(office)
    await filed(reports, await reports.claim(incident, WANTED, NOON, LATER))
    await office.desk.watch(incident, by=BOB)
    known = await office.storage.views.incident(incident)
    assert known
    assert (known.report, len(known.watchers)) == (URL, 1)


async def test_who_was_late_does_not_end_the_next_ones_claim(office):
    reports, incident = office.storage.reports, await opened(office)
    slow = await reports.claim(incident, WANTED, NOON, LATER)
    await reports.claim(incident, WANTED, LATER, LATER + minutes(1))
    await filed(reports, slow)
    assert (await reports.claim(incident, WANTED, LATER, LATER + minutes(1))).token == ""
