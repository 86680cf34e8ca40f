"""The story on the page: its captions, its buttons and keys, and that it makes way."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Page, expect

from demo.slack.page import page_routes
from demo.slack.people import ALERTS, BOT
from demo.steps import Card, Look, SetAlarm, Step
from demo.story import Story
from tests.demo.page.chromium import TOKEN, opened
from tests.demo.page.seed import QuietSlack, SmallCloud, seeded

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

STEPS = (
    Step("One goes off.", SetAlarm("web-7-cpu-high", "ALARM"), Card("web-7-cpu-high", "🔴")),
    Step("Another one does.", SetAlarm("checkout-5xx", "ALARM"), Card("checkout-5xx", "🔴")),
    Step("The first is well again.", SetAlarm("web-7-cpu-high", "OK"), Card("web-7-cpu-high", "🟢")),
    Step("Now you.", Look(), None),
)


@dataclass
class Posting(SmallCloud):
    """A cloud with a bot: a card for each alarm that is set, the same one when it recovers."""

    slack: QuietSlack = field(default_factory=seeded)
    cards: dict[str, str] = field(default_factory=dict)

    async def set_state(self, name: str, state: str, reason: str) -> None:
        await super().set_state(name, state, reason)
        if state == "OK" and name in self.cards:
            self.slack.workspace.update(ALERTS, self.cards[name], f"🟢 OK {name}: well")
        else:
            tall = "\n".join(["line"] * 20)
            self.cards[name] = self.slack.workspace.post(ALERTS, BOT, f"🔴 ALARM {name}: bad\n{tall}").ts


@pytest_asyncio.fixture(loop_scope="module")
async def cloud() -> AsyncIterator[Posting]:
    yield Posting()


@pytest_asyncio.fixture(loop_scope="module")
async def told(browser: Browser, cloud: Posting) -> AsyncIterator[Page]:
    """The page of a demo that tells a story."""
    app = web.Application()
    page_routes(cloud, TOKEN, story=lambda slack, aws: Story(slack, aws, steps=STEPS))(app, cloud.slack)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    page, seen = await opened(browser, f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield page
    await page.context.close()
    await runner.cleanup()
    assert [line for line in seen.complaints if "Failed to load resource" not in line] == []


async def at(page: Page, step: int) -> None:
    await expect(page.get_by_role("region", name="Story")).to_contain_text(f"{step} of 4")


async def test_the_story_shows_its_captions_and_the_card_of_each(told: Page, cloud: Posting):
    story = told.get_by_role("region", name="Story")
    for step, (caption, alarm) in enumerate(
        [
            ("One goes off.", "web-7-cpu-high"),
            ("Another one does.", "checkout-5xx"),
            ("The first is well again.", "web-7-cpu-high"),
        ],
        1,
    ):
        await at(told, step)
        await expect(story.locator("[aria-live=polite]")).to_have_text(
            re.compile(f"{step} of 4\\s+{caption}")
        )
        await expect(told.locator(".msg.pointed")).to_have_attribute("data-ts", cloud.cards[alarm])
        await expect(told.locator(".msg.pointed")).to_be_in_viewport()
        await story.get_by_role("button", name="Next").click()
    await at(told, 4)
    await expect(story.get_by_role("button", name="Next")).to_have_count(0)
    await story.get_by_role("button", name="Close").click()
    await expect(story).to_be_hidden()


async def test_the_story_is_turned_and_left_by_key(told: Page, cloud: Posting):
    await at(told, 1)
    await told.keyboard.press("n")
    await at(told, 2)
    await told.keyboard.press("Escape")
    await expect(told.get_by_role("region", name="Story")).to_be_hidden()
    assert list(cloud.cards) == ["web-7-cpu-high", "checkout-5xx"]


async def test_the_story_waits_when_a_person_does_something_of_their_own(told: Page):
    await at(told, 1)
    await told.get_by_label("Message #alerts").fill("What is this?")
    await told.keyboard.press("Enter")
    story = told.get_by_role("region", name="Story")
    await expect(story).to_contain_text("You took over, so the story waits for you.")
    await story.get_by_role("button", name="Go on").click()
    await expect(story).to_contain_text("One goes off.")
    await story.get_by_role("button", name="Next").click()
    await at(told, 2)
