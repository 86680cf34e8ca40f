"""What `python -m bot` itself costs: its start, and doing nothing."""

import asyncio
import json
import os
import time
from datetime import datetime
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.world import World, line_of, running

SETTLED = 3.0  # seconds after the start
MIB = 1024 * 1024


async def process(world: World, seconds: float) -> list[Figure]:
    """Linux only: what a process uses is read in /proc."""
    stack = await world.stack()
    began = time.time()
    async with running(await world.start(stack, "bot")) as child:
        polled = json.loads(await line_of(child, '"queue_polled"'))["timestamp"]
        await line_of(child, "has been established")
        await asyncio.sleep(SETTLED)
        before = _cpu_seconds(child.process.pid)
        await asyncio.sleep(seconds)
        used = _cpu_seconds(child.process.pid) - before
        resident = _resident(child.process.pid)
    return [
        Figure("start → first poll", datetime.fromisoformat(polled).timestamp() - began, "s", aim=2),
        Figure("memory when idle (RSS)", resident / MIB, "MiB", aim=100),
        Figure("CPU when idle", 100 * used / seconds, "%", aim=1),
    ]


def _cpu_seconds(pid: int) -> float:
    """User and system time, the fields 14 and 15 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
