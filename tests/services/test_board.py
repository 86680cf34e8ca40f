"""What is owed to a channel gets there: once, in place, and whatever Slack says."""

import asyncio
from dataclasses import replace

import pytest

from services.board import Times
from services.incident import IncidentId
from services.post import (
    ChannelRefused,
    MessageRefused,
    Owed,
    RateLimited,
    Unreachable,
    Unsure,
)
from tests.builders import ALERTS, ALICE, BOB, OPS, alarm, contributor, event, no_data, ok
from tests.fakes import until

LOST = [Unsure("the answer got lost")]


async def test_an_alarm_is_shown_with_its_line_in_the_thread(office):
    await office.hear(alarm())
    await office.show()
    assert office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]
    assert office.slack.texts(ALERTS, thread=True) == ["ALARM"]


async def test_ten_changes_of_one_card_cost_one_update(office):
    await office.hear(alarm())
    await office.show()
    for minute in range(1, 11):
        await office.hear(no_data(after=5 * minute) if minute % 2 else alarm(after=5 * minute))
    await office.show()
    card = office.slack.stands[0]
    assert card.edits == 1
    assert card.text == "ALARM web-7-cpu-high"


async def test_a_change_back_into_alarm_is_also_sent_to_the_channel(office):
    await office.hear(alarm(after=0))
    await office.show()
    await office.hear(no_data(after=5))
    await office.show()
    await office.hear(alarm(after=10))
    await office.show()
    lines = [one for one in office.slack.stands if one.thread]
    assert [one.loud for one in lines] == [False, False, True]


async def test_cards_come_before_lines_and_a_person_s_click_before_both(office):
    await office.hear(alarm("first"))
    await office.show()
    await office.hear(*(alarm(f"storm-{n}") for n in range(5)))
    await office.desk.watch(IncidentId("i1"), by=ALICE)
    office.pace.left = 1
    await office.show()
    assert office.slack.stands[0].text == "ALARM first 👀 Alice"
    assert len(office.slack.texts(ALERTS)) == 1


async def test_two_people_watch_and_clicking_twice_is_once(office):
    await office.hear(alarm())
    for by in (ALICE, BOB, ALICE):
        await office.desk.watch(IncidentId("i1"), by=by)
    await office.show()
    assert office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high 👀 Alice 👀 Bob"]
    said = " / ".join(office.slack.texts(ALERTS, thread=True))
    assert said.count("watched") == 2


async def test_watching_survives_recovery_and_can_be_stopped(office):
    await office.hear(alarm())
    await office.desk.watch(IncidentId("i1"), by=ALICE)
    await office.hear(ok(after=5))
    await office.show()
    assert office.slack.texts(ALERTS) == ["OK web-7-cpu-high 👀 Alice"]
    await office.desk.unwatch(IncidentId("i1"), by=ALICE)
    await office.show()
    assert office.slack.texts(ALERTS) == ["OK web-7-cpu-high"]


async def test_the_next_incident_links_to_the_card_of_the_last(office):
    await office.hear(alarm(after=0), ok(after=5))
    await office.show()
    await office.hear(alarm(after=10))
    await office.show()
    earlier = office.slack.stands[0].ts
    assert office.slack.texts(ALERTS)[-1].endswith(f"/archives/{ALERTS}/p{earlier}")


async def test_an_event_too_long_for_its_card_goes_on_in_its_thread(office):
    await office.hear(event("short"), event("long", facts=tuple((str(n), "x") for n in range(9))))
    await office.show()
    assert office.slack.texts(ALERTS) == ["short", "long"]
    assert office.slack.texts(ALERTS, thread=True) == ["long: 9 facts"]


async def test_an_alarm_shown_in_two_channels_has_two_cards_and_one_state(office):
    office.routes.to = [ALERTS, OPS]
    await office.hear(alarm())
    await office.desk.watch(IncidentId("i1"), by=ALICE)
    await office.show(ALERTS)
    await office.show(OPS)
    assert office.slack.texts(ALERTS) == office.slack.texts(OPS) == ["ALARM web-7-cpu-high 👀 Alice"]


async def test_what_slack_refused_is_shown_as_plain_text_and_does_not_hold_the_others_up(office):
    await office.hear(alarm("odd"), alarm("good"))
    office.slack.troubles = [MessageRefused("invalid_blocks")]
    await office.show()
    assert sorted(office.slack.texts(ALERTS)) == ["(plain) ALARM odd", "ALARM good"]


