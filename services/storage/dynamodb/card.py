"""What stands, or shall stand, of one subject in one channel."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from services.post import How, Settled, Ts
from services.storage.owing import KEPT_BACK


@dataclass(frozen=True, slots=True)
class Card:
    """Owed while shown < wanted. From the line *waits_from* on, its thread waits until it stands."""

    urgency: int
    n: int  # its place among those of one urgency
    wanted: int = 1
    shown: int = 0
    ts: Ts | None = None
    intent: float | None = None
    plain: bool = False
    waits_from: int | None = 1

    @classmethod
    def read(cls, item: Mapping[str, Any]) -> Self:
        return cls(**{"waits_from": None, **item})

    def as_item(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}

    @property
    def is_owed(self) -> bool:
        return self.shown < self.wanted

    @property
    def is_kept_back(self) -> bool:
        return self.wanted == KEPT_BACK

    @property
    def is_unbegun(self) -> bool:
        return self.shown == 0 and self.ts is None and self.intent is None

    def changed(self, version: int, urgency: int, *, anew: bool) -> Self:
        """One that somebody deleted comes back only *anew*: with the next ALARM."""
        if self.is_kept_back or not (anew or self.ts is not None or self.shown == 0):
            return self
        urgent = min(self.urgency, urgency) if self.is_owed else urgency
        return replace(self, wanted=version, urgency=urgent)

    def shown_after_all(self, version: int, urgency: int) -> Self:
        """If it was kept back, or somebody has deleted it since."""
        if self.is_kept_back or (self.ts is None and self.shown > 0):
            return replace(self, wanted=version, urgency=urgency)
        return self

    def spoken_for(self, lines: int) -> Self:
        """Something else shows it, and the *lines* that there are."""
        return replace(self, shown=self.wanted, waits_from=lines + 1)

    def begun_anew(self, waits_from: int) -> Self:
        """In another channel, where it does not stand."""
        return replace(self, ts=None, shown=0, intent=None, waits_from=waits_from)

    def settled(self, result: Settled, lines: int) -> Self:
        match result.how:
            case How.SHOWN:
                return replace(self, ts=result.ts, shown=result.version, intent=None)
            case How.OWED:
                return replace(self, intent=None)
            case How.PLAIN:
                return replace(self, plain=True, intent=None)
            case How.GONE:
                waits = self.waits_from or lines + 1
                return replace(self, ts=None, shown=result.version, intent=None, waits_from=waits)
        return self  # what was not surely written keeps its intent
