"""What people type after `/aws mute`."""

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from services.muting.mute import MOST_STARS, Mute, MuteId, Weekly, longest, mute_of, silence_of
from services.muting.words import MuteUnread, Wanted, read_mute, read_until, unquoted
from tests.builders import ALICE, alarm

DUBLIN = ZoneInfo("Europe/Dublin")
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # a Friday; Dublin's clocks say the same


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=DUBLIN)


def weekly(days: tuple[int, ...], start: time, end: time) -> Weekly:
    return Weekly(days, start, end, "Europe/Dublin")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("web-7", Wanted("web-7", at(20, 15))),
        ("web-7 30m", Wanted("web-7", at(20, 14, 30))),
        (
            "web-7 2d the disk is being replaced",
            Wanted("web-7", at(22, 14), None, "the disk is being replaced"),
        ),
        ("prod-* until 18:00 deploy", Wanted("prod-*", at(20, 18), None, "deploy")),
        ("prod-* until 9:00", Wanted("prod-*", at(21, 9))),
        ("web-7 until tomorrow", Wanted("web-7", at(21, 9))),
        ("web-7 until tomorrow 12:30 x", Wanted("web-7", at(21, 12, 30), None, "x")),
        ("web-7 until 2026-12-01 08:00", Wanted("web-7", at(1, 8, month=12))),
        ("web-7 deploy of 4.17", Wanted("web-7", at(20, 15), None, "deploy of 4.17")),
        ("prod-* every Tue 02:00-04:00", Wanted("prod-*", None, weekly((1,), time(2), time(4)))),
        (
            "x every mon-fri 9:00-9:30 y",
            Wanted("x", None, weekly((0, 1, 2, 3, 4), time(9), time(9, 30)), "y"),
        ),
        ("x every sat,sun 22:00-02:00", Wanted("x", None, weekly((5, 6), time(22), time(2)))),
        ("x every fri-mon 1:00-2:00", Wanted("x", None, weekly((0, 4, 5, 6), time(1), time(2)))),
        ('"CPU of web 7" 30m x', Wanted("CPU of web 7", at(20, 14, 30), None, "x")),
        ("“CPU of web 7” 30m", Wanted("CPU of web 7", at(20, 14, 30))),
        ("x every day 1:00-2:00", Wanted("x", None, weekly(tuple(range(7)), time(1), time(2)))),
    ],
)
def test_what_is_typed_is_understood(typed, wanted):
    assert read_mute(typed.split(), NOW, DUBLIN) == wanted


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", ""),
        ("web-7 until", ""),
        ("web-7 until soon", "soon"),
        ("web-7 until 2026-13-01", "2026-13-01"),
        ("web-7 until 2026-11-19", "until"),
        ("web-7 until 2027-11-19", "until"),
        ("web-7 90d", "90d"),
        ("web-7 every whenever 1:00-2:00", "whenever"),
        ("web-7 every tue", ""),
        ("web-7 every tue 25:00-26:00", "25:00-26:00"),
        ("web-7 every tue 2:00-2:00", "2:00-2:00"),
        ("x" * 256, "x" * 40),
        ("web-7 0m", "0m"),
        ("*a" * 11, "*a" * 11),
        ('"web 7 1h', '"web'),
        ('"" 1h', ""),
    ],
)
def test_what_is_no_mute_names_the_word_that_is_wrong(typed, word):
    with pytest.raises(MuteUnread) as error:
        read_mute(typed.split(), NOW, DUBLIN)
    assert str(error.value) == word


def muted(pattern: str) -> Mute:
    return Mute(MuteId("m1"), pattern, ALICE, NOW, at(20, 18))


@pytest.mark.parametrize(
    ("pattern", "name", "covered"),
    [
        ("web-7", "web-7", True),
        ("web-7", "web-77", False),
        ("web-7", "WEB-7", False),
        ("prod-*", "prod-checkout", True),
        ("PROD-*", "prod-checkout", True),
        ("prod-?", "prod-ab", False),
        ("*", "anything", True),
        ("a[b", "a[b", True),
        ("[prod] cpu", "[prod] cpu", True),
        ("[prod] cpu", "p cpu", False),
        ("[prod] *", "[prod] disk", True),
        ("[prod] *", "p disk", False),
    ],
)
def test_a_pattern_covers_what_it_says(pattern, name, covered):
    assert muted(pattern).covers(alarm(name)) is covered


def test_a_mute_of_one_alarm_covers_no_other_whatever_signs_its_name_holds():
    mute = replace(muted("prod-*"), arn=alarm("prod-*").arn)
    assert mute.covers(alarm("prod-*"))
    assert not mute.covers(alarm("prod-checkout"))
    assert not mute.is_wide


