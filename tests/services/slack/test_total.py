"""Whatever an alarm, an incident or an event holds, there is a message."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.alarm import Child, Comparison, Condition, ContributorId, Kind, Metric, Place, State
from services.event import Event
from services.incident import Acted, Changed, Incident, Part, Watcher
from services.slack.cards import Cards
from tests.builders import ALICE, NOON, alarm, event, incident
from tests.services.slack.drawn import drawn, elements
from tests.services.slack.rules import hold_limits, refused

CARDS = Cards(timezone=ZoneInfo("UTC"))
FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
ODD_NUMBERS = [float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 1e308, -1e308, 5e-324]


def stands(subject: Incident | Event, cards: Cards = CARDS) -> list[str]:
    card = cards.card(subject)
    hold_limits(card)
    assert refused(card) is None
    assert cards.plain(card).text
    return drawn(card)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(("first", "last"), [(FIRST, LAST), (LAST, FIRST), (FIRST, FIRST), (LAST, LAST)])
def test_the_first_and_the_last_day_there_is(first: datetime, last: datetime, zone: str) -> None:
    cards = Cards(timezone=ZoneInfo(zone))
    for state in State:
        shown = incident(
            state=state,
            since=last,
            opened_at=first,
            was_ok_since=first,
            closed_at=last,
            closed_by=ALICE,
            watchers=(Watcher(ALICE, first),),
        )
        assert stands(shown, cards)
        assert cards.lines(shown, [Changed(first, state, None, "", late=True), Acted(last, ALICE, "closed")])
    assert stands(event(at=first), cards)


@pytest.mark.parametrize("comparison", [None, *Comparison])
def test_any_number(comparison: Comparison | None) -> None:
    for value, limit in itertools.product(ODD_NUMBERS, repeat=2):
        condition = Condition(comparison, limit, limit, value, 10**18, 10**9, -1)
        for unit, state in zip(("Percent", "Seconds", "Terabits/Second"), State, strict=True):
            metric = Metric("m", unit=unit)
            said = alarm(state=state, condition=condition, metric=metric, values=(value, limit))
            assert stands(incident(alarm=said, state=state, last_value=value))


def test_five_hundred_children() -> None:
    states = itertools.cycle([State.ALARM, State.OK, State.INSUFFICIENT_DATA, None])
    children = tuple(Child(f"child-{n}" * 30, state=next(states), since=NOON) for n in range(500))
    shown = stands(incident(alarm=alarm(kind=Kind.COMPOSITE, children=children, values=())))
    assert shown[0].endswith("(composite: 125 of 500 children)")
    assert shown[1].endswith("and 120 more · ⚪ 125 others · 🟢 125 others")


def test_five_hundred_contributors_and_watchers() -> None:
    parts = tuple(
        Part(ContributorId(str(n)), (("a" * 500, "b" * 500),) * 30, State.ALARM, NOON, float(n))
        for n in range(500)
    )
    watchers = tuple(Watcher(replace(ALICE, name="Alice" * 500), NOON) for _ in range(500))
    shown = stands(incident(parts=parts, watchers=watchers))
    assert shown[1].endswith("and 495 more")
    assert any(line.endswith("and 495 more") and "👀" in line for line in shown)


def test_all_contributors_fine_while_the_alarm_is_not() -> None:
    part = Part(ContributorId(""), (), State.OK, NOON)
    assert stands(incident(parts=(part,)))
    assert stands(incident(parts=(replace(part, state=State.ALARM),)))


def test_nothing_but_empty_texts() -> None:
    bare = alarm("", reason="", description="", metric=Metric(""), values=(), place=Place("", "", ""))
    for kind, state in itertools.product(Kind, State):
        assert (
            stands(incident(alarm=replace(bare, kind=kind, previous=None), state=state))[0].split(" ")[1]
            == "*(no"
        )
    assert stands(event("", source=""))[0] == "🔵 *(no name)*"


def test_an_id_of_any_length_keeps_the_buttons_within_slack_s_limits() -> None:
    assert stands(incident(id="i" * 10_000))


def test_a_recovery_told_before_its_alarm_has_no_length() -> None:
    early = incident(state=State.OK, opened_at=NOON + timedelta(hours=1))
    assert stands(early)[1] == "│ Recovered: average 93.4 % (alarm at > 80 %)"


def test_a_time_before_slack_s_clock_is_written_out() -> None:
    assert not elements(CARDS.card(incident(since=FIRST, opened_at=FIRST)), "date")
