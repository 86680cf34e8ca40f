"""What a person does on the demo's page, with the whole bot behind it."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path  # noqa: TC003 — fixtures are called with it

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from demo.children import start_child
from demo.session import ROOT
from tests.demo.page.chromium import browser  # noqa: F401 — a fixture

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.browser]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(
    browser: Browser,  # noqa: F811 — the fixture
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[str]:
    """The address that `python -m demo` prints."""
    log: Path = tmp_path_factory.mktemp("demo") / "demo.log"
    command = [sys.executable, "-m", "demo", "--no-open", "--no-story"]
    demo = await start_child("demo", command, {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, log)
    async with asyncio.timeout(30):
        while not (found := re.search(r"Open (\S+)", log.read_text())):
            assert demo.process.returncode is None, log.read_text()
            await asyncio.sleep(0)
    yield found[1]
    await demo.stop(grace=10)


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:  # noqa: F811 — the fixture
    page = await browser.new_page()
    await page.goto(address)
    yield page
    await page.close()


def state(page: Page, alarm: str, label: str) -> Locator:
    return page.get_by_role("group", name=f"State of {alarm}").get_by_role("button", name=label, exact=True)


def card(page: Page, alarm: str) -> Locator:
    return page.locator("#messages .msg", has_text=alarm)


async def test_an_alarm_set_in_the_panel_is_shown_watched_and_recovers(page):
    await state(page, "web-7-cpu-high", "ALARM").click()
    shown = card(page, "web-7-cpu-high").first
    await expect(shown).to_contain_text("> 80 %")
    await shown.get_by_role("button", name="Watching").click()
    await expect(shown).to_contain_text("Alice from")
    await state(page, "web-7-cpu-high", "OK").click()
    await expect(shown).to_contain_text("Recovered after")
    await expect(shown).to_contain_text("Alice from")


async def test_hostile_text_published_in_the_panel_is_harmless(page):
    await page.get_by_role("button", name="Hostile text").click()
    await page.get_by_role("button", name="Publish", exact=True).click()
    shown = card(page, "evil.example").first
    await expect(shown).to_be_visible()
    assert await shown.locator("a[href^='https://evil.example']").count() == 0
    assert await shown.locator(".mention").count() == 0


async def test_a_metric_pushed_over_its_threshold_sets_the_alarm_off(page):
    row = page.locator('[data-alarm="orders-queue-age"]')
    await expect(row.get_by_role("img")).to_be_visible()
    await page.get_by_role("button", name="Push orders-queue-age up").click()
    await expect(row).to_have_attribute("data-state", "ALARM")
    shown = card(page, "orders-queue-age").first
    await expect(shown).to_be_visible()
    await page.get_by_role("button", name="Push orders-queue-age down").click()
    await expect(row).to_have_attribute("data-state", "OK")
    await expect(shown).to_contain_text("Recovered after")


async def test_the_bot_panel_shows_what_became_of_an_alarm(page):
    await state(page, "web-3-disk-full", "ALARM").click()
    shown = card(page, "web-3-disk-full").first
    await shown.get_by_role("button", name="Watching").click()
    await expect(shown).to_contain_text("Alice from")
    await page.get_by_role("button", name="web-3-disk-full", exact=True).click()
    done = page.get_by_role("list", name="Steps, the newest first")
    for what in ("published", "accepted", "posted", "clicked", "updated"):
        await expect(done.locator(f'[data-what="{what}"]').first).to_contain_text("web-3-disk-full")
