"""A metric's course: thinned out, and written down for a model."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

Point = tuple[datetime, float]

MOST = 60  # lines of one series
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Series:
    label: str
    points: tuple[Point, ...] = ()  # oldest first, UTC
    period: int = 0  # seconds
    unit: str = ""

    @property
    def min(self) -> Point | None:
        return min(self.points, key=lambda point: point[1], default=None)

    @property
    def max(self) -> Point | None:
        return max(self.points, key=lambda point: point[1], default=None)

    @property
    def last(self) -> Point | None:
        return self.points[-1] if self.points else None


def downsampled(series: Series, most: int = MOST, *, lowest: bool = False) -> Series:
    """At most *most* of its points: of neighbours the highest, or the *lowest*, each at its own time."""
    size = math.ceil(len(series.points) / most)
    if size <= 1:
        return series
    chunks = (series.points[start : start + size] for start in range(0, len(series.points), size))
    chosen = min if lowest else max
    return replace(series, points=tuple(chosen(chunk, key=lambda point: point[1]) for chunk in chunks))


def written(series: Series, most: int = MOST, *, lowest: bool = False) -> str:
    """The series as a model reads it: what it is, its extremes, and `HH:MM value` lines, in UTC."""
    unit = f" in {series.unit}" if series.unit else ""
    head = f"{series.label}{unit}, a point every {series.period} s, UTC"
    lowest_point, highest, last = series.min, series.max, series.last
    if lowest_point is None or highest is None or last is None:
        return f"{head}: no datapoints"
    dated = "" if last[0] - series.points[0][0] < DAY else "%m-%d "
    shown = downsampled(series, most, lowest=lowest).points
    thinned = "the lowest" if lowest else "the highest"
    note = (
        f" ({thinned} of each {math.ceil(len(series.points) / most)})"
        if len(shown) < len(series.points)
        else ""
    )
    extremes = ", ".join(
        f"{name} {_number(value)} at {at:{dated}%H:%M}"
        for name, (at, value) in (("min", lowest_point), ("max", highest), ("last", last))
    )
    lines = [f"{at:{dated}%H:%M} {_number(value)}" for at, value in shown]
    return "\n".join([f"{head}: {len(series.points)} points{note}, {extremes}", *lines])


def _number(value: float) -> str:
    return f"{value:.6g}"
