"""A dead letter on the demo's page: put there, looked at, sent back; with the whole bot behind it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.demo.page.chromium import browser
from tests.workspace.test_page_people import card, demo, person, type_command

__all__ = ["browser"]

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.browser]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with demo(tmp_path_factory.mktemp("demo"), "--no-story") as address:
        yield address


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_dead_letter_is_looked_at_and_sent_back_after_a_question(
    browser: Browser, address: str, width: int
):
    async with person(browser, address, "Alice", width=width) as page:
        name = f"Lost parcel {width}"
        if width == 390:
            await page.get_by_role("button", name="AWS", exact=True).click()
        await page.get_by_label("Publish to the topic").fill(name)
        await page.get_by_role("button", name="To the dead letters").click()
        await expect(page.get_by_text("It lies among the dead letters")).to_be_visible()
        await page.keyboard.press("Escape")
        answer = (await type_command(page, "dlq")).filter(has_text=name)
        await expect(answer).to_contain_text("1 message in the dead-letter queue")
        await answer.get_by_role("button", name="Send back").click()
        question = page.get_by_role("dialog", name="Send back?")
        await expect(question).to_contain_text(f"To the queue, to be tried anew: {name}")
        await question.get_by_role("button", name="Cancel").click()
        await answer.get_by_role("button", name="Send back").click()
        await question.get_by_role("button", name="Send back").click()
        await expect(page.locator(".msg.ephemeral").last).to_contain_text("1 message sent back.")
        await expect(page.locator(".msg.ephemeral").last).to_contain_text("The dead-letter queue is empty.")
        await expect(card(page, name)).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") == width
