"""The panel of several bots: who shows what, a button that kills one, and who took over."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from demo.slack.people import ALERTS, OPS
from tests.demo.page.chromium import Demo, opened
from tests.demo.page.seed import SmallCloud, seeded

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@dataclass
class SmallCrew:
    """Three bots on paper."""

    logs: list[Path] = field(default_factory=list)
    shows: dict[str, list[str]] = field(
        default_factory=lambda: {"bot-1": [ALERTS], "bot-2": [OPS], "bot-3": []}
    )
    killed: dict[str, float] = field(default_factory=dict)
    lost: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    async def look(self) -> list[dict[str, object]]:
        return [
            {
                "name": name,
                "pid": 4000 + number,
                "state": "killed" if name in self.killed else "runs",
                "shows": shows,
                "killed_at": self.killed.get(name),
                "lost": self.lost.get(name, []),
            }
            for number, (name, shows) in enumerate(self.shows.items())
        ]

    async def kill(self, name: str) -> None:
        if name in self.killed:
            raise LookupError(name)
        self.killed[name] = time.time()
        self.lost[name] = [{"channel": channel, "after": None} for channel in self.shows[name]]
        self.shows[name] = []

    async def start(self, name: str) -> None:
        del self.killed[name]


@pytest.fixture
def crew() -> SmallCrew:
    return SmallCrew()


@pytest_asyncio.fixture(loop_scope="module")
async def demo(crew: SmallCrew) -> AsyncIterator[Demo]:
    demo = Demo(seeded(), SmallCloud(), crew=crew)
    await demo.start()
    yield demo
    await demo.stop()


async def test_one_is_killed_another_takes_over_and_it_is_started_anew(page: Page, crew: SmallCrew):
    await page.get_by_role("button", name="Bot", exact=True).click()
    first = page.get_by_role("list", name="Bots").get_by_role("listitem").first
    await expect(first).to_contain_text("alerts")
    await page.get_by_role("button", name="Kill bot 1").click()
    await expect(first).to_contain_text("nobody shows it yet")
    crew.lost["bot-1"], crew.shows["bot-3"] = [{"channel": ALERTS, "after": 10.4}], [ALERTS]
    await expect(first).to_contain_text("taken over after 10.4 s")
    await expect(page.locator("#crew-count")).to_have_text("2 of 3 run")
    await page.get_by_role("button", name="Start bot 1 anew").click()
    await expect(page.locator("#crew-count")).to_have_text("3 of 3 run")
    await expect(first).to_contain_text("ready to take over")


async def test_a_bot_that_has_ended_meanwhile_is_not_killed_twice(page: Page, crew: SmallCrew):
    await page.get_by_role("button", name="Bot", exact=True).click()
    kill = page.get_by_role("button", name="Kill bot 2")
    await expect(kill).to_be_visible()
    crew.killed["bot-2"] = time.time()
    await kill.dispatch_event("click")
    await expect(page.locator("#bots")).to_contain_text("killed")


async def test_it_fits_a_phone_in_the_dark(browser: Browser, demo: Demo):
    page, _ = await opened(browser, demo.url, width=360, height=780, scheme="dark")
    await page.get_by_role("button", name="AWS", exact=True).click()
    await page.get_by_role("button", name="Bot", exact=True).click()
    await expect(page.locator("#bots li")).to_have_count(3)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.context.close()


async def test_where_one_bot_runs_there_is_no_panel(browser: Browser):
    alone = Demo(seeded(), SmallCloud())
    await alone.start()
    page, _ = await opened(browser, alone.url)
    await page.get_by_role("button", name="Bot", exact=True).click()
    await expect(page.locator("#crew")).to_be_hidden()
    await page.context.close()
    await alone.stop()
