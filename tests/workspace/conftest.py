"""The real process between a local Slack, a local AWS and a local Bedrock, over real sockets."""

import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml

from demo.aws.console import Console
from demo.aws.local import LocalAws
from demo.aws.stack import Stack
from demo.bedrock import LocalBedrock
from demo.children import Child, start_child
from demo.session import bot_environment
from demo.shop import Shop
from demo.slack.people import BOT, Message
from demo.slack.server import LocalSlack
from services.aws.tool_arguments import tools

ROOT = Path(__file__).parents[2]
STARTS = count(1)
SOON = 60.0  # seconds; a limit, not an expectation: two busy cores may need eight for a start


@dataclass
class Bot:
    """`python -m bot` as a child, and what it logs."""

    env: dict[str, str]
    folder: Path
    child: Child | None = None
    logs: list[Path] = field(default_factory=list)

    async def start(self) -> None:
        log = self.folder / f"bot-{next(STARTS)}.log"
        self.logs.append(log)
        self.child = await start_child("bot", [sys.executable, "-m", "bot"], self.env, log)

    @property
    def process(self) -> Any:
        assert self.child
        return self.child.process

    async def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is said."""
        os.kill(self.process.pid, signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return int(await self.process.wait())

    def said(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines() if line.get("event") == event]

    def sessions(self) -> list[dict[str, Any]]:
        """The Socket Mode sessions it has had."""
        return [line for line in self.lines() if "has been established" in line["event"]]

    def lines(self) -> list[dict[str, Any]]:
        text = "".join(log.read_text() for log in self.logs)
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


@dataclass
class World:
    """A workspace, an account and a bot between them."""

    slack: LocalSlack
    aws: LocalAws
    stack: Stack
    console: Console
    bot: Bot

    @property
    def alerts(self) -> str:
        return self.bot.env["ALERT_CHANNEL"]

    async def start(self) -> None:
        """Start the bot and wait until it hears people: the first cards may come before that."""
        await self.bot.start()
        await self.until(lambda: self.slack.connections)

    def cards(self, channel: str = "") -> list[Message]:
        """What the bot has posted in a channel, threads apart."""
        stands = self.slack.workspace.messages(channel or self.alerts)
        return [one for one in stands if one.user == BOT and not one.is_reply]

    def lines(self, card: Message) -> list[str]:
        """What stands in the thread of a card."""
        return [one.text for one in self.slack.workspace.messages(card.channel, card.ts)[1:]]

    async def until(self, condition: Callable[[], Any], within: float = SOON) -> Any:
        try:
            return await self.slack.until(condition, within)
        except AssertionError as error:
            said = "\n".join(str(line) for line in self.bot.lines()[-30:])
            raise AssertionError(f"{error}\n--- the bot:\n{said}") from None

    async def card(self, text: str, within: float = SOON) -> Message:
        """The one card whose notification text says *text*, once it is there."""
        found: list[Message] = await self.until(
            lambda: [one for one in self.cards() if text in one.text], within
        )
        assert len(found) == 1, found
        return found[0]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def aws(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalAws]:
    async with LocalAws(tmp_path_factory.mktemp("aws")) as aws:
        yield aws


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def local_bedrock() -> AsyncIterator[LocalBedrock]:
    async with LocalBedrock(pace=0.0, agent_tools=tools()) as bedrock:
        yield bedrock


@pytest_asyncio.fixture(loop_scope="session")
async def bedrock(local_bedrock: LocalBedrock) -> AsyncIterator[LocalBedrock]:
    """The local Bedrock as if nobody had asked it anything."""
    local_bedrock.faults.calls.clear()
    yield local_bedrock
    for faults in (local_bedrock.faults, local_bedrock.trail.faults):
        faults.off()
    local_bedrock.script.clear()
    local_bedrock.sessions.forget()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shop(aws: LocalAws, local_bedrock: LocalBedrock) -> Shop:
    """What there is to look up in the local AWS."""
    shop = Shop(aws.clients, local_bedrock.trail)
    await shop.open()
    return shop


@pytest.fixture(scope="session")
def stacks() -> "count[int]":
    return count(1)


@pytest_asyncio.fixture(loop_scope="session")
async def slack() -> AsyncIterator[LocalSlack]:
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    async with LocalSlack(paced=False, scopes=scopes, bot_events=events) as slack:
        yield slack


@pytest_asyncio.fixture(loop_scope="session")
async def world(
    aws: LocalAws, slack: LocalSlack, stacks: "count[int]", tmp_path: Path
) -> AsyncIterator[World]:
    """Everything in its place; the bot is started by the test."""
    stack = await aws.deploy(f"watchbell-{next(stacks)}")
    env = bot_environment(slack, aws, stack, await aws.role_keys(stack), tmp_path)
    bot = Bot(env, tmp_path)
    yield World(slack, aws, stack, aws.console(stack), bot)
    if bot.child:
        assert await bot.stop() in {0, -signal.SIGKILL}, bot.lines()[-20:]
