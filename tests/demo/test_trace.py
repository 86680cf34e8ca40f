"""The way of an alarm through the bot, read from its log."""

from pathlib import Path
from typing import Any

import pytest

from demo import tail
from demo.chronicle import KEPT
from demo.slack.page_worlds import Published
from demo.slack.people import ALERTS, ALICE, BOT, CAROL
from demo.slack.workspace import Workspace
from demo.trace import Trace
from tests.demo.log import START, BotLog


@pytest.fixture
def log(tmp_path: Path) -> BotLog:
    return BotLog(tmp_path / "bot.log")


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def trace(log: BotLog, workspace: Workspace) -> Trace:
    return Trace([log.path], workspace)


def steps(trace: Trace, revision: int = 0) -> list[dict[str, Any]]:
    found: Any = trace.after(revision)["steps"]
    return list(found)


def test_the_way_of_an_alarm_is_timed_from_its_publishing(trace: Trace, log: BotLog, workspace: Workspace):
    card = workspace.post(ALERTS, BOT, "🔴 ALARM web-7: CPU 93 % &gt; 80 %")
    trace.published(Published(START, "set to ALARM", ("web-7",)))
    log.accepted("web-7", "i-1", 0.05)
    log.say("posted", 0.125, post="i-1/C/0", channel=ALERTS, ts=card.ts)
    log.say("asked", 3.5, action="watch", user=ALICE, on="i-1", ending="done", ms=500)
    log.say("updated", 4.0, post="i-1/C/0", channel=ALERTS, ts=card.ts)
    seen = [(step["what"], step["about"], round(step["since"], 3)) for step in steps(trace)]
    assert seen == [
        ("published", "web-7", 0),
        ("accepted", "web-7", 0.05),
        ("posted", "web-7", 0.125),
        ("clicked", "web-7", 3.0),
        ("updated", "web-7", 4.0),
    ]
    assert steps(trace)[2]["text"] == "#alerts: 🔴 ALARM: CPU 93 % > 80 %"
    assert "Alice" in steps(trace)[3]["text"]


def test_what_came_unasked_is_timed_from_its_acceptance(trace: Trace, log: BotLog):
    for at in (0, 60):
        log.accepted("degraded", "i-1", at)
        log.say("updated", at + 0.5, post="i-1/C/0", channel=ALERTS, ts="1.0")
    assert [step["since"] for step in steps(trace)] == [0, 0.5, 0, 0.5]


def test_a_message_gets_its_name_when_the_bot_has_read_it(trace: Trace, log: BotLog, workspace: Workspace):
    trace.published(Published(START, "published by hand", (), "m-1"))
    (before,) = steps(trace)
    log.accepted("The backup is done", None, 0.1, kind="event", key="sns:m-1")
    card = workspace.post(ALERTS, BOT, "🔵 The backup is done")
    log.say("posted", 0.2, post="event-0/C/0", channel=ALERTS, ts=card.ts)
    after = steps(trace, before["revision"])
    assert before["about"] == ""
    assert [step["about"] for step in after] == ["The backup is done"] * 3
    assert after[0]["id"] == before["id"]


def test_a_storm_is_one_step_and_each_of_its_alarms_is_timed_from_it(trace: Trace, log: BotLog):
    trace.published(Published(START, "a storm of 2", ("a", "b")))
    log.accepted("b", "i-b", 0.25)
    assert [(step["about"], step["since"]) for step in steps(trace)] == [("", None), ("b", 0.25)]


def test_refusals_and_troubles_stand_out(trace: Trace, log: BotLog):
    log.accepted("web-7", "i-1")
    log.say("asked", 1, action="card menu", user=CAROL, on="close:i-1", ending="refused", ms=1)
    log.say("slack_rate_limited", 2, post="i-1/C/0", after=30)
    log.say("channel_refused", 3, level="error", channel=ALERTS, error="is_archived")
    log.say("failed", 4, name="web-8", kind="alarm", key="sns:1")
    found = [(step["what"], step["about"]) for step in steps(trace) if step["bad"]]
    assert found == [
        ("refused", "web-7"),
        ("rate limited", "web-7"),
        ("channel refused", ""),
        ("not accepted", "web-8"),
    ]


def test_a_command_is_shown_as_it_was_typed(trace: Trace, log: BotLog):
    log.say("asked", action="/aws", user=ALICE, on="alarms web", ending="done", ms=12)
    (step,) = steps(trace)
    assert (step["what"], step["text"]) == ("command", "Alice Ahn: /aws alarms web, answered in 12 ms")


def test_what_other_libraries_say_stays_out_unless_it_is_trouble(trace: Trace, log: BotLog):
    log.say("A new session has been established", logger="slack_bolt.AsyncApp")
    log.say("the socket broke", logger="slack_bolt.AsyncApp", level="error")
    assert [(step["what"], step["text"]) for step in steps(trace)] == [("trouble", "the socket broke")]


def test_only_the_last_steps_are_kept(trace: Trace, log: BotLog):
    for number in range(KEPT + 50):
        log.accepted(f"alarm-{number}", None)
    answer = trace.after(0)
    assert len(steps(trace)) == KEPT
    assert (answer["oldest"], answer["revision"]) == (51, KEPT + 50)


def test_a_page_is_told_only_what_it_has_not_yet(trace: Trace, log: BotLog):
    log.accepted("one", None)
    revision = trace.after(0)["revision"]
    log.accepted("two", None)
    assert isinstance(revision, int)
    assert [step["about"] for step in steps(trace, revision)] == ["two"]


def test_half_a_line_is_read_when_it_is_whole(trace: Trace, log: BotLog):
    log.write('{"event": "acc')
    assert steps(trace) == []
    log.write('epted", "name": "web-7"}\n')
    assert [step["about"] for step in steps(trace)] == ["web-7"]


def test_what_is_no_line_of_the_bot_is_passed_over(trace: Trace, log: BotLog):
    log.write(
        'Traceback:\n{"event": \n[1]\n{}\n' + '{"event": "accepted", "name": "' + "x" * tail.LONGEST + '"}\n'
    )
    log.accepted("web-7", None)
    assert [step["about"] for step in steps(trace)] == ["web-7"]


def test_a_log_that_ran_far_ahead_is_read_from_near_its_end(trace: Trace, log: BotLog):
    log.accepted("first", None)
    log.write(("x" * 1023 + "\n") * (tail.AT_ONCE // 1024))
    log.accepted("last", None)
    assert [step["about"] for step in steps(trace)] == ["last"]


def test_a_bot_that_has_not_started_has_done_nothing(trace: Trace):
    assert trace.after(0) == {"steps": [], "revision": 0, "oldest": 0}


def test_of_several_bots_it_is_told_which_took_which_channel(trace: Trace, log: BotLog):
    log.say("channel_taken", channel=ALERTS, bot="host/4242/a1b2c3", token=2)
    assert [(step["what"], step["text"]) for step in steps(trace)] == [
        ("channel taken", "#alerts by pid 4242")
    ]
