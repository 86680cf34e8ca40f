"""One seed after the other, some side by side: publish, fail, heal, wait, compare."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from demo.aws import LocalAws
from demo.slack.people import ALERTS, ALICE
from tests.faults.wire.inject import FAULTS
from tests.faults.wire.plan import Change, Fault, Plan, make_plan
from tests.faults.wire.stage import Stage, stage
from tests.faults.wire.truth import Verdict, compare

T = TypeVar("T")
LIMIT = 75.0  # seconds after the last fault
STARTED_WITHIN = 60.0
LOOK = 0.25
SIDE_BY_SIDE = 2


@dataclass(frozen=True, slots=True)
class Result:
    plan: Plan
    verdict: Verdict
    converged: float  # seconds after the last fault
    took: float  # seconds, in all
    deaths: Sequence[int]  # how the process ended by itself

    @property
    def is_clean(self) -> bool:
        return self.verdict.is_clean


async def run(
    seeds: Sequence[int],
    kinds: Sequence[str] = (),
    *,
    side_by_side: int = SIDE_BY_SIDE,
    tell: Callable[[Result], None] = lambda _: None,
    keep: Path | None = None,
) -> list[Result]:
    """Play *seeds*, with *kinds* of faults or those that each seed chooses; *keep* logs and stores there."""
    gate = asyncio.Semaphore(side_by_side)

    async def one(seed: int) -> Result:
        async with gate:
            result = await _play(make_plan(seed, kinds), aws, folder / str(seed))
            tell(result)
            return result

    async with _folder(keep) as folder, LocalAws(folder) as aws:
        return list(await asyncio.gather(*map(one, seeds)))


@asynccontextmanager
async def _folder(keep: Path | None) -> AsyncIterator[Path]:
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


async def _play(plan: Plan, aws: LocalAws, folder: Path) -> Result:
    folder.mkdir(exist_ok=True)
    began = time.monotonic()
    async with stage(plan, aws, folder) as on:
        await on.make_alarms()
        await on.bot.start()
        await on.slack.until(lambda: on.slack.connections, STARTED_WITHIN)
        await _schedule(on)
        on.slack.faults.clear()
        healed = time.monotonic()
        verdict = await _settle(on)
        ended = time.monotonic()
        return Result(plan, verdict, ended - healed, ended - began, on.bot.deaths)


async def _schedule(on: Stage) -> None:
    """Do everything at its time; faults last beside each other, changes are told in their order."""
    go = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_publish(on, go))
        for fault in on.plan.faults:
            tasks.create_task(_at(go + fault.at, _inject, on, fault))


async def _publish(on: Stage, go: float) -> None:
    last: dict[str, float] = {}
    for change in on.plan.changes:
        await _at(max(go + change.at, last.get(change.alarm, 0.0)), _change, on, change)
        last[change.alarm] = time.monotonic() + 1.0  # the local CloudWatch tells changes to the second


async def _at(when: float, do: Callable[..., Awaitable[None]], on: Stage, what: Change | Fault) -> None:
    await asyncio.sleep(max(0.0, when - time.monotonic()))
    await do(on, what)


async def _change(on: Stage, change: Change) -> None:
    await on.publish(change)


async def _inject(on: Stage, fault: Fault) -> None:
    await FAULTS[fault.kind](on, fault)


async def _settle(on: Stage) -> Verdict:
    """Wait until Slack shows the truth and nothing more is to come, or for as long as that may take."""
    until = time.monotonic() + LIMIT
    while True:
        verdict = await judge(on)
        if verdict.is_clean and await on.is_quiet() and await _answers(on):
            return await judge(on)
        if time.monotonic() > until:
            return verdict if not verdict.is_clean else Verdict(wrong=["it does not come to rest"])
        await asyncio.sleep(LOOK)


async def judge(on: Stage) -> Verdict:
    return compare(await on.truths(), on.messages(), left=on.left, since=on.forgotten)


async def _answers(on: Stage) -> bool:
    """Whether people are heard."""
    return await on.slack.command(ALICE, ALERTS, "/aws", "help")