async def test_what_slack_refuses_even_as_plain_text_is_given_up(office):
    await office.hear(alarm("odd"))
    office.slack.troubles = [MessageRefused("no"), MessageRefused("no")]
    await office.show()
    assert office.slack.texts(ALERTS) == []
    assert await office.backlog.owed(ALERTS, 9) == []


async def test_slack_is_obeyed_when_it_says_how_long_to_wait(office):
    await office.hear(alarm())
    office.slack.troubles = [RateLimited(7.0)]
    await office.show()
    assert office.pace.penalties == [7.0]
    assert office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]


async def test_an_alarm_slack_was_down_for_is_shown_when_slack_is_back(office):
    await office.hear(alarm())
    office.slack.troubles = [Unreachable("down")] * 3
    for _ in range(3):
        await office.show()
        assert office.slack.texts(ALERTS) == []
        office.clock.pass_(30)
    await office.show()
    assert office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]


async def test_a_post_whose_answer_got_lost_is_found_and_not_posted_again(office):
    await office.hear(alarm())
    office.slack.lost_answers = list(LOST)
    await office.show()
    assert await office.board.step(ALERTS) > 0, "it waits until the request can no longer arrive"
    office.clock.pass_(16)
    await office.show()
    assert office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]
    assert office.slack.texts(ALERTS, thread=True) == ["ALARM"]


async def test_a_post_that_never_arrived_is_posted_after_all(office):
    await office.hear(alarm())
    office.slack.troubles = [*LOST]
    await office.show()
    office.clock.pass_(16)
    await office.show()
    assert office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]


async def test_a_crash_between_intent_and_outcome_posts_nothing_twice(office):
    await office.hear(alarm("one"), alarm("two"))
    owed = await office.backlog.owed(ALERTS, 9)
    await office.backlog.intend(owed, office.clock.now)
    await office.slack.post(owed[0], office.board.poster.face.card(owed[0].subject))
    office.crash()
    office.clock.pass_(16)
    await office.show()
    assert sorted(office.slack.texts(ALERTS)) == ["ALARM one", "ALARM two"]


async def test_of_two_messages_for_one_post_the_younger_is_deleted(office):
    await office.hear(alarm())
    owed = await office.backlog.owed(ALERTS, 9)
    await office.backlog.intend(owed, office.clock.now)
    for _ in range(2):
        await office.slack.post(owed[0], office.board.poster.face.card(owed[0].subject))
    office.clock.pass_(16)
    await office.show()
    assert [one.ts for one in office.slack.stands if not one.thread] == ["1.000000"]


async def test_where_history_cannot_be_read_a_double_is_better_than_a_loss(office):
    await office.hear(alarm())
    office.slack.lost_answers, office.slack.readable = list(LOST), False
    await office.show()
    office.clock.pass_(16)
    await office.show()
    assert office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"] * 2


async def test_an_alarm_that_finds_its_card_deleted_gets_another_one(office):
    await office.hear(alarm(after=0))
    await office.hear(no_data(after=1))
    await office.show()
    office.slack.stands.clear()
    await office.hear(alarm(after=2))
    await office.show()
    assert office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]
    assert office.slack.texts(ALERTS, thread=True) == ["ALARM"]


async def test_a_card_somebody_deleted_comes_back_with_the_next_alarm_only(office):
    await office.hear(alarm(after=0))
    await office.show()
    office.slack.stands.clear()
    await office.hear(no_data(after=5))
    await office.show()
    assert office.slack.stands == []
    await office.hear(alarm(after=10))
    await office.show()
    assert office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]


async def test_a_card_that_is_missed_only_at_the_next_alarm_comes_back_with_it(office):
    await office.hear(alarm(after=0))
    await office.show()
    await office.hear(no_data(after=5))
    await office.show()
    office.slack.stands.clear()
    await office.hear(alarm(after=10))
    await office.show()
    assert office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]


async def test_what_a_channel_refuses_is_owed_to_the_ops_channel_with_a_notice(office):
    await office.hear(alarm("one"))
    await office.show()
    await office.hear(alarm("two"), ok("one", after=5))
    office.slack.troubles = [ChannelRefused("is_archived")]
    await office.show()
    await office.show(OPS)
    assert sorted(office.slack.texts(OPS)) == ["ALARM two", "OK one", f"no more in {ALERTS}"]
    assert await office.backlog.owed(ALERTS, 9) == []


