"""Slash commands on the page: completion, answers for one person, and who may see what."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from demo.slack.people import ALERTS, ALICE, CAROL, DAN, SLACKBOT
from demo.slack.server import LocalSlack
from tests.demo.page.answering import answering
from tests.demo.page.chromium import Demo, opened

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def slack() -> AsyncIterator[LocalSlack]:
    async with answering() as slack:
        yield slack


@pytest_asyncio.fixture(loop_scope="module")
async def live(browser: Browser, slack: LocalSlack) -> AsyncIterator[Page]:
    """The page before a Slack whose app answers."""
    page, seen = await opened(browser, slack.url)
    yield page
    await page.context.close()
    assert [line for line in seen.complaints if "Failed to load resource" not in line] == []


def field(page: Page) -> Locator:
    return page.get_by_label("Message #alerts")


def offers(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


async def act_as(page: Page, name: str) -> None:
    await page.get_by_role("radio", name=name).check(force=True)


async def test_a_command_is_completed_and_sent_by_keyboard(page: Page, demo: Demo):
    await field(page).press_sequentially("/")
    await expect(offers(page)).to_contain_text(["/aws[alarms|test|status|audit|help]"])
    await expect(field(page)).to_have_attribute("aria-activedescendant", "say-commands-0")
    await page.keyboard.press("Enter")
    await expect(field(page)).to_have_value("/aws ")
    await expect(offers(page)).to_have_count(11)
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowDown"):
        await page.keyboard.press(key)
    await expect(offers(page).first).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Tab")
    await expect(field(page)).to_have_value("/aws alarms ")
    await expect(page.get_by_role("listbox")).to_have_count(0)
    async with page.expect_response("**/page/command"):
        await page.keyboard.press("Enter")
    assert demo.slack.typed == [(ALICE, ALERTS, "/aws", "alarms", None)]


async def test_what_was_typed_whole_is_sent_at_once(page: Page, demo: Demo):
    for typed in ("/aws", "/aws status"):
        await field(page).press_sequentially(typed)
        await expect(offers(page)).to_have_count(1)
        async with page.expect_response("**/page/command"):
            await page.keyboard.press("Enter")
    assert [(command, text) for _, _, command, text, _ in demo.slack.typed] == [
        ("/aws", ""),
        ("/aws", "status"),
    ]


async def test_escape_closes_the_list_and_nothing_else(page: Page):
    await page.get_by_role("button", name="3 replies").click()
    reply = page.get_by_label("Reply…")
    await reply.press_sequentially("/aws a")
    await expect(offers(page)).to_have_count(3)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("listbox")).to_have_count(0)
    await expect(reply).to_be_visible()
    await reply.press_sequentially("u")
    await expect(offers(page)).to_contain_text(["/aws audit"])


async def test_an_offer_is_taken_with_the_mouse(page: Page):
    await field(page).press_sequentially("/aws ")
    await offers(page).filter(has_text="status").click()
    await expect(field(page)).to_have_value("/aws status ")
    await expect(field(page)).to_be_focused()


async def test_a_space_before_the_slash_makes_it_words(page: Page, demo: Demo):
    await field(page).fill(" /aws is down")
    async with page.expect_response("**/page/say"):
        await page.keyboard.press("Enter")
    assert demo.slack.workspace.messages(ALERTS)[-1].text == "/aws is down"


async def test_an_answer_for_one_person_replaces_itself_and_goes(live: Page, slack: LocalSlack):
    await field(live).fill("/aws alarms ")
    await live.keyboard.press("Enter")
    answer = live.locator(".msg.ephemeral")
    await expect(answer.locator(".msg-note")).to_have_text("👁 Only visible to you")
    await answer.get_by_role("button", name="ALARM").click()
    await expect(answer).to_contain_text("Shown: those in ALARM")
    await expect(answer).to_have_count(1)
    await act_as(live, "Bob")
    await expect(answer).to_have_count(0)
    await act_as(live, "Alice")
    await answer.get_by_role("button", name="Done").click()
    await expect(answer).to_have_count(0)
    assert slack.workspace.ephemerals() == []


async def test_a_command_that_does_not_exist_is_answered_by_slackbot(live: Page, slack: LocalSlack):
    await field(live).fill("/deploy <b>now</b>")
    await live.keyboard.press("Enter")
    await expect(live.locator(".msg.ephemeral")).to_contain_text("/deploy is not a valid command.")
    assert [message.user for message in slack.workspace.ephemerals(ALICE)] == [SLACKBOT]


async def test_a_guest_sees_only_the_channels_they_are_in(live: Page, slack: LocalSlack):
    await act_as(live, "Carol")
    channels = live.locator("#channels [data-channel]")
    await expect(channels).to_have_text(["#alerts"])
    await expect(live.locator("label.person", has=live.get_by_role("radio", name="Carol"))).to_contain_text(
        "guest"
    )
    await field(live).fill("/aws alarms ")
    await live.keyboard.press("Enter")
    await expect(live.locator(".msg.ephemeral")).to_contain_text("3 in ALARM")
    assert [message.ephemeral_to for message in slack.workspace.ephemerals()] == [CAROL]


async def test_somebody_of_another_company_sees_only_shared_channels(live: Page, slack: LocalSlack):
    slack.workspace.post(ALERTS, DAN, "Hello from <https://partner.example|us>")
    await act_as(live, "Dan")
    await expect(live.locator("#channels [data-channel]")).to_have_text(["#alerts", "#partners"])
    await expect(live.locator("#directs [data-channel]")).to_have_count(0)
    await expect(live.locator("#place-note")).to_contain_text("shared with another company")
    await expect(live.locator(".msg .badge", has_text="OTHER COMPANY")).to_be_visible()
