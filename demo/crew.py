"""The bots of a demo: one on its own file, or several on one table; each may be killed and started anew."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from services.desk import StoreUnavailable
from services.sharing.rota import Roll, Rota

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from demo.children import Child

    Start = Callable[[str, Path], Awaitable[Child]]


class NoSuchBot(LookupError):
    """No bot of that name can be killed, or started, now."""


@dataclass
class Bot:
    """A process, or the place of one."""

    name: str
    child: Child
    killed_at: float | None = None
    lost: dict[str, float] = field(
        default_factory=dict
    )  # the channels of a killed one, and when another had them

    @property
    def pid(self) -> int:
        return self.child.process.pid

    @property
    def runs(self) -> bool:
        return self.child.process.returncode is None


class Crew:
    """All of them."""

    def __init__(self, folder: Path, start: Start, rota: Rota | None = None) -> None:
        self._folder, self._start, self._rota = folder, start, rota
        self.bots: dict[str, Bot] = {}
        self.logs: list[Path] = []
        self._roll = Roll()
        self._changed = asyncio.Event()

    async def start(self, name: str) -> None:
        """Start a bot that does not run."""
        bot = self.bots.get(name)
        if bot and bot.runs:
            raise NoSuchBot(name)
        log = self._folder / (f"{name}.log" if bot is None else f"{name}-{len(self.logs)}.log")
        self.logs.append(log)
        self.bots[name] = Bot(name, await self._start(name, log))
        self._changed.set()

    async def kill(self, name: str) -> None:
        """SIGKILL: nothing is finished, nothing is said."""
        bot = self.bots.get(name)
        if bot is None or not bot.runs:
            raise NoSuchBot(name)
        held = await self._held_by(bot.pid)
        bot.killed_at, bot.lost = time.time(), dict.fromkeys(held, 0.0)
        os.killpg(bot.pid, signal.SIGKILL)
        await bot.child.ended()

    async def stop(self) -> None:
        await asyncio.gather(*(bot.child.stop() for bot in self.bots.values()))

    async def ended(self) -> Child:
        """Wait for a bot that ends by itself."""
        while True:
            self._changed.clear()
            waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(self._changed.wait())]
            waits += [asyncio.ensure_future(bot.child.ended()) for bot in self.bots.values() if bot.runs]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
            for bot in self.bots.values():
                if not bot.runs and bot.killed_at is None:
                    return bot.child

    async def look(self) -> list[dict[str, object]]:
        """Who there is and who shows what, for the page; nothing where there is but one."""
        if self._rota is None:
            return []
        with suppress(StoreUnavailable):
            self._roll = await self._rota.look()
        self._note_successors()
        return [self._told(bot) for bot in self.bots.values()]

    def _note_successors(self) -> None:
        now = time.time()
        for bot in self.bots.values():
            for channel, since in bot.lost.items():
                lease = self._roll.leases.get(channel)  # type: ignore[call-overload]
                if not since and lease and lease.owner and _pid(lease.owner) != bot.pid:
                    bot.lost[channel] = now

    def _told(self, bot: Bot) -> dict[str, object]:
        enrolled = any(_pid(member) == bot.pid for member in self._roll.beats)
        state = "killed" if bot.killed_at else "runs" if enrolled and bot.runs else "starts"
        return {
            "name": bot.name,
            "pid": bot.pid,
            "state": state,
            "shows": sorted(self._channels_of(bot.pid)) if bot.runs else [],
            "killed_at": bot.killed_at,
            "lost": [
                {"channel": channel, "after": since - (bot.killed_at or 0) if since else None}
                for channel, since in sorted(bot.lost.items())
            ],
        }

    async def _held_by(self, pid: int) -> list[str]:
        await self.look()
        return self._channels_of(pid)

    def _channels_of(self, pid: int) -> list[str]:
        return [
            str(one.channel) for one in self._roll.leases.values() if one.owner and _pid(one.owner) == pid
        ]


def _pid(member: str) -> int:
    """A bot is called host/pid/life."""
    return int(member.split("/")[1])
