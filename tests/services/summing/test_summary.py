"""Summaries: who may have them, what is in them, and what becomes of them."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from services.asking.agent import Trouble
from services.asking.talk import Thread
from services.incident import ChannelId, Watcher
from services.overview import Shown
from services.post import Ts
from services.summing.shelf import KEPT, Kept, Summaries
from services.summing.summarizing import Summarizer
from services.summing.summary import Prose, Reading, Refusal, Summary, Unreadable, Wanted
from services.summing.tally import Stretch
from tests.builders import ALERTS, ALICE, BOB, NOON, OPS, incident, minutes
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

HERE = ALERTS
THREAD = Thread(ALERTS, Ts("1795176000.000001"))
HIDDEN = ChannelId("D0ALICE")
TODAY = Wanted()


@dataclass
class Desk:
    conversations: FakeConversations = field(default_factory=FakeConversations)
    incidents: FakeIncidents = field(default_factory=FakeIncidents)
    tallies: FakeTallies = field(default_factory=FakeTallies)
    narrator: FakeNarrator | None = field(default_factory=FakeNarrator)
    filing: FakeFiling = field(default_factory=FakeFiling)

    def summarizer(self) -> Summarizer:
        return Summarizer(self.conversations, self.incidents, self.tallies, self.narrator, lambda: NOON)

    def summaries(self) -> Summaries:
        return Summaries(self.summarizer(), PlainReply(), self.filing)

    async def ask(self, wanted: Wanted = TODAY, here: ChannelId = HERE, by=ALICE) -> Summary | Refusal:
        return await self.summarizer().summarize(wanted, here, by)

    async def told(self, *args, **about) -> Summary:
        summary = await self.ask(*args, **about)
        assert isinstance(summary, Summary)
        return summary


@pytest.fixture
def desk():
    return Desk()


async def test_a_day_of_the_place_where_it_was_asked_with_the_day_before(desk):
    desk.conversations.said[ALERTS] = Reading((remark("rolled back"),))
    desk.incidents.open = [Shown(incident(), OPS)]
    summary = await desk.told()
    day = Stretch.back(NOON, timedelta(hours=24))
    assert list(desk.tallies.tallied) == [(day, None), (day.before(), None)]
    assert summary.reading == Reading((remark("rolled back"),))
    assert summary.room == PUBLIC
    assert len(summary.open) == 1
    assert summary.prose == Prose("All is well.", "fake-1")
    assert desk.narrator.told == [replace(summary, prose=None)]


async def test_a_channel_that_is_named_counts_what_it_shows_alone(desk):
    desk.incidents.open = [
        Shown(incident(), OPS),
        Shown(replace(incident(2), alarm=incident().alarm), ALERTS),
    ]
    summary = await desk.told(Wanted(timedelta(days=7), name="alerts"), here=OPS)
    assert {channel for _, channel in desk.tallies.tallied} == {ALERTS}
    assert summary.of_room
    assert all(one.channel == ALERTS for one in summary.open)


async def test_where_it_is_asked_out_of_the_bots_sight_the_incidents_alone_are_told(desk):
    summary = await desk.told(here=HIDDEN)
    assert (summary.room, summary.reading) == (None, None)
    desk.conversations.trouble = Unreadable("missing_scope")
    assert (await desk.told()).reading is None


@pytest.mark.parametrize("wanted", [Wanted(name="secrets"), Wanted(channel=PRIVATE.id)])
async def test_a_private_channel_of_others_is_refused_and_not_read(desk, wanted):
    assert await desk.ask(wanted, by=BOB) is Refusal.NOT_YOURS
    assert desk.conversations.read_rooms == desk.tallies.tallied == desk.narrator.told == []
    assert isinstance(await desk.ask(wanted, by=ALICE), Summary)


async def test_a_thread_in_a_private_channel_of_others_is_refused_and_not_read(desk):
    hidden = Thread(PRIVATE.id, Ts("1.000001"))
    desk.conversations.said[str(hidden)] = Reading((remark("the key is …"),))
    assert await desk.ask(Wanted(thread=hidden), by=BOB) is Refusal.NOT_YOURS
    assert desk.conversations.read_rooms == []


@pytest.mark.parametrize(
    "wanted", [Wanted(name="nowhere"), Wanted(channel=ChannelId("C0NOWHERE")), Wanted(thread=THREAD)]
)
async def test_what_the_bot_cannot_see_is_unknown(desk, wanted):
    assert await desk.ask(wanted) is Refusal.UNKNOWN


async def test_a_channel_that_slack_does_not_tell_is_no_summary(desk):
    desk.conversations.trouble = Unreadable("ratelimited")
    assert await desk.ask(Wanted(name="alerts")) is Refusal.SILENT


async def test_a_thread_below_a_card_is_about_its_incident(desk):
    desk.conversations.said[str(THREAD)] = Reading((remark("looking", after=-5),))
    watched = replace(incident(), opened_at=NOON - minutes(10), watchers=(Watcher(BOB, NOON),))
    desk.incidents.cards[THREAD] = watched
    summary = await desk.told(Wanted(thread=THREAD))
    assert summary.incidents == (watched,)
    assert summary.stretch == Stretch(NOON - minutes(10), NOON)
    assert summary.tally is None


async def test_a_thread_of_people_begins_with_its_first_word(desk):
    desk.conversations.said[str(THREAD)] = Reading((remark("hm", after=-50), remark("aha", after=-5)))
    assert (await desk.told(Wanted(thread=THREAD))).stretch == Stretch(NOON - minutes(50), NOON)


async def test_without_a_model_the_figures_are_all_there_is(desk):
    desk.narrator = None
    assert (await desk.told()).prose is None


async def test_a_model_that_fails_leaves_the_figures(desk):
    desk.narrator.prose = Prose(trouble=Trouble.THROTTLED, detail="too many")
    summary = await desk.told()
    assert (summary.prose.text, summary.prose.trouble) == ("", Trouble.THROTTLED)
    assert summary.tally is not None


async def test_the_week_that_nobody_asked_for_is_of_all_incidents(desk):
    week = Stretch.back(NOON, timedelta(days=7))
    summary = await desk.summarizer().of_all(week)
    assert desk.tallies.tallied == [(week, None), (week.before(), None)]
    assert summary.room is None


async def made(desk, summaries, **about) -> Kept:
    kept = await summaries.make(
        about.pop("wanted", Wanted()), about.pop("here", HERE), about.pop("by", ALICE)
    )
    assert isinstance(kept, Kept)
    return kept


async def test_a_summary_is_posted_once_and_by_the_one_who_asked_alone(desk):
    summaries = desk.summaries()
    kept = await made(desk, summaries)
    assert summaries.post(kept.id, BOB) is None
    assert summaries.post(kept.id, ALICE).posted
    assert summaries.post(kept.id, ALICE) is None


async def test_what_stands_in_a_private_channel_is_posted_there_alone(desk):
    summaries = desk.summaries()
    elsewhere = await made(desk, summaries, wanted=Wanted(name="secrets"))
    assert not elsewhere.may_be_posted
    assert summaries.post(elsewhere.id, ALICE) is None
    there = await made(desk, summaries, here=PRIVATE.id)
    assert summaries.post(there.id, ALICE)


async def test_a_summary_is_filed_once(desk):
    summaries = desk.summaries()
    kept = await made(desk, summaries)
    first, second = await summaries.file(kept.id, ALICE), await summaries.file(kept.id, ALICE)
    assert first == second
    assert first.page == "https://wiki.example.com/pages/1"
    assert desk.filing.filed == [(kept.summary, ALICE)]
    assert await summaries.file(kept.id, BOB) is None


async def test_what_could_not_be_filed_says_why_and_may_be_tried_again(desk):
    summaries = desk.summaries()
    kept = await made(desk, summaries)
    desk.filing.trouble = "the space is read-only"
    assert (await summaries.file(kept.id, ALICE)).trouble == "the space is read-only"
    desk.filing.trouble = ""
    again = await summaries.file(kept.id, ALICE)
    assert (again.page[:12], again.trouble) == ("https://wiki", "")


async def test_the_oldest_of_very_many_is_forgotten(desk):
    summaries = desk.summaries()
    first = await made(desk, summaries)
    for _ in range(KEPT):
        await made(desk, summaries)
    assert len(summaries.kept) == KEPT
    assert summaries.post(first.id, ALICE) is None
