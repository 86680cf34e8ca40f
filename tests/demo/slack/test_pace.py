import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.pace import Bucket, Window
from demo.slack.people import GENERAL, OPS
from demo.slack.server import LocalSlack
from tests.demo.slack.installed import WIDELY
from tests.demo.slack.violations import Clock, seed


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def slack(clock):
    async with LocalSlack(clock=clock, **WIDELY) as slack:
        yield slack


async def refused(call) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    response = caught.value.response
    assert response["error"] == "ratelimited"
    assert response.status_code == 429
    return str(response.headers["Retry-After"])


async def test_three_posts_at_once_and_then_one_a_second(client: AsyncWebClient, clock):
    for _ in range(3):
        await client.chat_postMessage(channel=OPS, text="x")
    assert await refused(client.chat_postMessage(channel=OPS, text="x")) == "1"
    clock.now += 1
    await client.chat_postMessage(channel=OPS, text="x")
    assert await refused(client.chat_postMessage(channel=OPS, text="x")) == "1"


async def test_every_channel_has_its_own_pace(client):
    for channel in (OPS, GENERAL):
        for _ in range(3):
            await client.chat_postMessage(channel=channel, text="x")


async def test_a_refused_post_stands_nowhere(client, slack):
    for _ in range(3):
        await client.chat_postMessage(channel=OPS, text="x")
    await refused(client.chat_postMessage(channel=OPS, text="x"))
    assert len(slack.workspace.messages(OPS)) == 3


async def test_fifty_updates_a_minute_whatever_the_channel(client, slack, clock):
    there = seed(slack.workspace)
    for _ in range(50):
        await client.chat_update(channel=OPS, ts=there.own, text="x")
    clock.now += 20
    assert await refused(client.chat_update(channel=OPS, ts=there.own, text="x")) == "40"
    clock.now += 40
    await client.chat_update(channel=OPS, ts=there.own, text="x")


def test_a_bucket_does_not_fill_beyond_its_burst():
    bucket = Bucket(at_once=2, a_second=1)
    assert [bucket.take(1000), bucket.take(1000), bucket.take(1000)] == [0, 0, 1]


def test_a_window_moves_with_the_time():
    window = Window(a_minute=2)
    assert [window.take(0), window.take(30), window.take(59)] == [0, 0, 1]
    assert window.take(60) == 0
    assert window.take(61) == 29
