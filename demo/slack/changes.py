"""Who is told when the workspace changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Self

Change = dict[str, Any]
Observer = Callable[[Change], None]


class Subscription:
    """The changes from its making on, in order: iterate it; leaving its `with` block ends it."""

    def __init__(self, changes: Changes) -> None:
        self._waiting: asyncio.Queue[Change] = asyncio.Queue()
        self._end = changes.observe(self._waiting.put_nowait)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Change:
        return await self._waiting.get()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._end()


class Changes:
    def __init__(self) -> None:
        self._observers: dict[object, Observer] = {}

    def __bool__(self) -> bool:
        return bool(self._observers)

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Call *observer* with every change from now on; calling what is returned ends that."""
        key = object()
        self._observers[key] = observer

        def end() -> None:
            self._observers.pop(key, None)

        return end

    def subscribe(self) -> Subscription:
        return Subscription(self)

    def tell(self, kind: str, **change: Any) -> None:  # noqa: ANN401 — whatever JSON can carry
        for observer in tuple(self._observers.values()):
            observer({"kind": kind, **change})
