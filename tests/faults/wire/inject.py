"""What each fault does: one function for each, done when its time has come, over when it returns."""

import asyncio
import random
import signal
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from demo.slack.people import ALERTS, ALICE, BOT
from tests.faults.wire.plan import Fault, generator
from tests.faults.wire.stage import Stage
from tests.faults.wire.truth import Left, live

Inject = Callable[[Stage, Fault], Awaitable[None]]

POST, UPDATE, OPEN = "chat.postMessage", "chat.update", "apps.connections.open"
PATIENCE = 11.0  # seconds; the bot waits ten for an answer
SWEPT_WITHIN = 30.0


async def killed(stage: Stage, fault: Fault) -> None:
    async with stage.bot.busy:
        await stage.bot.restart(signal.SIGKILL, fault.lasts / 3)


async def terminated(stage: Stage, fault: Fault) -> None:
    async with stage.bot.busy:
        await stage.bot.restart(signal.SIGTERM, fault.lasts / 3)


async def stalled(stage: Stage, fault: Fault) -> None:
    """Everything stands still: the loop, the store, the threads."""
    async with stage.bot.busy:
        stage.bot.signal(signal.SIGSTOP)
        await asyncio.sleep(fault.lasts)
        stage.bot.signal(signal.SIGCONT)


async def slack_429(stage: Stage, fault: Fault) -> None:
    for method, times in ((POST, 2), (UPDATE, 2), ("conversations.history", 1)):
        stage.slack.faults.answer(method, retry_after=2, times=times)
    await asyncio.sleep(fault.lasts)


async def slack_500(stage: Stage, fault: Fault) -> None:
    for method in (POST, UPDATE):
        stage.slack.faults.answer(method, status=500, times=2)
    await asyncio.sleep(fault.lasts)


async def slack_503(stage: Stage, fault: Fault) -> None:
    for method in (POST, UPDATE, OPEN, "auth.test"):
        stage.slack.faults.answer(method, status=503)
    await asyncio.sleep(fault.lasts)


async def slack_timeout(stage: Stage, fault: Fault) -> None:
    """The next post, or update, is performed; its answer comes when nobody waits any more."""
    held = [stage.slack.faults.hold(method) for method in (POST, UPDATE)]
    await asyncio.sleep(PATIENCE)
    for one in held:
        one.release()


async def answer_lost(stage: Stage, fault: Fault) -> None:
    stage.slack.faults.lose_answer(POST, times=2)
    stage.slack.faults.lose_answer(UPDATE)
    await asyncio.sleep(fault.lasts)


async def slack_down(stage: Stage, fault: Fault) -> None:
    stage.slack.faults.down()
    await asyncio.sleep(fault.lasts)
    stage.slack.faults.up()


async def socket_cut(stage: Stage, fault: Fault) -> None:
    stage.slack.disconnect()


async def socket_refresh(stage: Stage, fault: Fault) -> None:
    await stage.slack.refresh(fault.lasts)


async def socket_half_open(stage: Stage, fault: Fault) -> None:
    stage.slack.go_deaf()


async def card_deleted(stage: Stage, fault: Fault) -> None:
    """A person deletes the first card, of those that will still change if there are any."""
    coming = {one.alarm for one in stage.plan.changes} - {one.alarm for one in stage.published}
    coming |= {one.alarm for one in stage.plan.changes[len(stage.published) :]}
    cards = [place for place in live(stage.messages()) if place.is_card and place.channel == ALERTS]
    cards.sort(key=lambda place: (place.alarm not in coming, place.ts))
    if cards:
        gone = cards[0]
        stage.away[gone.alarm] = sum(one.alarm == gone.alarm for one in stage.published)
        await stage.slack.delete(ALICE, gone.channel, gone.ts)


async def invalid_blocks(stage: Stage, fault: Fault) -> None:
    """Slack takes the next card, and the next page of a storm, as text only."""
    for method, where in ((POST, _has_blocks), (UPDATE, _has_blocks), (POST, _is_page)):
        stage.slack.faults.answer(method, error="invalid_blocks", where=where)
    await asyncio.sleep(fault.lasts)


async def channel_archived(stage: Stage, fault: Fault) -> None:
    stage.slack.workspace.archive(ALERTS)
    await asyncio.sleep(fault.lasts)
    stage.slack.workspace.unarchive(ALERTS)
    stage.left.append(Left(ALERTS, stage.slack.workspace.next_ts()))


