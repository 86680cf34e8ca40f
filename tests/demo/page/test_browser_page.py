"""The page around the messages: writing, unread marks, the AWS panel, a phone, a server that was away."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from demo.slack.people import ALERTS, ALICE, BOB, BOT, GENERAL, OPS
from tests.demo.page.chromium import Demo, message, opened

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_what_a_person_writes_is_sent_in_slacks_own_form(page: Page, demo: Demo):
    await page.get_by_label("Message #alerts").fill("@watchbell is 1 < 2 & <!here> in #ops?")
    await page.keyboard.press("Enter")
    await expect(page.locator("#messages .msg").last).to_contain_text(
        "@Watchbell is 1 < 2 & <!here> in #ops?"
    )
    written = demo.slack.workspace.messages(ALERTS)[-1]
    assert (written.user, written.text) == (
        ALICE,
        f"<@{BOT}> is 1 &lt; 2 &amp; &lt;!here&gt; in <#{OPS}|ops>?",
    )


async def test_what_could_not_be_said_stays_in_the_box(page: Page, demo: Demo):
    await page.get_by_label("Message #alerts").fill("x" * 11_999 + "&")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("Shorten text")
    await expect(page.get_by_label("Message #alerts")).to_have_value(re.compile("x&$"))


async def test_unread_channels_are_marked_until_they_are_opened(page: Page, demo: Demo):
    demo.slack.workspace.post(GENERAL, BOB, "lunch?")
    general = page.get_by_role("button", name="general")
    await expect(general).to_contain_text("1 unread")
    await expect(page).to_have_title(re.compile(r"^\(1\) # alerts"))
    await general.click()
    await expect(general).not_to_contain_text("unread")
    await expect(page.locator("#messages")).to_contain_text("lunch?")


async def test_an_alarm_is_set_in_the_panel(page: Page, demo: Demo):
    row = page.locator('[data-alarm="checkout-5xx"]')
    await row.get_by_role("button", name="ALARM").click()
    await expect(row).to_have_attribute("data-state", "ALARM")
    await expect(row.get_by_role("button", name="ALARM")).to_have_attribute("aria-pressed", "true")
    assert demo.cloud.held["checkout-5xx"].state == "ALARM"


async def test_an_example_is_published(page: Page, demo: Demo):
    await page.get_by_role("button", name="S3 event").click()
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_role("status").filter(has_text="Published as m-1")).to_be_visible()
    assert '"eventSource": "aws:s3"' in demo.cloud.published[0]


async def test_an_error_of_the_publish_box_is_shown(page: Page, demo: Demo):
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_role("alert")).to_contain_text("Write something to publish first.")
    demo.cloud.broken = "The topic takes <b>nothing</b> today."
    await page.get_by_label("Publish to the topic").fill("text")
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_role("alert").last).to_contain_text("The topic takes <b>nothing</b> today.")


async def test_a_page_whose_demo_was_away_catches_up(page: Page, demo: Demo):
    await demo.stop()
    await expect(page.locator("#offline")).to_be_visible()
    missed = demo.slack.workspace.post(ALERTS, BOT, "while you were away")
    await demo.start()
    await expect(message(page, missed.ts)).to_be_visible()
    await expect(page.locator("#offline")).to_be_hidden()


async def test_a_long_channel_shows_its_end_first(page: Page, demo: Demo):
    posted = [demo.slack.workspace.post(ALERTS, BOT, f"line {number}") for number in range(450)]
    await expect(message(page, posted[-1].ts)).to_be_in_viewport()
    await expect(message(page, posted[0].ts)).to_have_count(0)
    for _ in range(2):
        await page.get_by_role("button", name="Show earlier messages").click()
    await expect(message(page, posted[0].ts)).to_have_count(1)


async def test_the_page_works_on_a_phone(browser: Browser, demo: Demo):
    page, _ = await opened(browser, demo.url, 390, 844)
    demo.slack.workspace.post(OPS, BOT, f"wide {'w' * 400}")
    width = "document.documentElement.scrollWidth"
    assert await page.evaluate(width) == 390
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await page.get_by_role("button", name="Channels").click()
    await page.get_by_role("button", name="ops").click()
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await expect(page.locator("#messages")).to_contain_text("wide www")
    assert await page.evaluate(width) == 390
    await page.get_by_role("button", name="AWS", exact=True).click()
    await expect(page.get_by_label("Publish to the topic")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_label("Publish to the topic")).to_be_hidden()
    await page.context.close()