def test_the_most_stars_there_may_be_do_not_keep_a_long_name_waiting():
    mute = muted("*a" * MOST_STARS + "b")
    assert not mute.covers(alarm("a" * 100_000))


def test_a_window_over_midnight_ends_the_next_morning():
    window = weekly((4,), time(22), time(2))
    assert window.around(at(20, 21, 59)) is None
    assert window.around(at(20, 22)) == (at(20, 22), at(21, 2))
    assert window.around(at(21, 1, 59)) == (at(20, 22), at(21, 2))
    assert window.around(at(21, 2)) is None
    assert window.next(at(20, 22)) == at(27, 22)


@pytest.mark.parametrize(("day", "hours"), [(datetime(2026, 3, 29), 2), (datetime(2026, 10, 25), 4)])  # noqa: DTZ001
def test_a_window_goes_by_the_clock_on_the_wall_when_the_clocks_change(day, hours):
    window = weekly((6,), time(0), time(3))
    since, until = window.around(datetime(day.year, day.month, day.day, 0, 30, tzinfo=DUBLIN)) or (NOW, NOW)
    assert (until.astimezone(UTC) - since.astimezone(UTC)).total_seconds() == hours * 3600


@pytest.mark.parametrize(
    ("day", "clocks", "window"),
    [
        # in the night of 29 March the clocks go from 00:59 to 02:00
        (datetime(2026, 3, 29, tzinfo=UTC), (time(1, 15), time(2, 30)), (time(1), time(1, 30))),
        (datetime(2026, 3, 29, tzinfo=UTC), (time(0, 30), time(1, 30)), (time(0, 30), time(1))),
        # on 25 October they show 01:00 to 02:00 twice
        (datetime(2026, 10, 25, tzinfo=UTC), (time(1, 30), time(2, 30)), (time(0, 30), time(2, 30))),
    ],
)
def test_what_the_clock_on_the_wall_skips_or_shows_twice_shortens_or_lengthens_a_window(day, clocks, window):
    since, until = (day.replace(hour=one.hour, minute=one.minute) for one in window)
    weekday = weekly((6,), *clocks)
    assert weekday.around(since) == (since, until)
    assert weekday.around(until) is None
    assert weekday.next(since) > until


def test_a_window_that_the_clocks_skip_altogether_is_none_that_day():
    window = weekly((6,), time(1, 15), time(1, 45))
    assert window.around(datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) is None
    assert window.around(datetime(2026, 4, 5, 0, 15, tzinfo=UTC)) is not None


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("30m", at(20, 14, 30)),
        ("2h", at(20, 16)),
        ("18:00", at(20, 18)),
        ("until 18:00", at(20, 18)),
        ("tomorrow 9:00", at(21, 9)),
        ("until tomorrow 9:00", at(21, 9)),
        ("2026-12-01 08:00", at(1, 8, month=12)),
    ],
)
def test_a_time_alone_is_understood(typed, until):
    assert read_until(typed, NOW, DUBLIN) == until


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", ""),
        ("soon", "soon"),
        ("0m", "0m"),
        ("31d", "31d"),
        ("18:00 please", "please"),
        ("every tue 1:00-2:00", "every"),
        ("2026-11-19 10:00", "until"),
        ("2026-11-20 14:00", "until"),
    ],
)
def test_what_is_no_time_names_the_word_that_is_wrong(typed, word):
    with pytest.raises(MuteUnread) as error:
        read_until(typed, NOW, DUBLIN)
    assert str(error.value) == word


@pytest.mark.parametrize(
    ("typed", "name"),
    [("prod-*", "prod-*"), ('"CPU of web 7"', "CPU of web 7"), ("CPU of web 7", "CPU of web 7"), ('"', '"')],
)
def test_a_name_is_taken_out_of_its_quotation_marks(typed, name):
    assert unquoted(typed.split()) == name


def test_of_two_mutes_the_one_that_ends_last_counts():
    short = replace(muted("web-*"), until=at(20, 15))
    silence = longest([short, muted("web-7"), replace(short, id=MuteId("m2"))], alarm("web-7"), NOW)
    assert silence
    assert silence.mute == muted("web-7")


def test_a_stretch_is_the_same_whenever_it_is_asked_for_and_knows_its_mute():
    mute = Mute(MuteId("mute-1"), "*", ALICE, NOW, weekly=weekly((4,), time(13), time(15)))
    first, again = silence_of(mute, at(20, 13, 1)), silence_of(mute, at(20, 14, 59))
    assert first == again
    assert first
    assert mute_of(first.id) == mute.id
    assert silence_of(mute, at(20, 15)) is None
