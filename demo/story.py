"""The story that the demo tells in its first minute: what Watchbell does, done by the real bot.

It begins when the first page is open, waits at each step for the card that it speaks of, and waits
altogether while a person does something of their own.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from demo.slack.interactions import NothingToClick
from demo.slack.page_story import Scene
from demo.slack.page_worlds import CloudRefused
from demo.steps import STEPS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from demo.slack.people import Message
    from demo.steps import Card, Cloud, Slack, Step

PATIENCE_S: Final = 30.0
OPENING_S: Final = 1.5  # a page that has just opened is looked at first
LATE: Final = "What the story waited for did not come, so it ends here."
REFUSED: Final = "This step did not work, so the story ends here: {why}"


class Story:
    """One telling of *steps*; *pause* is what it waits with between them."""

    def __init__(
        self,
        slack: Slack,
        cloud: Cloud,
        *,
        steps: Sequence[Step] = STEPS,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: float = PATIENCE_S,
    ) -> None:
        self.scene = Scene("waiting", of=len(steps))
        self._slack, self._cloud = slack, cloud
        self._steps, self._pause, self._patience = steps, pause, patience
        self._observer: Callable[[Scene], None] = lambda _: None
        self._turned, self._going = asyncio.Event(), asyncio.Event()
        self._going.set()
        self._telling: asyncio.Task[None] | None = None

    def observe(self, observer: Callable[[Scene], None]) -> None:
        """Call *observer* with each scene from now on."""
        self._observer = observer

    def begin(self) -> None:
        """Begin, unless it has begun already or a person was quicker."""
        if self.scene.phase == "waiting":
            self._show(replace(self.scene, phase="playing"))
            self._telling = asyncio.create_task(self._tell())

    def turn(self) -> None:
        """Go on to the next step without waiting until this one is read."""
        self._turned.set()

    def make_way(self) -> None:
        """Wait, since a person does something of their own; from the invitation on they need no story."""
        if self.scene.phase == "waiting" or self.scene.step == len(self._steps):
            self.end()
        elif self.scene.phase == "playing":
            self._going.clear()
            self._show(replace(self.scene, phase="paused"))

    def go_on(self) -> None:
        if self.scene.phase == "paused":
            self._show(replace(self.scene, phase="playing"))
            self._going.set()

    def end(self) -> None:
        self._show(replace(self.scene, phase="ended"))
        if self._telling is not None:
            self._telling.cancel()

    async def close(self) -> None:
        """End it, and wait until it does nothing more."""
        self.end()
        if self._telling is not None:
            with suppress(asyncio.CancelledError):
                await self._telling

    async def _tell(self) -> None:
        await _first(self._pause(OPENING_S), self._turned.wait())
        try:
            for number, step in enumerate(self._steps, 1):
                await self._going.wait()
                await self._play(number, step)
        except TimeoutError:
            self._show(replace(self.scene, phase="broken", caption=LATE))
        except (CloudRefused, NothingToClick) as refused:
            self._show(replace(self.scene, phase="broken", caption=REFUSED.format(why=refused)))
        else:
            self._show(replace(self.scene, phase="ended"))

    async def _play(self, number: int, step: Step) -> None:
        async with asyncio.timeout(self._patience):
            await step.act.done(self._slack, self._cloud)
            card = await self._there(step.shown)
        self._turned.clear()
        self._show(replace(self.scene, step=number, caption=step.caption, card=card.ts if card else None))
        if number < len(self._steps):  # the last one, an invitation, stays
            await _first(self._pause(reading_time(step.caption)), self._turned.wait())
        else:
            await self._turned.wait()

    async def _there(self, card: Card | None) -> Message | None:
        workspace, changed = self._slack.workspace, asyncio.Event()
        stop = workspace.observe(lambda _: changed.set())
        try:
            while card and not (found := card.found(workspace)):
                await changed.wait()
                changed.clear()
            return found if card else None
        finally:
            stop()

    def _show(self, scene: Scene) -> None:
        if scene != self.scene:
            self.scene = scene
            self._observer(scene)


def reading_time(caption: str) -> float:
    """Return the seconds that *caption* and the card it speaks of are looked at."""
    return 4.0 + 0.3 * len(caption.split())


async def _first(*things: Awaitable[object]) -> None:
    """Wait for one of *things*, and leave the others."""
    tasks = [asyncio.ensure_future(thing) for thing in things]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
