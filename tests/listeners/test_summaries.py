"""What people do with a summary: share it, post it, file it; each once, and only their own."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from listeners.answer import Answer
from listeners.gate import NotAllowed
from listeners.summaries import file, post, summarize, summarize_thread
from services.asking.talk import Thread
from services.post import Ts
from services.summing.shelf import Summaries
from services.summing.summarizing import Summarizer
from services.summing.summary import Reading, Room
from tests.builders import ALERTS, ALICE, BOB, NOON
from tests.services.summing.fakes import (
    PRIVATE,
    PUBLIC,
    FakeConversations,
    FakeFiling,
    FakeIncidents,
    FakeNarrator,
    FakeTallies,
    PlainReply,
    remark,
)


@dataclass
class Responses:
    """What came to a response_url: to whom, what, and whether it replaced what was clicked."""

    told: list[tuple[str, str, bool]] = field(default_factory=list)

    async def __call__(self, text: str, **about: Any) -> None:
        self.told.append((about["response_type"], text.split(" ", maxsplit=1)[0], about["replace_original"]))


@dataclass
class Scene:
    summaries: Summaries
    filing: FakeFiling
    conversations: FakeConversations
    respond: Responses = field(default_factory=Responses)

    async def ask(self, *words: str, shared: bool = False, by=ALICE) -> list[tuple[str, str, bool]]:
        answer = Answer(self.respond, shared)  # type: ignore[arg-type]
        await summarize(words, ALERTS, by, answer, self.summaries)
        return self.respond.told

    async def click(self, what, by=ALICE) -> list[tuple[str, str, bool]]:
        self.respond.told.clear()
        await what({"value": next(iter(self.summaries.kept))}, by, self.respond, self.summaries)
        return self.respond.told


@pytest.fixture
def scene():
    conversations, filing = FakeConversations(), FakeFiling()
    narrator, tallies = FakeNarrator(), FakeTallies()
    summarizer = Summarizer(conversations, FakeIncidents(), tallies, narrator, lambda: NOON)
    return Scene(Summaries(summarizer, PlainReply(), filing), filing, conversations)


ALONE = [("ephemeral", "reading", False), ("ephemeral", "summary", False)]


async def test_it_is_told_to_the_one_who_asked_alone(scene):
    assert await scene.ask() == ALONE


async def test_with_share_it_is_told_to_all(scene):
    assert await scene.ask(shared=True) == [ALONE[0], ("in_channel", "shared", False)]


async def test_a_private_channels_is_not_shared_elsewhere(scene):
    told = await scene.ask("#secrets", shared=True)
    assert told == [*ALONE, ("ephemeral", "stays", False)]


async def test_a_refusal_goes_through_the_gate_which_records_it(scene):
    with pytest.raises(NotAllowed, match="refused not yours"):
        await scene.ask("#secrets", by=BOB)


async def test_a_word_that_is_not_understood_begins_nothing(scene):
    assert await scene.ask("yesterday", shared=True) == [("ephemeral", "unread", False)]
    assert scene.summaries.kept == {}


async def test_post_shows_it_to_all_and_takes_its_button_away(scene):
    await scene.ask()
    assert await scene.click(post) == [("in_channel", "shared", False), ("ephemeral", "summary", True)]
    with pytest.raises(NotAllowed, match="gone"):
        await scene.click(post)


async def test_file_tells_where_it_stands_and_takes_its_button_away(scene):
    await scene.ask()
    assert await scene.click(file) == [
        ("ephemeral", "summary", True),
        ("ephemeral", "https://wiki.example.com/pages/1", False),
    ]
    with pytest.raises(NotAllowed, match="gone"):
        await scene.click(file, by=BOB)
    assert len(scene.filing.filed) == 1


async def test_the_shortcut_summarizes_the_thread_that_a_message_stands_in(scene):
    root = Thread(ALERTS, Ts("1.000001"))
    scene.conversations.said[str(root)] = Reading((remark("hm"),))
    for message in ({"ts": root.ts}, {"ts": "2.000002", "thread_ts": root.ts}):
        body = {"channel": {"id": ALERTS}, "message": message}
        scene.respond.told.clear()
        await summarize_thread(body, ALICE, scene.respond, scene.summaries)
        assert scene.respond.told == ALONE
    assert [kept.summary.thread for kept in scene.summaries.kept.values()] == [root, root]


async def test_a_shared_channel_of_the_workspace_is_like_any_other(scene):
    scene.conversations.rooms = [
        replace(PUBLIC, is_member=False),
        Room(PRIVATE.id, "secrets", is_private=True),
    ]
    assert (await scene.ask("#alerts"))[-1] == ALONE[1]
