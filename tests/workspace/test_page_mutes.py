"""Muting on the demo's page, from a card and back, with the whole bot behind it."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.demo.page.chromium import browser
from tests.workspace.test_page_people import card, demo, person, set_state

__all__ = ["browser"]

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.browser]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with demo(tmp_path_factory.mktemp("demo"), "--no-story") as address:
        yield address


async def choose(page: Page, shown: Locator, option: str) -> None:
    """Choose in the menu of a card."""
    await shown.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name=option).click()


def alarm_card(page: Page, alarm: str) -> Locator:
    """The card of an alarm: not of its mute, nor of a composite that names it."""
    titled = page.locator("#messages .msg", has=page.locator(".rich strong", has_text=alarm))
    return titled.filter(has=page.get_by_role("button", name="Reporting"))


def mute_card(page: Page, alarm: str) -> Locator:
    return card(page, alarm).filter(has_text=re.compile("muted (until|from)"))


async def test_an_alarm_is_muted_from_its_card_and_unmuted_by_the_button(browser: Browser, address: str):
    async with person(browser, address, "Alice") as page:
        await set_state(page, "web-7-cpu-high", "ALARM")
        shown = alarm_card(page, "web-7-cpu-high")
        await choose(page, shown, "Mute…")
        form = page.get_by_role("dialog", name="Mute an alarm")
        await expect(form).to_contain_text("web-7-cpu-high")
        await form.get_by_label("Or until").fill("soon")
        await form.get_by_label("Why").fill("we know")
        await form.get_by_role("button", name="Mute").click()
        await expect(form).to_contain_text("I don't understand “soon”")
        await form.get_by_label("Or until").fill("2h")
        await form.get_by_role("button", name="Mute").click()
        await expect(form).to_be_hidden()
        await expect(shown).to_contain_text("muted by Alice until")
        await expect(shown).to_contain_text("we know")
        muted = mute_card(page, "web-7-cpu-high")
        await expect(muted).to_contain_text("1 alarm is kept quiet · 1 is not back yet")
        await muted.get_by_role("button", name="Unmute").click()
        await expect(muted).to_contain_text("was muted from")
        await expect(muted).to_contain_text("ended by Alice")
        await expect(muted.get_by_role("button", name="Unmute")).to_have_count(0)
        await expect(shown).not_to_contain_text("muted by Alice")


async def test_on_a_phone_an_alarm_is_muted_and_unmuted_in_the_menu_of_its_card(
    browser: Browser, address: str
):
    async with person(browser, address, "Alice", width=390) as page:
        await page.get_by_role("button", name="AWS", exact=True).click()
        await set_state(page, "db-main-connections", "ALARM")
        await page.keyboard.press("Escape")
        shown = alarm_card(page, "db-main-connections")
        await choose(page, shown, "Mute…")
        await page.get_by_role("dialog").get_by_role("button", name="Mute").click()
        await expect(shown).to_contain_text("muted by Alice until")
        await choose(page, shown, "Unmute")
        await expect(shown).not_to_contain_text("muted by Alice")
        await expect(mute_card(page, "db-main-connections")).to_contain_text("was muted from")
        assert await page.evaluate("document.documentElement.scrollWidth") == 390
