"""Time that jumps: nothing waits, and what happens at the same time happens in the same order every time."""

import asyncio
import heapq
import selectors
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from typing_extensions import override

MOMENT = 1e-6  # seconds that a turn of the loop takes: else what waits for less than that waits for ever
EPOCH = datetime(2026, 11, 20, 12, 0, tzinfo=UTC).timestamp()


class Ended(BaseException):
    """The process under test is no more."""


@dataclass
class Time:
    """What passes for everybody; *skew* is what the bot's own clock is wrong by."""

    now: float = 0.0
    skew: float = 0.0
    _coming: list[tuple[float, int, Callable[[], object]]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def true(self) -> float:
        """As Slack and AWS have it."""
        return EPOCH + self.now

    def wall(self) -> float:
        """As the bot's machine has it."""
        return EPOCH + self.now + self.skew

    def wall_date(self) -> datetime:
        return datetime.fromtimestamp(self.wall(), UTC)

    def monotonic(self) -> float:
        return self.now

    def after(self, seconds: float, do: Callable[[], object]) -> None:
        heapq.heappush(self._coming, (self.now + max(0.0, seconds), next(self._numbers), do))

    def forward(self, until: float) -> None:
        """Let the next thing happen, or time pass *until*."""
        if self._coming and self._coming[0][0] <= until:
            at, _, do = heapq.heappop(self._coming)
            self.now = max(self.now, at)
            do()
        else:
            self.now = max(self.now, until)


class _Waiting(selectors.SelectSelector):
    """Waits for nothing but time."""

    def __init__(self, time: Time, ended: Callable[[], bool]) -> None:
        super().__init__()
        self._time, self._ended = time, ended

    @override
    def select(self, timeout: float | None = None) -> list[Any]:
        if self._ended():
            raise Ended
        self._time.now += MOMENT
        if timeout is None or timeout > 0:
            self._time.forward(float("inf") if timeout is None else self._time.now + timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """One life of a process: when it is over, its tasks stand still for ever."""

    def __init__(self, time: Time, ended: Callable[[], bool]) -> None:
        super().__init__(_Waiting(time, ended))
        self._virtual = time
        self.set_exception_handler(lambda _loop, _context: None)

    @override
    def time(self) -> float:
        return self._virtual.now

    def _write_to_self(self) -> None:
        """Nobody sleeps."""
