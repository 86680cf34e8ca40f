"""What can go wrong between the bot and Slack, done on purpose; and what was called at all."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

REMEMBERED: Final = 20_000
Where = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Called:
    """One call as it came: *outcome* is "ok", Slack's error, "held", "lost" or an HTTP status."""

    method: str
    fields: dict[str, Any]
    at: float
    outcome: str


@dataclass(frozen=True, slots=True)
class Instead:
    """An answer to a call that is not performed."""

    error: str | None = None
    status: int = 200
    retry_after: int | None = None
    where: Where | None = None  # only a call with such fields


@dataclass(frozen=True, slots=True)
class Lost:
    """The call is performed and its connection cut before the answer."""


@dataclass(slots=True)
class Held:
    """The call is performed and its answer waits."""

    performed: asyncio.Event = field(default_factory=asyncio.Event)
    _released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        self._released.set()

    async def wait(self) -> None:
        self.performed.set()
        await self._released.wait()


class Faults:
    def __init__(self) -> None:
        self.calls: deque[Called] = deque(maxlen=REMEMBERED)
        self.is_down = False
        self._on_down: list[Callable[[], None]] = []
        self._planned: defaultdict[str, deque[Instead | Lost | Held]] = defaultdict(deque)
        self._held: list[Held] = []

    def hold(self, method: str) -> Held:
        """Let the next call of *method* be performed, and its answer wait for `release()`."""
        held = Held()
        self._held.append(held)
        self._planned[method].append(held)
        return held

    def lose_answer(self, method: str, times: int = 1) -> None:
        """Let the next calls of *method* be performed, and cut the connection instead of an answer."""
        self._planned[method].extend(Lost() for _ in range(times))

    def answer(  # noqa: PLR0913 — what an answer has, by name
        self,
        method: str,
        *,
        error: str | None = None,
        status: int = 200,
        retry_after: int | None = None,
        times: int = 1,
        where: Where | None = None,
    ) -> None:
        """Answer the next calls of *method*, *where* their fields are such, so, without performing them."""
        self._planned[method].extend(Instead(error, status, retry_after, where) for _ in range(times))

    def down(self) -> None:
        """Answer everything with 503 and cut the open connections, until `up()`."""
        self.is_down = True
        for cut in self._on_down:
            cut()

    def up(self) -> None:
        self.is_down = False

    def on_down(self, cut: Callable[[], None]) -> None:
        self._on_down.append(cut)

    def called(self, method: str) -> list[Called]:
        return [call for call in self.calls if call.method == method]

    def clear(self) -> None:
        """Release what is held and forget what was planned."""
        self._planned.clear()
        while self._held:
            self._held.pop().release()

    def note(self, method: str, fields: dict[str, Any], outcome: str) -> None:
        self.calls.append(Called(method, fields, time.time(), outcome))

    def take(self, method: str, fields: dict[str, Any]) -> Instead | Lost | Held | None:
        if self.is_down:
            return Instead(status=503)
        planned = self._planned.get(method)
        if not planned or not _means(planned[0], fields):
            return None
        return planned.popleft()


def _means(fault: Instead | Lost | Held, fields: dict[str, Any]) -> bool:
    return not isinstance(fault, Instead) or fault.where is None or fault.where(fields)
