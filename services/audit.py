"""Every action leaves a row: who did what, on what, and how it ended."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from services.incident import Person

SPAN = re.compile(r"(\d{1,4})([mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}

Ending = Literal["done", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Deed:
    at: datetime
    person: Person
    action: str  # watch, /aws alarms, mention …
    target: str  # an alarm, a channel, the words of a command
    outcome: Ending


class Trail(Protocol):
    async def record(self, deed: Deed) -> None: ...

    async def deeds(self, since: datetime, words: Sequence[str] = (), at_most: int = 1000) -> list[Deed]:
        """The newest first; each of *words* is part of the person, the action or the target."""


def span(text: str) -> timedelta | None:
    """How long back to look, as people write it: 30m, 24h, 7d."""
    found = SPAN.fullmatch(text)
    return timedelta(**{UNITS[found[2]]: int(found[1])}) if found else None
