"""More than a channel can show one by one: one card, pages that name every alarm, cards for the gravest."""

from datetime import timedelta

import pytest

from services.alarm import Kind
from services.desk import UnknownIncident
from services.incident import IncidentId, Reported
from services.overview import StandingCards
from services.post import ChannelRefused, MessageGone, Unsure
from services.reporting.form import Record
from services.reporting.wiki import SpaceKey
from services.storming.storm import CALM, GRAVEST, StormId
from services.storming.storms import ListNotFiled, Storms
from tests.builders import ALERTS, ALICE, NOON, OPS, alarm, event, no_data, ok

FEW = 5
everywhere = pytest.mark.parametrize("store", ["sqlite", "memory", "ministack"])


@pytest.fixture
def stormy(office):
    """A channel that takes five cards in the time that is worth waiting."""
    office.pace.few = FEW
    return office


class Files:
    """A thread's files, by name; *refuses* says why there are none."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self.refuses = ""

    async def put(self, channel, thread, name, text):
        if self.refuses:
            raise ListNotFiled(self.refuses)
        self.held[f"{channel}/{thread}/{name}"] = text


class Links:
    async def permalink(self, channel, ts):
        return f"https://local.slack.com/archives/{channel}/p{ts}"


@pytest.fixture
def files():
    return Files()


@pytest.fixture
def storms(stormy, files):
    cards = StandingCards(stormy.storage.views, Links())
    return Storms(stormy.storms, files, cards, stormy.board.wake, stormy.now)


async def many(office, number: int = 30) -> None:
    await office.hear(*(alarm(f"web-{n}-cpu") for n in range(number)))


def pages(office) -> list[str]:
    return [text for text in office.slack.texts(ALERTS, thread=True) if text.startswith("page")]


async def the_storm(office) -> StormId:
    posts = {one.post for one in office.slack.stands if one.post.startswith("storm-")}
    (storm,) = {post.split("/")[0] for post in posts}
    return StormId(storm)


@everywhere
async def test_as_many_as_the_channel_takes_get_their_cards(stormy):
    await many(stormy, FEW)
    await stormy.show()
    assert len(stormy.slack.texts(ALERTS)) == FEW
    assert pages(stormy) == []


@everywhere
async def test_more_are_one_card_and_a_page_that_names_every_one(stormy):
    await many(stormy)
    await stormy.show()
    assert stormy.slack.texts(ALERTS) == ["storm: 30 alarms, 30 ALARM, 0 OK"]
    (page,) = pages(stormy)
    assert page.splitlines()[1:] == [f"ALARM web-{n}-cpu" for n in range(30)]


async def test_what_comes_in_while_a_storm_is_on_joins_it_however_little(stormy):
    await many(stormy)
    await stormy.show()
    await stormy.hear(alarm("late"))
    await stormy.show()
    assert stormy.slack.texts(ALERTS) == ["storm: 31 alarms, 31 ALARM, 0 OK"]
    assert "ALARM late" in pages(stormy)[0]
    assert [one.edits for one in stormy.slack.stands] == [1, 1]


async def test_a_change_ends_on_the_right_alarm_and_costs_two_updates(stormy):
    await many(stormy)
    await stormy.show()
    await stormy.hear(ok("web-7-cpu", after=2))
    await stormy.show()
    assert stormy.slack.texts(ALERTS) == ["storm: 30 alarms, 29 ALARM, 1 OK"]
    assert "OK web-7-cpu" in pages(stormy)[0].splitlines()
    assert len(stormy.slack.stands) == 2


@everywhere
async def test_an_alarm_that_goes_off_again_keeps_its_place(stormy):
    await many(stormy)
    await stormy.show()
    await stormy.hear(ok("web-7-cpu", after=2), alarm("web-7-cpu", after=3))
    await stormy.show()
    assert stormy.slack.texts(ALERTS) == ["storm: 30 alarms, 30 ALARM, 0 OK"]
    assert pages(stormy)[0].count("web-7-cpu") == 1


async def test_an_alarm_that_went_off_twice_before_it_was_told_is_named_once(stormy):
    await many(stormy)
    await stormy.hear(ok("web-7-cpu", after=2), alarm("web-7-cpu", after=3))
    await stormy.hear(ok("web-7-cpu", after=4), alarm("web-7-cpu", after=5))
    await stormy.show()
    assert stormy.slack.texts(ALERTS) == ["storm: 30 alarms, 30 ALARM, 0 OK"]
    assert pages(stormy)[0].count("web-7-cpu") == 1


@everywhere
async def test_names_go_on_on_further_pages(stormy):
    await stormy.hear(*(alarm(f"{n:03}-{'x' * 200}") for n in range(120)))
    await stormy.show()
    assert len(pages(stormy)) == 3
    named = [line for page in pages(stormy) for line in page.splitlines()[1:]]
    assert len(set(named)) == 120


@everywhere
async def test_the_gravest_get_cards_of_their_own_once_all_pages_stand(stormy, storms):
    await many(stormy)
    await stormy.hear(alarm("everything", kind=Kind.COMPOSITE))
    await storms.look()
    await stormy.show()
    assert len(stormy.slack.texts(ALERTS)) == 1
    await storms.look()
    await stormy.show()
    cards = stormy.slack.texts(ALERTS)[1:]
    assert "ALARM everything" in cards
    assert len(cards) == GRAVEST
    assert pages(stormy)[0].count("(card)") == GRAVEST


async def test_the_card_of_one_of_the_gravest_is_updated_like_any_other(stormy, storms):
    await many(stormy)
    await stormy.show()
    await storms.look()
    await stormy.show()
    name = stormy.slack.texts(ALERTS)[1].split()[1]
    await stormy.hear(ok(name, after=5))
    await stormy.show()
    assert f"OK {name}" in stormy.slack.texts(ALERTS)


@everywhere
async def test_an_alarm_that_somebody_picks_gets_its_card_and_its_thread(stormy, storms):
    await many(stormy)
    await stormy.show()
    storm = await the_storm(stormy)
    (entry,) = await storms.find(storm, "web-17")
    assert await storms.pick(storm, entry.incident) == ""
    assert await storms.pick(storm, entry.incident) == ""
    await stormy.show()
    stands = [one for one in stormy.slack.stands if one.text == "ALARM web-17-cpu"]
    assert await storms.pick(storm, entry.incident) == await Links().permalink(ALERTS, stands[0].ts)
    assert stormy.slack.texts(ALERTS)[1:] == ["ALARM web-17-cpu"]
    assert "ALARM" in stormy.slack.texts(ALERTS, thread=True)
    await stormy.desk.watch(entry.incident, by=ALICE)
    await stormy.show()
    assert stormy.slack.texts(ALERTS)[1:] == ["ALARM web-17-cpu 👀 Alice"]


async def test_a_storm_is_watched_as_a_whole(stormy, storms):
    await many(stormy)
    await stormy.show()
    storm = await the_storm(stormy)
    for _ in range(2):
        await storms.watch(storm, by=ALICE)
    await stormy.show()
    assert stormy.slack.texts(ALERTS) == ["storm: 30 alarms, 30 ALARM, 0 OK 👀 Alice"]
    await storms.unwatch(storm, by=ALICE)
    await stormy.show()
    assert "👀" not in stormy.slack.texts(ALERTS)[0]


@everywhere
async def test_a_storm_ends_when_little_has_come_in_for_a_while(stormy, storms):
    await many(stormy)
    await stormy.show()
    stormy.clock.pass_((CALM + timedelta(seconds=1)).total_seconds())
    await storms.look()
    await stormy.show()
    assert stormy.slack.texts(ALERTS)[0].startswith("storm over: 30 alarms")
    await stormy.hear(alarm("afterwards", after=9))
    await stormy.show()
    assert "ALARM afterwards" in stormy.slack.texts(ALERTS)


async def test_all_of_a_storm_may_recover_at_once(stormy):
    names = [f"{n:03}-{'x' * 200}" for n in range(120)]
    await stormy.hear(*(alarm(name) for name in names))
    await stormy.show()
    edits = sum(one.edits for one in stormy.slack.stands)
    await stormy.hear(*(ok(name, after=2) for name in names))
    await stormy.show()
    assert stormy.slack.texts(ALERTS) == ["storm: 120 alarms, 0 ALARM, 120 OK"]
    named = [line for page in pages(stormy) for line in page.splitlines()[1:]]
    assert sorted(named) == sorted(f"OK {name}" for name in names)
    assert sum(one.edits for one in stormy.slack.stands) == edits + 4


async def test_after_the_storm_its_pages_still_say_what_is_true(stormy, storms):
    await many(stormy)
    await stormy.show()
    stormy.clock.pass_(CALM.total_seconds() + 1)
    await storms.look()
    names = [line.split()[1] for line in pages(stormy)[0].splitlines()[1:]]
    await stormy.hear(*(ok(name, after=9) for name in names))
    await stormy.show()
    assert stormy.slack.texts(ALERTS)[0] == "storm over: 30 alarms, 0 ALARM, 30 OK"


async def test_what_goes_back_into_alarm_after_the_storm_gets_a_card_that_people_notice(stormy, storms):
    await many(stormy, 30)
    await stormy.show()
    await storms.look()
    await stormy.show()
    stormy.clock.pass_(CALM.total_seconds() + 1)
    await storms.look()
    left = next(line.split()[1] for line in pages(stormy)[0].splitlines()[1:] if "(card)" not in line)
    await stormy.hear(no_data(left, after=9), alarm(left, after=10))
    await stormy.show()
    assert f"ALARM {left}" in stormy.slack.texts(ALERTS)


async def test_the_list_of_all_is_filed_twice_once_it_is_whole_and_once_at_the_end(stormy, storms, files):
    await many(stormy)
    await stormy.hear(alarm("=cmd|' /C calc'!A0"))
    await stormy.show()
    await storms.look()
    await storms.look()
    assert len(files.held) == 1
    (text,) = files.held.values()
    assert text.count("\r\n") == 32
    assert "'=cmd" in text
    files.held.clear()
    stormy.clock.pass_(CALM.total_seconds() + 1)
    await storms.look()
    await storms.look()
    assert len(files.held) == 1


async def test_a_list_that_slack_does_not_take_holds_nothing_up(stormy, storms, files):
    files.refuses = "missing_scope"
    await many(stormy)
    await stormy.show()
    await storms.look()
    await stormy.show()
    assert len(stormy.slack.texts(ALERTS)) == 1 + GRAVEST


async def test_a_crash_in_the_middle_of_the_pages_posts_none_twice(stormy):
    await stormy.hear(*(alarm(f"{n:03}-{'x' * 200}") for n in range(120)))
    stormy.pace.left = 2
    await stormy.show()
    stormy.crash()
    stormy.pace.left = 99
    await stormy.show()
    assert len(pages(stormy)) == 3
    assert len(stormy.slack.texts(ALERTS)) == 1


async def test_a_page_whose_answer_got_lost_is_found_and_brought_up_to_date(stormy):
    await many(stormy)
    stormy.pace.left = 1
    await stormy.show()
    stormy.slack.lost_answers = [Unsure("the answer got lost")]
    stormy.pace.left = 1
    await stormy.show()
    await stormy.hear(ok("web-3-cpu", after=2))
    stormy.clock.pass_(15)
    stormy.pace.left = 99
    await stormy.show()
    (page,) = pages(stormy)
    assert "OK web-3-cpu" in page.splitlines()


async def test_a_page_that_somebody_deleted_comes_back_with_its_next_change(stormy):
    await many(stormy)
    await stormy.show()
    stormy.slack.stands = [one for one in stormy.slack.stands if not one.thread]
    for minute in (2, 3):
        await stormy.hear(ok(f"web-{minute}-cpu", after=minute))
        await stormy.show()
    assert "OK web-2-cpu" in pages(stormy)[0]


@everywhere
async def test_a_storm_s_card_that_somebody_deleted_comes_back_with_its_pages(stormy):
    await many(stormy)
    await stormy.show()
    stormy.slack.stands.clear()
    stormy.slack.troubles = [MessageGone("message_not_found")]
    for minute in (2, 3):
        await stormy.hear(ok(f"web-{minute}-cpu", after=minute))
        await stormy.show()
    assert stormy.slack.texts(ALERTS) == ["storm: 30 alarms, 28 ALARM, 2 OK"]
    assert len(pages(stormy)) == 1


@everywhere
async def test_a_storm_in_a_channel_that_takes_nothing_goes_on_in_the_ops_channel(stormy):
    await many(stormy)
    await stormy.show()
    stormy.slack.troubles = [ChannelRefused("is_archived")]
    await stormy.hear(ok("web-3-cpu", after=2))
    await stormy.show()
    await stormy.show(OPS)
    assert stormy.slack.texts(OPS)[:2] == ["storm: 30 alarms, 29 ALARM, 1 OK", f"no more in {ALERTS}"]
    assert await stormy.backlog.owed(ALERTS, 9) == []


async def test_what_had_recovered_and_was_told_so_stays_behind_in_a_channel_that_takes_nothing(stormy):
    await many(stormy)
    await stormy.show()
    await stormy.hear(ok("web-3-cpu", after=2))
    await stormy.show()
    stormy.slack.troubles = [ChannelRefused("is_archived")]
    await stormy.hear(event("a visitor"))
    await stormy.show()
    await stormy.show(OPS)
    assert "storm: 29 alarms, 29 ALARM, 0 OK" in stormy.slack.texts(OPS)


async def test_a_question_about_a_storm_begins_with_one_of_the_gravest(stormy, storms):
    await many(stormy)
    await stormy.hear(alarm("everything", kind=Kind.COMPOSITE))
    await stormy.show()
    storm = await the_storm(stormy)
    before = await storms.leader(storm)
    await storms.look()
    assert [one.name for one in await storms.find(storm, "") if one.incident == before] == ["web-0-cpu"]
    (gravest,) = await storms.find(storm, "everything")
    assert await storms.leader(storm) == gravest.incident


async def test_a_thread_below_a_storm_s_card_belongs_to_it(stormy):
    await many(stormy)
    await stormy.show()
    card = next(one for one in stormy.slack.stands if not one.thread)
    page = next(one for one in stormy.slack.stands if one.thread)
    assert await stormy.storms.storm_at(ALERTS, card.ts) == await the_storm(stormy)
    assert await stormy.storms.storm_at(ALERTS, page.ts) is None


async def test_a_storm_s_report_is_remembered_under_its_id_and_owed_to_its_card(stormy):
    await many(stormy)
    await stormy.show()
    storm, reports = await the_storm(stormy), stormy.storage.reports
    key, later = IncidentId(storm), NOON + timedelta(seconds=100)
    claim = await reports.claim(key, Record("Title", SpaceKey("OPS"), by="Alice"), NOON, later)
    url = "https://wiki.example.com/7"
    await reports.filed(claim, Reported(NOON, ALICE, url, "Title", 1))
    known = await reports.recall(key)
    assert known
    assert known.title == "Title"
    assert (await stormy.storms.storm(storm)).report == url
    card = next(one for one in stormy.slack.stands if not one.thread)
    before = card.edits
    await stormy.show()
    assert card.edits == before + 1
    assert await reports.course(key) == []


async def test_a_storm_that_nobody_knows_is_unknown(storms):
    for ask in (storms.leader, lambda one: storms.watch(one, by=ALICE), lambda one: storms.find(one, "")):
        with pytest.raises(UnknownIncident):
            await ask(StormId("storm-none"))
    with pytest.raises(UnknownIncident):
        await storms.pick(StormId("storm-none"), IncidentId("i1"))
