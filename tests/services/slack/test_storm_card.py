"""The card of a storm as it grows and ends, and its pages: what is read, and that no name does harm."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from services.alarm import AlarmArn, State, name_of
from services.incident import IncidentId, Person, UserId, Watcher
from services.post import Message, Page
from services.slack.cards import Cards
from services.slack.storm_card import option_label
from services.storming.storm import Entry, Storm, StormId, sum_up
from tests.builders import ALERTS, ALICE, NOON, minutes
from tests.services.slack.drawn import drawn, elements, everything
from tests.services.slack.hostile import TEXTS
from tests.services.slack.rules import hold_limits, refused
from tests.services.slack.test_hostile import LIVE, OURS, all_strings

CARDS = Cards(timezone=ZoneInfo("UTC"))
KOREAN = Cards("ko", timezone=ZoneInfo("Asia/Seoul"))
ALL = {*OURS, "external_select", "markdown"}
BUTTONS = "[👀 Watch all] [🤖 To Bedrock Agent] [📝 Reporting]"
PICK = "[Pick one alarm ▾]"


def entry(name: str, state: State = State.ALARM, *, after: float = 0, **about: object) -> Entry:
    region = about.pop("region", "eu-west-1")
    arn = AlarmArn(f"arn:aws:cloudwatch:{region}:111122223333:alarm:{name}")
    return replace(Entry(IncidentId(name[:50]), arn, state, NOON + minutes(after)), **about)  # type: ignore[arg-type]


def back(name: str) -> Entry:
    return entry(name, State.OK, is_over=True)


def storm_of(entries: Sequence[Entry], **about: object) -> Storm:
    storm = Storm(StormId("storm-1"), ALERTS, NOON, entries[0].place)
    for one in entries:
        storm = storm.joined(one.arn)
    storm = replace(storm, **about)  # type: ignore[arg-type]
    return storm.telling(sum_up(entries, storm.gravest))


def checked(message: Message) -> Message:
    hold_limits(message)
    assert refused(message) is None
    assert refused(CARDS.plain(message)) is None
    return message


def card(entries: Sequence[Entry], **about: object) -> list[str]:
    return drawn(checked(CARDS.card(storm_of(entries, **about))))


def page(entries: Sequence[Entry], number: int = 1, storm: Storm | None = None) -> str:
    message = CARDS.page(storm or storm_of(entries), Page(number, entries=tuple(entries)))
    (block,) = checked(message).blocks
    return str(block["text"])


MANY = [entry(f"checkout-{n}-5xx", after=n / 60) for n in range(90)]


def test_a_storm_that_grows():
    some = [*MANY, *(entry(f"login-{n}", State.INSUFFICIENT_DATA, after=1) for n in range(3)), back("mail-1")]
    assert card(some) == [
        "🟣 *94 alarms in 1 min 29 s*, most of them *checkout-** in 1111…3333 eu-west-1",
        "│ 🔴 90 in ALARM · ⚪ 3 without data · 🟢 1 recovered · first 2026-11-20 12:00 · last 12:01",
        "│ All by name: in the thread (1 page)",
        f"│ {BUTTONS} {PICK}",
    ]


def test_a_storm_with_its_gravest_and_who_watches_it():
    some = [replace(one, has_card=number < 20) for number, one in enumerate(MANY)]
    gravest = tuple(one.incident for one in some[:20])
    told = card(some, gravest=gravest, watchers=(Watcher(ALICE, NOON),))
    assert "│ Gravest: checkout-0-5xx · checkout-1-5xx · checkout-2-5xx · 17 more cards below" in told
    assert "│ 👀 Alice" in told
    assert told[-1] == f"│ {BUTTONS} [Stop watching] {PICK}"


def test_a_storm_that_went_on_for_a_while_has_a_chart():
    some = [entry(f"web-{n}", after=minute) for minute, many in enumerate((1, 4, 8, 0)) for n in range(many)]
    assert "│ ▁▄█ alarms a minute, 8 at most" in card(some)


def test_a_storm_that_is_over_says_what_is_left_of_it():
    told = card([*MANY[:50], *(back(f"web-{n}") for n in range(9))], ended_at=NOON + minutes(9))
    assert told[0].startswith("🟣 The storm is over: *59 alarms in 49 s*, most of them")
    assert told[1].startswith("│ 🔴 50 in ALARM · 🟢 9 recovered")
    assert told[-1] == f"│ {BUTTONS} {PICK}"


def test_a_storm_that_is_over_and_all_are_back_is_green_and_asks_nobody_to_watch():
    storm = storm_of([back(f"web-{n}") for n in range(9)], ended_at=NOON + minutes(9))
    message = checked(CARDS.card(storm))
    assert drawn(message)[0].startswith("🟢 The storm is over: *9 alarms in 1 s*")
    assert drawn(message)[-1] == f"│ [🤖 To Bedrock Agent] [📝 Reporting] {PICK}"
    assert message.attachments[0]["color"] == "#2eb67d"


def test_the_notification_alone_says_how_many_of_what_and_how_bad():
    said = CARDS.card(storm_of(MANY)).text
    assert said == (
        "🟣 90 alarms in 1 min 29 s, most of them checkout-* in 1111…3333 eu-west-1 (90 in ALARM)"
    )


def test_of_alarms_that_have_nothing_in_common_nothing_is_said_to_be():
    told = card([entry("a", region="eu-west-1"), entry("b", region="us-east-1")])
    assert told[0] == "🟣 *2 alarms in 1 s*"


def test_a_great_storm_is_counted_readably():
    told = card([entry(f"web-{n}", after=n / 6000) for n in range(10_000)])
    assert told[0].startswith("🟣 *10,000 alarms in")
    assert told[1].startswith("│ 🔴 10,000 in ALARM")


def test_each_state_of_the_card_is_another_block_for_slack():
    one = storm_of(MANY)
    shown = [one, one.watched(ALICE, NOON), one.ended(NOON), storm_of(MANY[1:])]
    blocks = {block["block_id"] for each in shown for block in elements(CARDS.card(each), "actions")}
    assert len(blocks) == len(shown)


def test_a_page_names_its_alarms_by_state_the_worst_first():
    text = page(
        [
            back("recovered"),
            entry("loud"),
            entry("quiet", State.INSUFFICIENT_DATA),
            entry("given up", is_over=True),
            entry("grave", has_card=True),
            entry("loud too"),
        ],
        number=2,
    )
    assert text.split("\n") == [
        "**Page 2 · 6 alarms**",
        *("🔴 ALARM (2)", "```", "loud", "loud too", "```"),
        *("⚪ INSUFFICIENT_DATA (1)", "```", "quiet", "```"),
        *("🟢 OK (1)", "```", "recovered", "```"),
        *("✅ Closed before they had recovered (1)", "```", "given up", "```"),
        *("👀 With a card of their own (1)", "```", "grave", "```"),
    ]


def test_an_alarm_of_another_region_or_account_says_where():
    elsewhere = replace(entry("there"), arn=AlarmArn("arn:aws:cloudwatch:us-east-1:999988887777:alarm:there"))
    text = page([entry("here"), elsewhere])
    assert "\nhere\nthere (999988887777 us-east-1)\n" in text


def test_a_page_as_plain_text_names_every_alarm():
    message = CARDS.page(storm_of(MANY), Page(1, entries=tuple(MANY)))
    said = CARDS.plain(message).text
    assert refused(CARDS.plain(message)) is None
    assert all(one.name in said.split("\n") for one in MANY)


def test_a_card_as_plain_text_says_how_many_and_how_bad():
    said = CARDS.plain(CARDS.card(storm_of(MANY))).text
    assert "90 alarms" in said
    assert "90 in ALARM" in said


def filled(text: str) -> tuple[Storm, list[Entry]]:
    """A whole page of alarms whose names are *text* and a number, and whose places are as bad."""
    storm = Storm(StormId("storm-1"), ALERTS, NOON, entry("x").place)
    found: list[Entry] = []
    states = list(State)
    while True:
        number = len(found)
        name = f"{number}{text}"[:255] if number % 3 else f"{text}{number}"[-255:]
        one = entry(name, states[number % 3], is_over=number % 7 == 0, has_card=number % 11 == 0)
        if number % 5 == 0:
            one = replace(one, arn=AlarmArn(f"arn:aws:cloudwatch:{text[:40]}:{text[:40]}:alarm:{name}"))
        after = storm.joined(one.arn)
        if after.pages > 1:
            return storm, found
        storm, found = after, [*found, one]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:30]))
def test_a_full_page_of_hostile_names_pings_nobody_and_stays_in_its_fences(text: str) -> None:
    storm, entries = filled(text)
    for cards in (CARDS, KOREAN):
        message = checked(cards.page(storm, Page(99, entries=tuple(entries))))
        written = message.blocks[0]["text"]
        assert not written.endswith("…")
        assert not any(LIVE.search(said) for said in all_strings(message))
        assert not re.search(r"\u200b?<[!@#]", written)
        fences = [line for line in written.split("\n") if "`" in line]
        assert set(fences) == {"```"}
        assert len(fences) % 2 == 0
        rows = Counter(_in_fences(written))
        assert sum(rows.values()) == len(entries)
        assert not cards.plain(message).text.endswith("…")


def _in_fences(written: str) -> list[str]:
    rows, inside = [], False
    for line in written.split("\n"):
        if line == "```":
            inside = not inside
        elif inside:
            rows.append(line)
    return rows


@pytest.mark.parametrize("text", ["<", ">", "&", "@", "`", "|", "://", "&lt;!", "@here ", "x", "한", "👩"])
def test_a_page_of_the_worst_names_there_are_is_whole(text: str) -> None:
    storm, entries = filled(text * 300)
    message = checked(CARDS.page(storm, Page(1, entries=tuple(entries))))
    assert len(_in_fences(message.blocks[0]["text"])) == len(entries)
    plain = CARDS.plain(message).text
    assert len(plain) <= 40_000
    assert plain.endswith("```")


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:30]))
def test_the_card_of_a_storm_of_hostile_names_does_no_harm(text: str) -> None:
    person = Person(UserId(text), text)
    some = [replace(entry("x", has_card=True), arn=AlarmArn(text)), entry(text), entry(f"{text}-2")]
    for cards in (CARDS, KOREAN):
        for ended in (None, NOON + timedelta(hours=1)):
            storm = storm_of(
                some,
                ended_at=ended,
                gravest=tuple(one.incident for one in some),
                watchers=(Watcher(person, NOON),) * 9,
                report=text,
            )
            message = checked(cards.card(storm))
            assert {one["type"] for one in everything(message) if "type" in one} <= ALL
            assert not any(LIVE.search(said) for said in all_strings(message))
            assert not re.search(r"[<>]|://", message.text)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:30]))
def test_any_alarm_fits_into_the_menu_of_all(text: str) -> None:
    label = option_label(replace(entry("x"), arn=AlarmArn(text)))
    assert 2 < len(label) <= 75
    assert not LIVE.search(label)
    assert "\n" not in label


def test_the_menu_of_all_says_each_alarm_s_state_and_both_ends_of_a_long_name():
    assert option_label(entry("web")) == "🔴 web"
    assert option_label(entry("web", has_card=True)) == "🔴 web"
    assert option_label(back("web")) == "🟢 web"
    assert option_label(entry("web", is_over=True)) == "✅ web"
    long = option_label(entry(f"prod-{'x' * 200}-cpu-high"))
    assert long.startswith("🔴 prod-xxx")
    assert long.endswith("xxx-cpu-high")


def test_a_name_is_read_out_of_its_arn():
    assert name_of(entry("a:b").arn) == "a:b"
