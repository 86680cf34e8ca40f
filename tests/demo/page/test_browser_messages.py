"""Messages on the page, as a person meets them in Chromium."""

import re

import pytest
from playwright.async_api import Page, expect

from demo.slack.people import ALERTS, ALICE, BOB, BOT, BOT_ID
from tests.demo.page.chromium import Demo, message
from tests.demo.page.seed import MENU, alarm_card, button, option, rich, text

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_message_appears_without_a_reload(page: Page, demo: Demo):
    posted = demo.slack.workspace.post(ALERTS, BOT, "🔴 ALARM db", bot_id=BOT_ID, **alarm_card(1_795_003_000))
    card = message(page, posted.ts)
    await expect(card).to_contain_text("average 93.4 % > 80 %, 2 of 3 × 5 min")
    await expect(card.locator(".date")).to_have_text("20:56")  # Seoul
    await expect(card.locator(".attachment")).to_have_css("border-left-color", "rgb(215, 43, 63)")
    await expect(page.locator("#news")).to_have_text("Watchbell in alerts: 🔴 ALARM db")


async def test_an_updated_card_keeps_its_place_and_the_keyboards(page: Page, demo: Demo):
    posted = demo.slack.workspace.post(ALERTS, BOT, "card", bot_id=BOT_ID, **alarm_card(1_795_003_000))
    watch = message(page, posted.ts).locator('[data-action="click_watch"]')
    await watch.focus()
    blocks = ({"type": "actions", "elements": [button("Watched", "click_watch")]},)
    demo.slack.workspace.update(ALERTS, posted.ts, "card", blocks=blocks, attachments=())
    await expect(watch).to_have_text("Watched")
    await expect(watch).to_be_focused()
    await expect(message(page, posted.ts).locator(".edited")).to_be_visible()


async def test_a_deleted_message_goes(page: Page, demo: Demo):
    posted = demo.slack.workspace.post(ALERTS, BOT, "soon gone")
    await expect(message(page, posted.ts)).to_be_visible()
    demo.slack.workspace.delete(ALERTS, posted.ts)
    await expect(message(page, posted.ts)).to_have_count(0)


async def test_a_button_sends_the_click_of_who_acts(page: Page, demo: Demo):
    posted = demo.slack.workspace.post(ALERTS, BOT, "card", **alarm_card(1_795_003_000))
    await page.get_by_role("radio", name="Bob").check(force=True)
    await message(page, posted.ts).get_by_role("button", name="Watching").click()
    await expect(message(page, posted.ts).locator("[aria-busy]")).to_have_count(0)
    assert demo.slack.clicks == [(BOB, ALERTS, posted.ts, "click_watch", "i-1")]


