"""The life of an incident, word by word."""

from dataclasses import dataclass, field
from itertools import count, permutations

import pytest

from services.alarm import Alarm, State
from services.incident import Changed, Incident, IncidentId
from services.record import Known, Step, take
from tests.builders import ALICE, NOON, alarm, contributor, minutes, no_data, ok


@dataclass
class Life:
    """What the store would know after each word."""

    known: Known = field(default_factory=Known)
    all: dict[IncidentId, Incident] = field(default_factory=dict)
    lines: list[Changed] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def hear(self, *said: Alarm) -> "Life":
        for one in said:
            self.step(take(self.known, one, lambda: IncidentId(f"i{next(self.numbers)}")))
        return self

    def step(self, step: Step) -> None:
        if step.incident:
            self.all[step.incident.id] = step.incident
        self.known = Known(step.record, step.incident or self.known.incident)
        if isinstance(step.line, Changed):
            self.lines.append(step.line)

    @property
    def incident(self) -> Incident:
        assert self.known.incident is not None
        return self.known.incident


def test_the_first_alarm_opens_an_incident_that_knows_how_long_all_was_well():
    life = Life().hear(ok(after=-60, previous=State.INSUFFICIENT_DATA), alarm(after=0))
    assert life.incident.is_open
    assert life.incident.opened_at == NOON
    assert life.incident.was_ok_since == NOON - minutes(60)


def test_ok_closes_it_and_the_next_alarm_is_a_new_one_that_links_to_it():
    life = Life().hear(alarm(after=0), ok(after=26), alarm(after=60))
    assert life.all[IncidentId("i1")].closed_at == NOON + minutes(26)
    assert life.incident.id == "i2"
    assert life.incident.earlier == "i1"
    assert life.incident.recent == 2


def test_no_data_before_any_alarm_is_only_counted():
    life = Life().hear(no_data(after=0, previous=State.OK), no_data(after=5, previous=None))
    assert life.all == {}
    assert life.known.record.no_data == 2


def test_ok_of_what_was_never_wrong_shows_nothing():
    assert Life().hear(ok(after=0, previous=State.INSUFFICIENT_DATA)).all == {}


def test_a_lone_ok_from_alarm_gives_a_closed_incident_whose_beginning_nobody_knows():
    life = Life().hear(ok(after=5))
    assert not life.incident.is_open
    assert life.incident.opened_at is None


def test_no_data_keeps_it_open_and_back_into_alarm_is_loud():
    life = Life().hear(alarm(after=0), no_data(after=10), alarm(after=20, previous=State.INSUFFICIENT_DATA))
    assert life.incident.is_open
    assert len(life.all) == 1
    assert [line.loud for line in life.lines] == [False, False, True]
    assert life.incident.since == NOON + minutes(20)


def test_the_same_alarm_again_by_hand_is_one_incident_and_loud():
    life = Life().hear(alarm(after=0, by_hand=True), alarm(after=30, by_hand=True))
    assert len(life.all) == 1
    assert life.lines[-1].loud
    assert life.incident.since == NOON


def test_what_comes_late_enters_the_timeline_and_overwrites_nothing():
    life = Life().hear(alarm(after=0), ok(after=10), alarm(after=20), no_data(after=5))
    assert life.incident.state is State.ALARM
    assert life.incident.since == NOON + minutes(20)
    assert life.lines[-1].late


def test_an_alarm_after_its_own_recovery_tells_when_it_began():
    life = Life().hear(ok(after=26), alarm(after=0))
    assert len(life.all) == 1
    assert not life.incident.is_open
    assert life.incident.opened_at == NOON
    assert life.incident.closed_at == NOON + minutes(26)


def test_a_late_alarm_that_no_incident_covers_is_shown_closed():
    quiet = ok(after=26, previous=State.INSUFFICIENT_DATA)
    life = Life().hear(quiet, alarm(after=0))
    assert not life.incident.is_open
    assert life.incident.opened_at == NOON
    assert life.incident.closed_at == NOON + minutes(26)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_in_whatever_order_the_end_is_the_same(order):
    said = [
        alarm(after=0),
        no_data(after=5),
        alarm(after=10, previous=State.INSUFFICIENT_DATA),
        ok(after=15),
    ]
    life = Life().hear(*(said[index] for index in order))
    assert not life.incident.is_open
    assert life.incident.state is State.OK
    assert all(not incident.is_open for incident in life.all.values())
    heard_of = {line.at for line in life.lines}
    assert {NOON, NOON + minutes(10)} <= heard_of, "every ALARM is told somewhere"


def test_contributors_are_parts_of_one_incident_that_ends_with_the_last_of_them():
    a, b = contributor("a"), contributor("b")
    life = Life().hear(
        alarm(after=0, contributor=a), alarm(after=1, contributor=b), ok(after=2, contributor=a)
    )
    assert life.incident.is_open
    assert [(part.attributes, part.state) for part in life.incident.parts] == [
        ((("Team", "a"),), State.OK),
        ((("Team", "b"),), State.ALARM),
    ]
    life.hear(ok(after=3, contributor=b))
    assert not life.incident.is_open
    assert len(life.all) == 1


def test_a_contributor_s_late_word_is_late_for_that_contributor_alone():
    a, b = contributor("a"), contributor("b")
    life = Life().hear(alarm(after=5, contributor=a), alarm(after=1, contributor=b))
    assert len(life.incident.parts) == 2
    assert not life.lines[-1].late


def test_an_ok_for_the_whole_alarm_closes_every_part():
    life = Life().hear(alarm(after=0, contributor=contributor("a")), ok(after=5))
    assert not life.incident.is_open
    assert {part.state for part in life.incident.parts} == {State.OK}


def test_what_was_closed_by_hand_hears_its_ok_and_opens_again_with_the_next_alarm():
    life = Life().hear(alarm(after=0))
    closed = life.incident.closed(ALICE, NOON + minutes(3))
    life.known = Known(life.known.record, closed)
    life.hear(ok(after=5))
    assert len(life.all) == 1
    assert life.incident.state is State.OK
    assert life.incident.closed_at == NOON + minutes(3)
    life.hear(alarm(after=9))
    assert life.incident.id == "i2"


def test_the_last_value_survives_when_the_data_stops():
    life = Life().hear(alarm(after=0, values=(318.0,)), no_data(after=5, values=()))
    assert life.incident.last_value == 318.0
