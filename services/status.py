"""How the bot itself is: queue, Slack, store, what is not shown yet, the last sweep."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.health import Vital
from services.sweep import Swept


@dataclass(frozen=True, slots=True)
class Depth:
    waiting: int
    in_flight: int
    oldest: float | None = None  # seconds, where CloudWatch has a figure


@dataclass(frozen=True, slots=True)
class Backlog:
    """What the store holds: open incidents, and what is owed to each channel."""

    open_incidents: int
    owed: Mapping[str, int]
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Status:
    at: datetime
    started_at: datetime
    version: str
    queue: Depth | str  # or why it can't be told
    dead: Depth | str
    connected: bool
    pong_ago: float | None  # seconds
    store: Backlog
    last_sweep: Swept | None
    vitals: Sequence[Vital] = ()
    lag: float = 0.0  # of the event loop, in seconds


class QueueUnreadable(Exception):
    """SQS does not tell; the sentence says why."""


class Queues(Protocol):
    async def depth(self) -> Depth: ...

    async def dead(self) -> Depth: ...


class StoreFigures(Protocol):
    async def figures(self) -> Backlog: ...


class LastSweep(Protocol):
    async def last(self) -> Swept | None: ...


class Connection(Protocol):
    def connected(self) -> bool: ...

    def pong_ago(self) -> float | None: ...


class Signs(Protocol):
    @property
    def lag(self) -> float: ...

    def vitals(self) -> Sequence[Vital]: ...


@dataclass(frozen=True, slots=True)
class StatusReport:
    queues: Queues
    store: StoreFigures
    sweeps: LastSweep
    slack: Connection
    health: Signs
    clock: Callable[[], datetime]
    started_at: datetime
    version: str

    async def read(self) -> Status:
        """Everything that can be told, and why not what can't."""
        return Status(
            at=self.clock(),
            started_at=self.started_at,
            version=self.version,
            queue=await self._depth(dead=False),
            dead=await self._depth(dead=True),
            connected=self.slack.connected(),
            pong_ago=self.slack.pong_ago(),
            store=await self.store.figures(),
            last_sweep=await self.sweeps.last(),
            vitals=self.health.vitals(),
            lag=self.health.lag,
        )

    async def _depth(self, *, dead: bool) -> Depth | str:
        try:
            return await (self.queues.dead() if dead else self.queues.depth())
        except QueueUnreadable as error:
            return str(error)
