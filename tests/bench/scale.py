"""How accepting scales over processes, with an AWS that answers at once: what is left is the bots themselves.

Bots, the instant AWS and this bench share the machine's cores; beyond so many bots the cores are the limit.
"""

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack

import aiohttp

from demo.children import Child, start_child
from tests.bench.figures import Figure
from tests.bench.world import ROOT, World, line_of, running

PROCESSES = (1, 2, 4)
WARM_UP = 2.0  # seconds


async def scale(world: World, seconds: float) -> list[Figure]:
    rates = {number: await _rate(world, number, seconds) for number in PROCESSES}
    note = f"{os.cpu_count()} cores for all, and the instant AWS takes its part of them"
    return [
        Figure(f"accept on DynamoDB, bots: {number}", rate, "alarms/s", rates[1], note=f"against one; {note}")
        for number, rate in rates.items()
    ]


async def _rate(world: World, number: int, seconds: float) -> float:
    """Alarms a second that all bots together take from the queue into the store."""
    async with AsyncExitStack() as stack:
        aws = await stack.enter_async_context(running(await _instant_aws(world, number)))
        url = json.loads(await line_of(aws, "{"))["url"]
        children = [await _bot(world, url, f"scale-{number}-{one}") for one in range(number)]
        for child in children:
            await stack.enter_async_context(running(child))
        for child in children:
            await line_of(child, '"queue_polled"')
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await _deleted(session, f"{url}/fill")
        await asyncio.sleep(WARM_UP)
        before = await _deleted(session, url)
        await asyncio.sleep(seconds)
        return (await _deleted(session, url) - before) / seconds


async def _instant_aws(world: World, number: int) -> Child:
    env = {"PYTHONPATH": str(ROOT), "PATH": os.defpath}
    command = [sys.executable, "-m", "tests.bench.instant_aws"]
    return await start_child("instant AWS", command, env, world.folder / f"instant-aws-{number}.log")


async def _bot(world: World, url: str, name: str) -> Child:
    """A bot that shows nothing, so that accepting is seen alone."""
    env = await world.environment(await world.stack()) | {
        "AWS_ENDPOINT_URL": url,
        "ALARM_QUEUE_URL": f"{url}/000000000000/scale",
        "STATE_URL": "dynamodb://scale",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "tests.bench.bot", "--silent"]
    return await start_child(name, command, env, world.folder / f"{name}.log", folder=world.folder)


async def _deleted(session: aiohttp.ClientSession, url: str) -> int:
    async with session.get(url) as answer:
        return int(json.loads(await answer.text())["deleted"])
