"""What the page may ask in modals, with shortcuts, in searches and for files."""

from typing import Any

import pytest
from aiohttp import ClientSession

from demo.slack.page import page_routes
from demo.slack.people import ALERTS, ALICE, BOB, BOT, CAROL, OPS, SECRETS
from demo.slack.server import LocalSlack
from tests.demo.page.chromium import TOKEN
from tests.demo.page.seed import QuietSlack
from tests.demo.slack.blockkit import modal


async def told(client, path: str, **body) -> tuple[int, dict[str, Any]]:
    response = await client.post(f"/page/{path}", json=body)
    return response.status, await response.json()


async def test_what_is_done_in_a_modal_reaches_the_workspace(client, slack: QuietSlack):
    values = {"title": {"text": "down"}, "also": {"tick": ["a", "b"]}, "alarm": {"find": None}}
    view = {"user": ALICE, "view_id": "V1"}
    await told(client, "view/submit", **view, values=values)
    await told(client, "view/press", **view, action_id="again", value=None, values={})
    await told(client, "view/close", **view)
    assert slack.done == [
        ("submit", ALICE, "V1", values),
        ("press", ALICE, "V1", "again", None, {}),
        ("close", ALICE, "V1"),
    ]


@pytest.mark.parametrize(
    "values", ["x", ["x"], {"title": "x"}, {"title": {"text": 1}}, {"title": {"text": ["x", 1]}}]
)
async def test_what_no_form_holds_is_refused(client, slack: QuietSlack, values):
    status, _ = await told(client, "view/submit", user=ALICE, view_id="V1", values=values)
    assert (status, slack.done) == (400, [])


@pytest.mark.parametrize("text", ["x" * 12_001, "\ud800"])
async def test_a_text_beyond_all_fields_is_refused(client, slack: QuietSlack, text):
    status, _ = await told(client, "view/submit", user=ALICE, view_id="V1", values={"a": {"b": text}})
    assert (status, slack.done) == (400, [])


async def test_a_form_that_is_not_open_is_said_to_be_gone():
    async with (
        LocalSlack(app_routes=page_routes(None, TOKEN)) as slack,
        ClientSession(slack.url, headers={"X-Demo-Token": TOKEN}) as session,
    ):
        body = {"user": ALICE, "view_id": "V1", "values": {}}
        async with session.post("/page/view/submit", json=body) as response:
            said = (response.status, await response.json())
    assert said == (400, {"error": "This form is no longer open, or has changed."})


async def test_nobody_acts_as_the_bot(client, slack: QuietSlack):
    for path in ("view/submit", "view/close"):
        status, _ = await told(client, path, user=BOT, view_id="V1")
        assert status == 400
    assert slack.done == []


async def test_a_shortcut_is_chosen_at_a_message_and_beside_none(client, slack: QuietSlack):
    message = {"channel": ALERTS, "ts": "1.000001"}
    await told(client, "shortcut", user=BOB, callback_id="summarize", **message)
    await told(client, "shortcut", user=BOB, callback_id="report")
    assert slack.done == [("shortcut", BOB, ALERTS, "1.000001", "summarize"), ("shortcut", BOB, "report")]


async def test_a_search_is_made_in_a_message_or_in_a_modal(client, slack: QuietSlack):
    place = {"channel": ALERTS, "ts": "1.000001"}
    _, found = await told(client, "suggest", user=BOB, action_id="find", query="che", **place)
    await told(client, "suggest", user=BOB, action_id="find", query="", view_id="V1")
    assert [each["value"] for each in found["options"]] == ["checkout"]
    assert slack.done == [
        ("suggest", BOB, ALERTS, "1.000001", "find", "che"),
        ("suggest", BOB, "V1", "find", ""),
    ]


async def test_nothing_is_chosen_or_searched_where_a_person_sees_nothing(client, slack: QuietSlack):
    place = {"user": CAROL, "channel": SECRETS, "ts": "1.000001"}
    assert (await told(client, "shortcut", callback_id="summarize", **place))[0] == 400
    assert (await told(client, "suggest", action_id="find", query="che", **place))[0] == 400
    assert slack.done == []


@pytest.mark.parametrize(
    ("user", "token", "status"), [(BOB, TOKEN, 200), (CAROL, TOKEN, 404), ("U0", TOKEN, 404), (BOB, "x", 403)]
)
async def test_a_file_is_saved_by_those_who_see_its_channel(client, slack: QuietSlack, user, token, status):
    file = slack.workspace.files.expect("x.html", 8)
    file.content, file.shared = b"<script>", {OPS}
    response = await client.get(f"/page/file/{file.id}", params={"user": user, "token": token})
    assert response.status == status
    if status == 200:
        assert await response.read() == b"<script>"
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.content_type == "application/octet-stream"


async def test_the_state_holds_what_is_before_people_and_the_shortcuts(client, slack: QuietSlack):
    view = slack.workspace.views.open(ALICE, modal())
    state = await (await client.get("/page/state")).json()
    (before,) = state["views"]
    assert (before["user"], [each["id"] for each in before["views"]]) == (ALICE, [view.id])
    assert [each["callback_id"] for each in state["shortcuts"]] == ["summarize", "report"]
