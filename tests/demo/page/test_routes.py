"""What the page is told, and what people do on it."""

import html
import re
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from demo.slack.page import ASSETS, page_routes
from demo.slack.people import ALERTS, ALICE, BOB, BOT, BOT_ID, CAROL, DAN, GENERAL, OPS, SECRETS
from demo.slack.server import LocalSlack
from listeners.commands import COMMANDS
from tests.demo.page.chromium import TOKEN
from tests.demo.page.conftest import Client
from tests.demo.page.seed import QuietSlack, SmallCloud


async def test_the_page_carries_the_token_of_this_start(client):
    page = await (await client.get("/")).text()
    assert f'<meta name="demo-token" content="{TOKEN}">' in page


async def test_a_token_cannot_break_out_of_the_page(slack):
    app = web.Application()
    page_routes(None, '"><script>')(app, slack)
    async with TestClient(TestServer(app)) as client:
        page = await (await client.get("/")).text()
    assert html.escape('"><script>') in page
    assert '"><script>' not in page


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.*")), ids=lambda path: path.name)
async def test_every_file_of_the_page_is_served_as_what_it_is(client, path: Path):
    kinds = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    if path.suffix not in kinds:
        return
    response = await client.get(f"/assets/{path.name}")
    assert (response.status, response.content_type) == (200, kinds[path.suffix])


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_no_script_writes_markup_or_reaches_out(path: Path):
    script = path.read_text("utf-8")
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
        assert word not in script
    assert len(script.splitlines()) < 250


def test_the_page_completes_what_the_bot_knows():
    words = (ASSETS / "commands.js").read_text().partition('"/aws": {')[2].partition("}")[0]
    assert re.findall(r"^ +(\w+):", words, re.MULTILINE) == [*COMMANDS]


async def test_the_state_is_the_workspaces_snapshot(client, slack: QuietSlack):
    slack.workspace.post(ALERTS, ALICE, "hello")
    state = await (await client.get("/page/state")).json()
    assert [message["text"] for message in state["messages"]] == ["hello"]
    assert {user["id"] for user in state["users"]} >= {ALICE, BOB, BOT}


async def test_what_a_person_says_is_said_in_the_thread(client, slack: QuietSlack):
    root = slack.workspace.post(ALERTS, BOT, "an alarm")
    body = {"user": BOB, "channel": ALERTS, "text": "looking", "thread_ts": root.ts}
    response = await client.post("/page/say", json=body)
    assert response.status == 200
    assert [(m.user, m.text) for m in slack.workspace.messages(ALERTS, root.ts)] == [
        (BOT, "an alarm"),
        (BOB, "looking"),
    ]


async def test_the_state_names_the_commands(client):
    state = await (await client.get("/page/state")).json()
    assert [command["command"] for command in state["commands"]] == ["/aws"]


@pytest.mark.parametrize("text", [None, "alarms checkout"])
async def test_a_command_reaches_the_workspace(client, slack: QuietSlack, text):
    root = slack.workspace.post(ALERTS, BOT, "an alarm")
    body = {"user": CAROL, "channel": ALERTS, "command": "/aws", "text": text, "thread_ts": root.ts}
    assert (await client.post("/page/command", json=body)).status == 200
    assert slack.typed == [(CAROL, ALERTS, "/aws", text or "", root.ts)]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"command": "aws"}, "A command is one word that starts with a slash."),
        ({"command": "/"}, "A command is one word that starts with a slash."),
        ({"command": "/aws alarms"}, "A command is one word that starts with a slash."),
        ({"text": "x" * 12_001}, "Shorten text: it has 12,001 characters, 12,000 are the most."),
        ({"thread_ts": "1.000001"}, "This thread is no longer there."),
        ({"user": CAROL, "channel": GENERAL}, "There is no such channel."),
        ({"user": DAN, "channel": OPS}, "There is no such channel."),
    ],
)
async def test_what_is_no_command_is_refused_with_a_sentence(client, slack: QuietSlack, wrong, sentence):
    response = await client.post(
        "/page/command", json={"user": BOB, "channel": ALERTS, "command": "/aws"} | wrong
    )
    assert (response.status, await response.json()) == (400, {"error": sentence})
    assert slack.typed == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"user": "U1"}, "Nobody of this name can act here."),
        ({"user": BOT}, "Nobody of this name can act here."),
        ({"channel": "C1"}, "There is no such channel."),
        ({"channel": SECRETS}, "There is no such channel."),
        ({"channel": "D" + ALICE[1:]}, "There is no such channel."),
        ({"thread_ts": "1.000001"}, "This thread is no longer there."),
        ({"text": "x" * 12_001}, "Shorten text: it has 12,001 characters, 12,000 are the most."),
    ],
)
async def test_what_cannot_be_said_is_refused_with_a_sentence(client, wrong, sentence):
    response = await client.post("/page/say", json={"user": BOB, "channel": ALERTS, "text": "hi"} | wrong)
    assert (response.status, await response.json()) == (400, {"error": sentence})


async def test_a_click_reaches_the_workspace(client, slack: QuietSlack):
    message = slack.workspace.post(ALERTS, BOT, "an alarm")
    click = {"user": BOB, "channel": ALERTS, "ts": message.ts, "action_id": "click_watch", "value": "i-1"}
    assert (await client.post("/page/click", json=click)).status == 200
    assert slack.clicks == [(BOB, ALERTS, message.ts, "click_watch", "i-1")]


