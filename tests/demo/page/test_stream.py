"""The page is told of every change as it happens."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from demo.slack.changes import Observer
from demo.slack.page import page_routes
from demo.slack.page_stream import BACKLOG
from demo.slack.people import ALERTS, ALICE, BOB, BOT, OPS
from demo.slack.workspace import Workspace
from tests.demo.page.chromium import TOKEN
from tests.demo.page.seed import QuietSlack

STREAM = f"/page/events?token={TOKEN}"


async def events(response: ClientResponse) -> AsyncIterator[tuple[str, Any]]:
    """Yield the events of a stream as (name, data), and its heartbeats as ("", None)."""
    name = ""
    async for line in response.content:
        field, _, value = line.decode().rstrip("\n").partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)
        elif line.startswith(b":"):
            yield "", None


async def said(events: AsyncIterator[tuple[str, Any]]) -> tuple[str, Any]:
    return await anext(event async for event in events if event[0])


async def test_the_stream_begins_with_a_snapshot_and_goes_on_with_changes(client, slack: QuietSlack):
    slack.workspace.post(ALERTS, ALICE, "before")
    async with client.get(STREAM) as response:
        assert response.content_type == "text/event-stream"
        stream = events(response)
        name, snapshot = await said(stream)
        slack.workspace.post(ALERTS, BOB, "after\n\nevent: forged\ndata: {}")
        changes = await said(stream)
    assert (name, [message["text"] for message in snapshot["messages"]]) == ("snapshot", ["before"])
    assert changes[0] == "changes"
    assert changes[1][0]["message"]["text"] == "after\n\nevent: forged\ndata: {}"


async def test_a_quiet_stream_shows_that_it_is_alive(client):
    async with client.get(STREAM) as response:
        stream = events(response)
        assert [(await anext(stream))[0] for _ in range(3)] == ["snapshot", "", ""]


async def test_a_change_of_a_channel_brings_a_fresh_snapshot(client, slack: QuietSlack):
    async with client.get(STREAM) as response:
        stream = events(response)
        await said(stream)
        slack.workspace.join(OPS, BOT)
        name, snapshot = await said(stream)
    assert name == "snapshot"
    assert BOT in next(channel for channel in snapshot["channels"] if channel["id"] == OPS)["members"]


async def test_a_page_that_fell_far_behind_gets_one_snapshot(client, slack: QuietSlack):
    async with client.get(STREAM) as response:
        stream = events(response)
        await said(stream)
        for number in range(BACKLOG + 100):
            slack.workspace.post(ALERTS, BOT, str(number))
        name, snapshot = await said(stream)
    assert (name, len(snapshot["messages"])) == ("snapshot", BACKLOG + 100)


async def test_the_end_of_the_demo_ends_its_streams(slack):
    app = web.Application()
    page_routes(None, TOKEN, heartbeat=60)(app, slack)
    async with TestClient(TestServer(app)) as client:
        response = await client.get(STREAM)
        await said(events(response))
        await app.shutdown()
        assert (await response.read()).strip() == b""


class Watched(Workspace):
    """A workspace that knows whether its watcher left."""

    def __init__(self) -> None:
        super().__init__()
        self.left = asyncio.Event()

    def observe(self, observer: Observer) -> Callable[[], None]:
        end = super().observe(observer)

        def ended() -> None:
            end()
            self.left.set()

        return ended


async def test_a_page_that_was_closed_is_told_nothing_more(slack: QuietSlack):
    slack.workspace = workspace = Watched()
    app = web.Application()
    page_routes(None, TOKEN, heartbeat=0.01)(app, slack)
    async with TestClient(TestServer(app)) as client:
        async with client.get(STREAM) as response:
            await said(events(response))
            assert not workspace.left.is_set()
        await asyncio.wait_for(workspace.left.wait(), 30)
