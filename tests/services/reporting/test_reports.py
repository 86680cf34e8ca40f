"""Reports, from the click to the page, among stand-ins."""

import asyncio
from dataclasses import replace

import pytest

from services.asking.agent import AgentFailed, Trouble
from services.asking.evidence import Finding
from services.asking.evidence import Topic as Looked
from services.desk import UnknownIncident
from services.incident import IncidentId
from services.reporting.filing import StillFiling
from services.reporting.form import NO_MODEL, Record
from services.reporting.report import Remark, Section, Topic
from services.reporting.reports import NoWiki, OurFault
from services.reporting.wiki import Filed, PageId, WikiFailed
from services.reporting.wiki import Trouble as WikiTrouble
from tests.builders import ALICE, BOB, NOON, minutes
from tests.fakes import until
from tests.services.asking.fakes import FakeAgent, FakeSource
from tests.services.reporting.fakes import ERRAND, OPS, Office

ANSWER = "[[SUMMARY]]\nThe pool ran dry.\n[[CAUSE]]\nA deploy.\n[[MOMENTS]]\nm1: rolled back\n[[END]]"
ID = IncidentId("incident1")
KNOWN = Record("Known", OPS, PageId("7"), "https://wiki.example.com/7", 3, "Bob")


def office(*answers: object, **about: object) -> Office:
    said = [[one] for one in answers or [ANSWER]]
    return Office(**({"agent": FakeAgent(said)} | about))  # type: ignore[arg-type]


async def test_the_form_has_what_the_model_wrote_and_when_people_said_it():
    form = await office().prepared()
    assert form.title == "Report of web-7-cpu-high"
    assert form.sections == (
        Section(Topic.SUMMARY, "The pool ran dry."),
        Section(Topic.CAUSE, "A deploy."),
    )
    (moment,) = form.moments
    assert (moment.at, moment.who, moment.what) == (NOON + minutes(6), "Bob", "rolled back")
    assert (form.lack, form.space, form.has_thread) == ("", OPS, True)


async def test_nothing_is_filed_before_somebody_says_so():
    room = office()
    await room.prepared()
    assert room.wiki.pages == {}
    assert room.records.records == {}


async def test_the_model_gets_no_tools_no_secrets_and_no_fence_that_data_could_end():
    room = office(sources=[FakeSource(Looked.LOGS, Finding(Looked.LOGS, "pool exhausted", 3))])
    await room.prepared()
    assert room.agent
    (prompt,) = room.agent.prompts
    assert prompt.tools == ()
    assert "hunter2" not in prompt.text
    for word in ("rolling back", "pool exhausted", "Alice watched it", "web-7-cpu-high"):
        assert word in prompt.text


async def test_what_is_filed_is_what_stands_in_the_form_with_the_timeline_in_order():
    room = office()
    form = await room.prepared()
    edited = replace(form, sections=(Section(Topic.CAUSE, "Mine."),), with_thread=True)
    assert await room.file(edited)
    (report,) = room.drafting.reports
    assert [(one.who, one.what) for one in report.timeline] == [
        ("Alice", "began to watch"),
        ("Bob", "rolled back"),
    ]
    assert report.sections == (Section(Topic.CAUSE, "Mine."),)
    assert report.watched_by == ("Alice",)
    assert report.thread == (Remark("Bob", NOON + minutes(6), "rolling back, password=(redacted)"),)
    assert isinstance(room.window.shows[-1], Filed)
    assert room.woken == 1


async def test_the_thread_stays_out_unless_it_is_ticked():
    room = office()
    await room.file(await room.prepared())
    assert room.drafting.reports[0].thread == ()


async def test_a_second_report_goes_over_the_first_whoever_files_it():
    room = office(ANSWER, ANSWER)
    await room.file(await room.prepared())
    form = await room.prepared()
    assert form.record
    assert await room.file(replace(form, title="Another"), BOB)
    assert list(room.wiki.versions.values()) == [2]
    assert room.wiki.notes == ["by Alice", "by Bob"]
    assert [line.version for line in room.records.lines] == [1, 2]


async def test_the_page_that_is_known_wins_over_every_title():
    room = office()
    room.records.records[ID] = KNOWN
    form = await room.prepared()
    assert form.title == "Known"
    await room.file(replace(form, title="Another"))
    assert list(room.wiki.pages) == ["7"]


async def test_two_at_once_write_one_page_one_after_the_other():
    room = office(ANSWER, ANSWER)
    form = await room.prepared()
    room.wiki.go.clear()
    first = asyncio.ensure_future(room.file(replace(form, title="By Alice")))
    await until(lambda: room.records.claims)
    second = asyncio.ensure_future(room.file(replace(form, title="By Bob"), BOB))
    await asyncio.sleep(0)
    room.wiki.go.set()
    assert all(await asyncio.gather(first, second))
    assert [draft.title for draft in room.wiki.pages.values()] == ["By Alice"]
    assert list(room.wiki.versions.values()) == [2]


