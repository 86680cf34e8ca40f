"""What a storm comes to, and which of its pages an alarm stands on: values alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.alarm import AlarmArn, Place, State
from services.incident import IncidentId
from services.storming.storm import (
    CALM,
    FEW,
    LONGEST_NAME,
    MINUTES,
    PAGE,
    Entry,
    Storm,
    StormId,
    Sum,
    common_beginning,
    room_of,
    sum_up,
    whereabouts,
    worst_first,
)
from tests.builders import ALERTS, ALICE, BOB, NOON, minutes

HERE = Place("aws", "eu-west-1", "111122223333")


def arn(name: str, region: str = "eu-west-1") -> AlarmArn:
    return AlarmArn(f"arn:aws:cloudwatch:{region}:111122223333:alarm:{name}")


def entry(name: str, state: State = State.ALARM, *, after: float | None = 0, **about: object) -> Entry:
    opened = None if after is None else NOON + minutes(after)
    region = str(about.pop("region", "eu-west-1"))
    return replace(Entry(IncidentId(name), arn(name, region), state, opened), **about)  # type: ignore[arg-type]


def storm(**about: object) -> Storm:
    return replace(Storm(StormId("storm-1"), ALERTS, NOON, HERE), **about)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "common"),
    [
        ([], ""),
        (["web"], ""),
        (["web-1"], "web-"),
        (["checkout-1-cpu", "checkout-2-cpu", "checkout-3-5xx"], "checkout-"),
        (["prod/checkout-1", "prod/checkout-2", "prod/login-1"], "prod/checkout-"),
        (["prod/checkout-1", "prod/checkout-2", "prod/login-1", "prod/mail-1"], "prod/"),
        (["web-1", "web-2", "db-1", "db-2"], ""),
        (["web-1", "web-2", "web-3", "db-1", "db-2"], "web-"),
        (["webserver1", "webserver2"], ""),
        (["a b: c", "a b: d"], "a b: "),
        (["checkout-1", "checkout-1", "checkout-1"], "checkout-"),
    ],
)
def test_what_most_names_begin_with_is_told_in_whole_words(names, common):
    assert common_beginning(names) == common


@pytest.mark.parametrize("name", ["-" * 60_000, "x" * 60_000, "a-" * 30_000])
def test_names_that_are_no_names_take_no_time(name):
    assert len(common_beginning([name] * 1_000)) <= LONGEST_NAME


def test_a_sum_counts_each_alarm_once_under_what_is_true_of_it():
    told = sum_up(
        [
            entry("a"),
            entry("b", State.INSUFFICIENT_DATA),
            entry("c", State.OK, is_over=True),
            entry("d", is_over=True),
            entry("e", has_card=True),
        ]
    )
    counted = (told.total, told.alarming, told.without_data, told.recovered, told.closed, told.with_cards)
    assert counted == (5, 2, 1, 1, 1, 1)
    assert told.open == 3


def test_a_sum_of_nothing_is_nothing():
    assert sum_up([]) == Sum()


def test_a_sum_says_when_the_first_and_the_last_opened_where_that_is_known():
    told = sum_up([entry("a", after=3), entry("b", after=None), entry("c", after=1)])
    assert (told.first, told.last) == (NOON + minutes(1), NOON + minutes(3))
    assert sum_up([entry("b", after=None)]).first is None


def test_a_sum_says_where_most_are_and_nothing_where_there_is_no_most():
    here, there = entry("a"), entry("b", region="us-east-1")
    assert sum_up([here, here, there]).place == HERE
    assert sum_up([here, there]).place is None


def test_a_sum_names_the_gravest_that_are_still_in_alarm():
    all_of_them = [
        entry("a"),
        entry("b", State.OK, is_over=True),
        entry("c"),
        entry("d", is_over=True),
        *map(entry, "efg"),
    ]
    gravest = [IncidentId(one) for one in ("g", "b", "d", "gone", "a", "e", "f")]
    assert sum_up(all_of_them, gravest).gravest == ("g", "a", "e")


@pytest.mark.parametrize(
    ("opened", "by_minute"),
    [
        ([0], (1,)),
        ([0, 0.5, 0.9], (3,)),
        ([0, 1, 1.5, 4], (1, 2, 0, 0, 1)),
        ([4, 0, 1], (1, 1, 0, 0, 1)),
    ],
)
def test_the_minutes_of_a_storm_are_counted_up_to_the_last(opened, by_minute):
    assert sum_up([entry(str(at), after=at) for at in opened]).by_minute == by_minute


def test_of_a_long_storm_the_last_minutes_are_counted():
    told = sum_up([entry("first"), *(entry(f"later-{n}", after=500 + n) for n in range(3))])
    assert len(told.by_minute) == MINUTES
    assert told.by_minute[-3:] == (1, 1, 1)
    assert sum(told.by_minute) == 3


def test_the_worst_come_first_and_what_is_over_last():
    all_of_them = [
        entry("over", is_over=True),
        entry("fine", State.OK),
        entry("quiet", State.INSUFFICIENT_DATA),
        entry("Loud"),
        entry("loud too"),
    ]
    assert [one.name for one in worst_first(all_of_them)] == ["Loud", "loud too", "quiet", "fine", "over"]
    assert [one.name for one in worst_first(all_of_them, "LOUD")] == ["Loud", "loud too"]


def test_names_fill_a_page_and_go_on_on_the_next():
    one = storm()
    name = "x" * 99
    while one.pages == 1:
        before, one = one, one.joined(arn(name))
    assert before.room < room_of(name) + 1
    assert one.room == PAGE - room_of(name) - 1


def test_where_an_alarm_of_elsewhere_is_takes_room_as_well():
    here, there = storm().joined(arn("a")), storm().joined(arn("a", "us-east-1"))
    assert here.room - there.room == len(whereabouts(arn("a", "us-east-1")))


def test_a_name_longer_than_there_are_takes_the_room_of_the_longest_that_is_shown():
    once = storm().joined(arn("x" * 60_000))
    assert (once.pages, once.room) == (1, PAGE - LONGEST_NAME - 1)


def test_every_alarm_takes_room_on_a_page_even_one_without_a_name():
    assert storm().joined(AlarmArn("")).room < PAGE


def test_a_storm_is_over_when_few_have_come_for_a_while_and_not_before():
    assert not storm().is_over(NOON + CALM - timedelta(seconds=1), 0)
    assert not storm().is_over(NOON + CALM, FEW + 1)
    assert storm().is_over(NOON + CALM, FEW)


def test_somebody_watches_a_storm_once_and_can_stop():
    watched = storm().watched(ALICE, NOON).watched(BOB, NOON).watched(ALICE, NOON + minutes(1))
    assert [one.person for one in watched.watchers] == [ALICE, BOB]
    assert [one.person for one in watched.unwatched(ALICE).watchers] == [BOB]
