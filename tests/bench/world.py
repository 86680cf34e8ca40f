"""A local Slack, a local AWS and whatever runs between them, each in a process of its own."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp

from demo.aws import LocalAws, Stack
from demo.children import Child, last_words, start_child
from demo.slack.people import ALERTS, OPS
from tests.bench.names import name
from tests.payloads import ARN, enveloped, metric_alarm

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

ROOT = Path(__file__).parents[2]
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ")
BATCH = 10
GRACE = 30.0  # seconds, for the writes in flight


class BenchFailed(Exception):
    """What was to be measured did not happen."""


@dataclass(frozen=True, slots=True)
class Slack:
    """The local Slack in its own process."""

    url: str
    bot_token: str
    app_token: str
    session: aiohttp.ClientSession

    async def shown(self, run: str, number: int, within: float = 300.0) -> dict[str, float]:
        """When each alarm of a run was first to be seen, once all are."""
        asked = {"run": run, "count": str(number), "within": str(within)}
        async with self.session.get(f"{self.url}/bench/shown", params=asked) as answer:
            seen: dict[str, float] = await answer.json()
        if len(seen) < number:
            raise BenchFailed(f"{len(seen)} of {number} alarms were shown within {within:g} s")
        return seen

    async def answered(self) -> float:
        """Type `/aws alarms`; give the seconds until its answer is there."""
        async with self.session.post(f"{self.url}/bench/answer") as answer:
            return float((await answer.json())["seconds"])

    async def messages(self, channel: str) -> list[dict[str, Any]]:
        async with self.session.get(f"{self.url}/bench/messages", params={"channel": channel}) as answer:
            stands: list[dict[str, Any]] = await answer.json()
            return stands

    async def calls(self) -> dict[str, int]:
        """How many ended how: "ok", Slack's error, "lost" …"""
        async with self.session.get(f"{self.url}/bench/calls") as answer:
            ended: dict[str, int] = await answer.json()
            return ended

    async def ack(self) -> float:
        """Type `/aws alarms`; give the seconds until it was acked, endless where it never was."""
        async with self.session.post(f"{self.url}/bench/ack") as answer:
            told = await answer.json()
        return float(told["seconds"]) if told["acked"] else float("inf")


@dataclass(frozen=True, slots=True)
class World:
    folder: Path
    slack: Slack
    aws: LocalAws
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def stack(self) -> Stack:
        """A queue of its own for each run."""
        return await self.aws.deploy(f"bench-{next(self.numbers)}")

    async def start(self, stack: Stack, module: str, *arguments: str) -> Child:
        """Start one of the processes between queue and Slack."""
        env = await self.environment(stack)
        log = self.folder / f"{stack.name}-{module}.log"
        command = [sys.executable, "-m", module, *arguments]
        return await start_child(module, command, env, log, folder=self.folder)

    async def fill(self, stack: Stack, run: str, number: int) -> None:
        """Put so many alarms into the queue, as SNS would."""
        await asyncio.to_thread(_fill, self.aws.clients.sqs, stack.queue_url, run, number)

    async def publish(self, stack: Stack, run: str, number: int) -> float:
        """Publish one alarm; give when."""
        sns, now = self.aws.clients.sns, time.time()
        await asyncio.to_thread(sns.publish, TopicArn=stack.topic_arn, Message=json.dumps(alarm(run, number)))
        return now

    async def environment(self, stack: Stack) -> dict[str, str]:
        passed_on = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
        return passed_on | {
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_APP_TOKEN": self.slack.app_token,
            "SLACK_API_URL": f"{self.slack.url}/api/",
            "AWS_ENDPOINT_URL": self.aws.url,
            "AWS_REGION": self.aws.region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "ALARM_QUEUE_URL": stack.queue_url,
            "ALARM_TOPIC_ARN": stack.topic_arn,
            "ALERT_CHANNEL": ALERTS,
            "OPS_CHANNEL": OPS,
            "STATE_URL": f"sqlite:///{self.folder}/{stack.name}.db",
            **await self.aws.role_keys(stack),
        }


def alarm(run: str, number: int) -> dict[str, object]:
    called, now = name(run, number), datetime.now(UTC)
    at = now.isoformat(timespec="milliseconds").replace("+00:00", "+0000")
    return metric_alarm(AlarmName=called, AlarmArn=f"{ARN}{called}", StateChangeTime=at)


def _fill(sqs: "SQSClient", url: str, run: str, number: int) -> None:
    def send(batch: Sequence[int]) -> None:
        bodies = [enveloped(alarm(run, one), MessageId=f"{run}-{one}") for one in batch]
        entries: Any = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
        sqs.send_message_batch(QueueUrl=url, Entries=entries)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, [range(at, min(at + BATCH, number)) for at in range(0, number, BATCH)]))


@asynccontextmanager
async def running(child: Child) -> AsyncIterator[Child]:
    """Stop *child* at the end; where it ends before that, so does what is done meanwhile."""
    work = asyncio.current_task()
    assert work
    watch = asyncio.create_task(child.ended())
    watch.add_done_callback(lambda ended: None if ended.cancelled() else work.cancel())
    try:
        yield child
    except asyncio.CancelledError:
        if child.process.returncode is None:
            raise
        work.uncancel()
        raise BenchFailed(f"{child.name} ended by itself; its last lines:\n{last_words(child.log)}") from None
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        await child.stop(GRACE)


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    async with LocalAws(folder) as aws, slack_child(folder) as slack:
        yield World(folder, slack, aws)


@asynccontextmanager
async def slack_child(folder: Path, *arguments: str) -> AsyncIterator[Slack]:
    log, env = folder / "".join(("slack", *arguments, ".log")), {"PYTHONPATH": str(ROOT), "PATH": os.defpath}
    child = await start_child(
        "slack", [sys.executable, "-m", "tests.bench.slack_child", *arguments], env, log
    )
    try:
        told = json.loads(await line_of(child, "{"))
        endless = aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(timeout=endless) as session:
            yield Slack(**told, session=session)
    finally:
        await child.stop()


async def line_of(child: Child, sign: str, within: float = 30.0) -> str:
    """The first line of its log that has *sign* in it."""
    until = time.monotonic() + within
    while time.monotonic() < until and child.process.returncode is None:
        lines = child.log.read_text(encoding="utf-8").splitlines(keepends=True)
        for line in lines:
            if sign in line and line.endswith("\n"):
                return line
        await asyncio.sleep(0.01)
    raise BenchFailed(f"{child.name} never said {sign!r}; its last lines:\n{last_words(child.log)}")
