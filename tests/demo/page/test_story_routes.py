"""The story behind the page: it begins with the first page, and makes way for people."""

from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from demo.slack.page import page_routes
from demo.slack.page_story import Scene
from demo.slack.people import ALERTS, ALICE
from tests.demo.page.chromium import TOKEN
from tests.demo.page.conftest import Client
from tests.demo.page.seed import QuietSlack, SmallCloud


@dataclass
class Asked:
    """A story that notes what it is asked for."""

    scene: Scene = field(default_factory=lambda: Scene("waiting", of=7))
    asked: list[str] = field(default_factory=list)

    def observe(self, observer: object) -> None:
        self.asked.append("observe")

    def begin(self) -> None:
        self.asked.append("begin")

    def turn(self) -> None:
        self.asked.append("turn")

    def make_way(self) -> None:
        self.asked.append("make way")

    def go_on(self) -> None:
        self.asked.append("go on")

    def end(self) -> None:
        self.asked.append("end")

    async def close(self) -> None:
        self.asked.append("close")


def client_of(story: Asked) -> Client:
    app = web.Application()
    page_routes(SmallCloud(), TOKEN, heartbeat=0.05, story=lambda _, __: story)(app, QuietSlack())
    return TestClient(TestServer(app), headers={"X-Demo-Token": TOKEN})


async def test_it_begins_when_a_page_is_open_and_closes_with_the_demo():
    story = Asked()
    async with client_of(story) as client:
        await client.get("/")
        assert story.asked == ["observe"]
        async with client.get("/page/events", params={"token": TOKEN}):
            assert story.asked == ["observe", "begin"]
    assert story.asked[-1] == "close"


async def test_a_strange_page_begins_nothing():
    story = Asked()
    async with client_of(story) as client:
        await client.get("/page/events", params={"token": "other"})
        await client.post("/page/story", json={"wish": "end"}, headers={"X-Demo-Token": "other"})
        await client.post("/page/say", json={}, headers={"X-Demo-Token": "other"})
    assert story.asked == ["observe", "close"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/page/say", {"user": ALICE, "channel": ALERTS, "text": "hello"}),
        ("/page/command", {"user": ALICE, "channel": ALERTS, "command": "/aws"}),
        ("/page/click", {"user": ALICE, "channel": ALERTS, "ts": "1.000001", "action_id": "click_watch"}),
        ("/page/alarm", {"name": "checkout-5xx", "state": "ALARM"}),
        ("/page/publish", {"body": "hello"}),
    ],
)
async def test_it_makes_way_for_what_people_do(path, body):
    story = Asked()
    async with client_of(story) as client:
        await client.post(path, json=body)
        assert story.asked == ["observe", "make way"]


async def test_it_does_what_people_wish_and_nothing_else():
    story = Asked()
    async with client_of(story) as client:
        answers = [
            await client.post("/page/story", json={"wish": wish})
            for wish in ("turn", "go_on", "end", "begin", "close")
        ]
        assert [answer.status for answer in answers] == [200, 200, 200, 400, 400]
        assert await answers[-1].json() == {"error": "A story can turn, go_on or end."}
    assert story.asked == ["observe", "turn", "go on", "end", "close"]
