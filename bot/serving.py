"""The order in which things start and stop."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import knock
from bot.home import now
from bot.tasks import Tasks
from bot.watching import Watch
from listeners import schedule
from listeners.queue import listen
from listeners.schedule import Clockwork, Job, Slots
from services.asking.assistant import Assistant
from services.aws.queue import SqsQueue
from services.board import AlertBoard
from services.desk import AlertDesk
from services.health import Part
from services.incident import ChannelId
from services.post import Unreachable
from services.sharing.shifts import Shifts
from services.slack.channel import SlackChannel
from services.slack.membership import join

log = structlog.get_logger(__name__)

AWAY = 3.0  # seconds between two knocks while Slack is away
DRAIN = 25.0  # seconds for the writes in flight at a stop


@dataclass(frozen=True, slots=True)
class Parts:
    """What runs, once everything is handed in."""

    client: AsyncWebClient
    slack: SlackChannel
    desk: AlertDesk
    board: AlertBoard
    queue: SqsQueue
    socket: AsyncSocketModeHandler
    tasks: Tasks
    slots: Slots
    assistant: Assistant
    clockwork: Clockwork
    watch: Watch
    upkeep: Sequence[Job] = ()
    shifts: Shifts | None = None  # where several bots share the channels out


async def serve(parts: Parts, channels: Sequence[ChannelId], stop: asyncio.Event) -> None:
    """Run until *stop*, then finish the writes in flight; the backlog stays in the store.

    Raise Unwell where the bot itself had to stop.
    """
    parts.watch.deadman.watch()
    await parts.clockwork.attendance.look()  # before anything comes in
    arrived = await _arrive(parts, channels)
    parts.tasks.forever("socket", parts.socket.connect_async)
    parts.tasks.forever("board", partial(_board, parts, channels, stop, arrived=arrived))
    parts.tasks.forever("queue", partial(listen, parts.queue, parts.desk, stop, partial(_polled, parts)))
    for name, work in parts.watch.loops().items():
        parts.tasks.forever(name, work)
    stop_clock = schedule.start((*schedule.jobs(parts.clockwork), *parts.upkeep), parts.slots, now)
    log.info("started", channels=channels)
    await stop.wait()
    log.info("stopping")
    parts.watch.supervisor.stopping("stopping")
    stop_clock()
    await parts.socket.close_async()  # type: ignore[no-untyped-call]
    parts.board.stop()
    if parts.shifts:
        parts.shifts.stop()
    parts.assistant.stop_all()
    left = await parts.tasks.finish(DRAIN)
    log.info("stopped", unfinished=left)
    parts.watch.end()


def _polled(parts: Parts, trouble: str) -> None:
    """Of a poll: what went wrong, or nothing; from the pollers' threads."""
    health = parts.watch.health
    if trouble:
        health.unwell(Part.QUEUE, trouble)
    else:
        health.well(Part.QUEUE)


async def _arrive(parts: Parts, channels: Sequence[ChannelId]) -> bool:
    """Present ourselves and join the channels; what comes in meanwhile is accepted all the same."""
    try:
        parts.slack.ahead = await knock(parts.client, parts.slack.clock())
        for channel in channels:
            await join(parts.client, channel)
    except Unreachable as error:
        log.warning("slack_unreachable", error=str(error))
        return False
    return True


async def _board(parts: Parts, channels: Sequence[ChannelId], stop: asyncio.Event, *, arrived: bool) -> None:
    """Show, once Slack has been reached."""
    while not arrived and not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), AWAY)
        arrived = await _arrive(parts, channels)
    if parts.shifts and not stop.is_set():
        parts.tasks.forever("shifts", parts.shifts.run)
    await parts.board.run(partial(_show, parts))


def _show(parts: Parts, channel: ChannelId) -> asyncio.Task[None]:
    return parts.tasks.forever(f"show-{channel}", partial(parts.board.show, channel))
