"""How many alarms a second get from a full queue into Slack."""

import asyncio
import json
import pstats
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from demo.children import Child
from tests.bench.figures import Figure, quantile
from tests.bench.world import BenchFailed, World, line_of, running

BARE, BOT = "tests.bench.bare", "tests.bench.bot"
BETWEEN_COMMANDS = 0.1  # seconds
ROUNDS = 3  # the best counts: what else goes on here is nobody's fault


async def throughput(world: World, number: int) -> Figure:
    """Alarms a second, from the first that stands in Slack until the last does."""
    rounds = [
        (await _shown(world, BARE, f"bare{one}", number), await _shown(world, BOT, f"bot{one}", number))
        for one in range(ROUNDS)
    ]
    bare, bot = max(one for one, _ in rounds), max(one for _, one in rounds)
    return Figure("accept → shown", bot, "alarms/s", bare, 0.9, more_is_better=True, note="floor 0.5")


async def accept(world: World, number: int, bare: float | None) -> Figure:
    """Alarms a second from the queue into the store, as the log has them."""
    async with _full(world, "accept", number, BOT, "--silent") as child:
        rate = _rate(await _accepted(child, number))
    return Figure("accept alone (queue → store)", rate, "alarms/s", bare, note="against showing")


async def acks(world: World, number: int) -> Figure:
    """How long a person who types a command waits while all that goes on."""
    async with _full(world, "acks", number, BOT) as child:
        await line_of(child, "has been established")
        shown = asyncio.create_task(world.slack.shown("acks", number))
        waits = []
        while not shown.done():
            waits.append(1000 * await world.slack.ack())
            await asyncio.sleep(BETWEEN_COMMANDS)
        await shown
    return Figure("ack of /aws alarms meanwhile, p99", quantile(waits, 0.99), "ms", aim=100)


async def profile(world: World, number: int, top: int = 25) -> None:
    """Print where the time of the bot goes, by own time, in all its threads."""
    path = world.folder / "profile"
    await _shown(world, BOT, "profile", number, "--profile", str(path))
    pstats.Stats(str(path)).sort_stats("tottime").print_stats(top)


async def _shown(world: World, module: str, run: str, number: int, *arguments: str) -> float:
    async with _full(world, run, number, module, *arguments):
        return _rate(list((await world.slack.shown(run, number)).values()))


async def _accepted(child: Child, number: int) -> list[float]:
    """When each was accepted."""
    told: list[str] = []
    for _ in range(1000):
        await asyncio.sleep(0.2)
        lines = child.log.read_text(encoding="utf-8").splitlines()
        told = [line for line in lines if '"accepted"' in line and line.endswith("}")]
        if len(told) >= number:
            return [datetime.fromisoformat(json.loads(line)["timestamp"]).timestamp() for line in told]
    raise BenchFailed(f"{len(told)} of {number} alarms were accepted")


@asynccontextmanager
async def _full(world: World, run: str, number: int, module: str, *arguments: str) -> AsyncIterator[Child]:
    """One of the processes at work on a queue that was filled before."""
    stack = await world.stack()
    await world.fill(stack, run, number)
    async with running(await world.start(stack, module, *arguments)) as child:
        yield child


def _rate(times: list[float]) -> float:
    return (len(times) - 1) / (max(times) - min(times))
