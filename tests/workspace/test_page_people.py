"""What people do together on the demo's page, with the whole bot behind it, and the story it tells first."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from demo.children import start_child
from demo.session import ROOT
from demo.steps import STEPS
from tests.demo.page.chromium import browser, opened

__all__ = ["browser"]

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.browser]

STARTED_WITHIN = 60.0  # seconds; a limit, not an expectation


@asynccontextmanager
async def demo(folder: Path, *options: str) -> AsyncIterator[str]:
    """`python -m demo`; gives the address it prints."""
    log = folder / "demo.log"
    command = [sys.executable, "-m", "demo", "--no-open", *options]
    child = await start_child("demo", command, {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, log)
    async with asyncio.timeout(STARTED_WITHIN):
        while not (found := re.search(r"Open (\S+)", log.read_text())):
            assert child.process.returncode is None, log.read_text()
            await asyncio.sleep(0)
    yield found[1]
    await child.stop(grace=10)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with demo(tmp_path_factory.mktemp("demo"), "--no-story") as address:
        yield address


@asynccontextmanager
async def person(browser: Browser, address: str, name: str, width: int = 1280) -> AsyncIterator[Page]:
    """A person before a browser of their own."""
    context = await browser.new_context(viewport={"width": width, "height": 844})
    page = await context.new_page()
    await page.goto(address)
    await page.get_by_role("radio", name=name).check(force=True)
    yield page
    await context.close()


async def set_state(page: Page, alarm: str, label: str) -> None:
    states = page.get_by_role("group", name=f"State of {alarm}")
    await states.get_by_role("button", name=label, exact=True).click()


def card(page: Page, alarm: str) -> Locator:
    return page.locator("#messages .msg", has=page.locator(".rich strong", has_text=alarm)).last


async def type_command(page: Page, word: str) -> Locator:
    """Type `/aws` and *word* as far as the completion needs it; gives the answers."""
    await page.get_by_label("Message #alerts").press_sequentially(f"/aws {word[:3]}")
    await expect(page.get_by_role("option", name=f"/aws {word}")).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    return page.locator(".msg.ephemeral")


async def test_two_people_watch_one_alarm_and_see_each_other(browser: Browser, address: str):
    async with person(browser, address, "Alice") as alice, person(browser, address, "Bob") as bob:
        await set_state(alice, "db-main-connections", "ALARM")
        for page, own in ((bob, "Bob"), (alice, "Alice")):
            await card(page, "db-main-connections").get_by_role("button", name="Watching").click()
            await expect(card(page, "db-main-connections")).to_contain_text(own)
        for page in (alice, bob):
            await expect(card(page, "db-main-connections")).to_contain_text(re.compile("Bob.*Alice"))


async def test_a_guest_is_told_why_their_click_does_nothing(browser: Browser, address: str):
    async with person(browser, address, "Carol") as carol:
        await set_state(carol, "web-3-disk-full", "ALARM")
        await card(carol, "web-3-disk-full").get_by_role("button", name="Watching").click()
        await expect(carol.locator(".msg.ephemeral")).to_contain_text("as a guest you can read along")
        await expect(card(carol, "web-3-disk-full")).not_to_contain_text("Carol")


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("alarms", "OK"),
        ("status", "Slack"),
        ("help", "/aws alarms"),
        ("audit", "Alice"),
        ("test", "test alarm"),
    ],
)
async def test_a_command_is_completed_and_answered(browser: Browser, address: str, word: str, answer: str):
    async with person(browser, address, "Alice") as alice:
        await expect((await type_command(alice, "help")).last).to_contain_text("/aws alarms")  # to be audited
        await expect((await type_command(alice, word)).last).to_contain_text(answer)


async def test_what_is_for_admins_is_refused_to_others(browser: Browser, address: str):
    async with person(browser, address, "Bob") as bob:
        await expect(await type_command(bob, "audit")).to_contain_text("This is for admins.")


async def test_a_card_is_worked_on_a_phone(browser: Browser, address: str):
    async with person(browser, address, "Alice", width=390) as alice:
        await alice.get_by_role("button", name="AWS", exact=True).click()
        await set_state(alice, "orders-queue-age", "ALARM")
        await alice.keyboard.press("Escape")
        shown = card(alice, "orders-queue-age")
        await shown.get_by_role("button", name="Watching").click()
        await expect(shown).to_contain_text("Alice from")
        await shown.locator(".replies").click()
        await expect(alice.get_by_role("region", name="Messages in the thread")).to_contain_text(
            "is watching"
        )
        assert await alice.evaluate("document.documentElement.scrollWidth") == 390


async def test_the_story_is_told_with_the_real_bot(browser: Browser, tmp_path: Path):
    async with demo(tmp_path) as address:
        page, seen = await opened(browser, address)
        story = page.get_by_role("region", name="Story")
        for number, step in enumerate(STEPS, 1):
            await expect(story).to_contain_text(f"{number} of {len(STEPS)}")
            await expect(story).to_contain_text(step.caption)
            if number < len(STEPS):
                await expect(page.locator(".msg.pointed")).to_be_in_viewport()
            await page.keyboard.press("n")
        await story.get_by_role("button", name="Close").click()
        await expect(story).to_be_hidden()
        await expect(page.locator(".msg", has_text="seen 2 times")).to_be_visible()
        await page.context.close()
        assert [line for line in seen.complaints if "Failed to load resource" not in line] == []
