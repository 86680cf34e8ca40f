"""`python -m demo` as a person starts and stops it."""

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.demo.aws.processes import children, has_ended, linux, true

ROOT = Path(__file__).parents[2]
DEMO = (sys.executable, "-m", "demo", "--no-open")
# The demo with another program in the place of the bot.
WITH = """
import sys
from demo.session import main
sys.exit(main(["--no-open"], bot=[sys.executable, *sys.argv[1:]]))
"""
STUBBORN = """
import asyncio, os, signal, sys
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

async def main():
    web = AsyncWebClient(base_url=os.environ["SLACK_API_URL"])
    await SocketModeClient(os.environ["SLACK_APP_TOKEN"], web_client=web).connect()
    await asyncio.Event().wait()

signal.signal(signal.SIGTERM, signal.SIG_IGN)
asyncio.run(main())
"""


@dataclass(frozen=True, slots=True)
class Started:
    process: asyncio.subprocess.Process

    async def line(self, words: str) -> str:
        """The first line that says *words*, once it is there."""
        assert self.process.stdout
        async with asyncio.timeout(30):
            async for line in self.process.stdout:
                if words in line.decode():
                    return line.decode()
        raise AssertionError(f"it never said {words!r}")

    async def ended(self) -> tuple[int, str, str]:
        out, err = await asyncio.wait_for(self.process.communicate(), 30)
        assert self.process.returncode is not None
        return self.process.returncode, out.decode(), err.decode()


async def start(*command: str) -> Started:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SLACK_"))}
    # Settings of a person's own that have to leave the demo alone.
    env |= {
        "AWS_PROFILE": "production",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "WIKI_URL": "https://example.com",
    }
    pipe = asyncio.subprocess.PIPE
    return Started(
        await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stdout=pipe, stderr=pipe)
    )


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Started]:
    started = await start(*DEMO, "--keep", str(tmp_path))
    yield started
    if started.process.returncode is None:
        started.process.kill()
        await started.ended()


@linux
@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
async def test_the_demo_shows_its_page_and_ends_without_a_trace(demo: Started, name: signal.Signals) -> None:
    address = re.search(r"http://127\.0\.0\.1:\d+/", await demo.line("  Open "))
    assert address
    await demo.line("Ctrl-C stops everything.")
    async with aiohttp.ClientSession() as session:
        assert (await session.get(address[0])).status == 200
    aws, bot = children(demo.process.pid)
    demo.process.send_signal(name)
    assert await demo.ended() == (0, "Stopped; nothing is left running.\n", "")
    assert has_ended(aws)
    assert has_ended(bot)


@linux
async def test_a_demo_that_is_killed_leaves_nothing_running(demo: Started) -> None:
    await demo.line("Ctrl-C stops everything.")
    aws, bot = children(demo.process.pid)
    demo.process.kill()
    assert has_ended(aws)
    assert has_ended(bot)


@linux
async def test_a_bot_that_does_not_end_is_killed_in_time() -> None:
    demo = await start(sys.executable, "-c", WITH, "-c", STUBBORN)
    await demo.line("Ctrl-C stops everything.")
    aws, bot = children(demo.process.pid)
    demo.process.send_signal(signal.SIGINT)
    demo.process.send_signal(signal.SIGINT)
    assert await demo.ended() == (0, "Stopped; nothing is left running.\n", "")
    assert has_ended(aws)
    assert has_ended(bot)


@linux
async def test_a_demo_stopped_while_it_starts_ends_without_a_trace(demo: Started) -> None:
    await true(lambda: bool(children(demo.process.pid)))
    demo.process.send_signal(signal.SIGINT)
    assert await demo.ended() == (0, "Stopped; nothing is left running.\n", "")


@linux
async def test_a_local_aws_that_dies_ends_the_demo(demo: Started) -> None:
    await demo.line("Ctrl-C stops everything.")
    aws, bot = children(demo.process.pid)
    os.kill(aws, signal.SIGKILL)
    code, _, errors = await demo.ended()
    assert code == 1
    assert errors.startswith("The local AWS ended by itself; its last lines:")
    assert has_ended(bot)


async def test_a_bot_that_dies_is_told_with_its_last_words() -> None:
    demo = await start(sys.executable, "-c", WITH, "-c", "raise SystemExit('SLACK_BOT_TOKEN is not set.')")
    code, _, errors = await demo.ended()
    assert code == 1
    assert errors == ("The bot ended by itself (exit code 1); its last lines:\nSLACK_BOT_TOKEN is not set.\n")


async def test_a_taken_port_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, out, errors = await (await start(*DEMO, "--port", str(port))).ended()
    assert (code, out) == (2, "")
    assert errors == f"Port {port} is taken by another program; choose another one with --port.\n"


async def test_a_port_that_is_none_is_one_sentence() -> None:
    code, _, errors = await (await start(*DEMO, "--port", "70000")).ended()
    assert code == 2
    assert errors.endswith("error: a port is a number up to 65535\n")


async def test_a_folder_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, _, errors = await (await start(*DEMO, "--keep", str(tmp_path / "file"))).ended()
    assert (code, errors) == (1, f"{tmp_path}/file can't be used (File exists).\n")


async def test_kept_logs_stay(tmp_path: Path) -> None:
    demo = await start(*DEMO, "--keep", str(tmp_path))
    await demo.line("Ctrl-C stops everything.")
    demo.process.terminate()
    assert (await demo.ended())[0] == 0
    kept = {path.name for path in tmp_path.glob("demo-*/*")}
    assert {"aws.log", "bot.log", "watchbell.db"} <= kept
