"""A course of many points, told in few lines that still hold its peak."""

from itertools import pairwise

from services.aws.reading.series import Series, downsampled, written
from tests.builders import NOON, minutes


def series(*values: float, every: float = 1, **about: object) -> Series:
    points = tuple((NOON + minutes(number * every), value) for number, value in enumerate(values))
    return Series("AWS/EC2 CPUUtilization Average", points, **about)  # type: ignore[arg-type]


def test_a_peak_stays_with_its_own_time():
    course = series(*[1.0] * 250, 99.0, *[1.0] * 249)
    thin = downsampled(course)
    assert len(thin.points) <= 60
    assert (NOON + minutes(250), 99.0) in thin.points


def test_what_may_not_fall_keeps_its_lowest_points():
    course = series(*[50.0] * 250, 3.0, *[50.0] * 249)
    assert (NOON + minutes(250), 3.0) in downsampled(course, lowest=True).points
    assert 3.0 not in {value for _, value in downsampled(course).points}


def test_a_short_course_stays_whole():
    course = series(1.0, 2.0, 3.0)
    assert downsampled(course, 3) == course


def test_thinned_points_stay_in_order():
    points = downsampled(series(*(float(n % 7) for n in range(499)))).points
    assert all(one[0] < next_[0] for one, next_ in pairwise(points))


def test_it_is_written_with_unit_extremes_and_times():
    text = written(series(12.0, 93.456789, 41.2, period=60, unit="Percent"))
    assert text == (
        "AWS/EC2 CPUUtilization Average in Percent, a point every 60 s, UTC: 3 points, "
        "min 12 at 12:00, max 93.4568 at 12:01, last 41.2 at 12:02\n"
        "12:00 12\n"
        "12:01 93.4568\n"
        "12:02 41.2"
    )


def test_it_says_that_points_were_left_out():
    lines = written(series(*map(float, range(120))), 60).splitlines()
    assert "120 points (the highest of each 2)" in lines[0]
    assert len(lines) == 61


def test_days_are_told_apart():
    assert written(series(1.0, 2.0, every=1440)).splitlines()[1:] == ["11-20 12:00 1", "11-21 12:00 2"]


def test_no_data_is_said():
    assert written(series()).endswith("UTC: no datapoints")
