"""The changes of the workspace as server-sent events, for one open page."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from demo.slack.page_gate import HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from demo.slack.changes import Change
    from demo.slack.workspace import Workspace

BACKLOG: Final = 500
HEARTBEAT: Final = b": still here\n\n"
RETRY: Final = b"retry: 1000\n"  # milliseconds until a cut page comes back


class Stream:
    """What one page was not told yet: changes or, at first and when they are too many, a fresh snapshot."""

    def __init__(
        self, workspace: Workspace, snapshot: Callable[[], object], told: Mapping[str, object]
    ) -> None:
        self._workspace = workspace
        self._snapshot = snapshot
        self._changes: list[Change] = []
        self._told = dict(told)
        self._news = asyncio.Event()
        self._stale = True
        self._closed = False

    def add(self, change: Change) -> None:
        if change["kind"] == "channel" or len(self._changes) >= BACKLOG:
            self._stale = True
        self._changes.append(change)
        if self._stale:
            self._changes.clear()
        self._news.set()

    def tell(self, name: str, data: object) -> None:
        self._told[name] = data
        self._news.set()

    def close(self) -> None:
        self._closed = True
        self._news.set()

    async def send(self, request: web.Request, heartbeat: float) -> web.StreamResponse:
        """Send changes as they come, and a sign of life where none come, until the page or the demo goes."""
        response = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream"})
        await response.prepare(request)
        stop_observing = self._workspace.observe(self.add)
        try:
            while not self._closed:
                await response.write(self._untold() or HEARTBEAT)
                await self._wait(heartbeat)
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            stop_observing()
        return response

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)

    def _untold(self) -> bytes:
        self._news.clear()
        changes, self._changes = self._changes, []
        told, self._told = self._told, {}
        beside = b"".join(_event(name, data) for name, data in told.items())
        if self._stale:
            self._stale = False
            return RETRY + _event("snapshot", self._snapshot()) + beside
        return (_event("changes", changes) if changes else b"") + beside


def _event(name: str, data: Any) -> bytes:  # noqa: ANN401 — whatever JSON can carry
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


class Streams:
    """All open streams, so that the demo's end ends them."""

    def __init__(self, workspace: Workspace, snapshot: Callable[[], object]) -> None:
        self._workspace = workspace
        self._snapshot = snapshot
        self._open: set[Stream] = set()
        self._told: dict[str, object] = {}

    def tell(self, name: str, data: object) -> None:
        """Tell every page, those that open later too, what *name* is now."""
        self._told[name] = data
        for stream in self._open:
            stream.tell(name, data)

    async def serve(self, request: web.Request, heartbeat: float) -> web.StreamResponse:
        stream = Stream(self._workspace, self._snapshot, self._told)
        self._open.add(stream)
        try:
            return await stream.send(request, heartbeat)
        finally:
            self._open.discard(stream)

    async def close(self, _: web.Application) -> None:
        for stream in self._open:
            stream.close()
