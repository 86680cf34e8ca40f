"""The watch on the dead-letter queue: when more lies there than was told, the bot says so, once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog

from services.event import Event
from services.status import Depth, QueueUnreadable

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Lying:
    """What was told of the messages that lie there, since the queue was last empty."""

    since: datetime  # when the first was noticed
    told: int = 0  # how many were told of
    seen: int = 0  # how many the last look saw
    notices: int = 0  # how often something was told


@dataclass(frozen=True, slots=True)
class Growth:
    """More lies there than was told."""

    lying: Lying
    count: int
    oldest: float | None  # seconds, where CloudWatch has a figure
    at: datetime


class DeadDepth(Protocol):
    async def dead(self) -> Depth:
        """How much lies there, or QueueUnreadable."""


class Memory(Protocol):
    """What the watch needs remembered; each method is one durable transaction."""

    async def lying(self) -> Lying | None: ...

    async def keep(self, lying: Lying | None) -> None: ...


class Notices(Protocol):
    async def put(self, event: Event) -> None:
        """Owe *event* to where the bot speaks of itself; one that is there already stays as it is."""


@dataclass(slots=True)
class DeadLetterWatch:
    queues: DeadDepth
    memory: Memory
    notices: Notices
    face: Callable[[Growth], Event]
    clock: Callable[[], datetime]
    _blind: bool = False

    async def look(self) -> None:
        """Compare what lies there with what was told."""
        try:
            depth = await self.queues.dead()
        except QueueUnreadable as error:
            if not self._blind:
                log.warning("dead_letters_unreadable", reason=str(error))
            self._blind = True
            return
        self._blind = False
        await self._judge(depth, await self.memory.lying())

    async def _judge(self, depth: Depth, known: Lying | None) -> None:
        count = depth.waiting + depth.in_flight  # in flight: somebody looks at them just now
        if not count:
            if known:
                await self.memory.keep(None)
            return
        lying = known or Lying(self.clock())
        if count > lying.told:
            await self._tell(Growth(lying, count, depth.oldest, self.clock()), is_new=known is None)
            return
        # SQS only estimates: what is fewer once may be a slip, what is fewer twice has been taken out
        now = replace(lying, told=max(lying.seen, count), seen=count)
        if now != lying:
            await self.memory.keep(now)

    async def _tell(self, growth: Growth, *, is_new: bool) -> None:
        """Begun, told, remembered: after a crash in between, the same notice is put again and stands once."""
        lying, count = growth.lying, growth.count
        if is_new:
            await self.memory.keep(lying)
        await self.notices.put(self.face(growth))
        await self.memory.keep(replace(lying, told=count, seen=count, notices=lying.notices + 1))
        log.warning("dead_letters_grew", count=count, told=lying.told)
