"""What the right column asks of the server: pushes, storms, and the bot's steps."""

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from demo.slack.page import page_routes
from demo.slack.page_worlds import Published
from tests.demo.log import START, BotLog
from tests.demo.page.chromium import TOKEN
from tests.demo.page.conftest import Client
from tests.demo.page.seed import QuietSlack, SmallCloud


async def test_a_metric_is_pushed(client: Client, cloud: SmallCloud):
    response = await client.post("/page/push", json={"name": "checkout-5xx", "direction": "up"})
    assert await response.json() == {"value": 93.6, "state": "ALARM"}
    assert cloud.held["checkout-5xx"].state == "ALARM"


async def test_a_storm_is_published_and_recovers(client: Client, cloud: SmallCloud):
    stormed = await client.post("/page/storm", json={"count": 2000})
    recovered = await client.post("/page/recover", json={})
    assert [await each.json() for each in (stormed, recovered)] == [{"published": 2000}] * 2
    assert len(cloud.published) == 2000


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("push", {"name": "checkout-5xx", "direction": "sideways"}, "A metric goes up or down."),
        (
            "push",
            {"name": "checkout-degraded", "direction": "up"},
            "A composite alarm has no metric of its own.",
        ),
        ("push", {"direction": "up"}, "Fill in name: it is missing or empty."),
        *(
            ("storm", {"count": count}, "A storm is of 1 to 2,000 alarms.")
            for count in (0, 2001, -1, 1.5, "50", True, None, 10**30)
        ),
        ("recover", {"all": True}, "There is no field named 'all' here."),
    ],
)
async def test_what_cannot_be_done_is_refused_with_a_sentence(
    client: Client, cloud: SmallCloud, path: str, body: dict[str, object], sentence: str
):
    response = await client.post(f"/page/{path}", json=body)
    assert (response.status, await response.json()) == (400, {"error": sentence})
    assert cloud.published == []


async def test_the_steps_of_the_bot_are_told_from_a_revision_on(tmp_path: Path):
    log, cloud, app = BotLog(tmp_path / "bot.log"), SmallCloud(), web.Application()
    page_routes(cloud, TOKEN, log=log.path)(app, QuietSlack())
    async with TestClient(TestServer(app), headers={"X-Demo-Token": TOKEN}) as client:
        for observer in cloud.observers:
            observer(Published(START, "set to ALARM", ("web-7",)))
        log.accepted("web-7", "i-1", 0.5)
        every = await (await client.get("/page/trace")).json()
        rest = await (await client.get("/page/trace?after=1")).json()
    assert [step["what"] for step in every["steps"]] == ["published", "accepted"]
    assert (rest["revision"], [step["since"] for step in rest["steps"]]) == (2, [0.5])


@pytest.mark.parametrize("after", ["-1", "x", "", "1" * 16, "٣"])
async def test_a_revision_is_a_number(client: Client, after: str):
    response = await client.get("/page/trace", params={"after": after})
    assert (response.status, await response.json()) == (400, {"error": "A revision is a number."})


async def test_a_page_without_a_bot_has_no_steps(client: Client):
    assert (await (await client.get("/page/trace")).json())["steps"] == []


@pytest.mark.parametrize("path", ["push", "storm", "recover"])
async def test_a_demo_without_aws_refuses_in_a_sentence(slack: QuietSlack, path: str):
    app = web.Application()
    page_routes(None, TOKEN)(app, slack)
    bodies = {"push": {"name": "x", "direction": "up"}, "storm": {"count": 1}, "recover": {}}
    async with TestClient(TestServer(app), headers={"X-Demo-Token": TOKEN}) as client:
        response = await client.post(f"/page/{path}", json=bodies[path])
        assert (response.status, await response.json()) == (503, {"error": "No local AWS is running."})
