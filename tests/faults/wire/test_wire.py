"""The bench itself: what it would find, what it injects, and one short seed of it."""

from dataclasses import replace

from demo.slack.people import ALERTS, BOT, OPS, Message
from tests.faults.wire import run
from tests.faults.wire.inject import FAULTS
from tests.faults.wire.plan import KINDS, make_plan
from tests.faults.wire.seeds import FIXED
from tests.faults.wire.truth import Left, Truth, Verdict, compare

NAME = "w1-0-cpu"


def message(number: int, text: str, subject: str, line: int = 0, channel: str = ALERTS) -> Message:
    payload = {"subject": subject, "post": f"{subject}/{channel}/{line}"}
    metadata = {"event_type": "watchbell_post", "event_payload": payload}
    thread = "9.0" if line else None
    return Message(channel, f"{number}.0", BOT, text, metadata=metadata, thread_ts=thread)


def card(number: int, state: str, subject: str = "i1", channel: str = ALERTS) -> Message:
    return message(number, f"🔴 {state} {NAME}: too hot (1234…, eu-west-1)", subject, channel=channel)


def line(number: int, token: str) -> Message:
    return message(number, f"{NAME}: OK → ALARM: token {token} told", "i1", line=number)


def counts(verdict: Verdict) -> tuple[int, int, int]:
    return len(verdict.lost), len(verdict.double), len(verdict.wrong)


def test_an_alarm_that_stands_nowhere_is_lost_unless_it_may_be_missing():
    assert counts(compare([Truth(NAME, "ALARM")], [])) == (1, 0, 0)
    assert compare([Truth(NAME, "ALARM", must_show=False)], []).is_clean


def test_a_card_that_states_another_state_is_wrong():
    assert compare([Truth(NAME, "ALARM")], [card(1, "ALARM")]).is_clean
    assert counts(compare([Truth(NAME, "OK")], [card(1, "ALARM")])) == (0, 0, 1)
    assert counts(compare([Truth(NAME, "ALARM")], [card(1, "OK")])) == (0, 0, 1)
    assert counts(compare([Truth(NAME, "OK", must_show=False)], [card(1, "ALARM")])) == (0, 0, 1)


def test_a_deleted_alarm_is_closed():
    assert compare([Truth(NAME, None)], [card(1, "CLOSED")]).is_clean
    assert counts(compare([Truth(NAME, None)], [card(1, "ALARM")])) == (0, 0, 1)


def test_an_older_incident_keeps_its_card_but_only_one_may_be_open():
    before, now = card(1, "OK", "i1"), card(2, "ALARM", "i2")
    assert compare([Truth(NAME, "ALARM")], [before, now]).is_clean
    assert counts(compare([Truth(NAME, "ALARM")], [card(1, "ALARM", "i1"), now])) == (0, 0, 1)


def test_two_cards_of_one_incident_are_double():
    truth = Truth(NAME, "OK")
    assert counts(compare([truth], [card(1, "OK"), card(2, "OK")])) == (0, 2, 0)
    assert counts(compare([truth], [card(1, "OK"), card(2, "OK", channel=OPS)])) == (0, 1, 0)


def test_what_was_left_behind_in_a_channel_that_took_nothing_is_no_live_place():
    stale, moved = card(1, "ALARM"), card(2, "OK", channel=OPS)
    assert compare([Truth(NAME, "OK")], [stale, moved], left=[Left(ALERTS, "1.5")]).is_clean
    assert not compare([Truth(NAME, "OK")], [stale], left=[Left(ALERTS, "1.5")]).is_clean
    entry = replace(page(2, "🔴 1 in ALARM", "```", NAME, "```"), channel=OPS)
    assert compare([Truth(NAME, "ALARM")], [stale, entry], left=[Left(ALERTS, "1.5")]).is_clean


def test_what_stood_before_the_memory_was_lost_does_not_count():
    assert compare([Truth(NAME, "ALARM")], [card(1, "OK"), card(3, "ALARM", "i2")], since="2.0").is_clean
    assert counts(compare([Truth(NAME, "ALARM")], [card(1, "ALARM")], since="2.0")) == (1, 0, 0)


def test_a_line_stands_once():
    truth = Truth(NAME, "ALARM", tokens=["a/0"])
    assert compare([truth], [card(1, "ALARM"), line(2, "a/0")]).is_clean
    assert counts(compare([truth], [card(1, "ALARM")])) == (1, 0, 0)
    twice = [card(1, "ALARM"), line(2, "a/0"), line(3, "a/0")]
    assert counts(compare([truth], twice)) == (0, 1, 0)
    assert counts(compare([truth], [*twice[:2], replace(twice[1], ts="4.0")])) == (0, 2, 0)


def page(number: int, *said: str) -> Message:
    text = "\n".join(["**Page 1 · 2 alarms**", *said])
    return replace(
        message(number, "Page 1 · 2 alarms", "storm-a", 1), blocks=({"type": "markdown", "text": text},)
    )


def test_an_entry_of_a_storm_is_a_place_unless_its_card_says_the_rest():
    entry = page(1, "🔴 1 in ALARM", "```", NAME, "```")
    assert compare([Truth(NAME, "ALARM", tokens=["a/0"])], [entry]).is_clean
    assert counts(compare([Truth(NAME, "OK")], [entry])) == (0, 0, 1)
    assert counts(compare([Truth(NAME, "ALARM")], [entry, card(2, "ALARM")])) == (0, 0, 1)
    beside = page(1, "👀 1 with a card of its own", "```", NAME, "```")
    assert compare([Truth(NAME, "ALARM")], [beside, card(2, "ALARM")]).is_clean
    assert counts(compare([Truth(NAME, "ALARM")], [beside])) == (1, 0, 0)


def test_a_seed_means_the_same_each_time():
    assert make_plan(5) == make_plan(5)
    assert make_plan(5) != make_plan(6)


def test_the_fixed_seeds_inject_every_fault():
    assert set(FAULTS) == set(KINDS)
    injected = {kind for seed in FIXED for kind in make_plan(seed).kinds}
    assert injected == set(KINDS)


async def test_restarted_with_a_card_deleted_it_shows_the_truth_once(tmp_path):
    (result,) = await run([179], ["terminated", "card_deleted"], keep=tmp_path)
    assert result.is_clean, str(result.verdict)
