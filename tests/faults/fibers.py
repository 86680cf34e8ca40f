"""Blocking code on the virtual loop: it stands still in its own stack while the loop goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import greenlet  # type: ignore[import-untyped]  # Playwright's, locked with it


class Fiber(greenlet.greenlet):  # type: ignore[misc]
    """Code that blocks by asking whoever drives it to wait."""


def wait_for(what: Awaitable[Any]) -> Any:
    """Block until *what* is there; to be called inside a fiber."""
    return greenlet.getcurrent().parent.switch(what)


async def drive(work: Callable[[], object]) -> None:
    """Run *work* in a fiber until it ends."""
    fiber = Fiber(work)
    asked = fiber.switch()
    while not fiber.dead:
        try:
            answer = await asked
        except Exception as error:  # noqa: BLE001 — it is the fiber's
            asked = fiber.throw(error)
        else:
            asked = fiber.switch(answer)


class Flag:
    """A threading.Event for fibers."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def is_set(self) -> bool:
        return self._event.is_set()

    def set(self) -> None:
        self._event.set()

    def clear(self) -> None:
        self._event.clear()

    def wait(self, timeout: float | None = None) -> bool:
        return bool(self._event.is_set() or wait_for(self._within(timeout)))

    async def _within(self, seconds: float | None) -> bool:
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        return True
