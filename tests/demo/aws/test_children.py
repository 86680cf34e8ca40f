"""What the demo starts ends with it, however it ends."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from demo.aws.local import LocalAws
from demo.children import last_words, start_child
from tests.demo.aws.processes import children, has_ended, linux, true

ENV = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[3])}
STUBBORN = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("not me", flush=True)
while True:
    signal.pause()
"""
PARENT = """
import asyncio, sys
from pathlib import Path
from demo.aws.local import LocalAws

async def main():
    await LocalAws(Path(sys.argv[1])).start()
    print("started", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_child_that_does_not_end_by_itself_is_killed(tmp_path: Path) -> None:
    child = await start_child("stubborn", [sys.executable, "-c", STUBBORN], ENV, tmp_path / "log")
    await true(lambda: last_words(child.log) == "not me")
    await child.stop(0.1)
    assert child.process.returncode == -signal.SIGKILL
    assert last_words(child.log) == "not me"


async def test_a_child_that_has_ended_already_is_no_trouble(tmp_path: Path) -> None:
    child = await start_child("brief", [sys.executable, "-c", "raise SystemExit(3)"], ENV, tmp_path / "log")
    assert await child.ended() == 3
    await child.stop()
    assert child.process.returncode == 3


async def test_only_the_last_lines_are_its_last_words(tmp_path: Path) -> None:
    talk = "for line in range(100): print(line)"
    child = await start_child("talker", [sys.executable, "-c", talk], ENV, tmp_path / "log")
    await child.ended()
    assert last_words(child.log, 3) == "97\n98\n99"


async def test_a_stopped_local_aws_leaves_no_process(tmp_path: Path) -> None:
    before = children(os.getpid())
    async with LocalAws(tmp_path):
        (pid,) = set(children(os.getpid())) - set(before)
    assert has_ended(pid)
    assert children(os.getpid()) == before


async def test_a_start_cut_short_leaves_no_process(tmp_path: Path) -> None:
    before = children(os.getpid())
    start = asyncio.create_task(LocalAws(tmp_path).start())
    await true(lambda: children(os.getpid()) != before)
    start.cancel()
    with pytest.raises(asyncio.CancelledError):
        await start
    assert children(os.getpid()) == before


@linux
async def test_the_local_aws_dies_with_a_demo_that_is_killed(tmp_path: Path) -> None:
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, str(tmp_path), env=ENV, stdout=asyncio.subprocess.PIPE
    )
    assert demo.stdout
    assert await asyncio.wait_for(demo.stdout.readline(), 60) == b"started\n"
    (aws,) = children(demo.pid)
    demo.kill()
    await demo.wait()
    assert has_ended(aws)
