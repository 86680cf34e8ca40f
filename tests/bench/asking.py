"""How long people wait beside slow answers: for a command's ack, for the first sign of an answer."""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from demo.bedrock import LocalBedrock
from demo.children import start_child
from demo.session import asking as ask_settings
from demo.session import bot_environment
from demo.slack.people import ALERTS, ALICE, BOB, BOT
from demo.slack.server import LocalSlack
from services.aws.tool_arguments import tools
from tests.bench.figures import Figure, quantile
from tests.bench.world import World, running

SLOW = 3.0  # seconds a piece of an answer takes
BETWEEN_COMMANDS = 0.05
PER_ANSWER = 4  # commands typed for each answer that is under way


async def waiting(world: World, answers: int) -> list[Figure]:
    async with (
        LocalBedrock(pace=0.0, agent_tools=tools()) as bedrock,
        LocalSlack(paced=False) as slack,
        _bot(world, slack, bedrock),
    ):
        seen = [1000 * await _first_sign(slack) for _ in range(3)]
        bedrock.pace = SLOW
        await asyncio.gather(*(_ask(slack) for _ in range(answers)))
        await slack.until(lambda: _under_way(bedrock) >= answers)
        acks = [1000 * await _ack(slack) for _ in range(PER_ANSWER * answers)]
        left = _under_way(bedrock)
    note = f"{answers} slow answers under way, {left} of them still at the end"
    return [
        Figure("ack of /aws alarms beside answers, p99", quantile(acks, 0.99), "ms", aim=100, note=note),
        Figure("mention → first sign of an answer", statistics.median(seen), "ms", aim=1000),
    ]


@asynccontextmanager
async def _bot(world: World, slack: LocalSlack, bedrock: LocalBedrock) -> AsyncIterator[None]:
    stack = await world.stack()
    folder = Path(world.folder) / stack.name
    folder.mkdir()
    keys = await world.aws.role_keys(stack)
    env = bot_environment(slack, world.aws, stack, keys, folder) | ask_settings(bedrock, "model")
    child = await start_child("bot", [sys.executable, "-m", "bot"], env, folder / "bot.log", folder=folder)
    async with running(child):
        await slack.until(lambda: slack.connections)
        yield


async def _ask(slack: LocalSlack) -> str:
    """Mention the bot; give the question's ts."""
    return (await slack.say(BOB, ALERTS, f"<@{BOT}> what is wrong just now?")).ts


async def _first_sign(slack: LocalSlack) -> float:
    began = time.perf_counter()
    ts = await _ask(slack)
    await slack.until(lambda: slack.workspace.messages(ALERTS, ts)[1:])
    seen = time.perf_counter() - began
    await slack.until(lambda: slack.workspace.messages(ALERTS, ts)[-1].streaming_state == "completed")
    return seen


async def _ack(slack: LocalSlack) -> float:
    await asyncio.sleep(BETWEEN_COMMANDS)
    began = time.perf_counter()
    acked = await slack.command(ALICE, ALERTS, "/aws", "alarms")
    return time.perf_counter() - began if acked else float("inf")


def _under_way(bedrock: LocalBedrock) -> int:
    return sum(call.outcome == "open" for call in bedrock.calls)
