"""The cards as they are drawn."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from services.alarm import Alarm, Child, Comparison, Condition, ContributorId, Kind, Metric, Place, State
from services.flap import Flap
from services.incident import Incident, IncidentId, Part, Watcher
from services.slack.cards import Cards
from tests.builders import ALICE, BOB, NOON, alarm, event, incident, minutes, no_data, ok
from tests.services.slack.drawn import drawn, elements

BOARD = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/Web"
CARDS = Cards(dashboard_url=BOARD, timezone=ZoneInfo("Europe/Berlin"))
OPEN_BUTTONS = "│ [👀 Watching] [🤖 To Bedrock Agent] [📝 Reporting] [⋯ Mute… · Close by hand]"
CLOSED_BUTTONS = "│ [🤖 To Bedrock Agent] [📝 Reporting]"
LINKS = "│ CloudWatch · Dashboard"


def opened(said: Alarm, **about: object) -> Incident:
    return replace(incident(), alarm=said, state=said.state, since=said.changed_at, **about)  # type: ignore[arg-type]


def parts(*values: float) -> tuple[Part, ...]:
    return tuple(
        Part(ContributorId(f"id-{n}"), (("Host", f"web-{n}"),), State.ALARM, NOON, value)
        for n, value in enumerate(values, start=1)
    )


def test_an_alarm_just_gone_off() -> None:
    said = alarm(description="Web servers slow down above 80 %. RUNBOOK=https://wiki.example.com/cpu")
    card = CARDS.card(opened(said, was_ok_since=NOON - timedelta(days=3)))
    assert drawn(card) == [
        "🔴 *web-7-cpu-high*",
        "│ CPUUtilization of i-0abc12: average 93.4 % > 80 %, 2 of 3 × 5 min",
        "│ ALARM since 2026-11-20 13:00 (was OK for 3 days) · 1111…3333 · eu-west-1",
        "│ > Web servers slow down above 80 %. RUNBOOK=https://wiki.example.com/cpu",
        "│ 📖 Runbook (wiki.example.com) · CloudWatch · Dashboard",
        OPEN_BUTTONS,
    ]
    assert card.text == "🔴 ALARM web-7-cpu-high: CPUUtilization 93.4 % &gt; 80 % (1111…3333, eu-west-1)"
    assert card.attachments[0]["fallback"] == card.text


def test_the_same_watched_and_then_recovered() -> None:
    over = opened(alarm(), watchers=(Watcher(ALICE, NOON + minutes(2)),), recent=3).changed(
        ok(after=26, values=(41.2,))
    )
    card = CARDS.card(over, earlier="https://local.slack.com/archives/C0ALERTS/p1")
    assert drawn(card) == [
        "🟢 *web-7-cpu-high*",
        "│ Recovered after 26 min: average 41.2 % ≤ 80 %",
        "│ OK since 2026-11-20 13:26 · 1111…3333 · eu-west-1",
        "│ 👀 Alice from 13:02 · seen 3 times in 30 days · the time before",
        LINKS,
        "│ [🤖 To Bedrock Agent] [📝 Reporting] [⋯ Stop watching]",
    ]
    assert card.text == "🟢 OK web-7-cpu-high: recovered after 26 min (1111…3333, eu-west-1)"


def test_one_that_flaps_says_so_and_counts() -> None:
    flap = Flap(ContributorId(""), (), NOON, NOON + minutes(29), 14)
    card = CARDS.card(incident(flaps=(flap,)))
    assert "│ 🔁 flapping: 14 changes since 13:00" in drawn(card)
    assert card.text.startswith(
        "🔴 ALARM web-7-cpu-high: flapping, 14 changes in 29 min, CPUUtilization 93.4 %"
    )


def test_contributors_that_flap_are_named_the_most_restless_first() -> None:
    flaps = [Flap(ContributorId(str(n)), (("Team", f"t{n}"),), NOON, NOON, n) for n in range(1, 8)]
    card = drawn(CARDS.card(incident(flaps=tuple(flaps))))
    (line,) = [one for one in card if "🔁" in one]
    assert line.startswith("│ 🔁 t7 flapping: 7 changes since 13:00 · 🔁 t6 flapping")
    assert line.endswith("🔁 t3 flapping: 3 changes since 13:00 · and 2 more")


def test_a_composite_names_its_children_in_alarm_and_counts_the_others() -> None:
    children = (
        Child("checkout-5xx", state=State.ALARM, since=NOON + minutes(2)),
        Child("checkout-latency", state=State.ALARM),
        *(Child(f"quiet-{n}", state=State.OK) for n in range(3)),
    )
    said = alarm(
        "checkout-degraded", kind=Kind.COMPOSITE, metric=None, condition=None, values=(), children=children
    )
    card = CARDS.card(opened(said))
    assert drawn(card)[:2] == [
        "🔴 *checkout-degraded* (composite: 2 of 5 children)",
        "│ 🔴 checkout-5xx since 13:02 · 🔴 checkout-latency · 🟢 3 others",
    ]
    assert card.text == (
        "🔴 ALARM checkout-degraded: 2 of 5 children: checkout-5xx, checkout-latency (1111…3333, eu-west-1)"
    )


def test_a_composite_whose_children_are_unknown_gives_the_reason() -> None:
    said = alarm(
        "deep", kind=Kind.COMPOSITE, metric=None, condition=None, values=(), reason="a is bad. b is not."
    )
    assert drawn(CARDS.card(opened(said)))[:2] == ["🔴 *deep* (composite)", "│ a is bad."]


def test_contributors_stand_the_worst_first_and_the_rest_is_counted() -> None:
    said = alarm("disk-full", metric=Metric("disk_used_percent", "CWAgent"))
    many = CARDS.card(opened(said, parts=parts(*range(50, 98))))
    assert drawn(many)[:2] == [
        "🔴 *disk-full* (48 of 48 contributors)",
        "│ 🔴 web-48 97 % · 🔴 web-47 96 % · 🔴 web-46 95 % · 🔴 web-45 94 % · 🔴 web-44 93 % · and 43 more",
    ]
    assert many.text == "🔴 ALARM disk-full: 48 of 48 contributors, web-48 97 % (1111…3333, eu-west-1)"


def test_a_contributor_in_alarm_stands_before_one_without_data() -> None:
    silent, alarming = parts(99, 1)
    shown = opened(alarm(), parts=(replace(silent, state=State.INSUFFICIENT_DATA), alarming))
    assert drawn(CARDS.card(shown))[1] == "│ 🔴 web-2 1 % · ⚪ web-1 99 %"


def test_recovered_contributors_are_only_counted() -> None:
    shown = opened(
        ok(after=26, values=()), parts=tuple(replace(part, state=State.OK) for part in parts(1, 2))
    )
    assert drawn(CARDS.card(shown))[:2] == [
        "🟢 *web-7-cpu-high* (2 contributors)",
        "│ Recovered after 26 min",
    ]


def test_where_less_is_worse_the_least_contributor_stands_first() -> None:
    said = alarm(
        "disk-free", condition=Condition(Comparison.LESS, 100.0), metric=Metric("free", unit="Gigabytes")
    )
    assert drawn(CARDS.card(opened(said, parts=parts(20, 3.5, float("nan")))))[1] == (
        "│ 🔴 web-2 3.5 GB · 🔴 web-1 20 GB · 🔴 web-3 no number"
    )


def test_no_data_tells_what_was_last_known() -> None:
    age = Metric("ApproximateAgeOfOldestMessage", "AWS/SQS", (), "Maximum", "Seconds")
    silent = opened(alarm("orders-queue-age", metric=age, values=(318.0,)), last_value=318.0).changed(
        no_data("orders-queue-age", after=38, metric=age, values=())
    )
    card = CARDS.card(silent)
    assert drawn(card)[:3] == [
        "⚪ *orders-queue-age*",
        "│ No data since 2026-11-20 13:38 (was ALARM) · last value 318 s",
        "│ INSUFFICIENT_DATA · 1111…3333 · eu-west-1",
    ]
    assert card.text == (
        "⚪ INSUFFICIENT_DATA orders-queue-age: no data, last value 318 s (1111…3333, eu-west-1)"
    )


def test_an_anomaly_is_told_by_its_band() -> None:
    condition = Condition(Comparison.OUTSIDE_BAND, None, 0.41, 0.47, 300, 3, 3)
    said = alarm(condition=condition, metric=Metric("Latency", "AWS/ELB", (), "p99"), values=(0.52,))
    assert (
        drawn(CARDS.card(opened(said)))[1] == "│ Latency: p99 0.52, outside its band 0.41 – 0.47, 3 × 5 min"
    )
    over = opened(said).changed(ok(after=5, condition=condition, metric=said.metric, values=(0.44,)))
    assert drawn(CARDS.card(over))[1] == "│ Recovered after 5 min: p99 0.44, within its band 0.41 – 0.47"


def test_no_sign_stands_before_a_value_that_does_not_bear_it_out() -> None:
    assert drawn(CARDS.card(opened(alarm(values=(71.0,)))))[1] == (
        "│ CPUUtilization of i-0abc12: average 71 % (alarm at > 80 %), 2 of 3 × 5 min"
    )
    over = opened(alarm()).changed(ok(after=5, values=(88.0, 41.0)))
    assert drawn(CARDS.card(over))[1] == "│ Recovered after 5 min: average 41 % ≤ 80 %"


def test_missing_data_that_count_as_breaching_are_told_by_the_reason() -> None:
    said = alarm(values=(), reason="Threshold Crossed: no datapoints were received for 1 period. More.")
    assert drawn(CARDS.card(opened(said)))[1] == (
        "│ Threshold Crossed: no datapoints were received for 1 period."
    )


def test_closed_by_hand_says_by_whom_and_offers_no_watching() -> None:
    card = CARDS.card(opened(alarm()).closed(ALICE, NOON + minutes(20)))
    assert drawn(card) == [
        "✅ *web-7-cpu-high*",
        "│ CPUUtilization of i-0abc12: average 93.4 % > 80 %, 2 of 3 × 5 min",
        "│ Closed by hand by Alice at 13:20 · ALARM since 2026-11-20 13:00 · 1111…3333 · eu-west-1",
        LINKS,
        CLOSED_BUTTONS,
    ]
    assert card.text == "✅ CLOSED web-7-cpu-high: closed by hand by Alice (1111…3333, eu-west-1)"


def test_a_lone_recovery_gives_a_green_card_without_a_length() -> None:
    lone = Incident.heard(IncidentId("lone"), ok(after=0, values=()), opened_at=None)
    assert drawn(CARDS.card(lone))[:3] == [
        "🟢 *web-7-cpu-high*",
        "│ Recovered",
        "│ OK since 2026-11-20 13:00 · 1111…3333 · eu-west-1",
    ]


def test_an_alarm_that_came_back_says_when_it_first_went_off() -> None:
    back = opened(alarm()).changed(no_data(after=10)).changed(alarm(after=20))
    assert "ALARM since 2026-11-20 13:20 (first at 13:00)" in drawn(CARDS.card(back))[2]


def test_two_watchers_both_count_and_can_stop() -> None:
    watched = opened(alarm()).watched(ALICE, NOON).watched(BOB, NOON + timedelta(days=2))
    lines = drawn(CARDS.card(watched))
    assert lines[3] == "│ 👀 Alice from 13:00, Bob from 2026-11-22 13:00"
    assert lines[-1].endswith("[⋯ Mute… · Stop watching · Close by hand]")


def test_buttons_carry_the_incident_and_the_menu_what_to_do_with_it() -> None:
    card = CARDS.card(opened(alarm()).watched(ALICE, NOON))
    assert [(one["action_id"], one["value"]) for one in elements(card, "button")] == [
        ("click_watch", "incident1"),
        ("click_agent", "incident1"),
        ("click_reporting", "incident1"),
    ]
    (menu,) = elements(card, "overflow")
    assert menu["action_id"] == "card_menu"
    assert [option["value"] for option in menu["options"]] == [
        "mute:incident1",
        "unwatch:incident1",
        "close:incident1",
    ]


def test_each_version_of_a_card_has_an_actions_block_of_its_own() -> None:
    before = opened(alarm())
    ids = {elements(CARDS.card(one), "actions")[0]["block_id"] for one in (before, before.watched(BOB, NOON))}
    assert len(ids) == 2


def test_the_colour_says_the_state() -> None:
    states = [opened(alarm()), opened(ok(after=1)), opened(no_data(after=1))]
    colours = [CARDS.card(one).attachments[0]["color"] for one in states]
    assert len(set(colours)) == 3
    assert CARDS.card(event()).attachments[0]["color"] not in colours


def test_a_time_is_given_to_slack_to_be_shown_in_each_reader_s_zone() -> None:
    (since,) = elements(CARDS.card(opened(alarm())), "date")
    assert since == {
        "type": "date",
        "timestamp": int(NOON.timestamp()),
        "format": "{date_short_pretty} at {time}",
        "fallback": "2026-11-20 13:00",
    }


def test_a_hand_made_alarm_says_only_what_is_known() -> None:
    said = alarm("backup", place=Place(), by_hand=True, metric=None, condition=None, values=(), reason="")
    card = Cards(timezone=ZoneInfo("UTC")).card(opened(said))
    assert drawn(card) == ["🔴 *backup*", "│ ALARM since 2026-11-20 12:00", OPEN_BUTTONS]
    assert card.text == "🔴 ALARM backup"


def test_an_event_shows_up_to_five_facts_and_where_it_comes_from() -> None:
    facts = tuple((f"key{n}", f"value{n}") for n in range(7))
    shown = event(
        "Deleted 42 objects", facts=facts, source="aws.s3", place=Place("aws", "eu-west-1", "111122223333")
    )
    card = CARDS.card(shown)
    assert drawn(card) == [
        "🔵 *Deleted 42 objects*",
        *(f"│ *key{n}*: value{n}" for n in range(5)),
        "│ 2026-11-20 13:00 · 1111…3333 · eu-west-1 · aws.s3",
    ]
    assert card.text == "🔵 Deleted 42 objects (1111…3333, eu-west-1)"


def test_an_event_without_facts_shows_the_first_lines_of_its_text() -> None:
    card = CARDS.card(event("Note", text="\n\n".join(f"line {n}" for n in range(9))))
    assert drawn(card) == ["🔵 *Note*", *(f"│ line {n}" for n in range(5)), "│ 2026-11-20 13:00"]


def test_an_event_that_is_all_title_says_it_once() -> None:
    assert drawn(CARDS.card(event("Ping", text="Ping"))) == ["🔵 *Ping*", "│ 2026-11-20 13:00"]


def test_a_refused_card_is_told_in_text_alone() -> None:
    said = alarm(description="See https://wiki.example.com/cpu?a=1&b=2")
    text = CARDS.plain(CARDS.card(opened(said)))
    assert (text.blocks, text.attachments) == ((), ())
    lines = text.text.split("\n")
    assert lines[0] == "🔴 ALARM web-7-cpu-high: CPUUtilization 93.4 % &gt; 80 % (1111…3333, eu-west-1)"
    assert "ALARM since 2026-11-20 13:00 · 1111…3333 · eu-west-1" in lines
    assert "<https://wiki.example.com/cpu?a=1&amp;b=2|Runbook (wiki.example.com)>" in lines[-1]
