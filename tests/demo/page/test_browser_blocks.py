"""Blocks that answers of an app hold: what it did, tables, and whether it helped."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from demo.slack.people import ALERTS, ALICE, BOB, BOT, BOT_ID
from tests.demo.page.chromium import Demo, message
from tests.demo.page.seed import rich, text

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def task(title: str, status: str, **more: Any) -> dict[str, Any]:
    return {"type": "task_card", "task_id": title, "title": title, "status": status} | more


async def test_a_plan_shows_what_was_done_and_what_failed(page: Page, demo: Demo):
    tasks = [
        task("Alarm history", "complete", output=rich(text("3 times in 30 days"))),
        task("Logs", "in_progress"),
        task("Traces <b>", "error", sources=[{"type": "url", "url": "javascript:alert(1)", "text": "why"}]),
    ]
    plan = {"type": "plan", "title": "Looking", "tasks": tasks}
    posted = demo.slack.workspace.post(ALERTS, BOT, "plan", bot_id=BOT_ID, blocks=(plan,))
    shown = message(page, posted.ts).locator(".task")
    await expect(shown).to_have_text(
        [
            "✓Alarm history3 times in 30 days",
            "◌Logs",
            "✗Traces <b>why",
        ]
    )
    for sign in ("done", "under way", "failed"):
        await expect(message(page, posted.ts).get_by_role("img", name=sign)).to_be_visible()
    await expect(shown.locator("a")).to_have_count(0)


async def test_a_table_has_heads_and_aligned_columns(page: Page, demo: Demo):
    rows = [
        [{"type": "raw_text", "text": "Alarm"}, {"type": "raw_text", "text": "Times"}],
        [rich(text("checkout-5xx", bold=True)), {"type": "raw_number", "value": 0}],
    ]
    table = {"type": "table", "rows": rows, "column_settings": [{}, {"align": "right"}]}
    posted = demo.slack.workspace.post(ALERTS, BOT, "table", bot_id=BOT_ID, blocks=(table,))
    shown = message(page, posted.ts)
    await expect(shown.get_by_role("columnheader")).to_have_text(["Alarm", "Times"])
    await expect(shown.get_by_role("cell")).to_have_text(["checkout-5xx", "0"])
    await expect(shown.get_by_role("cell").last).to_have_css("text-align", "right")


async def test_people_say_whether_an_answer_helped_and_choose_somebody(page: Page, demo: Demo):
    def side(said: str, value: str) -> dict[str, Any]:
        return {"text": {"type": "plain_text", "text": said}, "value": value}

    feedback = {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": side("Good", "up"),
        "negative_button": side("Bad", "down"),
    }
    person = {"type": "users_select", "action_id": "hand_over"}
    blocks = (
        {"type": "context_actions", "elements": [feedback]},
        {"type": "actions", "elements": [person]},
    )
    posted = demo.slack.workspace.post(ALERTS, BOT, "answer", bot_id=BOT_ID, blocks=blocks)
    shown = message(page, posted.ts)
    for name in ("Good", "Bad"):
        async with page.expect_response("**/page/click"):
            await shown.get_by_role("button", name=name).click()
    async with page.expect_response("**/page/click"):
        await shown.get_by_role("combobox").select_option(label="Bob Baek")
    assert demo.slack.clicks == [
        (ALICE, ALERTS, posted.ts, "rate", "up"),
        (ALICE, ALERTS, posted.ts, "rate", "down"),
        (ALICE, ALERTS, posted.ts, "hand_over", BOB),
    ]
