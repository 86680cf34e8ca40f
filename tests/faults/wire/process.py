"""The bot as a child that is killed, stopped, stalled and started again; a supervisor stands behind it."""

import asyncio
import json
import os
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from demo.children import Child, start_child

AGAIN = 0.5  # seconds until a supervisor starts again what ended by itself
NOTHING = 1024  # bytes; less than any write of the store needs


class Process:
    """Logs go through a pipe: a limit on the sizes of files is then a limit on the store alone."""

    def __init__(self, module: str, env: Mapping[str, str], folder: Path) -> None:
        self.deaths: list[int] = []  # how it ended when nobody had asked it to
        self.busy = asyncio.Lock()  # one hand at the process at a time
        self._command = [sys.executable, "-m", module]
        self._env, self._folder = env, folder
        self._pipe = folder / "log.pipe"
        self._log = (folder / "bot.log").open("ab", buffering=0)
        self._child: Child | None = None
        self._wanted = False
        self._watch: asyncio.Task[None] | None = None
        os.mkfifo(self._pipe)
        self._reader = os.open(self._pipe, os.O_RDWR | os.O_NONBLOCK)
        asyncio.get_running_loop().add_reader(self._reader, self._read)

    @property
    def store(self) -> Path:
        return Path(self._env["STATE_URL"].removeprefix("sqlite:///"))

    @property
    def pid(self) -> int:
        assert self._child
        return self._child.process.pid

    async def start(self) -> None:
        self._wanted = True
        self._child = await start_child("bot", self._command, self._env, self._pipe, folder=self._folder)
        self._watch = asyncio.create_task(self._supervise(self._child))

    async def end(self, how: signal.Signals) -> None:
        """Send *how* and wait until it has ended."""
        self._wanted = False
        assert self._child
        assert self._watch
        with suppress(ProcessLookupError):
            os.kill(self.pid, how)
        await self._child.ended()
        await self._watch

    async def restart(self, how: signal.Signals, away: float = 0.0) -> None:
        await self.end(how)
        await asyncio.sleep(away)
        await self.start()

    def signal(self, which: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, which)

    def fill_disk(self) -> int:
        """Let every write to a file fail, as far as the store can tell; give whose."""
        with suppress(ProcessLookupError):
            _, most = resource.prlimit(self.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (NOTHING, most))
        return self.pid

    def free_disk(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))

    def said(self, event: str) -> list[dict[str, Any]]:
        lines = (self._folder / "bot.log").read_text(errors="replace").splitlines()
        told = [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]
        return [line for line in told if line.get("event") == event]

    async def close(self) -> None:
        if self._child and self._child.process.returncode is None:
            await self.end(signal.SIGKILL)
        asyncio.get_running_loop().remove_reader(self._reader)
        os.close(self._reader)
        self._log.close()

    async def _supervise(self, child: Child) -> None:
        code = await child.ended()
        if self._wanted and child is self._child:
            self.deaths.append(code)
            await asyncio.sleep(AGAIN)
            if self._wanted and child is self._child:
                await self.start()

    def _read(self) -> None:
        with suppress(BlockingIOError):
            self._log.write(os.read(self._reader, 65536))
