"""A metric as a picture: one line, the threshold, times below. Pillow is imported at first use."""

import io
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from services.confluence.times import Times
from services.reporting.report import Chart, Point

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SIZE = (1520, 560)  # twice what a page shows
MARGIN = (150, 30, 40, 70)  # left, top, right, bottom
LETTERS = 24  # pixels
LINE, LIMIT, GRID, INK, PAPER = "#1868db", "#c9372c", "#dcdfe4", "#44546f", "#ffffff"
MOST_POINTS = 1_500
STEPS = 4
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
LARGEST = 1e15  # of what a chart is drawn for
DAY = timedelta(days=1)


def draw(chart: Chart, times: Times) -> bytes:
    """*chart* as a PNG; b"" where nothing of it can be drawn. Its letters are Latin alone."""
    points = drawn(chart)
    if not points:
        return b""
    from PIL import Image, ImageDraw  # noqa: PLC0415 — 80 ms and 16 MiB, for few

    picture = Image.new("RGB", SIZE, PAPER)
    limit = _limit(chart)
    Canvas(ImageDraw.Draw(picture), points, limit, _levels(points, limit), times).fill(chart.unit)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def drawn(chart: Chart) -> list[Point]:
    """The points that a picture can show."""
    told = [one for one in chart.points if _drawable(one.value)]
    return sorted(told, key=lambda one: one.at)[-MOST_POINTS:]


def _limit(chart: Chart) -> float | None:
    return chart.threshold if chart.threshold is not None and _drawable(chart.threshold) else None


def _drawable(value: float) -> bool:
    return math.isfinite(value) and abs(value) < LARGEST


def _levels(points: list[Point], limit: float | None) -> list[float]:
    """Round numbers from below the least to above the greatest; from 0 where that is near."""
    values = [one.value for one in points] + ([] if limit is None else [limit])
    low, high = min(values), max(values)
    low = 0.0 if 0 < low < high / 2 else low
    rough = ((high - low) or abs(high) or 1.0) / STEPS
    unit = 10.0 ** math.floor(math.log10(rough))
    step = unit * next(times for times in ROUND if times * unit >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


@dataclass(frozen=True, slots=True)
class Canvas:
    pen: "ImageDraw"
    points: list[Point]
    limit: float | None
    levels: list[float]
    times: Times

    def fill(self, unit: str) -> None:
        for value in self.levels:
            self._level(value, unit)
        for step in range(STEPS + 1):
            self._time(step / STEPS)
        places = [(self._x(one.at), self._y(one.value)) for one in self.points]
        if self.limit is not None:
            y = self._y(self.limit)
            self.pen.line([(MARGIN[0], y), (SIZE[0] - MARGIN[2], y)], LIMIT, 3)
            self.pen.text(
                (SIZE[0] - MARGIN[2], y - 4), f"{self.limit:.4g}", LIMIT, anchor="rs", font_size=LETTERS
            )
        self.pen.line(places, LINE, 5, joint="curve")
        for x, y in places if len(places) == 1 else []:
            self.pen.ellipse((x - 8, y - 8, x + 8, y + 8), LINE)

    def _level(self, value: float, unit: str) -> None:
        y = self._y(value)
        self.pen.line([(MARGIN[0], y), (SIZE[0] - MARGIN[2], y)], GRID, 1)
        said = f"{value:.4g} {unit if unit.isascii() else ''}".strip()[:11]
        self._say((MARGIN[0] - 12, y), said, "rm")

    def _time(self, share: float) -> None:
        first, last = self.points[0].at, self.points[-1].at
        at = self.times.local(first + (last - first) * share)
        form = "%m-%d %H:%M" if last - first > DAY else "%H:%M"
        said = f"{at:{form}}" + (f" {at:%Z}" if share == 1 else "")
        anchor = {0.0: "la", 1.0: "ra"}.get(share, "ma")
        self._say((MARGIN[0] + self._wide() * share, SIZE[1] - MARGIN[3] + 16), said, anchor)

    def _say(self, at: tuple[float, float], text: str, anchor: str) -> None:
        self.pen.text(at, text, INK, anchor=anchor, font_size=LETTERS)

    def _wide(self) -> int:
        return SIZE[0] - MARGIN[0] - MARGIN[2]

    def _x(self, at: datetime) -> float:
        whole = (self.points[-1].at - self.points[0].at).total_seconds()
        share = (at - self.points[0].at).total_seconds() / whole if whole else 0.5
        return MARGIN[0] + self._wide() * share

    def _y(self, value: float) -> float:
        low, high = self.levels[0], self.levels[-1]
        tall = SIZE[1] - MARGIN[1] - MARGIN[3]
        return MARGIN[1] + tall * (1 - (value - low) / (high - low))
