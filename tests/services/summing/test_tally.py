"""Figures of a stretch of time: pure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.summing.tally import Stretch, Tally, Took
from tests.builders import NOON

DUBLIN = ZoneInfo("Europe/Dublin")


def test_the_median_stands_beside_the_mean():
    assert Took.of([60, 60, 60, 86_400]) == Took(4, 21_645.0, 60.0)


def test_what_never_happened_took_no_time_and_no_time_is_negative():
    assert Took.of([]) is None
    assert Took.of([-5, 5]) == Took(2, 2.5, 2.5)


def test_the_stretch_before_is_as_long_and_ends_where_this_one_begins():
    stretch = Stretch.back(NOON, timedelta(hours=24))
    assert stretch.before() == Stretch(NOON - timedelta(hours=48), NOON - timedelta(hours=24))


def test_the_week_before_is_the_same_hours_by_the_clock_on_the_wall():
    """The clocks of Dublin went forward on the 29th of March 2026."""
    stretch = Stretch(
        datetime(2026, 3, 30, 9, tzinfo=DUBLIN) - timedelta(days=3), datetime(2026, 3, 30, 9, tzinfo=DUBLIN)
    )
    earlier = stretch.earlier(days=7)
    assert (earlier.since.hour, earlier.until.hour) == (9, 9)
    assert earlier.until.astimezone(UTC) == datetime(2026, 3, 23, 9, tzinfo=UTC)
    assert stretch.until.astimezone(UTC) == datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert (stretch.length, earlier.length) == (timedelta(hours=71), timedelta(hours=72))


def test_a_stretch_without_anything_is_quiet():
    assert Tally(Stretch.back(NOON, timedelta(days=1))).is_quiet
    assert not Tally(Stretch.back(NOON, timedelta(days=1)), closed=1).is_quiet
