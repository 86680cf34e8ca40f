"""What stands in the thread below a card."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from services.alarm import ContributorId, State
from services.flap import Flap, Flapped
from services.incident import Acted, Changed
from services.slack.cards import Cards
from tests.builders import ALICE, NOON, event, incident, minutes
from tests.services.slack.drawn import drawn

CARDS = Cards(timezone=ZoneInfo("Europe/Berlin"))


def change(after: float = 0, **about: object) -> Changed:
    said: dict[str, object] = {"state": State.ALARM, "previous": State.OK, "reason": "Threshold Crossed."}
    return Changed(NOON + minutes(after), **(said | about))  # type: ignore[arg-type]


def acted(act: Literal["watched", "unwatched", "closed"]) -> Acted:
    return Acted(NOON, ALICE, act)


def test_a_change_is_one_line() -> None:
    message = CARDS.lines(incident(), [change(2)])
    assert drawn(message) == ["13:02 OK → ALARM: Threshold Crossed."]
    assert message.text == "web-7-cpu-high: 13:02 OK → ALARM: Threshold Crossed."


def test_a_loud_line_begins_with_its_colour() -> None:
    assert drawn(CARDS.lines(incident(), [change(loud=True)])) == ["🔴 13:00 OK → ALARM: Threshold Crossed."]


def test_a_late_line_says_so_and_has_its_day() -> None:
    line = change(-60, late=True, state=State.OK, previous=State.ALARM, reason="")
    assert drawn(CARDS.lines(incident(), [line])) == ["2026-11-20 12:00 ALARM → OK (late)"]


def test_a_line_of_another_day_has_its_day() -> None:
    line = Changed(NOON + timedelta(days=1), State.OK, None, "")
    assert drawn(CARDS.lines(incident(), [line])) == ["2026-11-21 13:00 → OK"]


def test_a_line_names_its_contributor() -> None:
    line = change(contributor=(("Host", "web-1"), ("Disk", "/var")))
    assert drawn(CARDS.lines(incident(), [line])) == ["13:00 web-1, /var: OK → ALARM: Threshold Crossed."]


def test_what_people_did_is_told() -> None:
    assert drawn(CARDS.lines(incident(), [acted("watched"), acted("unwatched"), acted("closed")])) == [
        "👀 Alice is watching",
        "Alice stopped watching",
        "Alice closed this by hand",
    ]


def test_a_change_with_which_it_begins_to_flap_says_so() -> None:
    line = change(5, flap=Flap(ContributorId(""), (), NOON, NOON + minutes(5), 6), loud=True)
    assert drawn(CARDS.lines(incident(), [line])) == [
        "🔴 13:05 OK → ALARM: Threshold Crossed.",
        "🔁 flapping: 6 changes since 13:00. I count its changes on the card until it has settled.",
    ]


def test_the_end_of_its_flapping_says_how_it_was_and_is() -> None:
    ended = Flapped(NOON + minutes(44), NOON, NOON + minutes(29), 14, State.OK)
    assert drawn(CARDS.lines(incident(), [ended])) == [
        "🔁 flapped from 2026-11-20 13:00 to 13:29: 14 changes, OK since then"
    ]
    loud = replace(ended, state=State.ALARM, contributor=(("Team", "b"),), loud=True)
    message = CARDS.lines(incident(), [loud])
    said = "🔴 b flapped from 2026-11-20 13:00 to 13:29: 14 changes, ALARM since then"
    assert drawn(message) == [said]
    assert message.text == f"web-7-cpu-high: {said}"


def test_a_reason_is_cut() -> None:
    (line,) = drawn(CARDS.lines(incident(), [change(reason="x" * 10_000)]))
    assert line.endswith("x…")
    assert len(line) < 540


def test_lines_beyond_what_a_message_holds_are_counted() -> None:
    shown = drawn(CARDS.lines(incident(), [change(reason="x" * 10_000)] * 100))
    left = 100 - (len(shown) - 1)
    assert 0 < left < 100
    assert shown[-1] == f"and {left} more"


def test_no_lines_make_a_message_that_still_names_the_alarm() -> None:
    assert CARDS.lines(incident(), []).text == "web-7-cpu-high"


def test_an_event_says_all_that_it_knows() -> None:
    told = event("Deployed", facts=(("stage", "prod"), ("by", "ci")), text='{\n  "a": 1\n}')
    message = CARDS.lines(told, [])
    assert drawn(message) == ["• *stage*: prod", "• *by*: ci", "| {", '|   "a": 1', "| }"]
    assert message.text == 'Deployed\nstage: prod\nby: ci\n{\n  "a": 1\n}'


def test_an_event_too_long_for_a_message_says_how_much_is_missing() -> None:
    shown = drawn(CARDS.lines(event(text="x" * 60_000), []))
    told = sum(line.count("x") for line in shown)
    assert 8_000 < told < 9_000
    assert shown[-1] == f"… and {60_000 - told:,} more characters"


def test_an_event_with_too_many_facts_counts_those_left_out() -> None:
    shown = drawn(CARDS.lines(event(facts=(("key", "v" * 600),) * 100, text="the text"), []))
    facts = [line for line in shown if line.startswith("• *key*")]
    assert shown[-2:] == [f"• and {100 - len(facts)} more", "| the text"]


def test_an_event_without_anything_but_a_title_has_a_message() -> None:
    assert CARDS.lines(event("Ping"), []).text == "Ping"
