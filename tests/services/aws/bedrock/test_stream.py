"""A blocking stream on a thread, taken on the event loop."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from contextvars import ContextVar
from functools import partial
from typing import Any

import pytest

from services.asking.agent import AgentFailed, Said, Trouble
from services.aws.bedrock.converse import Converse
from services.aws.bedrock.stream import AHEAD, Clients, Event, Wire
from tests.services.aws.bedrock import ways
from tests.services.aws.bedrock.played import Played, start, stop, text

ASKER: ContextVar[str] = ContextVar("ASKER", default="nobody")


class Spring:
    """A stream that never ends, and counts what was read of it."""

    _raw_stream: Any = None

    def __init__(self) -> None:
        self.read = 0
        self.closed = False

    def __iter__(self) -> Iterator[Event]:
        while True:
            self.read += 1
            yield {"number": self.read}

    def has_read(self, count: int) -> bool:
        return self.read == count

    def close(self) -> None:
        self.closed = True


class Uncloseable:
    """The response below a stream that has been read to its end."""

    def shutdown(self) -> None:
        raise RuntimeError("released")


def nobody(service: str, region: str) -> object:
    raise AssertionError(service)


async def test_a_thread_reads_no_more_than_a_little_ahead():
    spring = Spring()
    spring._raw_stream = Uncloseable()  # noqa: SLF001 — as botocore's stream has it
    with ThreadPoolExecutor(1) as pool:
        wire = Wire(nobody, pool)
        async with aclosing(wire.events(lambda _: spring, wire.deadline())) as events:
            for taken in range(1, 200):
                assert (await anext(events)) == {"number": taken}
                await ways.until(partial(spring.has_read, taken + AHEAD + 1))
        await ways.until(lambda: spring.closed)


async def test_events_that_are_always_there_end_by_the_deadline_as_well():
    spring = Spring()
    spring._raw_stream = Uncloseable()  # noqa: SLF001 — as botocore's stream has it
    with ThreadPoolExecutor(1) as pool:
        wire = Wire(nobody, pool, seconds=0.2)
        with pytest.raises(AgentFailed) as raised:
            async for _ in wire.events(lambda _: spring, wire.deadline()):
                pass
    assert raised.value.trouble is Trouble.SLOW


async def test_what_is_known_of_the_asker_is_known_on_the_thread(pool: ThreadPoolExecutor):
    seen: list[str] = []

    def opening(_: Clients) -> Any:
        seen.append(ASKER.get())
        raise OSError("that is all")

    ASKER.set("jin")
    wire = Wire(nobody, pool)
    with pytest.raises(AgentFailed):
        await anext(wire.events(opening, wire.deadline()))
    assert seen == ["jin"]


async def test_to_close_a_silent_stream_does_not_wait_for_its_next_word():
    async with Played([start(), text("So"), 3600.0], [start(), text("Here."), stop("end_turn")]) as played:
        clients = ways.Clients(played.url)
        with ThreadPoolExecutor(1) as pool:
            agent = Converse("amazon.nova-pro-v1:0", Wire(clients, pool))
            async with asyncio.timeout(30):  # the client's own time-out comes later
                async with aclosing(agent.ask(ways.PROMPT, ways.Shelf())) as words:
                    assert await anext(words) == Said("So")
                assert (await ways.hear(agent)).text == "Here."
        clients.close()


async def test_an_answer_that_falls_silent_ends():
    async with Played([start(), text("So"), 3600.0], [start(), text("Here."), stop("end_turn")]) as played:
        clients = ways.Clients(played.url)
        with ThreadPoolExecutor(1) as pool:
            async with asyncio.timeout(30):  # as above
                with pytest.raises(AgentFailed) as raised:
                    await ways.hear(Converse("amazon.nova-pro-v1:0", Wire(clients, pool, idle=1.0)))
                agent = Converse("amazon.nova-pro-v1:0", Wire(clients, pool))
                assert (await ways.hear(agent)).text == "Here."
        clients.close()
    assert raised.value.trouble is Trouble.SLOW
