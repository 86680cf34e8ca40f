"""Bedrock's event streams: read by a blocking client on a thread, taken on the event loop."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import closing, suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any, Protocol

from botocore.config import Config

from services.asking.agent import AgentFailed, Trouble
from services.aws.bedrock.troubles import WIRE_ERRORS, failed

Clients = Callable[[str, str], Any]
"""The boto3 client of a service, in a region ("": the session's own); called on the pool's threads."""

Event = Mapping[str, Any]

AHEAD = 64  # events that a thread may have read before they are taken
SECONDS = 120.0
IDLE = 60.0

# The time-out ends a thread whose server never says a word: nothing else can, before there is a response.
# A second attempt mends a connection that a firewall has forgotten.
STREAMS = Config(
    connect_timeout=3,
    read_timeout=50,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=32,
    inject_host_prefix=False,
    tcp_keepalive=True,
)


class Stream(Protocol):
    """botocore's EventStream, as far as it is needed."""

    _raw_stream: Any  # the response of urllib3

    def __iter__(self) -> Iterator[Event]: ...

    def close(self) -> None: ...


Opening = Callable[[Clients], Stream]


@dataclass(frozen=True, slots=True)
class Wire:
    """The way to Bedrock: a *pool* whose threads each read one stream, and how long an answer may take."""

    clients: Clients
    pool: Executor
    seconds: float = SECONDS  # for the whole answer, its look-ups included
    idle: float = IDLE  # without a word

    def deadline(self) -> float:
        """When an answer that begins now has to be there, by the event loop's clock."""
        return asyncio.get_running_loop().time() + self.seconds

    async def events(self, opening: Opening, deadline: float) -> AsyncGenerator[Event, None]:
        """Every event of the stream that *opening* gives; raise AgentFailed for whatever goes wrong.

        To close it closes the HTTP connection and frees the thread.
        """
        loop = asyncio.get_running_loop()
        hose = Hose(loop, lambda: opening(self.clients))
        reading = loop.run_in_executor(self.pool, copy_context().run, hose.read)
        reading.add_done_callback(lambda _: hose.arrived.put_nowait(None))
        try:
            while (event := await self._next(hose, deadline)) is not None:
                yield event
            await _done(reading)
        finally:
            hose.close()
            reading.cancel()  # one that still waits for a thread; of one that runs, nobody hears any more

    async def _next(self, hose: "Hose", deadline: float) -> Event | None:
        left = deadline - asyncio.get_running_loop().time()
        if left <= 0:  # events that are always there would never wait for the time-out below
            raise AgentFailed(Trouble.SLOW, f"{self.seconds:g} s")
        try:
            async with asyncio.timeout(min(self.idle, left)):
                event = await hose.arrived.get()
        except TimeoutError:
            raise AgentFailed(Trouble.SLOW, f"{min(self.idle, self.seconds):g} s") from None
        hose.room.release()
        return event


async def _done(reading: "asyncio.Future[None]") -> None:
    try:
        await reading
    except WIRE_ERRORS as error:
        raise failed(error) from error


@dataclass(slots=True)
class Hose:
    """One stream on its way from a thread to the event loop."""

    loop: asyncio.AbstractEventLoop
    opening: Callable[[], Stream]
    arrived: "asyncio.Queue[Event | None]" = field(default_factory=asyncio.Queue)
    room: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AHEAD))
    stream: Stream | None = None
    closed: bool = False

    def read(self) -> None:
        """Hand over every event; runs on a thread."""
        if self.closed:
            return
        with closing(self.opening()) as stream:
            self.stream = stream
            if self.closed:  # looked at after the line above, as close() does it the other way round
                return
            for event in stream:
                self.room.acquire()
                if self.closed:
                    return
                self.loop.call_soon_threadsafe(self.arrived.put_nowait, event)

    def close(self) -> None:
        """Wake the thread wherever it waits; it then closes the connection itself."""
        self.closed = True
        self.room.release()
        if self.stream is None:
            return
        # To close the stream here would wait for the lock of the read under way. A stream that is
        # read to its end has given its connection back, and says so.
        with suppress(OSError, RuntimeError, TypeError, ValueError):
            self.stream._raw_stream.shutdown()  # noqa: SLF001 — botocore shows no other way to it