async def test_a_click_on_a_message_that_is_gone_is_refused(client, slack: QuietSlack):
    message = slack.workspace.post(ALERTS, BOT, "an alarm")
    slack.workspace.delete(ALERTS, message.ts)
    click = {"user": BOB, "channel": ALERTS, "ts": message.ts, "action_id": "click_watch"}
    response = await client.post("/page/click", json=click)
    assert (response.status, await response.json()) == (400, {"error": "This message is no longer there."})


async def test_only_its_own_person_clicks_in_an_ephemeral_message(client, slack: QuietSlack):
    message = slack.workspace.post_ephemeral(ALERTS, BOT, ALICE, "for you")
    click = {"channel": ALERTS, "ts": message.ts, "action_id": "sure"}
    answers = [await client.post("/page/click", json=click | {"user": user}) for user in (BOB, ALICE)]
    assert [answer.status for answer in answers] == [400, 200]


async def test_the_panel_lists_alarms_and_queue(client):
    panel = await (await client.get("/page/alarms")).json()
    assert [(alarm["name"], alarm["state"]) for alarm in panel["alarms"]] == [
        ("web-7-cpu-high", "ALARM"),
        ("checkout-5xx", "OK"),
        ("checkout-degraded", "INSUFFICIENT_DATA"),
    ]
    assert panel["queue"] == {"waiting": 0, "in_flight": 0, "dead": 0}


async def test_an_alarm_is_set_in_the_cloud(client, cloud: SmallCloud):
    response = await client.post(
        "/page/alarm", json={"name": "checkout-5xx", "state": "ALARM", "reason": "to see"}
    )
    assert response.status == 200
    assert cloud.held["checkout-5xx"].state == "ALARM"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"state": "alarm"}, "An alarm is in ALARM, OK or INSUFFICIENT_DATA."),
        ({"name": "none"}, "There is no alarm named none."),
        ({"reason": "x" * 1024}, "Shorten reason: it has 1,024 characters, 1,023 are the most."),
    ],
)
async def test_what_an_alarm_cannot_be_is_refused(client, wrong, sentence):
    response = await client.post(
        "/page/alarm", json={"name": "checkout-5xx", "state": "OK", "reason": "x"} | wrong
    )
    assert (response.status, await response.json()) == (400, {"error": sentence})


async def test_what_is_published_reaches_the_topic_as_it_was_written(client, cloud: SmallCloud):
    response = await client.post("/page/publish", json={"body": ' {"a": "<é>"}\n'})
    assert await response.json() == {"message_id": "m-1"}
    assert cloud.published == [' {"a": "<é>"}\n']


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (" ", "Write something to publish first."),
        ("é" * 140_000, "SNS takes 256 KiB at most, and this is more."),
    ],
)
async def test_what_the_topic_cannot_take_is_refused(client, cloud: SmallCloud, body, sentence):
    response = await client.post("/page/publish", json={"body": body})
    assert (response.status, await response.json()) == (400, {"error": sentence})
    assert not cloud.published


async def test_nobody_writes_into_an_archived_channel(client, slack: QuietSlack):
    slack.workspace.archive(OPS)
    response = await client.post("/page/say", json={"user": BOB, "channel": OPS, "text": "hello"})
    assert (response.status, await response.json()) == (
        400,
        {"error": "This channel is archived: nobody can write here."},
    )


async def test_the_local_slack_serves_the_page_beside_its_api():
    async with LocalSlack(app_routes=page_routes(None, TOKEN)) as slack:
        posted = slack.workspace.post(ALERTS, BOT, "an alarm", bot_id=BOT_ID)
        click = {"user": BOB, "channel": ALERTS, "ts": posted.ts, "action_id": "none"}
        say = {"user": BOB, "channel": ALERTS, "text": "hello", "thread_ts": posted.ts}
        async with ClientSession(slack.url, headers={"X-Demo-Token": TOKEN}) as session:
            async with session.post("/page/say", json=say) as said:
                assert said.status == 200
            async with session.post("/page/click", json=click) as refused:
                error = (await refused.json())["error"]
            assert error == "There is no such button on this message any more."
        assert [message.text for message in slack.workspace.messages(ALERTS, posted.ts)] == [
            "an alarm",
            "hello",
        ]


async def test_a_message_is_put_among_the_dead_letters(client: Client, cloud: SmallCloud):
    response = await client.post("/page/bury", json={"body": "poison"})
    assert await response.json() == {"message_id": "d-1"}
    assert (cloud.buried, cloud.published) == (["poison"], [])


@pytest.mark.parametrize(("method", "path"), [("GET", "/page/alarms"), ("POST", "/page/publish")])
async def test_a_demo_without_aws_says_so(slack, method, path):
    app = web.Application()
    page_routes(None, TOKEN)(app, slack)
    async with TestClient(TestServer(app), headers={"X-Demo-Token": TOKEN}) as client:
        response = await client.request(method, path, json={"body": "hello"})
        assert (response.status, await response.json()) == (503, {"error": "No local AWS is running."})


async def test_what_aws_refuses_is_said(client: Client, cloud: SmallCloud):
    cloud.broken = "The topic takes no message."
    response = await client.post("/page/publish", json={"body": "hello"})
    assert (response.status, await response.json()) == (400, {"error": "The topic takes no message."})
