"""An alarm that goes up and down is one incident that counts, word by word."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from services.alarm import Alarm, State
from services.flap import TURNS_AT_MOST, Flap, FlapRule
from services.incident import Changed, Ending, IncidentId
from services.record import Known, Record, take
from services.storage import codec
from tests.builders import ALICE, BOB, NOON, alarm, contributor, minutes, no_data, ok
from tests.services.test_record import Life


def swings(number: int, *, every: float = 1, since: float = 0, **about: object) -> list[Alarm]:
    """ALARM, OK, ALARM, OK …"""
    says = (alarm, ok)
    return [says[n % 2](after=since + n * every, **about) for n in range(number)]  # type: ignore[arg-type]


def flapping(number: int = 6, **about: object) -> Life:
    return Life().hear(*swings(number, **about))  # type: ignore[arg-type]


def only(life: Life) -> Flap:
    (flap,) = life.incident.flaps
    return flap


def quiet(life: Life) -> list[bool]:
    return [line.quiet for line in life.lines]


def test_three_times_up_and_down_within_a_quarter_of_an_hour_is_flapping():
    assert flapping(5).incident.flaps == ()
    life = flapping(6)
    assert only(life) == Flap(alarm().contributor_id, (), NOON, NOON + minutes(5), 6)
    assert life.lines[-1].flap == only(life)
    assert not life.lines[-1].quiet


def test_changes_that_take_longer_are_incidents_of_their_own():
    life = flapping(20, every=3.1)
    assert len(life.all) == 10
    assert all(one.flaps == () for one in life.all.values())
    assert not any(quiet(life))


def test_while_it_flaps_the_next_alarm_goes_on_in_the_newest_incident():
    life = flapping(7)
    assert list(life.all) == ["i1", "i2", "i3"]
    assert life.incident.is_open
    assert life.incident.state is State.ALARM
    assert life.incident.since == NOON + minutes(6)
    assert life.incident.opened_at == NOON + minutes(4), "its first ALARM stays what it was"
    life.hear(ok(after=7))
    assert life.incident.closed_at == NOON + minutes(7)
    assert len(life.all) == 3


def test_openings_are_counted_as_often_as_incidents_were_opened():
    life = flapping(30)
    assert len(life.known.record.openings) == 3
    assert life.incident.recent == 3
    assert life.incident.earlier == "i2"


def test_each_further_change_is_counted_and_is_a_quiet_line():
    life = flapping(12)
    assert only(life).changes == 12
    assert only(life).last == NOON + minutes(11)
    assert quiet(life) == [False] * 6 + [True] * 6
    assert not any(line.loud for line in life.lines)


def test_only_the_change_that_begins_it_may_be_loud():
    said = [alarm(after=n) if n % 2 == 0 else no_data(after=n) for n in range(13)]
    life = Life().hear(*said[:1], *said[1:])
    assert len(life.all) == 1
    loud = [line.at for line in life.lines if line.loud]
    assert loud == [NOON + minutes(2), NOON + minutes(4)]
    assert only(life).changes == 13


def test_flapping_that_begins_with_an_alarm_after_a_recovery_opens_again_loudly():
    rule = FlapRule(changes=3)
    life = Life()
    for said in swings(3):
        life.step(take(life.known, said, lambda: IncidentId("i1"), rule))
    assert life.incident.is_open
    assert life.lines[-1].loud
    assert life.lines[-1].flap == only(life)


def test_slower_changes_go_on_flapping_until_none_comes_for_as_long():
    life = flapping(6).hear(alarm(after=15), ok(after=29))
    assert only(life).changes == 8
    life.hear(alarm(after=29 + 15))
    assert life.incident.id == "i4"
    assert life.incident.flaps == ()
    assert not life.lines[-1].quiet


def test_watchers_and_report_stay_where_it_is_opened_again():
    life = flapping(6)
    kept = life.incident.watched(BOB, NOON).reported("https://wiki.example/1")
    life.known = Known(life.known.record, kept)
    life.hear(alarm(after=6))
    assert life.incident.is_open
    assert life.incident.is_watched_by(BOB)
    assert life.incident.report


@pytest.mark.parametrize("recovers", [True, False])
def test_what_a_person_had_closed_is_back_loudly_once(recovers: bool):  # noqa: FBT001
    life = flapping(7)
    life.known = Known(life.known.record, life.incident.closed(ALICE, NOON + minutes(6.5)))
    life.hear(*([ok(after=7)] if recovers else []))
    assert life.incident.closed_by == ALICE
    assert quiet(life)[-1]
    life.hear(alarm(after=8), ok(after=9), alarm(after=10))
    assert life.incident.is_open
    assert life.incident.closed_by is None
    assert life.incident.id == "i3"
    assert [(line.loud, line.quiet) for line in life.lines[-3:]] == [
        (True, False),
        (False, True),
        (False, True),
    ]


def test_what_was_deleted_and_made_anew_is_back_as_well():
    life = flapping(7)
    life.known = Known(life.known.record, life.incident.ended(Ending.DELETED, NOON + minutes(6.5)))
    life.hear(alarm(after=8))
    assert life.incident.is_open
    assert life.incident.ending is None
    assert life.lines[-1].loud


def test_repeated_and_swept_words_do_not_count_twice():
    swept = [alarm(after=n, swept=True) if n % 2 == 0 else ok(after=n, swept=True) for n in range(4)]
    life = Life()
    for one, again in zip(swept, swings(4), strict=True):
        life.hear(one, again, again)
    assert len(life.known.record.turns) == 4


def test_the_message_of_what_a_sweep_knew_does_not_count_however_late_it_comes():
    life = Life().hear(alarm(after=0, swept=True), ok(after=1), alarm(after=0))
    assert len(life.known.record.turns) == 2


def test_a_hand_made_alarm_that_is_said_again_is_no_change():
    life = Life().hear(*(alarm(after=n, by_hand=True) for n in range(8)))
    assert len(life.known.record.turns) == 1
    assert life.incident.flaps == ()


def test_no_data_and_back_while_all_is_well_is_no_flapping():
    both = [no_data(after=n, previous=State.OK) for n in range(8)]
    both[1::2] = [ok(after=n, previous=State.INSUFFICIENT_DATA) for n in range(1, 8, 2)]
    life = Life().hear(*both, alarm(after=9))
    assert life.incident.flaps == ()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_whatever_order_swings_come_they_are_counted_once(order: tuple[int, ...]):
    life = flapping(6)
    three = swings(9)[6:]
    life.hear(*(three[index] for index in order))
    assert life.incident.id == "i3"
    assert only(life).changes == 9
    assert life.incident.is_open
    assert life.incident.state is State.ALARM
    assert all(quiet(life)[6:])


def test_a_late_word_of_before_it_flapped_is_told_as_ever():
    life = flapping(6, since=10).hear(no_data(after=1))
    assert not life.lines[-1].quiet


def test_contributors_that_go_off_one_after_another_do_not_flap():
    life = Life().hear(*(alarm(after=n / 10, contributor=contributor(str(n))) for n in range(40)))
    assert life.incident.flaps == ()


def test_one_contributor_flaps_and_another_ones_news_is_still_told():
    a, b = contributor("a"), contributor("b")
    life = Life().hear(alarm(after=-1, contributor=contributor("c")))
    life.hear(*swings(8, contributor=a), alarm(after=8, contributor=b))
    assert only(life).attributes == (("Team", "a"),)
    assert only(life).changes == 8
    assert not life.lines[-1].quiet
    life.hear(*swings(6, since=9, contributor=b)[1:], alarm(after=15, contributor=b))
    assert [flap.attributes for flap in life.incident.flaps] == [(("Team", "a"),), (("Team", "b"),)]


def test_zero_switches_it_off():
    life = Life()
    for said in swings(20):
        life.step(take(life.known, said, lambda: IncidentId(f"i{len(life.all)}"), FlapRule(changes=0)))
    assert len(life.all) == 10
    assert life.known.record.turns == ()


def test_what_is_remembered_has_a_bound():
    many = [contributor(str(n)) for n in range(40)]
    life = Life()
    for turn in range(12):
        said = alarm if turn % 2 == 0 else ok
        life.hear(*(said(after=turn, contributor=one) for one in many))
    assert len(life.known.record.turns) <= TURNS_AT_MOST
    life.hear(alarm(after=600))
    assert len(life.known.record.turns) == 1


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)])
def test_the_first_and_the_last_day_there_is_are_times_like_others(at: datetime):
    step = timedelta(microseconds=1)
    life = Life()
    for number, said in enumerate(swings(8)):
        life.hear(Alarm(said.arn, said.name, said.state, at + number * step, previous=said.previous))
    assert only(life).changes == 8


def test_a_flapping_incident_and_its_record_come_back_as_they_were_kept():
    life = flapping(9)
    assert codec.load_incident(codec.dump_subject(life.incident)[1]) == life.incident
    assert codec.load_record(codec.dump_record(life.known.record)) == life.known.record
    assert [codec.load_line(codec.dump_line(line)) for line in life.lines] == life.lines


def test_what_an_older_version_kept_has_nothing_that_flaps():
    assert codec.load_record('{"words": [], "openings": []}') == Record()
    line = codec.load_line(
        '{"at":"2026-11-20T12:00:00Z","state":"OK","previous":null,"reason":"","kind":"changed"}'
    )
    assert isinstance(line, Changed)
    assert not line.quiet
