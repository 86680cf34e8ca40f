"""The page without a mouse, and the links that stay on it."""

import re

import pytest
from playwright.async_api import Page, expect

from demo.slack.people import ALERTS, BOB, BOT, GENERAL
from tests.demo.page.chromium import Demo, message

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_the_keys_are_listed(page: Page):
    await page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    await expect(keys).to_contain_text("Write a message")
    await page.keyboard.press("Escape")
    await expect(keys).to_have_count(0)
    await page.get_by_role("button", name="Keyboard").click()
    await expect(keys).to_be_visible()


async def test_a_question_mark_in_a_message_is_one(page: Page):
    await page.keyboard.press("c")
    await page.keyboard.type("why?n")
    await expect(page.get_by_label("Message #alerts")).to_have_value("why?n")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_channels_are_walked_and_opened_by_keyboard(page: Page):
    await page.get_by_role("button", name="alerts").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("button", name="ops")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#place")).to_have_text("# ops")
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.locator("#place")).to_have_text("# alerts")


async def test_messages_are_walked_and_their_thread_opened_by_keyboard(page: Page, demo: Demo):
    last = demo.slack.workspace.post(ALERTS, BOT, "the last")
    await expect(message(page, last.ts)).to_be_visible()
    await page.locator("#messages").focus()
    await page.keyboard.press("ArrowUp")
    await expect(message(page, last.ts)).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#messages .msg").nth(-2)).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("t")
    await expect(page.get_by_label("Reply…")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(message(page, last.ts)).to_be_focused()


async def test_a_message_in_hand_stays_there_when_it_changes(page: Page, demo: Demo):
    last = demo.slack.workspace.post(ALERTS, BOT, "before")
    await message(page, last.ts).focus()
    demo.slack.workspace.update(ALERTS, last.ts, "after")
    await expect(message(page, last.ts)).to_contain_text("after")
    await expect(message(page, last.ts)).to_be_focused()


async def test_a_key_goes_through_the_parts_of_the_page(page: Page):
    await page.keyboard.press("c")
    await page.keyboard.press("Shift+F6")
    await expect(page.locator("#messages")).to_be_focused()
    await page.keyboard.press("Shift+F6")
    await expect(page.get_by_role("button", name="alerts")).to_be_focused()


async def test_a_link_to_a_message_leads_to_it_on_the_page(page: Page, demo: Demo):
    old = demo.slack.workspace.post(GENERAL, BOB, "the one meant")
    for number in range(250):
        demo.slack.workspace.post(GENERAL, BOT, f"line {number}")
    path = f"archives/{GENERAL}/p{old.ts.replace('.', '')}"
    linking = demo.slack.workspace.post(ALERTS, BOT, f"see <{demo.url}/{path}|there>")
    await message(page, linking.ts).get_by_role("link", name="there").click()
    await expect(page.locator("#place")).to_have_text("# general")
    await expect(message(page, old.ts)).to_be_in_viewport()
    await expect(message(page, old.ts)).to_be_focused()
    assert len(page.context.pages) == 1


async def test_the_address_of_a_message_opens_the_page_at_it(page: Page, demo: Demo):
    root = demo.slack.workspace.post(GENERAL, BOB, "a question")
    reply = demo.slack.workspace.post(GENERAL, BOT, "an answer", thread_ts=root.ts)
    await page.goto(f"{demo.url}/archives/{GENERAL}/p{reply.ts.replace('.', '')}")
    await expect(page.get_by_role("region", name="Messages in the thread")).to_contain_text("an answer")


async def test_a_link_to_what_is_gone_says_so(page: Page, demo: Demo):
    posted = demo.slack.workspace.post(
        ALERTS, BOT, f"see <{demo.url}/archives/{ALERTS}/p1000000000000000|it>"
    )
    await message(page, posted.ts).get_by_role("link", name="it").click()
    await expect(page.get_by_role("alert")).to_have_text(re.compile("This message is not to be seen here"))