async def test_the_overflow_menu_is_worked_by_keyboard(page: Page, demo: Demo):
    posted = demo.slack.workspace.post(ALERTS, BOT, "card", **alarm_card(1_795_003_000))
    more = message(page, posted.ts).get_by_role("button", name="More actions")
    await more.focus()
    async with page.expect_response("**/page/click"):
        for key in ("Enter", "Escape", "Enter", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
            await page.keyboard.press(key)
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(more).to_be_focused()
    assert demo.slack.clicks == [(ALICE, ALERTS, posted.ts, "click_more", "close")]


async def test_a_select_sends_what_was_chosen(page: Page, demo: Demo):
    options = [option("web-7", "i-7"), option("db", "i-8")]
    select = {"type": "static_select", "action_id": "pick", "options": options}
    posted = demo.slack.workspace.post(
        ALERTS, BOT, "card", blocks=({"type": "actions", "elements": [select, MENU]},)
    )
    async with page.expect_response("**/page/click"):
        await message(page, posted.ts).get_by_role("combobox").select_option("db")
    assert demo.slack.clicks == [(ALICE, ALERTS, posted.ts, "pick", "i-8")]


async def test_a_button_that_asks_first_clicks_only_when_agreed(page: Page, demo: Demo):
    question = {
        "title": {"text": "Close it?"},
        "text": {"text": "For good."},
        "confirm": {"text": "Close it now"},
    }
    close = button("Close", "close", confirm=question)
    posted = demo.slack.workspace.post(
        ALERTS, BOT, "card", blocks=({"type": "actions", "elements": [close]},)
    )
    asking = message(page, posted.ts).get_by_role("button", name="Close")
    await asking.click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert demo.slack.clicks == []
    await asking.click()
    async with page.expect_response("**/page/click"):
        await page.get_by_role("button", name="Close it now").click()
    assert demo.slack.clicks == [(ALICE, ALERTS, posted.ts, "close", None)]


async def test_a_thread_opens_takes_a_reply_and_closes(page: Page, demo: Demo):
    replies = page.get_by_role("button", name="3 replies")
    await replies.click()
    thread = page.get_by_role("region", name="Messages in the thread")
    await expect(thread).to_contain_text("Looking. The deploy at 13:28")
    await page.get_by_label("Reply…").fill("me too")
    await page.keyboard.press("Enter")
    await expect(thread).to_contain_text("me too")
    await expect(page.get_by_role("button", name="4 replies")).to_be_visible()
    await expect(page.locator("#messages")).not_to_contain_text("me too")
    await page.keyboard.press("Escape")
    await expect(thread).to_be_hidden()


async def test_a_reply_sent_to_the_channel_says_so_in_both_places(page: Page, demo: Demo):
    line = page.locator("#messages .msg", has_text="ALARM again")
    await expect(line.locator(".msg-note")).to_have_text("↩ Replied to a thread")
    await line.get_by_role("button", name="a thread").click()
    both = page.locator("#thread-messages .msg", has_text="ALARM again")
    await expect(both.locator(".msg-note")).to_have_text("↗ Also sent to the channel")


async def test_an_ephemeral_message_is_seen_by_its_person_alone(page: Page):
    own = page.locator(".msg", has_text="not configured yet")
    await expect(own.locator(".msg-note")).to_have_text("👁 Only visible to you")
    await page.get_by_role("radio", name="Bob").check(force=True)
    await expect(own).to_have_count(0)
    await expect(page.locator("[data-channel]", has_text="secrets")).to_have_count(0)
    await page.get_by_role("radio", name="Alice").check(force=True)
    await expect(own).to_be_visible()


HOSTILE = (
    "<img src=x onerror=alert(1)> <script>alert(2)</script> <javascript:alert(3)|click> "
    "<data:text/html,x|page> &lt;!channel&gt; {{token}}"
)


async def test_hostile_text_stays_text(page: Page, demo: Demo):
    blocks = (
        {"type": "section", "text": {"type": "mrkdwn", "text": HOSTILE}},
        {"type": "header", "text": {"type": "plain_text", "text": HOSTILE}},
        {"type": "markdown", "text": f"{HOSTILE} [x](javascript:alert(4))"},
        rich(text(HOSTILE), {"type": "link", "url": "javascript:alert(5)", "text": "link"}),
        {"type": "image", "image_url": "javascript:alert(6)", "alt_text": HOSTILE},
        {"type": "actions", "elements": [button(HOSTILE, HOSTILE, url="javascript:alert(7)")]},
        {"type": HOSTILE},
    )
    attachments = (
        {"color": "red;background:url(//x)", "title": HOSTILE, "title_link": "file:///x", "text": HOSTILE},
    )
    posted = demo.slack.workspace.post(ALERTS, BOT, HOSTILE, blocks=blocks, attachments=attachments)
    shown = message(page, posted.ts)
    await expect(shown).to_contain_text("<javascript:alert(3)|click>")
    await expect(shown.locator("img, script, a, .mention.loud")).to_have_count(0)
    await expect(shown.get_by_text("<script>alert(2)</script>")).to_have_count(9)  # wherever it stood


async def test_a_ping_that_got_through_is_seen(page: Page, demo: Demo):
    rung = rich({"type": "broadcast", "range": "channel"}, {"type": "usergroup", "usergroup_id": "S1"})
    section = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "<!here> `<!everyone>` <!subteam^S1|@ops>"},
    }
    posted = demo.slack.workspace.post(ALERTS, BOT, "pings", blocks=(section, rung))
    loud = message(page, posted.ts).locator(".mention.loud")
    await expect(loud).to_have_text(["@here", "@everyone", "@ops", "@channel", "@S1"])


async def test_mrkdwn_is_drawn_as_slack_draws_it(page: Page, demo: Demo):
    said = (
        "*bold* _it_ ~no~ `a*b*` snake_case_name 2*3*4 <https://x.example/?a=1&amp;b=2|here> :tada: :nope: "
        "<@U000000BOB> <#C000000OPS> <!date^1795003000^{date_num} {time_secs}|then>\n"
        "&gt; quoted\n```*raw* &lt;```"
    )
    posted = demo.slack.workspace.post(ALERTS, BOT, said)
    shown = message(page, posted.ts).locator(".msg-content")
    for tag, texts in {
        "strong": ["bold"],
        "em": ["it"],
        "s": ["no"],
        "code": ["a*b*"],
        "pre": ["*raw* <"],
    }.items():
        await expect(shown.locator(tag)).to_have_text(texts)
    await expect(shown.locator("a")).to_have_attribute("href", "https://x.example/?a=1&b=2")
    await expect(shown.locator("a")).to_have_attribute("rel", re.compile("noopener"))
    await expect(shown.locator("blockquote")).to_have_text("quoted")
    await expect(shown.locator(".line").first).to_have_text(
        "bold it no a*b* snake_case_name 2*3*4 here 🎉 :nope: @Bob Baek #ops 2026-11-18 20:56:40"
    )
