"""Figures, as a table for people and as JSON for programs."""

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

HEADINGS = ("", "measured", "bare loop", "ratio", "aim", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured; its *ratio* is to the bare loop of the same run, or to what *note* says."""

    name: str
    value: float
    unit: str
    bare: float | None = None
    aim: float | None = None  # of the ratio where there is one, of the value elsewhere
    more_is_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.bare if self.bare else None

    @property
    def met(self) -> bool | None:
        """Whether it is as good as it should be, where anybody said."""
        if self.aim is None:
            return None
        judged = self.value if self.ratio is None else self.ratio
        return judged >= self.aim if self.more_is_better else judged <= self.aim

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": self.ratio, "met": self.met}


def machine() -> dict[str, Any]:
    """What it was measured on, and how busy that was with other things."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "load": [round(load, 2) for load in os.getloadavg()],
    }


def table(figures: Sequence[Figure]) -> str:
    rows = [HEADINGS, *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(_line(row, widths) for row in rows)


def _row(figure: Figure) -> tuple[str, ...]:
    sign = "≥" if figure.more_is_better else "≤"
    unit = figure.unit if figure.ratio is None else "×"
    return (
        figure.name,
        f"{figure.value:.4g} {figure.unit}",
        "" if figure.bare is None else f"{figure.bare:.4g} {figure.unit}",
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        "" if figure.aim is None else f"{sign} {figure.aim:g} {unit}",
        " · ".join(filter(None, ["MISSED" if figure.met is False else "", figure.note])),
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
    return "  ".join([first, *rest]).rstrip()


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
