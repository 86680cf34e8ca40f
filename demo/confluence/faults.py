"""What can go wrong between the bot and Confluence, done on purpose; and what was called at all."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

REMEMBERED: Final = 5_000


class Kind(StrEnum):
    LOST = "lost"  # performed, and the connection cut before the answer
    BROKEN = "broken"  # performed, and answered with 500
    DOWN = "down"  # not performed, and answered with 503 by whatever stands before Confluence
    THROTTLED = "throttled"  # not performed, and answered with 429
    SLOW = "slow"  # performed, and the answer waits
    CONFLICT = "conflict"  # a person edits the page just before the call does
    REFUSED = "refused"  # not performed


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong, to calls of the operation *on* or to any.

    *retry_after* is in seconds, None leaves the header out; *pause* is how many seconds a slow answer waits;
    *status* and *text* are the refusal.
    """

    kind: Kind
    on: str | None = None
    retry_after: int | None = 1
    pause: float = 120.0
    status: int = 400
    text: str = "The request was refused."

    def strikes(self, operation: str) -> bool:
        # Only what changes a page can come too late.
        only = self.on or ("pages.update" if self.kind is Kind.CONFLICT else None)
        return only in (None, operation)


@dataclass(slots=True)
class Called:
    """One call: *outcome* is "open" while it is answered, then "ok", a status and its words, or a fault.

    *fields* is its body as it was read, of an attachment the names and sizes of the files.
    """

    operation: str
    verb: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    fields: Any = None
    at: float = field(default_factory=time.time)
    outcome: str = "open"


class Faults:
    def __init__(self) -> None:
        self.calls: deque[Called] = deque(maxlen=REMEMBERED)
        self._next: list[Fault] = []
        self._always: Fault | None = None

    @property
    def standing(self) -> Fault | None:
        """What goes wrong until it is switched off."""
        return self._always

    def once(self, kind: Kind | Fault, times: int = 1, on: str | None = None) -> None:
        """Let the next *times* calls go wrong so, or those of the operation *on*, like "pages.create"."""
        self._next.extend([_fault(kind, on)] * times)

    def always(self, kind: Kind | Fault, on: str | None = None) -> None:
        """Let every call go wrong so, until `off()`."""
        self._always = _fault(kind, on)

    def off(self) -> None:
        self._next.clear()
        self._always = None

    def called(self, operation: str) -> list[Called]:
        return [call for call in self.calls if call.operation == operation]

    def take(self, operation: str) -> Fault | None:
        for place, fault in enumerate(self._next):
            if fault.strikes(operation):
                return self._next.pop(place)
        return self._always if self._always and self._always.strikes(operation) else None


def _fault(kind: Kind | Fault, on: str | None) -> Fault:
    return kind if isinstance(kind, Fault) else Fault(kind, on)
