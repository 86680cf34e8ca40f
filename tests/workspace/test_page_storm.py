"""A storm, as people see it on the demo's page: a card, its pages, and one alarm picked from all."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from demo.aws.storm import name
from tests.demo.page.chromium import browser
from tests.workspace.test_page_people import demo, person

__all__ = ["browser"]

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.browser]

MANY = 60


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with demo(tmp_path_factory.mktemp("demo"), "--no-story") as address:
        yield address


def storm(page: Page) -> Locator:
    return page.locator("#messages .msg", has=page.locator("[data-action=storm_pick]"))


def cards(page: Page, alarm: str) -> Locator:
    return page.locator("#messages .msg", has=page.locator(".rich strong", has_text=alarm))


async def test_a_storm_is_a_card_with_pages_and_one_alarm_of_it_can_be_picked(browser: Browser, address: str):
    async with person(browser, address, "Alice") as alice:
        await alice.locator("#storm-count").fill(str(MANY))
        await alice.get_by_role("button", name="Set off").click()
        shown = storm(alice)
        await expect(shown).to_contain_text(re.compile(r"\d\d alarms in"))
        await expect(shown).to_contain_text("17 more cards below")
        await shown.get_by_role("button", name="Watch all").click()
        await expect(shown.get_by_role("button", name="Stop watching")).to_be_visible()
        await expect(shown).to_contain_text("👀 Alice")

        await shown.locator(".replies").click()
        thread = alice.get_by_role("region", name="Messages in the thread")
        await expect(thread).to_contain_text("Page 1 ·")
        await expect(thread).to_contain_text("With a card of their own (20)")
        await expect(thread).to_contain_text(".csv")
        await expect(thread.locator("pre")).to_have_count(3)  # in ALARM, with cards, the file
        listed = "\n".join(await thread.locator("pre").all_inner_texts()).split("\n")
        picked = next(name(n) for n in reversed(range(MANY)) if name(n) in listed)

        await expect(cards(alice, picked)).to_have_count(0)
        menu = shown.get_by_role("combobox", name="Pick one alarm")
        await menu.click()
        await menu.fill(picked)
        await expect(shown.get_by_role("option")).to_have_count(1)
        await menu.press("Enter")
        await expect(cards(alice, picked)).to_have_count(1)
        await expect(thread).to_contain_text("With a card of their own (21)")
        await expect(storm(alice)).to_have_count(1)
