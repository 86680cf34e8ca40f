"""Processes as the kernel tells of them."""

import asyncio
import os
import select
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")


def has_ended(pid: int, within: float = 30.0) -> bool:
    """Wait until process *pid* has ended, which need not be a child of this one."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within)[0])
    finally:
        os.close(handle)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def true(condition: Callable[[], bool]) -> None:
    """Wait for what neither a file nor the kernel tells of by itself."""
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.001)
