"""The timeline of a report: told, written for a form, and read back."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from services.alarm import State
from services.flap import Flapped
from services.incident import Acted, Changed, Ended, Ending, Line, Muted, Muting, Reported, SilenceId, Unmuted
from services.locale import translations
from services.reporting.report import Moment
from services.reporting.timeline import MomentUnread, Telling
from tests.builders import ALICE, BOB, NOON, minutes

TELLING = Telling(translations("en"), ZoneInfo("Asia/Seoul"))


def test_each_line_says_who_and_what():
    muting = Muting(SilenceId("s"), BOB, NOON + minutes(60))
    lines: list[Line] = [
        Changed(NOON, State.ALARM, State.OK, "password=hunter2", (("Team", "b"),)),
        Acted(NOON, ALICE, "watched"),
        Acted(NOON, ALICE, "unwatched"),
        Acted(NOON, ALICE, "closed"),
        Muted(NOON, muting),
        Unmuted(NOON),
        Unmuted(NOON, BOB),
        Ended(NOON, Ending.DELETED),
        Ended(NOON, Ending.SILENT),
        Reported(NOON, ALICE, "https://wiki.example.com/1", "x", 1),
    ]
    assert [(one.who, one.what) for one in TELLING.moments(lines)] == [
        ("", "Team = b: OK → ALARM: password=(redacted)"),
        ("Alice", "began to watch"),
        ("Alice", "stopped watching"),
        ("Alice", "closed it by hand"),
        ("Bob", "muted it until 2026-11-20 22:00 KST"),
        ("", "The mute has run its time."),
        ("Bob", "ended the mute"),
        ("", "deleted in CloudWatch"),
        ("", "closed, as nobody spoke of it"),
        ("Alice", "filed the report"),
    ]


def test_flapping_is_told_with_each_change_and_how_it_ended():
    swing = Changed(NOON, State.OK, State.ALARM, "", quiet=True)
    ended = Flapped(NOON + minutes(44), NOON, NOON + minutes(29), 14, State.OK, (("Team", "b"),))
    assert [one.what for one in TELLING.moments([swing, ended])] == [
        "ALARM → OK",
        "Team = b: flapped from 2026-11-20 21:00 to 2026-11-20 21:29: 14 changes, OK since then",
    ]


def test_what_is_written_is_read_back_as_it_was():
    moments = (
        Moment(NOON, "rolled back: at last", "Bob"),
        Moment(datetime(2026, 11, 20, 12, 0, 7, tzinfo=UTC), "다시 시작함", "앨리스"),
    )
    assert TELLING.read(TELLING.write(moments)) == moments


def test_a_name_or_a_text_that_would_break_the_line_does_not():
    (line,) = TELLING.write([Moment(NOON, "one\ntwo", "DJ: Bob\n")]).splitlines()
    assert line == "2026-11-20 21:00:00 DJ Bob: one two"
    assert TELLING.read(line)[0].who == "DJ Bob"


def test_people_may_leave_out_the_seconds_and_leave_lines_empty():
    (moment,) = TELLING.read("\n 2026-11-20 21:06 Bob: rolled back \n\n")
    assert moment == Moment(NOON + minutes(6), "rolled back", "Bob")


@pytest.mark.parametrize(
    "line",
    [
        "rolled back",
        "14:06 Bob: x",
        "2026-13-20 14:06 Bob: x",
        "2026-11-20 14:06 Bob",
        "0001-01-01 00:00 B: x",
    ],
)
def test_a_line_that_is_no_moment_is_named(line):
    with pytest.raises(MomentUnread, match=line[:10]):
        TELLING.read(f"2026-11-20 14:06 Bob: fine\n{line}")
