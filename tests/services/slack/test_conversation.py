"""Reading channels and threads at the wire: all pages of them, and by those alone who may."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.people import ALERTS, ALICE, BOB, BOT, DAN, GENERAL, SECRETS
from demo.slack.server import LocalSlack
from services.asking.talk import Thread
from services.incident import ChannelId, Person, UserId
from services.post import Ts
from services.slack.asking import PacedReader
from services.slack.conversation import MOST, SlackConversations
from services.slack.pace import Pacer
from services.slack.people import People
from services.summing.summary import Gone, Room, Unreadable
from services.summing.tally import Stretch

A, B = Person(UserId(ALICE), "Alice"), Person(UserId(BOB), "Bob")


@dataclass
class Scene:
    slack: LocalSlack
    conversations: SlackConversations

    def say(self, text: str, *, by: str = ALICE, channel: str = ALERTS, thread: str | None = None) -> str:
        return str(self.slack.workspace.post(channel, by, text, thread_ts=thread).ts)

    async def room(self, channel: str = ALERTS) -> Room:
        room = await self.conversations.room(ChannelId(channel))
        assert room
        return room

    async def read(self, channel: str = ALERTS, hours: float = 1):
        now = datetime.now(UTC) + timedelta(minutes=5)
        return await self.conversations.read(
            await self.room(channel), Stretch.back(now, timedelta(hours=hours))
        )

    async def thread(self, ts: str, channel: str = ALERTS):
        thread = Thread(ChannelId(channel), Ts(ts))
        return await self.conversations.read_thread(await self.room(channel), thread)

    def called(self, method: str) -> int:
        return len(self.slack.faults.called(method))


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with LocalSlack(paced=False) as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(slack.bot_token, slack.api_url, session=session, retry_handlers=[])
        slack.workspace.join(ALERTS, BOT)
        reader = PacedReader(client, Pacer(time.monotonic))
        yield Scene(slack, SlackConversations(reader, People(client, time.monotonic)))


async def test_what_people_wrote_is_read_with_their_names_and_without_the_bots_own_cards(scene):
    scene.say("🔴 ALARM web-7", by=BOT)
    scene.say(f"<@{BOB}> can you look? <https://example.com|the graph> &lt;here&gt;")
    scene.say("on it", by=BOB)
    reading = await scene.read()
    assert [(one.by, one.text) for one in reading.remarks] == [
        ("Alice", "@Bob can you look? the graph (https://example.com) <here>"),
        ("Bob", "on it"),
    ]
    assert (reading.more, reading.people) == (False, 2)


async def test_what_was_said_below_a_card_is_read_as_well(scene):
    card = scene.say("🔴 ALARM web-7", by=BOT)
    scene.say("14:02 OK → ALARM", by=BOT, thread=card)
    scene.say("rolled back v812", by=BOB, thread=card)
    (remark,) = (await scene.read()).remarks
    assert (remark.by, remark.text, remark.is_reply) == ("Bob", "rolled back v812", True)


async def test_names_are_asked_for_once(scene):
    for number in range(30):
        scene.say(f"message {number}", by=(ALICE, BOB, DAN)[number % 3])
    await scene.read()
    await scene.read()
    assert scene.called("users.info") == 3
    assert scene.called("auth.test") == 1


async def test_of_a_channel_with_very_many_messages_the_newest_are_read(scene):
    for number in range(MOST + 50):
        scene.say(f"message {number}")
    reading = await scene.read()
    assert [one.text for one in reading.remarks] == [f"message {n}" for n in range(50, MOST + 50)]
    assert reading.more
    assert scene.called("conversations.history") == 5


async def test_what_is_older_than_the_span_is_not_read(scene):
    scene.say("long ago")
    reading = await scene.conversations.read(
        await scene.room(), Stretch(datetime.now(UTC) + timedelta(minutes=1), datetime.now(UTC))
    )
    assert reading.remarks == ()


async def test_a_thread_of_a_thousand_answers_is_read_in_a_few_pages(scene):
    root = scene.say("what is going on?")
    for number in range(1000):
        scene.say(f"answer {number}", by=BOB, thread=root)
    reading = await scene.thread(root)
    assert len(reading.remarks) == MOST
    assert reading.remarks[-1].text == "answer 999"
    assert scene.called("conversations.replies") == 3


async def test_of_a_longer_thread_its_beginning_is_told_and_its_newest_answers(scene):
    root = scene.say("what is going on?")
    for number in range(1200):
        scene.say(f"answer {number}", by=BOB, thread=root)
    reading = await scene.thread(root)
    assert reading.more
    assert len(reading.remarks) == MOST
    assert [one.text for one in reading.remarks[:2]] == ["what is going on?", "answer 201"]
    assert reading.remarks[-1].text == "answer 1199"


async def test_who_points_at_an_answer_means_its_thread(scene):
    root = scene.say("what is going on?")
    answer = scene.say("no idea", by=BOB, thread=root)
    assert [one.text for one in (await scene.thread(answer)).remarks] == ["what is going on?", "no idea"]


async def test_a_thread_that_is_not_there_is_gone(scene):
    with pytest.raises(Gone):
        await scene.thread("1700000000.000001")


async def test_a_public_channel_is_joined_to_be_read(scene):
    scene.say("the bot is not here", channel=GENERAL)
    assert not (await scene.room(GENERAL)).is_member
    assert [one.text for one in (await scene.read(GENERAL)).remarks] == ["the bot is not here"]
    assert BOT in scene.slack.workspace.channels[GENERAL].members


async def test_a_private_channel_without_the_bot_is_out_of_sight(scene):
    assert await scene.conversations.room(ChannelId(SECRETS)) is None
    assert await scene.conversations.room(ChannelId("D0000ALICE")) is None
    assert await scene.conversations.named("secrets", A) is None


async def test_a_private_channel_is_read_by_those_who_are_in_it_alone(scene):
    scene.slack.workspace.join(SECRETS, BOT)
    room = await scene.room(SECRETS)
    assert room.is_private
    assert await scene.conversations.may_read(room, A)
    assert not await scene.conversations.may_read(room, B)


async def test_all_pages_of_the_members_are_looked_at(scene):
    channel = scene.slack.workspace.channels[SECRETS]
    channel.members |= {f"U0MANY{n:04}" for n in range(1100)} | {BOT}
    last = Person(UserId("U0MANY1099"), "the last")
    assert await scene.conversations.may_read(await scene.room(SECRETS), last)
    assert scene.called("conversations.members") == 3


async def test_a_public_channel_is_open_to_members_who_are_not_in_it(scene):
    scene.slack.workspace.channels[GENERAL].members.discard(BOB)
    assert await scene.conversations.may_read(await scene.room(GENERAL), B)


@pytest.mark.parametrize("name", ["general", "alerts"])
async def test_a_channel_is_found_by_its_name(scene, name):
    assert await scene.conversations.named(name, B) in {GENERAL, ALERTS}


async def test_a_channel_that_only_the_bot_is_in_is_found_as_well(scene):
    scene.slack.workspace.channels[ALERTS].members.discard(BOB)
    assert await scene.conversations.named("alerts", B) == ALERTS


async def test_where_slack_says_that_it_is_too_much_it_is_asked_again(scene):
    scene.say("hello")
    scene.slack.faults.answer("conversations.history", status=429, retry_after=1)
    assert len((await scene.read()).remarks) == 1


async def test_what_slack_does_not_tell_is_unreadable(scene):
    room = await scene.room()
    scene.slack.faults.down()
    with pytest.raises(Unreadable):
        await scene.conversations.read(room, Stretch.back(datetime.now(UTC), timedelta(hours=1)))