async def test_who_waits_too_long_for_another_is_told_whom_for():
    room = office()
    form = await room.prepared()
    await room.records.claim(ID, replace(KNOWN, by="Bob"), room.now, room.now + minutes(60))
    assert not await room.file(form)
    problem = room.window.problems[-1]
    assert isinstance(problem, StillFiling)
    assert str(problem) == "Bob"


async def test_a_claim_that_a_crash_left_behind_runs_out():
    room = office()
    form = await room.prepared()
    await room.records.claim(ID, replace(KNOWN, page=None), room.now, room.now + minutes(1))
    assert await room.file(form)
    assert [draft.title for draft in room.wiki.pages.values()] == ["Known"]


async def test_an_answer_that_got_lost_keeps_the_title_for_the_next_try():
    room = office()
    form = await room.prepared()
    room.wiki.late, room.wiki.troubles = True, [WikiFailed(WikiTrouble.UNREACHABLE, "lost")]
    assert not await room.file(replace(form, title="First"))
    again = room.window.form
    assert again.record
    assert again.title == "First"
    assert await room.file(replace(again, title="Second"))
    assert list(room.wiki.versions.values()) == [2]


@pytest.mark.parametrize("trouble", [WikiTrouble.FORBIDDEN, WikiTrouble.NO_SPACE, WikiTrouble.REFUSED])
async def test_what_was_surely_not_written_may_be_called_otherwise(trouble):
    room = office()
    form = await room.prepared()
    room.wiki.troubles = [WikiFailed(trouble, "no")]
    assert not await room.file(replace(form, title="First"))
    assert room.window.form.record is None
    assert await room.file(replace(form, title="Second"))
    assert [draft.title for draft in room.wiki.pages.values()] == ["Second"]


async def test_the_form_comes_back_as_it_was_left():
    room = office()
    form = replace(await room.prepared(), sections=(Section(Topic.IMPACT, "All of it."),))
    room.wiki.troubles = [WikiFailed(WikiTrouble.BUSY, "429")]
    await room.file(form)
    assert room.window.form.sections == form.sections
    assert room.window.told == []


async def test_who_has_closed_the_modal_is_told_elsewhere():
    room = office()
    form = await room.prepared()
    room.window.closed, room.wiki.troubles = True, [WikiFailed(WikiTrouble.BUSY, "429")]
    await room.file(form)
    (told,) = room.window.told
    assert isinstance(told, WikiFailed)


async def test_what_nobody_foresaw_is_the_bots_fault_and_holds_nothing_up():
    room = office()
    form = await room.prepared()
    room.wiki.troubles = [RuntimeError("?")]  # type: ignore[list-item]
    assert not await room.file(form)
    assert isinstance(room.window.problems[-1], OurFault)
    assert room.records.claims == {}
    assert await room.file(form)


@pytest.mark.parametrize("detail", ["missing", "down"])
async def test_without_a_space_no_model_is_asked(detail):
    room = office()
    if detail == "missing":
        room.wiki.known = []
    else:
        room.wiki.down = WikiFailed(WikiTrouble.FORBIDDEN, "404")
    await room.reports().open(ERRAND, "trigger")
    await asyncio.gather(*room.tasks)
    assert isinstance(room.window.shows[-1], WikiFailed)
    assert room.agent
    assert room.agent.prompts == []


async def test_without_a_wiki_nothing_opens():
    room = office(has_wiki=False)
    with pytest.raises(NoWiki):
        await room.reports().open(ERRAND, "trigger")
    assert room.window.opened == []


async def test_an_incident_that_nobody_knows_is_said():
    room = office()
    room.side.incident_ = None
    await room.reports().open(ERRAND, "trigger")
    await asyncio.gather(*room.tasks)
    assert isinstance(room.window.shows[-1], UnknownIncident)


async def test_a_thread_that_cannot_be_read_is_left_out():
    room = office()
    room.side.readable = False
    form = await room.prepared()
    assert not form.has_thread
    assert form.moments == ()


@pytest.mark.parametrize(
    ("answer", "lack"),
    [
        (AgentFailed(Trouble.THROTTLED, "busy"), Trouble.THROTTLED),
        ("I am sorry, I can't do that.", Trouble.BROKEN),
        ("", Trouble.BROKEN),
        ("[[SUMMARY]]\n" + "x" * 30_000, Trouble.BROKEN),
        (None, Trouble.SLOW),
    ],
    ids=["throttled", "no marks", "empty", "endless", "slow"],
)
async def test_a_model_that_fails_leaves_empty_sections_and_says_why(answer, lack):
    form = await office(answer, seconds=0.05).prepared()
    assert (form.sections, form.moments, form.lack) == ((), (), lack)
    assert form.is_bare


async def test_without_a_model_the_form_says_so():
    form = await office(agent=None).prepared()
    assert form.lack == NO_MODEL


async def test_who_files_stands_in_the_thread_with_the_link():
    room = office()
    await room.file(await room.prepared())
    (line,) = room.records.lines
    assert (line.by, line.url, line.below) == (ALICE, "https://wiki.example.com/1", False)
