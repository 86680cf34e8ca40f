"""A report, as people file it on the demo's page: the modal, the page in the wiki, the link."""

import asyncio
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


def modal(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Incident report")


async def open_report(page: Page, alarm: str) -> Locator:
    """Press *Reporting*; gives the form, once it is filled."""
    await card(page, alarm).get_by_role("button", name="Reporting").click()
    await expect(modal(page).get_by_role("button", name="File it")).to_be_visible()
    return modal(page)


async def filed(page: Page) -> str:
    """File what stands in the form; gives the page's address."""
    await modal(page).get_by_role("button", name="File it").click()
    await expect(modal(page)).to_contain_text("The report is filed")
    address = await modal(page).get_by_role("link").get_attribute("href")
    await modal(page).get_by_role("button", name="Close").last.click()
    assert address
    return address


async def test_a_report_is_edited_filed_and_found_from_the_card(browser: Browser, address: str):
    async with person(browser, address, "Alice") as alice:
        await set_state(alice, "checkout-pool-wait", "ALARM")
        form = await open_report(alice, "checkout-pool-wait")
        await form.get_by_label("Title").fill("The pool ran dry")
        await form.get_by_label("Cause").fill("Too **small** a pool.")
        url = await filed(alice)
        async with alice.expect_popup() as popup:
            await card(alice, "checkout-pool-wait").get_by_role("link", name="report").click()
        wiki = await popup.value
        assert wiki.url == url
        await expect(wiki.get_by_role("heading", name="The pool ran dry")).to_be_visible()
        await expect(wiki.locator("strong", has_text="small")).to_be_visible()
        await expect(wiki.get_by_role("img")).to_be_visible()
        await card(alice, "checkout-pool-wait").locator(".replies").click()
        thread = alice.get_by_role("region", name="Messages in the thread")
        await expect(thread).to_contain_text("Alice filed the report: The pool ran dry")


async def test_a_report_again_goes_over_the_same_page(browser: Browser, address: str):
    async with person(browser, address, "Alice") as alice, person(browser, address, "Bob") as bob:
        await set_state(alice, "orders-queue-age", "ALARM")
        await open_report(alice, "orders-queue-age")
        first = await filed(alice)
        form = await open_report(bob, "orders-queue-age")
        await expect(form).to_contain_text("This updates")
        assert await filed(bob) == first
        await bob.goto(first)
        await expect(bob.locator("details", has_text="History (2)")).to_be_visible()
        await expect(bob.locator("body")).to_contain_text(re.compile("version 2"))


async def test_two_people_at_once_have_one_page(browser: Browser, address: str):
    async with person(browser, address, "Alice") as alice, person(browser, address, "Bob") as bob:
        await set_state(alice, "db-main-connections", "ALARM")
        await asyncio.gather(*(open_report(one, "db-main-connections") for one in (alice, bob)))
        addresses = await asyncio.gather(filed(alice), filed(bob))
        assert len(set(addresses)) == 1


async def test_closing_the_form_files_nothing(browser: Browser, address: str):
    async with person(browser, address, "Alice") as alice:
        await set_state(alice, "web-3-disk-full", "ALARM")
        form = await open_report(alice, "web-3-disk-full")
        await form.get_by_role("button", name="Cancel").click()
        await expect(form).to_be_hidden()
        await expect(card(alice, "web-3-disk-full").get_by_role("link", name="report")).to_have_count(0)


async def test_a_report_is_filed_on_a_phone(browser: Browser, address: str):
    async with person(browser, address, "Alice", width=390) as alice:
        await alice.get_by_role("button", name="AWS", exact=True).click()
        await set_state(alice, "web-7-cpu-high", "ALARM")
        await alice.keyboard.press("Escape")
        await open_report(alice, "web-7-cpu-high")
        assert await alice.evaluate("document.documentElement.scrollWidth") == 390
        await alice.goto(await filed(alice))
        assert await alice.evaluate("document.documentElement.scrollWidth") == 390
