"""How long after an alarm was published it is to be seen, at a steady rate."""

import asyncio
import time

from demo.aws import Stack
from tests.bench.figures import Figure, quantile
from tests.bench.flow import BARE, BOT
from tests.bench.names import name
from tests.bench.world import World, running

RATE = 20  # alarms a second
WARM_UP = RATE  # alarms that are not counted


async def latency(world: World, number: int) -> list[Figure]:
    bare = await _waits(world, BARE, "slowly0", number)
    bot = await _waits(world, BOT, "slowly1", number)
    return [
        Figure(f"publish → seen, {label}", quantile(bot, share), "ms", quantile(bare, share), 1.2)
        for label, share in (("p50", 0.5), ("p99", 0.99))
    ]


async def _waits(world: World, module: str, run: str, number: int) -> list[float]:
    """In milliseconds."""
    stack = await world.stack()
    async with running(await world.start(stack, module)):
        await world.publish(stack, run, 0)
        await world.slack.shown(run, 1)
        told = await _publish(world, stack, run, WARM_UP + number)
        seen = await world.slack.shown(run, 1 + WARM_UP + number)
    return [1000 * (seen[one] - at) for one, at in list(told.items())[WARM_UP:]]


async def _publish(world: World, stack: Stack, run: str, number: int) -> dict[str, float]:
    """When each was published, at an even pace."""
    began = time.monotonic()
    publishing = []
    for one in range(1, number + 1):
        await asyncio.sleep(began + one / RATE - time.monotonic())
        publishing.append(asyncio.create_task(world.publish(stack, run, one)))
    times = await asyncio.gather(*publishing)
    return {name(run, one): at for one, at in enumerate(times, start=1)}
