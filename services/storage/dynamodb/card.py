"""What stands, or shall stand, of one subject in one channel, or of a storm's page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from services.post import How, Settled, Ts
from services.storage.owing import KEPT_BACK
from services.storage.urgency import ALARM, PERSON
from services.storming.storm import StormId


@dataclass(frozen=True, slots=True)
class Card:
    """Owed while shown < wanted. From the line *waits_from* on, its thread waits until it stands.

    A *page* of a *storm* speaks for it, unless it has one of its *own* all the same.
    """

    urgency: int
    n: int  # its place among those of one urgency
    wanted: int = 1
    shown: int = 0
    ts: Ts | None = None
    intent: float | None = None
    plain: bool = False
    waits_from: int | None = 1
    storm: StormId | None = None
    page: int | None = None
    own: bool = False

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

    @property
    def is_spoken_for(self) -> bool:
        return self.storm is not None and not self.own

    @property
    def may_join(self) -> bool:
        """Whether a storm may speak for it: nobody has begun it, and no person waits for it."""
        return self.is_owed and self.is_unbegun and self.storm is None and self.urgency > PERSON

    def changed(self, version: int, urgency: int, *, anew: bool) -> Self:
        """One that somebody deleted comes back only *anew*: with the next ALARM."""
        if self.is_kept_back or self.is_spoken_for or not (anew or self.ts is not None or self.shown == 0):
            return self
        return replace(self, wanted=version, urgency=self._urgent(urgency))

    def retold(self, urgency: int) -> Self:
        """Owed once more, even where somebody has deleted it."""
        return replace(self, wanted=self.wanted + 1, urgency=self._urgent(urgency))

    def _urgent(self, urgency: int) -> int:
        return min(self.urgency, urgency) if self.is_owed else urgency

    def shown_after_all(self, version: int, urgency: int) -> Self:
        """If it was kept back, or somebody has deleted it since."""
        if self.is_kept_back or (self.ts is None and self.shown > 0 and not self.is_spoken_for):
            return replace(self, wanted=version, urgency=urgency)
        return self

    def spoken_for(self, lines: int) -> Self:
        """Something else shows it, and the *lines* that there are."""
        return replace(self, shown=self.wanted, waits_from=lines + 1)

    def joined(self, storm: StormId, page: int, lines: int) -> Self:
        """From now on *page* of *storm* speaks for it, and for the *lines* that there are."""
        return replace(self.spoken_for(lines), storm=storm, page=page, own=False)

    def given(self, version: int, urgency: int) -> Self:
        """Out of a storm, one of its own: it begins with what is true now, its thread with all that was."""
        if not self.is_spoken_for:
            return self
        return replace(self, own=True, shown=0, wanted=version, urgency=urgency, waits_from=1)

    def left(self) -> Self:
        """The storm names it no more; one of its own stays."""
        return replace(self, storm=None, page=None)

    def begun_anew(self, waits_from: int) -> Self:
        """In another channel, where it does not stand."""
        anew = replace(self, ts=None, shown=0, intent=None, waits_from=waits_from)
        return replace(anew, storm=None, page=None, own=False)

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
                return replace(self, ts=None, shown=self._left(result), intent=None, waits_from=waits)
        return self  # what was not surely written keeps its intent

    def _left(self, gone: Settled) -> int:
        """One that is missed when its alarm goes off again is shown anew: that was the next ALARM."""
        return 0 if self.ts is not None and self.urgency == ALARM else gone.version
