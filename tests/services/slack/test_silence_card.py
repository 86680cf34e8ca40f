"""The card of a mute, what it says on the cards it is about, the form that begins one, and the lists."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from demo.slack.rules import Rulebook
from services.alarm import State
from services.incident import IncidentId, Line, Muted, Muting, Person, SilenceId, Unmuted, UserId
from services.locale import translations
from services.muting.mute import LISTED, Mute, MuteId, Quieted, Silence, Weekly
from services.post import Message
from services.slack.cards import Cards
from services.slack.mute_form import LENGTH, REASON, UNTIL, Filled, mute_form
from services.slack.replies import Replies
from services.slack.speech import Speech
from tests.builders import ALICE, BOB, NOON, incident, minutes
from tests.services.slack.drawn import drawn, elements, everything
from tests.services.slack.hostile import TEXTS
from tests.services.slack.rules import hold_limits, refused
from tests.services.slack.test_hostile import LIVE, OURS, all_strings

ZONE = ZoneInfo("Europe/Berlin")
CARDS, REPLIES = Cards(timezone=ZONE), Replies("en", ZONE)
SPEECH = Speech(translations("en"), ZONE)
TUESDAYS = Weekly((1, 4), time(2), time(4), "Europe/Berlin")


def mute(pattern: str = "web-*", **about: object) -> Mute:
    made = Mute(MuteId("mute-1"), pattern, ALICE, NOON, NOON + minutes(60), reason="deploy")
    return replace(made, **about)  # type: ignore[arg-type]


def silence(*quieted: Quieted, of: Mute | None = None, **about: object) -> Silence:
    begun = Silence(SilenceId("mute-1-1"), of or mute(), NOON, NOON + minutes(60))
    wrong = sum(not one.is_over for one in quieted)
    return replace(begun.telling(len(quieted), wrong, quieted), **about)  # type: ignore[arg-type]


def quieted(name: str, state: State = State.ALARM, after: float = 5, **about: object) -> Quieted:
    return replace(Quieted(IncidentId(name), name, state, NOON + minutes(after)), **about)  # type: ignore[arg-type]


def test_a_mute_that_has_just_begun() -> None:
    card = CARDS.card(silence())
    assert drawn(card) == [
        "🔇 *web-** is muted until 2026-11-20 14:00",
        "│ by Alice · deploy",
        "│ Nothing has gone off yet.",
        "│ [Unmute]",
    ]
    assert card.text == "🔇 web-* is muted until 2026-11-20 14:00"


def test_it_lists_what_it_keeps_quiet() -> None:
    back = quieted("web-2", State.OK, 9, is_over=True)
    closed = quieted("web-3", State.ALARM, 9, is_over=True)
    assert drawn(CARDS.card(silence(quieted("web-1"), back, closed)))[2:-1] == [
        "│ 3 alarms are kept quiet · 1 is not back yet",
        "│ • 🔴 web-1 since 2026-11-20 13:05",
        "│ • 🟢 web-2 since 2026-11-20 13:09",
        "│ • ✅ web-3 since 2026-11-20 13:09",
    ]


def test_where_all_is_well_again_it_says_so() -> None:
    back = quieted("web-2", State.OK, is_over=True)
    assert drawn(CARDS.card(silence(back)))[2] == "│ 1 alarm is kept quiet · all are back"


def test_what_there_is_no_room_for_is_counted() -> None:
    some = [quieted(f"web-{n}") for n in range(LISTED)]
    card = CARDS.card(silence(*some, count=3000, wrong=2999))
    assert drawn(card)[2] == "│ 3000 alarms are kept quiet · 2999 are not back yet"
    assert drawn(card)[-2] == "│ • and 2980 more"
    hold_limits(card)


def test_when_it_is_over_it_says_how_it_was() -> None:
    at = NOON + minutes(30)
    ended = silence(quieted("web-1")).ended(at, BOB)
    assert drawn(CARDS.card(ended)) == [
        "🔇 *web-** was muted from 2026-11-20 13:00 to 13:30",
        "│ by Alice · deploy · ended by Bob",
        "│ 1 alarm was kept quiet · 1 was not back by then",
        "│ • 🔴 web-1 since 2026-11-20 13:05",
    ]
    assert drawn(CARDS.card(silence().ended(at)))[1:] == [
        "│ by Alice · deploy",
        "│ Nothing went off meanwhile.",
    ]
    back = quieted("web-2", State.OK, is_over=True)
    assert drawn(CARDS.card(silence(back).ended(at)))[2] == "│ 1 alarm was kept quiet · all were back"


def test_a_weekly_one_tells_its_days_and_asks_before_it_ends_for_good() -> None:
    card = CARDS.card(silence(of=mute(until=None, weekly=TUESDAYS)))
    assert drawn(card)[1] == "│ by Alice · deploy · every Tue, Fri 02:00–04:00 (Europe/Berlin)"
    (button,) = elements(card, "button")
    assert button["confirm"]["title"]["text"] == "End the weekly mute?"
    assert refused(card) is None


def test_its_button_ends_the_mute() -> None:
    (button,) = elements(CARDS.card(silence()), "button")
    assert (button["action_id"], button["value"]) == ("unmute", "mute-1")
    assert "confirm" not in button


def muted(pattern: str = "web-7-cpu-high") -> Muting:
    return Muting(SilenceId("mute-1-1"), ALICE, NOON + minutes(60), "deploy", pattern)


def test_a_muted_card_says_by_whom_until_when_and_why() -> None:
    card = drawn(CARDS.card(replace(incident(), muting=muted())))
    assert "│ 🔇 muted by Alice until 2026-11-20 14:00 · deploy" in card
    assert card[-1].endswith("[⋯ Unmute · Close by hand]")


def test_a_card_that_is_muted_with_others_says_with_which() -> None:
    card = drawn(CARDS.card(replace(incident(), muting=muted("web-*"))))
    assert "│ 🔇 muted by Alice until 2026-11-20 14:00 · web-* · deploy" in card
    assert card[-1].endswith("[⋯ Unmute web-* · Close by hand]")


def test_the_thread_tells_of_a_mute_and_of_its_end() -> None:
    lines: list[Line] = [Muted(NOON, muted("web-*")), Unmuted(NOON), Unmuted(NOON, BOB)]
    assert drawn(CARDS.lines(incident(), lines)) == [
        "🔇 muted by Alice until 2026-11-20 14:00 · web-* · deploy",
        "The mute has run its time.",
        "Bob ended the mute",
    ]


def test_the_list_of_mutes_has_one_line_each() -> None:
    listed = drawn(REPLIES.mutes([mute(), mute("db-1", until=None, weekly=TUESDAYS, reason="")]))
    assert listed == [
        "2 mutes",
        "• *web-** · until 2026-11-20 14:00 · by Alice · deploy",
        "• *db-1* · every Tue, Fri 02:00–04:00 (Europe/Berlin) · by Alice",
    ]
    assert drawn(REPLIES.mutes([mute()] * 35))[-1] == "• and 5 more"
    assert REPLIES.mutes([]).text == "Nothing is muted."


def test_who_mutes_is_told_when_it_ends_or_begins() -> None:
    assert drawn(REPLIES.muted(mute()))[0] == "Muted; it ends by itself."
    weekly = drawn(REPLIES.muted(mute(until=None, weekly=TUESDAYS)))
    assert weekly[0] == "Muted every week; next from 2026-11-24 02:00."
    assert drawn(REPLIES.unmuted([mute()])) == ["Not muted any more:", "• *web-**"]


def test_the_form_is_one_that_slack_takes() -> None:
    form = REPLIES.mute_form(incident())
    assert Rulebook().judge_message({"view": form}) is None
    assert form["private_metadata"] == "incident1"


def filled(length: str | None = None, until: str | None = None, reason: str | None = None) -> Filled:
    values = {
        LENGTH: {LENGTH: {"selected_option": length and {"value": length}}},
        UNTIL: {UNTIL: {"value": until}},
        REASON: {REASON: {"value": reason}},
    }
    return Filled.read({"private_metadata": "incident1", "state": {"values": values}})


@pytest.mark.parametrize(
    ("length", "until", "meant"),
    [("30m", None, "30m"), ("30m", " 18:00 ", "18:00"), ("4h", "  ", "4h"), (None, None, "1h")],
)
def test_a_time_that_was_typed_comes_before_a_length_that_was_chosen(
    length: str | None, until: str | None, meant: str
) -> None:
    assert filled(length, until).until == meant


def test_the_form_says_whose_time_it_takes() -> None:
    form = mute_form(SPEECH, incident())
    options = form["blocks"][1]["element"]["options"]
    assert [one["text"]["text"] for one in options] == [
        "30 min",
        "1 h",
        "4 h",
        "until tomorrow 9:00 (Europe/Berlin)",
    ]
    assert "(Europe/Berlin)" in form["blocks"][2]["hint"]["text"]


def hostile(text: str) -> Iterator[Message]:
    """Everything about a mute with *text* wherever a text may come from outside."""
    person = Person(UserId(text), text)
    meant = mute(text[:255] or "x", by=person, reason=text, ended_by=person)
    for weekly in (None, TUESDAYS):
        told = silence(*[quieted(text)] * LISTED, of=replace(meant, weekly=weekly), count=99)
        yield CARDS.card(told)
        yield CARDS.card(told.ended(NOON))
        yield REPLIES.muted(replace(meant, weekly=weekly))
    muting = Muting(SilenceId("mute-1-1"), person, NOON, text, text)
    yield CARDS.card(replace(incident(), muting=muting))
    yield CARDS.lines(incident(), [Muted(NOON, muting), Unmuted(NOON, person)])
    yield REPLIES.mutes([meant] * 31)
    yield REPLIES.unmuted([meant])


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:30]))
def test_nothing_that_comes_from_outside_breaks_out_of_a_mute_s_words(text: str) -> None:
    for message in hostile(text):
        hold_limits(message)
        assert refused(message) is None
        assert {one["type"] for one in everything(message) if "type" in one} <= OURS
        assert not any(LIVE.search(said) for said in all_strings(message))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:30]))
def test_a_form_for_an_alarm_of_any_name_is_one_that_slack_takes(text: str) -> None:
    one = incident()
    form = REPLIES.mute_form(replace(one, alarm=replace(one.alarm, name=text)))
    assert Rulebook().judge_message({"view": form}) is None


def test_a_stretch_in_the_distant_past_or_future_is_drawn() -> None:
    for at in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC) - timedelta(days=1)):
        assert drawn(CARDS.card(silence(until=at)))