async def channel_left(stage: Stage, fault: Fault) -> None:
    """Somebody removes the bot from its channel, and invites it again."""
    stage.slack.workspace.leave(ALERTS, BOT)
    await asyncio.sleep(fault.lasts)
    stage.slack.workspace.join(ALERTS, BOT)
    stage.left.append(Left(ALERTS, stage.slack.workspace.next_ts()))


async def sqs_errors(stage: Stage, fault: Fault) -> None:
    stage.door.fails = True
    await asyncio.sleep(fault.lasts)
    stage.door.fails = False


async def sqs_repeats(stage: Stage, fault: Fault) -> None:
    """Nothing is deleted, and all comes again after a second."""
    stage.door.repeats = True
    await asyncio.sleep(fault.lasts)
    stage.door.repeats = False


async def sqs_reorders(stage: Stage, fault: Fault) -> None:
    stage.door.reorders = True
    await asyncio.sleep(fault.lasts)
    stage.door.reorders = False


async def queue_expired(stage: Stage, fault: Fault) -> None:
    """The bot is away for so long that the queue forgets what it was to bring."""
    async with stage.bot.busy:
        await stage.bot.end(signal.SIGKILL)
        await asyncio.sleep(fault.lasts)
        stage.unheard = True
        await asyncio.to_thread(stage.aws.clients.sqs.purge_queue, QueueUrl=stage.stack.queue_url)
        await stage.bot.start()


async def alarm_deleted(stage: Stage, fault: Fault) -> None:
    """Somebody deletes an alarm that a sweep has seen in ALARM; the next sweep is that of a restart."""
    async with stage.bot.busy:
        await _restart_and_sweep(stage)
        states = {one.alarm: one.state for one in stage.published}
        coming = {one.alarm for one in stage.plan.changes if one not in stage.published}
        ringing = [alarm for alarm, state in states.items() if state == "ALARM"]
        if ringing:
            alarm = min(ringing, key=lambda one: one in coming)
            stage.deleted.add(alarm)
            cloudwatch = stage.aws.clients.cloudwatch
            await asyncio.to_thread(cloudwatch.delete_alarms, AlarmNames=[alarm])
        await _restart_and_sweep(stage)


async def _restart_and_sweep(stage: Stage) -> None:
    swept = len(stage.bot.said("swept"))
    await stage.bot.restart(signal.SIGTERM)
    async with asyncio.timeout(SWEPT_WITHIN):
        while len(stage.bot.said("swept")) == swept:
            await asyncio.sleep(0.1)


async def disk_full(stage: Stage, fault: Fault) -> None:
    pid = stage.bot.fill_disk()
    await asyncio.sleep(fault.lasts)
    stage.bot.free_disk(pid)


async def store_locked(stage: Stage, fault: Fault) -> None:
    """Another process writes to the same file, and takes its time."""
    connection = sqlite3.connect(stage.bot.store, isolation_level=None, check_same_thread=False)
    try:
        await asyncio.to_thread(connection.execute, "BEGIN EXCLUSIVE")
        await asyncio.sleep(fault.lasts)
    finally:
        connection.close()


async def store_corrupted(stage: Stage, fault: Fault) -> None:
    """Its file is overwritten while the bot is away."""
    async with stage.bot.busy:
        await stage.bot.end(signal.SIGKILL)
        stage.forgotten = stage.slack.workspace.next_ts()
        await asyncio.to_thread(_overwrite, stage.bot.store, generator(stage.plan.seed))
        await stage.bot.start()


def _overwrite(store: Path, rng: random.Random) -> None:
    for path in (store, store.with_name(f"{store.name}-wal")):
        if path.exists():
            path.write_bytes(rng.randbytes(path.stat().st_size))


def _has_blocks(said: dict[str, Any]) -> bool:
    return bool(said.get("blocks"))


def _is_page(said: dict[str, Any]) -> bool:
    return any(block["type"] == "markdown" for block in said.get("blocks", ()))


FAULTS: Mapping[str, Inject] = {
    inject.__name__: inject
    for inject in (
        killed,
        terminated,
        stalled,
        slack_429,
        slack_500,
        slack_503,
        slack_timeout,
        answer_lost,
        slack_down,
        socket_cut,
        socket_refresh,
        socket_half_open,
        card_deleted,
        invalid_blocks,
        channel_archived,
        channel_left,
        sqs_errors,
        sqs_repeats,
        sqs_reorders,
        queue_expired,
        alarm_deleted,
        disk_full,
        store_locked,
        store_corrupted,
    )
}
