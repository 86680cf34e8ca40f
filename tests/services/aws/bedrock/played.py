"""A server that plays streams frame by frame, whatever it is asked: for what no model does on demand."""

import asyncio
import json
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any, Self

from aiohttp import web

from demo.bedrock.frames import event

Frame = bytes | float  # a float is a pause

USER = {"role": "user"}


class Played:
    """`async with Played([...frames], [...]) as played`: one stream a call, in their order."""

    def __init__(self, *streams: Sequence[Frame]) -> None:
        self.streams = deque(streams)
        self.bodies: list[Mapping[str, Any]] = []
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/{path:.*}", self._play)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _play(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(json.loads(await request.read()))
        response = web.StreamResponse(headers={"Content-Type": "application/vnd.amazon.eventstream"})
        await response.prepare(request)
        for frame in self.streams.popleft():
            if isinstance(frame, float):
                await asyncio.sleep(frame)
            else:
                await response.write(frame)
        await response.write_eof()
        return response


def start() -> bytes:
    return event("messageStart", {"role": "assistant"})


def text(said: str, index: int = 0) -> bytes:
    return delta({"text": said}, index)


def delta(part: Mapping[str, Any], index: int = 0) -> bytes:
    return event("contentBlockDelta", {"contentBlockIndex": index, "delta": part})


def use(call_id: str, tool: str, *arguments: str, index: int = 0) -> bytes:
    begun = {"toolUse": {"toolUseId": call_id, "name": tool}}
    frames = [event("contentBlockStart", {"contentBlockIndex": index, "start": begun})]
    frames += [delta({"toolUse": {"input": part}}, index) for part in arguments]
    return b"".join([*frames, event("contentBlockStop", {"contentBlockIndex": index})])


def settled(call_id: str, status: str = "success", index: int = 0) -> bytes:
    begun = {"toolResult": {"toolUseId": call_id, "status": status}}
    return event("contentBlockStart", {"contentBlockIndex": index, "start": begun})


def stop(reason: str) -> bytes:
    return event("messageStop", {"stopReason": reason})


def chunk(said: bytes) -> bytes:
    return event("chunk", {"bytes": said})


def trace(**parts: Any) -> bytes:
    return event("trace", {"sessionId": "5e5e", "trace": parts})


def control(*inputs: Mapping[str, Any], invocation: str = "inv-1") -> bytes:
    return event("returnControl", {"invocationId": invocation, "invocationInputs": list(inputs)})
