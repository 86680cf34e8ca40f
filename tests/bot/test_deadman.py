"""The thread that ends a process whose loop hangs: in a child, since it ends it."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.deadman import UNWELL

ROOT = Path(__file__).parents[2]
CHILD = """
import asyncio, threading, time
from bot.deadman import DeadMan

async def main():
    deadman = DeadMan(patience=0.4, look=0.05)
    deadman.watch()
    for _ in range(20):  # a second of life
        deadman.touch()
        await asyncio.sleep(0.05)
    print("lived", flush=True)
    {end}

asyncio.run(main())
print("ended by itself", flush=True)
"""


def run(end: str) -> "subprocess.CompletedProcess[str]":
    child = [sys.executable, "-c", CHILD.format(end=end)]
    return subprocess.run(child, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 — our own


@pytest.mark.parametrize(
    "end",
    ["threading.Lock().acquire() and threading.Event().wait()", "time.sleep(600)"],
    ids=["a lock", "a blocking call"],
)
def test_a_loop_that_hangs_ends_the_process_with_every_stack_told(end):
    ran = run(end)
    assert (ran.returncode, ran.stdout) == (UNWELL, "lived\n")
    assert "The event loop hangs" in ran.stderr
    assert "in main" in ran.stderr


def test_a_loop_that_goes_on_is_left_alone_and_an_end_is_an_end():
    ran = run("deadman.release(); await asyncio.sleep(0.6)")
    assert (ran.returncode, ran.stdout) == (0, "lived\nended by itself\n")


def test_an_end_that_takes_too_long_is_cut_short_though_the_loop_goes_on():
    ran = run("deadman.hurry(0.3)\n    while True: deadman.touch(); await asyncio.sleep(0.05)")
    assert ran.returncode == UNWELL
