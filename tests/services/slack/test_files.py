"""A file in a thread, at the wire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.people import ALERTS, BOT
from demo.slack.server import LocalSlack
from services.incident import ChannelId
from services.slack.files import SlackFiles
from services.storming.storms import ListNotFiled

SCOPES = frozenset({"chat:write", "channels:read", "files:write"})
LIST = "alarm,state\r\ncheckout-5xx,ALARM\r\n결제,OK\r\n"


@dataclass
class Scene:
    slack: LocalSlack
    files: SlackFiles
    card: str

    async def put(self, text: str = LIST, channel: str = ALERTS) -> None:
        await self.files.put(ChannelId(channel), self.card, "storm.csv", text)

    def thread(self):
        return self.slack.workspace.messages(ALERTS, self.card)[1:]


@pytest.fixture
def scopes():
    return SCOPES


@pytest.fixture
async def scene(scopes) -> AsyncIterator[Scene]:
    async with LocalSlack(paced=False, scopes=scopes) as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(slack.bot_token, slack.api_url, session=session, retry_handlers=[])
        slack.workspace.join(ALERTS, BOT)
        yield Scene(slack, SlackFiles(client), slack.workspace.post(ALERTS, BOT, "a storm").ts)


async def test_a_list_stands_in_the_thread_as_it_was_written(scene):
    await scene.put()
    (message,) = scene.thread()
    (shown,) = message.files
    assert (shown["name"], shown["title"], shown["mimetype"]) == ("storm.csv", "storm.csv", "text/csv")
    assert scene.slack.workspace.files.get(shown["id"]).content.decode() == LIST


async def test_a_list_of_ten_thousand_alarms_is_taken(scene):
    await scene.put("".join(f"web-{n}-cpu-utilization-is-high,ALARM\r\n" for n in range(10_000)))
    (message,) = scene.thread()
    assert message.files[0]["size"] > 380_000


async def test_what_has_no_bytes_is_replaced(scene):
    await scene.put("a\ud800b\r\n")
    (message,) = scene.thread()
    assert scene.slack.workspace.files.get(message.files[0]["id"]).content == b"a?b\r\n"


@pytest.mark.parametrize("scopes", [SCOPES - {"files:write"}])
async def test_without_the_scope_it_says_so(scene):
    with pytest.raises(ListNotFiled, match="missing_scope"):
        await scene.put()
    assert scene.thread() == []


async def test_a_channel_that_the_bot_is_not_in_says_so(scene):
    with pytest.raises(ListNotFiled, match="channel_not_found"):
        await scene.put(channel="C0NOWHERE")


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize("trouble", [{"status": 500}, {"status": 429, "retry_after": 1}])
async def test_a_slack_in_trouble_is_no_list(scene, method, trouble):
    scene.slack.faults.answer(method, **trouble)
    with pytest.raises(ListNotFiled):
        await scene.put()
    assert scene.thread() == []


async def test_bytes_that_are_not_taken_are_no_list(scene):
    scene.slack.faults.answer("upload", status=500)
    with pytest.raises(ListNotFiled):
        await scene.put()
    assert scene.thread() == []


async def test_a_slack_that_is_down_is_no_list(scene):
    scene.slack.faults.down()
    with pytest.raises(ListNotFiled):
        await scene.put()
