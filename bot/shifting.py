"""Several bots on one store: this one shows the channels that it has the shift for."""

import os
import socket
import time
import uuid
from collections.abc import Callable, Sequence

from bot.kit import Kit
from bot.storage import Shared
from services.board import AlertBoard, Times
from services.incident import ChannelId
from services.post import Backlog, Channel
from services.sharing.duty import DutyBacklog, DutyChannel
from services.sharing.rota import MemberId, World
from services.sharing.shifts import TERMS, Shifts

MakeBoard = Callable[[Backlog, Channel, Times], AlertBoard]


def shared_board(
    kit: Kit, shared: Shared, channels: Sequence[ChannelId], make: MakeBoard
) -> tuple[AlertBoard, Shifts]:
    """A board that shows what others do not, and what tells it which."""

    def wake(*named: ChannelId) -> None:
        board.wake(*named)

    world = World(shared.rota, shared.backlog, wake, kit.pacer.share, clock, name)
    shifts = Shifts(world, TERMS, set(channels))
    slack = DutyChannel(kit.slack, shifts)
    board = make(
        DutyBacklog(shared.backlog, kit.slack, shifts), slack, Times(request=TERMS.request, batch=TERMS.batch)
    )
    return board, shifts


def name() -> MemberId:
    """Where this process is to be found, and which of its lives it is."""
    return MemberId(f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:6]}")


def clock() -> float:
    """Seconds that go on while the machine sleeps, as those of time.monotonic do not."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
