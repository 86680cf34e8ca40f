"""The picture of a metric."""

import io
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from services.confluence.chart import LIMIT, LINE, SIZE, draw
from services.confluence.times import Times
from services.reporting.report import Chart, Point
from tests.services.confluence.building import NOON, wave

TIMES = Times(NullTranslations(), ZoneInfo("Asia/Seoul"))
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def colours(png: bytes) -> set[str]:
    picture = Image.open(io.BytesIO(png))
    assert (picture.format, picture.size) == ("PNG", SIZE)
    seen = picture.convert("RGB").getcolors(1 << 20) or []
    return {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in seen if isinstance(colour, tuple)}


def points(*values: float) -> tuple[Point, ...]:
    return tuple(Point(NOON + timedelta(minutes=number), value) for number, value in enumerate(values))


def test_it_shows_the_line_and_the_threshold():
    assert colours(draw(Chart("x", wave(), 70.0, "ms"), TIMES)) >= {LINE, LIMIT}


def test_without_a_threshold_there_is_none():
    seen = colours(draw(Chart("x", wave()), TIMES))
    assert LINE in seen
    assert LIMIT not in seen


@pytest.mark.parametrize(
    "odd",
    [
        points(5),
        points(0, 0, 0),
        points(-3, -2, -1),
        points(1e14, -1e14),
        points(float("nan"), 1, float("inf"), 2),
        (Point(FIRST, 1), Point(LAST, 2)),
        (Point(NOON, 2), Point(NOON, 1)),
        points(*range(20_000)),
    ],
)
def test_odd_numbers_and_times_have_a_picture_too(odd):
    assert LINE in colours(draw(Chart("x" * 500, odd, float("nan"), "단위\n" * 50), TIMES))


def test_nothing_is_drawn_of_nothing():
    assert draw(Chart("x", ()), TIMES) == b""
    assert draw(Chart("x", points(float("inf"))), TIMES) == b""


def test_a_picture_is_small():
    assert len(draw(Chart("x", wave(1_000), 70.0, "ms"), TIMES)) < 200_000
