"""A storm: so many alarms as fast as SNS takes them, into a channel that takes one message a second."""

import asyncio
import json
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demo.slack.people import ALERTS
from tests.bench.figures import Figure
from tests.bench.world import BATCH, BenchFailed, Slack, World, line_of, running, slack_child
from tests.payloads import ARN, metric_alarm

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

RUN = "storm"
LONGEST = 60  # characters of a name
RECOVER = 20  # one in so many, while it goes on
WITHIN = 180.0  # seconds
BETWEEN_COMMANDS = 1.0
SIGNS = {"🔴": "ALARM", "🟢": "OK"}


def named(number: int) -> str:
    return f"bench-{RUN}-{number:06}-".ljust(LONGEST, "x")


@dataclass(frozen=True, slots=True)
class Ending:
    """What Slack shows in the end, against what was published."""

    lost: int
    double: int
    wrong: int


async def storm(world: World, number: int) -> list[Figure]:
    async with slack_child(world.folder, "--strict") as slack:
        stack = await world.stack()
        async with running(await replace(world, slack=slack).start(stack, "bot")) as child:
            await line_of(child, "has been established")
            waits: list[float] = []
            typing = asyncio.create_task(_type(slack, waits))
            sns, topic = world.aws.clients.sns, stack.topic_arn
            began = time.time()
            await asyncio.to_thread(_publish, sns, topic, range(number), "ALARM")
            last = time.time()
            back = random.Random(7).sample(range(number), number // RECOVER)  # noqa: S311 — which, is no secret
            await asyncio.to_thread(_publish, sns, topic, back, "OK")
            seen = await slack.shown(RUN, number, WITHIN)
            ending = await _settled(slack, number, set(back))
            typing.cancel()
            calls, peak = await slack.calls(), _peak(child.process.pid)
            stands = await slack.messages(ALERTS)
            pages = [one for one in stands if "```" in one["said"]]
            first = min(float(one["ts"]) for one in stands if one["post"])
    refused, accepted = calls.get("ratelimited", 0), calls.get("ok", 0)
    return [
        Figure("storm: published", number / (last - began), "alarms/s"),
        Figure("storm: first card after the first alarm", first - began, "s", aim=1),
        Figure("storm: first names after the first alarm", min(seen.values()) - began, "s"),
        Figure("storm: all named after the last alarm", max(seen.values()) - last, "s", aim=75),
        Figure("storm: pages", len(pages), "messages", aim=54),
        Figure("storm: refused by accepted calls", refused / accepted, "", aim=0.02),
        Figure("storm: lost", ending.lost, "alarms", aim=0),
        Figure("storm: shown twice", ending.double, "alarms", aim=0),
        Figure("storm: in a wrong state", ending.wrong, "alarms", aim=0),
        Figure("storm: answer of /aws alarms, longest", max(waits), "s", aim=1),
        Figure("storm: memory at its peak", peak, "MiB", aim=150),
    ]


def _publish(sns: "SNSClient", topic: str, numbers: Sequence[int], state: str) -> None:
    def publish(batch: Sequence[int]) -> None:
        entries: Any = [{"Id": str(one), "Message": json.dumps(_alarm(one, state))} for one in batch]
        sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publish, [numbers[at : at + BATCH] for at in range(0, len(numbers), BATCH)]))


def _alarm(number: int, state: str) -> dict[str, object]:
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")
    was = "OK" if state == "ALARM" else "ALARM"
    known = {"AlarmName": named(number), "AlarmArn": f"{ARN}{named(number)}", "StateChangeTime": at}
    return metric_alarm(**known, NewStateValue=state, OldStateValue=was)


async def _type(slack: Slack, waits: list[float]) -> None:
    while True:
        waits.append(await slack.answered())
        await asyncio.sleep(BETWEEN_COMMANDS)


async def _settled(slack: Slack, number: int, back: set[int]) -> Ending:
    """Wait until every alarm is where it should be, and say what is not when that takes too long."""
    until = time.monotonic() + WITHIN
    while True:
        ending = _compared(await slack.messages(ALERTS), number, back)
        if not (ending.lost or ending.double or ending.wrong) or time.monotonic() > until:
            return ending
        await asyncio.sleep(BETWEEN_COMMANDS)


def _compared(messages: Sequence[dict[str, Any]], number: int, back: set[int]) -> Ending:
    places = Counter[str]()
    states: dict[str, str] = {}
    for message in messages:
        for name, state in _told(message):
            places[name] += 1
            states[name] = state
    truth = {named(one): "OK" if one in back else "ALARM" for one in range(number)}
    posts = Counter(one["post"] for one in messages if one["post"])
    return Ending(
        lost=sum(not places[name] for name in truth),
        double=sum(times > 1 for times in places.values()) + sum(times > 1 for times in posts.values()),
        wrong=sum(states.get(name, state) != state for name, state in truth.items()),
    )


def _told(message: dict[str, Any]) -> list[tuple[str, str]]:
    """The alarms that a message is the place of, with their states: its card's, or its page's."""
    said = message["said"]
    if "```" not in said:
        found = re.match(rf"(.) \w+ (bench-{RUN}-\d+-x+)", said)
        return [(found[2], SIGNS.get(found[1], "?"))] if found and not message["reply"] else []
    told = []
    for sign, names in re.findall(r"^(\S+) [^\n]*\n```\n(.*?)\n```", said, re.MULTILINE | re.DOTALL):
        if sign in SIGNS:
            told += [(name, SIGNS[sign]) for name in names.split("\n")]
    return told


def _peak(pid: int) -> float:
    """VmHWM of https://man7.org/linux/man-pages/man5/proc_pid_status.5.html, in MiB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    if found is None:
        raise BenchFailed("the system does not tell how much memory was used")
    return int(found[1]) / 1024
