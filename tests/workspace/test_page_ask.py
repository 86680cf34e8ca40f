"""What a person does on the demo's page to ask, with the whole bot and the local Bedrock behind it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.demo.page.chromium import browser
from tests.workspace.test_page_people import card, demo, person, set_state

__all__ = ["browser"]

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.browser]

ALARM = "checkout-pool-wait"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with demo(tmp_path_factory.mktemp("demo"), "--no-story") as address:
        yield address


@pytest_asyncio.fixture(loop_scope="module")
async def alice(browser: Browser, address: str) -> AsyncIterator[Page]:
    """Alice, with the Bedrock panel open beside her messages and nothing wrong in it."""
    async with person(browser, address, "Alice", width=1440) as page:
        await page.locator("#bedrock summary").click()
        yield page
        mend = page.get_by_role("button", name="Mend", exact=True)
        if await mend.is_enabled():
            await mend.click()
            await expect(page.locator("#bedrock-state")).to_have_text("works")


def thread(page: Page) -> Locator:
    return page.get_by_role("region", name="Messages in the thread")


async def open_card(page: Page, alarm: str) -> Locator:
    """The card of an alarm in ALARM, its thread beside it."""
    await set_state(page, alarm, "ALARM")
    shown = card(page, alarm)
    await shown.locator(".replies").click()
    return shown


async def fails(page: Page, kind: str, times: str) -> None:
    await page.get_by_label("It fails").select_option(kind)
    await page.get_by_role("button", name=times, exact=True).click()


@asynccontextmanager
async def slowly(page: Page) -> AsyncIterator[None]:
    """While this lasts there is time to look at an answer as it grows."""
    pace = page.get_by_role("group", name="It answers")
    await pace.get_by_role("button", name="slowly").click()
    await expect(pace.get_by_role("button", name="slowly")).to_have_attribute("aria-pressed", "true")
    yield
    await pace.get_by_role("button", name="normally").click()
    await expect(pace.get_by_role("button", name="normally")).to_have_attribute("aria-pressed", "true")


async def say(page: Page, box: str, text: str) -> None:
    await page.get_by_role("textbox", name=box).fill(text)
    await page.keyboard.press("Enter")


async def test_the_agent_is_asked_on_a_card_its_steps_and_text_are_seen_and_a_follow_up_is_understood(alice):
    shown = await open_card(alice, ALARM)
    async with slowly(alice):
        await shown.get_by_role("button", name="To Bedrock Agent").click()
        plan = thread(alice).locator(".plan")
        await expect(plan).to_contain_text("Looking into it")
        await expect(plan.locator('.task[data-status="complete"]')).to_have_count(5)
        await expect(thread(alice)).to_contain_text("Most likely it is the change of")
        await expect(thread(alice).locator(".status-row, .status").first).to_contain_text("is writing")
    await expect(thread(alice).get_by_role("button", name="Helpful", exact=True)).to_be_visible()
    evidence = thread(alice).get_by_role("link", name="Logs /ecs/checkout-api")
    await expect(evidence).to_have_attribute(
        "href", re.compile(r"^https://eu-west-1\.console\.aws\.amazon\.com/")
    )
    await say(alice, "Reply", "@Watchbell and since when?")
    await expect(thread(alice)).to_contain_text("that is the time I named before")


async def test_an_answer_is_stopped(alice):
    shown = await open_card(alice, "receipts-slow")
    async with slowly(alice):
        await shown.get_by_role("button", name="To Bedrock Agent").click()
        await expect(thread(alice).locator(".markdown")).to_contain_text("Most likely")
        await thread(alice).get_by_role("button", name="Stop").click()
        await expect(thread(alice)).to_contain_text("Alice stopped this answer.")
    await expect(alice.locator("#bedrock-calls .call").first).to_contain_text("stopped by the bot")


async def test_what_failed_is_tried_again(alice):
    shown = await open_card(alice, "orders-queue-age")
    await fails(alice, "throttled", "Until mended")
    await expect(alice.locator("#bedrock-state")).to_have_text("throttled until mended")
    await shown.get_by_role("button", name="To Bedrock Agent").click()
    await expect(thread(alice)).to_contain_text("Bedrock has too much to do just now.")
    await expect(alice.locator("#bedrock-calls .call").first).to_contain_text("Throttling")
    await alice.get_by_role("button", name="Mend", exact=True).click()
    await expect(alice.locator("#bedrock-state")).to_have_text("works")
    await thread(alice).get_by_role("button", name="Try again").click()
    await expect(thread(alice)).to_contain_text("/ecs/orders")
    await expect(thread(alice).get_by_role("button", name="Helpful", exact=True)).to_be_visible()


async def test_a_failure_that_comes_once_is_over_after_it(alice):
    shown = await open_card(alice, "web-3-disk-full")
    await fails(alice, "cut", "Once")
    await expect(alice.locator("#bedrock-state")).to_have_text("cut once")
    await shown.get_by_role("button", name="To Bedrock Agent").click()
    await expect(thread(alice)).to_contain_text("broke off before its answer was whole")
    await expect(alice.locator("#bedrock-state")).to_have_text("works")


async def test_a_mention_in_a_channel_is_answered_in_its_thread(alice):
    await alice.get_by_label("Message #alerts").fill("@Watchbell which alarms are in ALARM?")
    await alice.keyboard.press("Enter")
    asked = alice.locator("#messages .msg", has_text="which alarms are in ALARM?").last
    await asked.locator(".replies").click()
    await expect(thread(alice)).to_contain_text("list_alarms")
    await expect(thread(alice).get_by_role("button", name="Helpful", exact=True)).to_be_visible()


async def test_a_direct_message_is_answered(alice):
    await alice.get_by_role("list", name="Direct messages").get_by_role("button").first.click()
    await alice.get_by_role("button", name="What is wrong now?").click()
    await expect(alice.locator("#messages")).to_contain_text("list_alarms")
    await expect(alice.locator("#messages").get_by_role("button", name="Helpful", exact=True)).to_be_visible()


async def test_a_question_is_asked_by_command(alice):
    await open_card(alice, ALARM)
    await alice.get_by_label("Message #alerts").fill(f"/aws ask why is {ALARM} in ALARM?")
    await alice.keyboard.press("Enter")
    asked = alice.locator("#messages .msg", has_text="Alice asks:").last
    await asked.locator(".replies").click()
    await expect(thread(alice)).to_contain_text("Most likely it is the change of")


async def test_a_guest_is_told_why_nobody_answers(browser: Browser, address: str):
    async with person(browser, address, "Carol") as carol:
        await set_state(carol, "db-main-connections", "ALARM")
        await card(carol, "db-main-connections").get_by_role("button", name="To Bedrock Agent").click()
        await expect(carol.locator(".msg.ephemeral")).to_contain_text("as a guest you can read along")
