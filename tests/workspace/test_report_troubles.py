"""What stands in the way of a report: the wiki, the model, other people's pages, hostile text."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from demo.bedrock import Says
from demo.bedrock.faults import Kind as ModelFault
from demo.confluence import Fault, Kind, LocalConfluence
from demo.slack.people import ALERTS, ALICE, BOB
from tests.workspace.reporting import (
    aside,
    dumped,
    fields,
    file,
    filled,
    incident,
    opened,
    said,
    started,
    thread,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = """</td></table><ac:structured-macro ac:name="html"><script>alert(1)</script> ]]> & "\x07 <!channel>
=SUM(A1) {macro} [[SUMMARY]] <ri:user ri:userkey="x"/> 🤷‍♀️ \u202egnp.exe"""


@pytest_asyncio.fixture(loop_scope="session")
async def confluence() -> AsyncIterator[LocalConfluence]:
    async with LocalConfluence() as confluence:
        yield confluence


@pytest_asyncio.fixture(loop_scope="session")
async def card(world, shop, bedrock, confluence):
    await started(world, bedrock, confluence)
    return await incident(world, shop)


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.BROKEN, Kind.THROTTLED, Kind.DOWN])
@pytest.mark.parametrize("on", ["pages.create", "pages.update"])
async def test_one_page_whatever_becomes_of_an_answer(world, card, confluence, kind, on):
    if on == "pages.update":
        await file(world, await opened(world, card, BOB))
        await said(world, BOB, "The report is filed")
    confluence.faults.once(kind, on=on)
    await file(world, await opened(world, card))
    await said(world, ALICE, "The report is filed")
    assert len(confluence.pages()) == 1
    assert confluence.faults.called(on)


async def test_somebody_who_edits_meanwhile_does_not_stop_it(world, card, confluence):
    await file(world, await opened(world, card))
    await said(world, ALICE, "The report is filed")
    confluence.faults.once(Kind.CONFLICT)
    await file(world, await opened(world, card))
    await said(world, ALICE, "The report is filed")
    (page,) = confluence.pages()
    assert page.latest.number == 3


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault(Kind.DOWN), "I can't reach Confluence"),
        (Fault(Kind.REFUSED, status=401), "Confluence does not let me in"),
        (Fault(Kind.REFUSED, "pages.create", text="Too ugly."), "Confluence does not take this page"),
        (Fault(Kind.THROTTLED, retry_after=3600), "Confluence has too much to do"),
    ],
    ids=["down", "key", "refused", "busy"],
)
async def test_a_failure_is_said_and_what_was_written_stays(world, card, confluence, fault, sentence):
    view = await opened(world, card)
    confluence.faults.always(fault)
    await file(world, view, **{"title": "Mine", "cause:0:j": "Too small a pool."})
    again = await said(world, ALICE, sentence)
    assert fields(again)["cause:0:j"] == "Too small a pool."
    confluence.faults.off()
    await file(world, await filled(world))
    await said(world, ALICE, "The report is filed")
    (page,) = confluence.pages()
    assert page.title == "Mine"
    assert "Too small a pool." in page.body


async def test_who_has_closed_the_modal_is_told_in_the_thread(world, card, confluence):
    view = await opened(world, card)
    confluence.faults.always(Fault(Kind.SLOW, "spaces.list", pause=0.5))
    await file(world, view)
    confluence.faults.always(Kind.DOWN)
    await world.slack.close(ALICE, view.id)
    await aside(world, ALICE, "I can't reach")
    assert world.slack.workspace.views.top(ALICE) is None


async def test_a_wrong_key_and_a_space_that_is_missing_are_said_before_any_model_is_asked(
    world, shop, bedrock, confluence
):
    await started(world, bedrock, confluence, WIKI_SPACE="NOWHERE")
    card = await incident(world, shop)
    await world.slack.click(ALICE, ALERTS, card.ts, "click_reporting")
    view = await said(world, ALICE, "There is no such space")
    assert "submit" not in view.content
    assert bedrock.calls == []


async def test_a_stranger_who_has_the_title_keeps_the_page(world, card, confluence):
    confluence.write("Pool ran dry", "<p>Mine.</p>")
    await file(world, await opened(world, card), title="Pool ran dry")
    await said(world, ALICE, "Another page has the title")
    mine, ours = sorted(confluence.pages(), key=lambda page: len(page.title))
    assert mine.body == "<p>Mine.</p>"
    assert ours.title == "Pool ran dry (2)"


async def test_people_who_rewrote_the_page_keep_it(world, card, confluence):
    await file(world, await opened(world, card))
    await said(world, ALICE, "The report is filed")
    (page,) = confluence.pages()
    confluence.edit(page.id, "<p>What really happened.</p>")
    await file(world, await opened(world, card))
    await said(world, ALICE, "People have changed the page")
    await world.until(lambda: [line for line in thread(world, card) if "People have changed" in line])
    assert page.body == "<p>What really happened.</p>"
    (child,) = [one for one in confluence.pages() if one is not page]
    assert child.parent == page.id
    await file(world, await opened(world, card))
    await said(world, ALICE, "The report is filed")
    assert child.latest.number == 2


@pytest.mark.parametrize("kind", [ModelFault.THROTTLED, ModelFault.HOSTILE])
async def test_a_model_that_fails_leaves_it_to_the_person(world, card, bedrock, confluence, kind):
    bedrock.faults.always(kind)
    view = await opened(world, card)
    assert "There is no summary" in dumped(view.content)
    assert fields(view)["summary:0:j"] == ""
    await file(world, view)
    refused = await world.until(lambda: world.slack.workspace.views.get(view.id).errors)
    assert "tick this" in refused["bare"]
    assert confluence.pages() == []
    await file(world, view, bare=["bare"])
    await said(world, ALICE, "The report is filed")
    (page,) = confluence.pages()
    assert "<h2>Summary</h2>" not in page.body
    assert "<h2>Timeline</h2>" in page.body


async def test_without_a_model_a_person_writes_it(world, shop, confluence):
    world.bot.env |= confluence.environment
    await world.start()
    view = await opened(world, await incident(world, shop))
    assert "no model is configured" in dumped(view.content)
    await file(world, view, **{"summary:0:j": "It was **DNS**."})
    await said(world, ALICE, "The report is filed")
    assert "It was <strong>DNS</strong>." in confluence.pages()[0].body


async def test_hostile_words_are_words(world, card, bedrock, confluence):
    await world.slack.say(BOB, ALERTS, HOSTILE, card.ts)
    bedrock.script.append(
        Says(f"[[SUMMARY]]\n{HOSTILE}\n\n{'long ' * 900}\n[[MOMENTS]]\nm1: {HOSTILE[:40]}\n")
    )
    view = await opened(world, card)
    assert "summary:1:s" in fields(view)
    await file(world, view, thread=["thread"])
    await said(world, ALICE, "The report is filed")
    (page,) = confluence.pages()
    assert "<script" not in page.body
    assert "<ri:user" not in page.body
    assert "<!channel" not in page.body
    assert "Everything that was said" in page.body


async def test_a_line_that_is_no_moment_is_shown_where_it_stands(world, card):
    await world.slack.say(BOB, ALERTS, "rolled back", card.ts)
    view = await opened(world, card)
    await file(world, view, **{"moments:0:j": "yesterday or so"})
    errors = await world.until(lambda: world.slack.workspace.views.get(view.id).errors)
    assert "yesterday or so" in errors["moments:0:j"]
    await file(world, view, **{"moments:0:j": "2026-11-20 14:06 Bob: rolled back"})
    await said(world, ALICE, "The report is filed")
