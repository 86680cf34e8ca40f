"""Background tasks: logged where they fail, begun again where they must go on."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

log = structlog.get_logger(__name__)

PAUSE = 5.0  # seconds before a loop that failed begins again

Work = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Tasks:
    """Holds on to what runs, so that nothing is collected half done."""

    running: set[asyncio.Task[None]] = field(default_factory=set)

    def later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do once what nobody waits for."""
        self.spawn(work)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it once; the task can be cancelled."""
        return self._start(_name(work), _once(work))

    def forever(self, name: str, work: Work) -> asyncio.Task[None]:
        """Run until it ends by itself; begin it again where it fails."""
        return self._start(name, _again(name, work))

    async def finish(self, within: float) -> int:
        """Wait for what runs; give how many had to be left."""
        if not self.running:
            return 0
        _, left = await asyncio.wait(set(self.running), timeout=within)
        for task in left:
            task.cancel()
        return len(left)

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self.running.add(task)
        task.add_done_callback(self.running.discard)
        return task


def _name(work: Coroutine[Any, Any, None]) -> str:
    return getattr(work, "__qualname__", "task")


async def _once(work: Coroutine[Any, Any, None]) -> None:
    await _guarded(_name(work), work)


async def _guarded(name: str, work: Coroutine[Any, Any, None]) -> bool:
    try:
        await work
    except Exception:  # the one place where a task's failure ends
        log.exception("task_failed", task=name)
        return False
    return True


async def _again(name: str, work: Work) -> None:
    while not await _guarded(name, work()):
        log.warning("task_begins_again", task=name, pause=PAUSE)
        await asyncio.sleep(PAUSE)
