"""People file reports: the real process between Slack, AWS, Bedrock and Confluence."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from demo.confluence import LocalConfluence
from demo.slack.people import ALERTS, ALICE, BOB, CAROL
from tests.workspace.reporting import aside, dumped, fields, file, incident, opened, said, started, thread

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def confluence() -> AsyncIterator[LocalConfluence]:
    async with LocalConfluence() as confluence:
        yield confluence


async def test_a_report_is_prepared_edited_filed_and_linked(world, shop, bedrock, confluence):
    await started(world, bedrock, confluence)
    card = await incident(world, shop)
    await world.slack.click(BOB, ALERTS, card.ts, "click_watch")
    await world.slack.say(BOB, ALERTS, "rolling back v812 <!channel> & co", card.ts)
    view = await opened(world, card)
    form = fields(view)
    assert form["title"].startswith("checkout-pool-wait – ")
    assert "canned report" in form["summary:0:j"]
    assert "Bob: rolling back v812" in form["moments:0:j"]
    await file(world, view, **{"title": "Pool ran dry", "cause:0:j": "The pool was too small."})
    done = await said(world, ALICE, "The report is filed")
    (page,) = confluence.pages()
    assert page.title == "Pool ran dry"
    for word in ("The pool was too small.", "rolling back v812", "Bob", "ALARM", "metric.png"):
        assert word in page.body
    assert "Everything that was said" not in page.body
    assert set(page.labels) == {"watchbell", "incident-report"}
    url = confluence.web_url(page)
    assert url in dumped(done.content)
    await world.until(lambda: [line for line in thread(world, card) if url in line and "Alice" in line])
    await world.until(lambda: url in dumped(world.cards()[0].attachments))


async def test_closing_the_modal_files_nothing(world, shop, bedrock, confluence):
    await started(world, bedrock, confluence)
    view = await opened(world, await incident(world, shop))
    await world.slack.close(ALICE, view.id)
    assert confluence.pages() == []
    assert {call.operation for call in confluence.calls} == {"spaces.list"}


async def test_pressing_again_after_a_restart_updates_the_same_page(world, shop, bedrock, confluence):
    await started(world, bedrock, confluence)
    card = await incident(world, shop)
    await file(world, await opened(world, card))
    await said(world, ALICE, "The report is filed")
    await world.bot.kill()
    await world.start()
    view = await opened(world, card, BOB)
    assert "title" not in fields(view)
    assert "This updates" in dumped(view.content)
    await file(world, view)
    await said(world, BOB, "The report is filed")
    (page,) = confluence.pages()
    assert page.latest.number == 2
    assert page.latest.message.startswith("Bob filed this from Slack on 2")
    await world.until(lambda: [line for line in thread(world, card) if "version 2" in line])
    assert len(world.cards()) == 1


async def test_two_people_at_once_file_one_page(world, shop, bedrock, confluence):
    await started(world, bedrock, confluence)
    card = await incident(world, shop)
    first, second = await opened(world, card, ALICE), await opened(world, card, BOB)
    await file(world, first, title="By Alice")
    await file(world, second, title="By Bob")
    for user in (ALICE, BOB):
        await said(world, user, "The report is filed")
    (page,) = confluence.pages()
    assert (page.title, page.latest.number) == ("By Alice", 2)


async def test_a_guest_is_refused_and_what_was_done_leaves_rows(world, shop, bedrock, confluence):
    await started(world, bedrock, confluence)
    card = await incident(world, shop)
    await world.slack.click(CAROL, ALERTS, card.ts, "click_reporting")
    await aside(world, CAROL, "guest")
    await file(world, await opened(world, card))
    await said(world, ALICE, "The report is filed")
    rows = {("report", "refused"), ("report", "done"), ("file the report", "done")}
    await world.until(lambda: rows <= outcomes(world))


def outcomes(world) -> set[tuple[str, str]]:
    return {(row["action"], row["ending"]) for row in world.bot.said("asked")}


async def test_without_a_wiki_the_button_says_so(world, shop):
    await world.start()
    card = await incident(world, shop)
    await world.slack.click(ALICE, ALERTS, card.ts, "click_reporting")
    await aside(world, ALICE, "no Confluence is configured")
