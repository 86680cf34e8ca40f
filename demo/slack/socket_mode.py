"""Socket Mode: the connections of the app, and envelopes sent to one of them until it acks."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from aiohttp import WSMsgType, web

from demo.slack.call import Call
from demo.slack.methods_beside import LINK
from demo.slack.workspace import APP

if TYPE_CHECKING:
    from demo.slack.faults import Faults
    from demo.slack.installation import Installation
    from demo.slack.rules import Rulebook

HOST: Final = "local"
LIFE_S: Final = 18_060  # about how long Slack leaves a connection before it asks for a new one
Json = dict[str, Any]


@dataclass(eq=False, slots=True)
class Link:
    """One open connection; what it was sent and has not acked waits in *unacked*."""

    socket: web.WebSocketResponse
    request: web.Request
    leaving: bool = False
    deaf: bool = False  # half-open: nothing arrives at either side, and neither is told
    unacked: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, message: Json) -> None:
        if not self.deaf:
            await self.socket.send_str(json.dumps(message))

    async def pong(self, said: bytes) -> None:
        if not self.deaf:
            await self.socket.pong(said)

    def cut(self) -> None:
        if self.request.transport:
            self.request.transport.abort()

    def end(self) -> None:
        self.gone.set()
        for waiting in self.unacked.values():
            if not waiting.done():
                waiting.set_result(None)


class SocketMode:
    def __init__(self, slack: Installation, rules: Rulebook, faults: Faults) -> None:
        self.links: list[Link] = []
        self.ever_open = False
        self._slack = slack
        self._rules = rules
        self._opened = asyncio.Event()
        self._faults = faults
        faults.on_down(self.cut)

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/link/", self.serve)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if self._faults.is_down:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        broken = self._rules.judge(Call("link", LINK, self._slack, dict(request.query)))
        if broken and broken.error != "too_many_websockets":
            return web.json_response({"ok": False, "error": broken.error}, status=HTTPStatus.UNAUTHORIZED)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self._slack.tickets.discard(request.query.get("ticket", ""))
        if broken:
            await socket.send_str(json.dumps(disconnect(broken.error)))
            await socket.close()
        else:
            await self._run(Link(socket, request))
        return socket

    async def _run(self, link: Link) -> None:
        self._add(link)
        try:
            await link.send(hello(len(self.links)))
            async for message in link.socket:
                if message.type is WSMsgType.PING:
                    await link.pong(message.data)
                elif message.type is WSMsgType.TEXT and not link.deaf:
                    self._acked(message.data)
        finally:
            self._remove(link)
            link.end()

    def _add(self, link: Link) -> None:
        self.links.append(link)
        self._slack.links += 1
        self.ever_open = True
        self._opened.set()

    def _remove(self, link: Link) -> None:
        self.links.remove(link)
        self._slack.links -= 1
        if not self._open_links():
            self._opened.clear()

    def _acked(self, said: str) -> None:
        try:
            ack = json.loads(said)
        except (ValueError, RecursionError):
            return
        key = str(ack.get("envelope_id")) if isinstance(ack, dict) else ""
        for link in self.links:
            waiting = link.unacked.get(key)
            if waiting and not waiting.done():
                waiting.set_result(ack)

    def _open_links(self) -> list[Link]:
        return [link for link in self.links if not link.leaving]

    async def offer(self, envelope: Json, within: float, *, wait_for_link: bool = False) -> Json | None:
        """Send *envelope* down one connection; return its ack, or None where none came in time."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        try:
            async with asyncio.timeout_at(until):
                if wait_for_link:
                    await self._opened.wait()
                links = self._open_links()
                return await self._send(random.choice(links), envelope) if links else None
        except (TimeoutError, ConnectionError):
            return None

    async def _send(self, link: Link, envelope: Json) -> Json | None:
        key = envelope["envelope_id"] = str(uuid.uuid4())
        waiting: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        link.unacked[key] = waiting
        try:
            await link.send(envelope)
            return await waiting
        finally:
            del link.unacked[key]

    async def refresh(self, grace: float) -> None:
        """Ask every connection to make room for a new one, and close it once it had time to ack."""
        links = self._open_links()
        for link in links:
            link.leaving = True
        self._opened.clear()
        await asyncio.gather(*(self._see_off(link, grace) for link in links))

    async def _see_off(self, link: Link, grace: float) -> None:
        try:
            for reason in ("warning", "refresh_requested"):
                await link.send(disconnect(reason))
            await asyncio.wait_for(link.gone.wait(), grace)
        except (TimeoutError, ConnectionError):
            await link.socket.close()

    def cut(self) -> None:
        """Tear every connection down without a word, as a broken network does."""
        for link in tuple(self.links):
            link.cut()

    def go_deaf(self) -> None:
        """Leave every connection half-open, as a firewall does that forgot it: no pongs, and no end."""
        for link in self.links:
            link.deaf = True

    async def close(self) -> None:
        for link in tuple(self.links):
            link.cut()
        await asyncio.gather(*(link.gone.wait() for link in tuple(self.links)))


def hello(links: int) -> Json:
    debug = {"host": HOST, "build_number": 1, "approximate_connection_time": LIFE_S}
    return {
        "type": "hello",
        "num_connections": links,
        "connection_info": {"app_id": APP},
        "debug_info": debug,
    }


def disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}
