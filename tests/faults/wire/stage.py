"""Where one seed plays: a workspace, a queue of its own, the way to it, and the bot."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.aws import LocalAws, Stack
from demo.session import bot_environment
from demo.slack.people import ALERTS, OPS, Message
from demo.slack.server import LocalSlack
from tests.faults.wire.door import QueueDoor
from tests.faults.wire.plan import Change, Plan, generator
from tests.faults.wire.process import Process
from tests.faults.wire.truth import Left, Truth

AT_ONCE = 100  # alarms in one request
QUICK, AS_IT_IS = "tests.faults.wire.quick", "bot"
_OWED = """
    SELECT count(*) FROM post JOIN post AS card ON card.id = post.card
    WHERE (post.seq = 0 OR card.ts IS NOT NULL) AND (post.intent IS NOT NULL OR post.shown < post.wanted)
"""


@dataclass
class Stage:
    plan: Plan
    slack: LocalSlack
    aws: LocalAws
    stack: Stack
    door: QueueDoor
    bot: Process
    published: list[Change] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)  # alarms
    away: dict[str, int] = field(default_factory=dict)  # cards a person deleted: after so many changes
    left: list[Left] = field(default_factory=list)
    unheard: bool = False  # whether messages were lost on the way
    forgotten: str = ""  # the time until which the bot lost its memory

    def messages(self) -> list[Message]:
        workspace = self.slack.workspace
        channels = [workspace.messages(channel) for channel in (ALERTS, OPS)]
        threads = [workspace.messages(card.channel, card.ts)[1:] for channel in channels for card in channel]
        found = {(one.channel, one.ts): one for some in [*channels, *threads] for one in some}
        return list(found.values())

    async def make_alarms(self) -> None:
        await asyncio.to_thread(_make, self.aws, self.plan.alarms, self.stack.topic_arn)

    async def publish(self, change: Change) -> None:
        if change.alarm not in self.deleted:
            self.published.append(change)
            await asyncio.to_thread(
                self.aws.clients.cloudwatch.set_alarm_state,
                AlarmName=change.alarm,
                StateValue=change.state,
                StateReason=change.token,
            )

    async def truths(self) -> list[Truth]:
        """What CloudWatch has in the end, of whatever went off."""
        states = await asyncio.to_thread(_states, self.aws, f"w{self.plan.seed}-")
        changes: dict[str, list[Change]] = {}
        for change in self.published:
            changes.setdefault(change.alarm, []).append(change)
        return [self._truth(alarm, states.get(alarm), said) for alarm, said in changes.items()]

    def _truth(self, alarm: str, state: str | None, changes: Sequence[Change]) -> Truth:
        after = changes[self.away[alarm] :] if alarm in self.away else []
        missing = alarm in self.away and all(change.state != "ALARM" for change in after)
        silent = self.unheard or bool(self.forgotten)
        must_show = not missing and (state == "ALARM" or not silent)
        told = () if silent or alarm in self.away else [change.token.split()[1] for change in changes]
        return Truth(alarm, state, must_show, told)

    async def is_quiet(self) -> bool:
        """Whether nothing waits in the queue, and the store owes nothing."""
        return await asyncio.to_thread(lambda: _waiting(self) == 0 and _owed(self.bot.store) == 0)


@asynccontextmanager
async def stage(plan: Plan, aws: LocalAws, folder: Path) -> AsyncIterator[Stage]:
    rng = generator(plan.seed)
    stack = await aws.deploy(f"faults-{plan.seed}")
    async with LocalSlack(paced=plan.as_it_is) as slack, QueueDoor(aws.clients.sqs, rng) as door:
        env = bot_environment(slack, aws, stack, await aws.role_keys(stack), folder)
        env["AWS_ENDPOINT_URL_SQS"] = door.url
        bot = Process(AS_IT_IS if plan.as_it_is else QUICK, env, folder)
        try:
            yield Stage(plan, slack, aws, stack, door, bot)
        finally:
            slack.faults.clear()
            await bot.close()


def _make(aws: LocalAws, alarms: Sequence[str], topic: str) -> None:
    """Make *alarms*, quiet: they tell the topic from the first change on."""
    cloudwatch = aws.clients.cloudwatch
    for name in alarms:
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            ActionsEnabled=False,
            AlarmActions=[topic],
            OKActions=[topic],
            InsufficientDataActions=[topic],
            Namespace="Faults",
            MetricName=name,
            Statistic="Average",
            Period=86_400,
            EvaluationPeriods=1,
            Threshold=1.0,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="ignore",
        )
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="quiet")
    for start in range(0, len(alarms), AT_ONCE):
        cloudwatch.enable_alarm_actions(AlarmNames=list(alarms[start : start + AT_ONCE]))


def _states(aws: LocalAws, prefix: str) -> dict[str, str]:
    pages = aws.clients.cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix)
    return {one["AlarmName"]: one["StateValue"] for page in pages for one in page.get("MetricAlarms", [])}


def _waiting(on: Stage) -> int:
    counted: dict[Any, str] = on.aws.clients.sqs.get_queue_attributes(
        QueueUrl=on.stack.queue_url, AttributeNames=["All"]
    )["Attributes"]
    which = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    return sum(int(counted[one]) for one in which)


def _owed(store: Path) -> int:
    """How much the store has to show, or to find out about; one that cannot be read owes something."""
    try:
        connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
        try:
            return int(connection.execute(_OWED).fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error:
        return 1
