"""What can go wrong between the bot and Bedrock, done on purpose; and what was called at all."""

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

REMEMBERED: Final = 5_000


class Kind(StrEnum):
    THROTTLED = "throttled"
    REFUSED = "refused"
    GONE = "gone"
    BROKEN = "broken"  # an exception in the middle of the answer
    CUT = "cut"  # the connection ends in the middle of the answer
    SLOW = "slow"
    ENDLESS = "endless"
    CORRUPT = "corrupt"  # a wrong checksum
    HOSTILE = "hostile"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    *after* is how many pieces come before it, *pause* how many seconds a slow answer waits before its first
    piece and between the others; *code* is the exception in the stream, *text* a hostile answer of one's own.
    """

    kind: Kind
    after: int = 2
    pause: float = 120.0
    code: str = "modelStreamErrorException"
    text: str = ""


@dataclass(slots=True)
class Called:
    """One call: *outcome* is "open" while it is answered, then "ok", an error's code, or "left"."""

    operation: str
    fields: Mapping[str, Any] = field(default_factory=dict)  # none of a call that was refused unread
    at: float = field(default_factory=time.time)
    outcome: str = "open"


class Faults:
    def __init__(self) -> None:
        self.calls: deque[Called] = deque(maxlen=REMEMBERED)
        self._next: deque[Fault] = deque()
        self._always: Fault | None = None
        self._go = asyncio.Event()
        self._go.set()

    @property
    def standing(self) -> Fault | None:
        """What goes wrong until it is switched off."""
        return self._always

    @property
    def waiting(self) -> tuple[Kind, ...]:
        """What goes wrong with the next calls, each once."""
        return tuple(fault.kind for fault in self._next)

    def once(self, kind: Kind | Fault, times: int = 1) -> None:
        self._next.extend([_fault(kind)] * times)

    def always(self, kind: Kind | Fault) -> None:
        """Let every call go wrong so, until `off()`."""
        self._always = _fault(kind)

    def hold(self) -> asyncio.Event:
        """Answer no call before the event is set that this gives."""
        self._go = asyncio.Event()
        return self._go

    async def released(self) -> None:
        await self._go.wait()

    def off(self) -> None:
        self._next.clear()
        self._always = None
        self._go.set()

    def called(self, operation: str) -> list[Called]:
        return [call for call in self.calls if call.operation == operation]

    def note(self, operation: str) -> Called:
        call = Called(operation)
        self.calls.append(call)
        return call

    def take(self) -> Fault | None:
        return self._next.popleft() if self._next else self._always


def _fault(kind: Kind | Fault) -> Fault:
    return kind if isinstance(kind, Fault) else Fault(kind)
