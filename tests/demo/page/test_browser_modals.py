"""Modals, shortcuts, searches and files on the page, as a person meets them in Chromium."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.people import ALERTS, ALICE, BOT, BOT_ID
from demo.slack.server import LocalSlack
from tests.demo.page.chromium import Scheme, opened
from tests.demo.page.reporting import SEARCH, Heard, reporting
from tests.demo.slack.blockkit import within

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@dataclass
class Live:
    page: Page
    slack: LocalSlack
    heard: Heard
    client: AsyncWebClient

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def title(self) -> Locator:
        return self.dialog.get_by_label("Title")


@pytest_asyncio.fixture(loop_scope="module")
async def live(browser: Browser) -> AsyncIterator[Live]:
    async with reporting() as (slack, heard, client):
        page, seen = await opened(browser, slack.url)
        yield Live(page, slack, heard, client)
        await page.context.close()
        assert [line for line in seen.complaints if "Failed to load resource" not in line] == []


async def begin(live: Live) -> None:
    """Open the form with the shortcut of a message, by keyboard alone."""
    await live.page.locator("#messages .msg").first.focus()
    await live.page.keyboard.press("m")
    await expect(live.page.get_by_role("menuitem")).to_be_focused()
    await live.page.keyboard.press("Enter")
    await expect(live.title).to_be_focused()


async def test_a_shortcut_opens_a_form_that_is_filled_in_and_submitted(live: Live):
    await begin(live)
    await expect(live.dialog.get_by_role("heading", name="Incident report")).to_be_visible()
    await live.title.fill("Checkout is down")
    await live.dialog.get_by_label("Severity").select_option("High")
    await live.dialog.get_by_label("Tell the channel").check()
    await live.dialog.get_by_label("Private").check()
    alarm = live.dialog.get_by_role("combobox", name="Alarm")
    await alarm.press_sequentially("check")
    await live.dialog.get_by_role("option", name="checkout-5xx").wait_for()
    await live.page.keyboard.press("Enter")
    await expect(alarm).to_have_value("checkout-5xx")
    await live.dialog.get_by_role("button", name="File").click()
    await expect(live.dialog).to_have_count(0)
    (values,) = live.heard.submitted
    assert values["title"]["text"]["value"] == "Checkout is down"
    assert values["story"]["text"]["value"] == "12:00 <b>down</b>"
    assert values["severity"]["pick"]["selected_option"]["value"] == "high"
    assert [each["value"] for each in values["also"]["tick"]["selected_options"]] == ["tell"]
    assert values["where"]["one"]["selected_option"]["value"] == "us"
    assert values["alarm"]["find"]["selected_option"]["value"] == "checkout"


async def test_what_is_wrong_is_said_at_its_field_which_takes_the_keyboard(live: Live):
    await begin(live)
    await live.dialog.get_by_label("What happened").focus()
    await live.dialog.get_by_role("button", name="File").click()
    await expect(live.title).to_be_focused()
    await expect(live.title).to_have_accessible_description("Please complete this required field.")
    await live.title.fill("x")
    await live.dialog.get_by_label("Severity").select_option("Low")
    await live.page.keyboard.press("Tab")
    await live.title.press("Enter")
    await expect(live.title).to_have_accessible_description("Too vague")
    await expect(live.title).to_have_value("x")
    await live.title.fill("clearer")
    await live.title.press("Enter")
    await expect(live.dialog).to_have_count(0)
    assert [values["title"]["text"]["value"] for values in live.heard.submitted] == ["x", "clearer"]


async def test_an_update_keeps_what_is_being_written_and_the_keyboard(live: Live):
    await begin(live)
    await live.title.fill("half a ti")
    (view,) = live.slack.workspace.views.of(ALICE)
    blocks = [{**view.blocks[0], "text": {"type": "mrkdwn", "text": "Now *ready*"}}, *view.blocks[1:]]
    known = {name: view.content[name] for name in ("type", "title", "submit", "close", "callback_id")}
    await live.client.views_update(view_id=view.id, view={**known, "blocks": blocks})
    await expect(live.dialog.get_by_role("note")).to_contain_text("Now ready")
    await expect(live.title).to_have_value("half a ti")
    await expect(live.title).to_be_focused()


@pytest.mark.parametrize("how", ["Escape", "Not now", "Close"])
async def test_a_form_that_is_left_is_closed_for_the_app_too(live: Live, how: str):
    await begin(live)
    if how == "Escape":
        await live.page.keyboard.press("Escape")
    else:
        await live.dialog.get_by_role("button", name=how).click()
    await expect(live.dialog).to_have_count(0)
    await live.slack.until(lambda: live.heard.closed)
    assert live.slack.workspace.views.of(ALICE) == ()
    await expect(live.page.locator(".msg-more").first).to_be_focused()


async def test_a_button_in_a_form_is_told_with_what_is_filled_in(live: Live):
    await begin(live)
    await live.title.fill("half")
    await live.dialog.get_by_role("button", name="Write it anew").click()
    await live.slack.until(lambda: live.heard.pressed)
    values = live.heard.pressed[0]["view"]["state"]["values"]
    assert values["title"]["text"]["value"] == "half"
    await expect(live.title).to_have_value("half")


async def test_a_shortcut_beside_no_message_stands_at_the_composer(live: Live):
    await live.page.get_by_role("button", name="Shortcuts", exact=True).click()
    await live.page.get_by_role("menuitem", name="Report an incident").click()
    await expect(live.title).to_be_visible()


async def test_a_form_is_before_its_person_alone(live: Live):
    await begin(live)
    await live.page.get_by_role("radio", name="Bob").evaluate("radio => radio.click()")
    await expect(live.dialog).to_have_count(0)
    await live.page.get_by_role("radio", name="Alice").check(force=True)
    await expect(live.title).to_be_visible()


async def test_a_menu_in_a_message_is_searched_by_keyboard(live: Live):
    block = {**within(SEARCH)[0], "block_id": "alarms"}
    posted = live.slack.workspace.post(ALERTS, BOT, "Which?", bot_id=BOT_ID, blocks=(block,))
    card = live.page.locator(f'#messages [data-ts="{posted.ts}"]')
    menu = card.get_by_role("combobox", name="Find an alarm")
    await menu.press_sequentially("zzz")
    await expect(card.get_by_role("status")).to_have_text("Nothing found.")
    await menu.fill("<b")
    await expect(card.get_by_role("option")).to_have_text(["<b>web</b>"])
    await live.page.keyboard.press("Escape")
    await expect(card.get_by_role("option")).to_have_count(0)
    await menu.fill("db")
    await card.get_by_role("option", name="db-connections").wait_for()
    await live.page.keyboard.press("Enter")
    await live.slack.until(lambda: live.heard.chosen)
    assert live.heard.chosen[0]["selected_option"]["value"] == "db"


async def test_a_file_is_seen_in_its_thread_and_saved(live: Live, tmp_path: Path):
    (root,) = live.slack.workspace.messages(ALERTS)
    await live.client.files_upload_v2(
        content="alarm,state\n<img src=x onerror=alert(1)>,ALARM\n",
        filename="storm.csv",
        title="The storm's alarms",
        channel=ALERTS,
        thread_ts=root.ts,
        initial_comment="All of them:",
    )
    await live.page.get_by_role("button", name="1 reply").click()
    file = live.page.locator("#thread-messages").get_by_role("figure", name="The storm's alarms")
    await expect(file).to_contain_text("storm.csv · CSV · 47 bytes")
    await expect(file.locator("pre")).to_contain_text("<img src=x onerror=alert(1)>,ALARM")
    async with live.page.expect_download() as download:
        await file.get_by_role("link", name="Download storm.csv").click()
    saved = await download.value
    assert saved.suggested_filename == "storm.csv"
    path = tmp_path / "storm.csv"
    await saved.save_as(path)
    assert path.read_text("utf-8").startswith("alarm,state\n")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
async def test_a_form_fits_the_screen(browser: Browser, width: int, scheme: Scheme):
    async with reporting() as (slack, _, _):
        page, _ = await opened(browser, slack.url, width=width, height=760, scheme=scheme)
        await slack.global_shortcut(ALICE, "report")
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_label("Title")).to_be_focused()
        box = await dialog.bounding_box()
        assert box
        assert (box["x"] >= 0, box["x"] + box["width"] <= width, box["y"] + box["height"] <= 760) == (
            True,
        ) * 3
        await expect(dialog.get_by_role("button", name="File")).to_be_in_viewport()
        wide = await dialog.evaluate("node => node.scrollWidth - node.clientWidth")
        assert wide == 0
        await page.context.close()