async def test_a_channel_that_goes_on_refusing_is_told_of_once(office):
    for name in ("one", "two"):
        await office.hear(alarm(name))
        office.slack.troubles = [ChannelRefused("is_archived")]
        await office.show()
        office.slack.troubles = []
        await office.show(OPS)
    assert sorted(office.slack.texts(OPS)) == ["ALARM one", "ALARM two", f"no more in {ALERTS}"]


async def test_what_the_ops_channel_refuses_stays_owed(office):
    office.routes.to = [OPS]
    await office.hear(alarm())
    office.slack.troubles = [ChannelRefused("not_in_channel")]
    await office.show(OPS)
    assert len(await office.backlog.owed(OPS, 9)) == 1
    office.clock.pass_(61)
    await office.show(OPS)
    assert office.slack.texts(OPS) == ["ALARM web-7-cpu-high"]


async def test_a_stale_update_never_wins(office):
    await office.hear(alarm())
    await office.show()
    await office.hear(ok(after=5))
    stale = await office.backlog.owed(ALERTS, 9)
    await office.desk.watch(IncidentId("i1"), by=ALICE)
    settled = await office.board.poster.write(stale[0])
    await office.backlog.settle([settled])
    await office.show()
    assert office.slack.texts(ALERTS) == ["OK web-7-cpu-high 👀 Alice"]


async def test_the_loops_show_what_is_accepted_and_end_when_told_to(office):
    running: list[asyncio.Task[None]] = []

    def spawn(channel):
        running.append(asyncio.create_task(office.board.show(channel)))
        return running[-1]

    board = asyncio.create_task(office.board.run(spawn))
    await office.hear(alarm())
    await until(lambda: office.slack.texts(ALERTS, thread=True))
    office.board.stop()
    await asyncio.wait_for(board, 30)
    assert all(task.done() for task in running)


@pytest.mark.parametrize("lines", [2, 7])
async def test_lines_that_wait_together_become_one_message(office, lines):
    office.pace.left = 1
    await office.hear(alarm())
    await office.show()
    for minute in range(lines - 1):
        await office.hear(no_data(after=minute + 1, reason=str(minute)))
    office.pace.left = 99
    await office.show()
    assert len(office.slack.texts(ALERTS, thread=True)) == 1


async def lines_of(office, name: str) -> list[Owed]:
    owed = await office.backlog.owed(ALERTS, 9)
    return [one for one in owed if not one.is_card and one.subject.alarm.name == name]


async def test_what_was_said_in_one_message_is_found_in_it_whatever_has_come_in_between(office):
    await office.hear(alarm("one"))
    await office.show()
    await office.hear(no_data("one", after=1), alarm("two"), no_data("one", after=2))
    (began,) = await lines_of(office, "one")
    await office.backlog.intend([began], office.clock())
    office.pace.left = 1
    await office.show()  # the card of "two": a line of its thread now stands between those of "one"
    assert await lines_of(office, "two")
    assert [one.posts for one in await lines_of(office, "one")] == [began.posts]


async def test_two_messages_of_one_thread_that_are_begun_together_are_looked_for_one_by_one(office):
    await office.hear(alarm("one"))
    await office.show()
    await office.hear(no_data("one", after=1), no_data("one", after=2))
    (both,) = await lines_of(office, "one")
    began = [replace(both, posts=(post,)) for post in both.posts]
    await office.backlog.intend(began, office.clock())
    assert [one.posts for one in await lines_of(office, "one")] == [one.posts for one in began]


async def test_nothing_is_looked_for_before_the_last_moment_at_which_it_may_arrive(office):
    office.slack.lost_answers = [*LOST]
    await office.hear(alarm())
    await office.show()
    office.clock.pass_(Times().request + Times().batch + 1)
    assert await office.board.step(ALERTS) > 0


async def test_a_card_somebody_deleted_comes_back_with_one_more_contributor(office):
    await office.hear(alarm(contributor=contributor("a")))
    await office.show()
    office.slack.stands = [one for one in office.slack.stands if one.thread]
    await office.hear(alarm(after=2, contributor=contributor("b")))
    await office.show()
    assert office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]
