"""A bot on the roll: it beats as long as it lives, and knows for how long nobody takes it for dead."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from services.desk import StoreUnavailable
from services.sharing.rota import NOBODY, MemberId, Rota, Terms

log = structlog.get_logger(__name__)

Answer = TypeVar("Answer")


@dataclass
class Presence:
    rota: Rota
    terms: Terms
    clock: Callable[[], float]  # seconds that go on while the machine sleeps
    new_name: Callable[[], MemberId]
    beaten: Callable[[], None]
    struck: Callable[[], None]  # others took us for dead: nothing is ours any more
    name: MemberId = NOBODY
    sure: float = 0.0  # until when nobody can have struck us off

    def __post_init__(self) -> None:
        self._last, self._number, self._one = float("-inf"), 0, asyncio.Lock()

    async def go_on(self) -> None:
        """Beat until cancelled."""
        while True:
            await asyncio.sleep(self.terms.beat / 4)
            await self.attempt(self.beat)

    async def beat(self) -> None:
        """If it is time. A beat in doubt is none: what it may have done only makes others wait longer."""
        async with self._one:
            if self.clock() - self._last >= self.terms.beat:
                await self._beat(self.clock())

    async def leave(self) -> None:
        if self.name:
            await self.ask(self.rota.leave(self.name))

    async def ask(self, question: Awaitable[Answer]) -> Answer:
        """A store that is slow must not keep us from beating."""
        async with asyncio.timeout(self.terms.beat):
            return await question

    async def attempt(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("rota_unavailable", error=str(error) or "too slow")

    async def _beat(self, began: float) -> None:
        if not self.name:
            self.name, self._number = self.new_name(), 0
        self._number += 1
        if await self.ask(self.rota.beat(self.name, self._number)):
            self.sure, self._last = began + self.terms.lease, began
            self.beaten()
            return
        log.warning("struck_off", bot=self.name)
        self.name, self.sure, self._last = NOBODY, 0.0, float("-inf")  # we come back as somebody else
        self.struck()
