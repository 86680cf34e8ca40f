"""What a model is told of a storm: figures, what its names and places have in common, some of them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from typing import Protocol

from services.incident import IncidentId
from services.storming.storm import Entry, Storm, StormId, places

MOST = 10_000  # alarms that are counted
NAMED = 50  # of them
COUNTED = 10  # beginnings, ends, places
LONGEST_NAME = 255
SIGNS = re.compile(r"[-_./: ]")  # that end a word of a name


class Storms(Protocol):
    async def storm(self, storm: StormId) -> Storm:
        """As it is told now, or UnknownIncident."""

    async def entries(self, storm: StormId, part: str, at_most: int) -> list[Entry]:
        """Those with *part* in their names, what is in ALARM first."""


@dataclass(frozen=True, slots=True)
class StormCase:
    """A storm that is asked about, with its alarms, the worst first."""

    storm: Storm
    entries: tuple[Entry, ...]

    @property
    def leader(self) -> IncidentId | None:
        """The alarm to look at more closely."""
        if self.storm.gravest:
            return self.storm.gravest[0]
        return self.entries[0].incident if self.entries else None

    def figures(self) -> str:
        told, names = self.storm.sum, [one.name for one in self.entries]
        rows = {
            "alarms": str(told.total),
            "in ALARM now": str(told.alarming),
            "without data now": str(told.without_data),
            "recovered": str(told.recovered),
            "closed before they had recovered": str(told.closed),
            "still going on": "yes" if self.storm.is_on else "no",
            "first opened": _moment(told.first),
            "last opened": _moment(told.last),
            "opened by minute, up to the last": ", ".join(map(str, told.by_minute)),
            "how names begin": _counts(Counter(SIGNS.split(name, 1)[0] for name in names)),
            "how names end": _counts(Counter(SIGNS.split(name)[-1] for name in names)),
            "where": _counts(_places(self.entries)),
            "watched by": ", ".join(one.person.name for one in self.storm.watchers),
        }
        return "\n".join(f"{name}: {value}" for name, value in rows.items() if value)

    def names(self) -> str:
        """The first that went off lead to the cause, and the worst are what people see: some of both."""
        return "\n".join(map(_row, self.chosen()))

    def chosen(self) -> Sequence[Entry]:
        known = [(one.opened_at, number) for number, one in enumerate(self.entries) if one.opened_at]
        first = [number for _, number in nsmallest(NAMED // 2, known)]
        taken = list(dict.fromkeys([*first, *range(len(self.entries))]))[:NAMED]
        return [self.entries[number] for number in taken]


async def case_of(storms: Storms, storm: StormId) -> StormCase:
    """*storm* and all of its alarms, or UnknownIncident."""
    return StormCase(await storms.storm(storm), tuple(await storms.entries(storm, "", MOST)))


def _row(one: Entry) -> str:
    state = f"{one.state}, closed" if one.is_over else str(one.state)
    opened = f" opened {_moment(one.opened_at)}" if one.opened_at else ""
    return f"{_line(one.name)}: {state}{opened} ({_line(f'{one.place.account} {one.place.region}')})"


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{_line(what)} ×{n}" for what, n in counted.most_common(COUNTED) if n > 1)


def _places(entries: Iterable[Entry]) -> Counter[str]:
    return Counter({f"{place.account} {place.region}": times for place, times in places(entries).items()})


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NAME]


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z" if at else ""
