"""The right column: an alarm's metric, a storm, and what the bot did."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from demo.slack.page_worlds import Published
from demo.slack.people import ALERTS, ALICE, BOT
from tests.demo.log import START, BotLog
from tests.demo.page.chromium import Demo, opened
from tests.demo.page.seed import SmallCloud, seeded
from tests.demo.page.test_contrast import colours, contrast

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture
def log(tmp_path: Path) -> BotLog:
    return BotLog(tmp_path / "bot.log")


@pytest_asyncio.fixture(loop_scope="module")
async def demo(log: BotLog) -> AsyncIterator[Demo]:
    demo = Demo(seeded(), SmallCloud(), log=log.path)
    await demo.start()
    yield demo
    await demo.stop()


def alarm(page: Page, name: str) -> Locator:
    return page.locator(f'[data-alarm="{name}"]')


def steps(page: Page) -> Locator:
    return page.get_by_role("list", name="Steps, the newest first").get_by_role("listitem")


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Right column").get_by_role("button", name=name, exact=True)


def tell_a_way(demo: Demo, log: BotLog) -> None:
    """One alarm's way from its publishing to a click, and another one's first step."""
    card = demo.slack.workspace.post(ALERTS, BOT, "🔴 ALARM web-7-cpu-high: <b>93 %</b> &gt; 80 %")
    for observer in demo.cloud.observers:
        observer(Published(START, "metric pushed up", ("web-7-cpu-high",)))
    log.accepted("web-7-cpu-high", "i-1", 0.048)
    log.say("posted", 0.212, post="i-1/C/0", channel=ALERTS, ts=card.ts)
    log.accepted("checkout-5xx", "i-2", 5)
    log.say("asked", 12.3, action="watch", user=ALICE, on="i-1", ending="done", ms=0)


async def test_a_metric_is_drawn_with_its_threshold(page: Page):
    line = alarm(page, "checkout-5xx").get_by_role("img")
    await expect(line).to_have_accessible_name("The last 1 h: between 1 and 2.5, now 2; alarms above 5")
    await expect(line.locator(".spark-threshold")).to_have_count(1)
    await expect(alarm(page, "web-7-cpu-high").get_by_role("img")).to_have_count(0)


async def test_a_metric_is_pushed_by_keyboard_up_and_down(page: Page):
    row = alarm(page, "checkout-5xx")
    await page.get_by_role("button", name="Push checkout-5xx up").focus()
    await page.keyboard.press("Enter")
    await expect(row).to_have_attribute("data-state", "ALARM")
    await expect(page.get_by_role("status").filter(has_text="evaluated: OK → ALARM")).to_be_visible()
    await expect(page.get_by_role("button", name="Push checkout-5xx up")).to_be_focused()
    await page.get_by_role("button", name="Push checkout-5xx down").press("Space")
    await expect(row).to_have_attribute("data-state", "OK")


async def test_an_alarm_that_is_not_pushed_says_why(page: Page):
    row = alarm(page, "checkout-degraded")
    await expect(row.get_by_role("button", name="Push")).to_have_count(0)
    await expect(row.get_by_text("set by hand")).to_have_attribute(
        "title", "A composite alarm has no metric of its own."
    )


async def test_a_storm_of_n_is_published_and_recovers(page: Page, demo: Demo):
    storm = page.get_by_role("form", name="Storm")
    await expect(storm.get_by_label("of", exact=True)).to_have_value("50")
    await storm.get_by_label("of", exact=True).fill("120")
    await storm.get_by_role("button", name="Set off").click()
    await expect(page.get_by_role("status").filter(has_text="A storm of 120 alarms")).to_be_visible()
    assert len(demo.cloud.published) == 120
    await storm.get_by_role("button", name="Recover all").click()
    await expect(
        page.get_by_role("status").filter(has_text="120 alarms of the storms are OK")
    ).to_be_visible()


async def test_a_storm_larger_than_allowed_is_not_sent(page: Page, demo: Demo):
    await page.get_by_label("of", exact=True).fill("2001")
    await page.get_by_label("of", exact=True).press("Enter")
    assert await page.get_by_label("of", exact=True).evaluate("field => field.validity.rangeOverflow")
    assert demo.cloud.published == []


async def test_an_alarm_goes_up_and_down_and_ends_in_alarm(page: Page):
    flapping = page.get_by_role("form", name="Flapping")
    await flapping.get_by_label("Alarm that goes up and down").select_option("checkout-5xx")
    await flapping.get_by_role("button", name="Up and down").press("Enter")
    await expect(flapping.get_by_role("button", name="Up and down")).to_be_disabled()
    await expect(alarm(page, "checkout-5xx")).to_have_attribute("data-state", "ALARM")
    await expect(alarm(page, "checkout-5xx")).to_have_attribute("data-state", "OK")
    await expect(
        page.get_by_role("status").filter(has_text="checkout-5xx has changed 9 times")
    ).to_be_visible()
    await expect(alarm(page, "checkout-5xx")).to_have_attribute("data-state", "ALARM")
    await expect(flapping.get_by_label("Alarm that goes up and down")).to_have_value("checkout-5xx")


async def test_the_bot_panel_says_what_to_do_before_anything_happened(page: Page):
    await tab(page, "Bot").click()
    await expect(page.get_by_text("Nothing yet. Set off an alarm under AWS")).to_be_visible()


async def test_the_bot_panel_shows_the_way_of_an_alarm(page: Page, demo: Demo, log: BotLog):
    await tab(page, "Bot").click()
    tell_a_way(demo, log)
    await expect(steps(page).locator(".step-what")).to_have_text(
        ["clicked", "accepted", "posted", "accepted", "published"]
    )
    await expect(steps(page).locator(".step-since")).to_have_text(
        ["+12.3 s", "+0 ms", "+212 ms", "+48 ms", "+0 ms"]
    )
    await expect(steps(page).nth(2).locator("time")).to_have_text("19:20:00.212")
    await expect(steps(page).nth(2)).to_contain_text("#alerts: 🔴 ALARM: <b>93 %</b> > 80 %")


async def test_the_bot_panel_shows_one_alarm_alone(page: Page, demo: Demo, log: BotLog):
    tell_a_way(demo, log)
    await tab(page, "Bot").click()
    await expect(steps(page)).to_have_count(5)
    await steps(page).last.get_by_role("button", name="web-7-cpu-high").click()
    await expect(steps(page)).to_have_count(4)
    await expect(page.locator("#step-count")).to_have_text("4 of 5")
    await page.get_by_role("button", name="Show all").click()
    await expect(steps(page)).to_have_count(5)


async def test_an_alarms_name_leads_to_its_way(page: Page, demo: Demo, log: BotLog):
    tell_a_way(demo, log)
    await alarm(page, "checkout-5xx").get_by_role("button", name="checkout-5xx", exact=True).click()
    await expect(tab(page, "Bot")).to_have_attribute("aria-pressed", "true")
    await expect(steps(page)).to_have_count(1)
    await tab(page, "AWS").click()
    await alarm(page, "checkout-degraded").get_by_role("button", name="checkout-degraded", exact=True).click()
    await expect(page.get_by_text("Nothing of checkout-degraded is among the last 300 steps")).to_be_visible()


async def test_the_tools_work_on_a_phone(browser: Browser, demo: Demo, log: BotLog):
    page, _ = await opened(browser, demo.url, 390, 844)
    tell_a_way(demo, log)
    log.say("channel_refused", 20, level="error", error="x" * 180)
    await page.get_by_role("button", name="AWS", exact=True).click()
    await alarm(page, "checkout-5xx").get_by_role("button", name="Push checkout-5xx up").click()
    await expect(alarm(page, "checkout-5xx")).to_have_attribute("data-state", "ALARM")
    await tab(page, "Bot").click()
    await expect(steps(page).first).to_contain_text("channel refused")
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.get_by_role("button", name="Close bot panel").click()
    await expect(steps(page).first).to_be_hidden()
    await page.context.close()


def mixed(colour: str, ink: str, share: float) -> str:
    parts = [(int(colour[at : at + 2], 16), int(ink[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in parts)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_colours_of_the_tools_are_told_apart(scheme: str):
    found = colours(scheme)
    words = ["link", "green", "step-shown", "step-person", "grey"]
    texts = [(mixed(found[name], found["ink"], 0.8), found["paper"]) for name in words]
    texts.append((mixed(found["red"], found["ink"], 0.8), found["red-soft"]))
    texts += [(found[ink], found["red-soft"]) for ink in ("ink", "bad-ink")]
    lines = [(found[name], found["paper"]) for name in (*words, "red", "spark")]
    assert min(contrast(*pair) for pair in texts) >= 4.5
    assert min(contrast(*pair) for pair in lines) >= 3
