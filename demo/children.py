"""The demo's child processes: they end with it, and tell their last words."""

import asyncio
import os
import signal
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LEASH = Path(__file__).with_name("leash.py")
GRACE = 2.0


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    process: asyncio.subprocess.Process
    log: Path

    async def ended(self) -> int:
        return await self.process.wait()

    async def stop(self, grace: float = GRACE) -> None:
        """Ask it to end, and kill it if it has not after *grace* seconds."""
        with suppress(ProcessLookupError):
            self.process.terminate()
        try:
            async with asyncio.timeout(grace):
                await self.ended()
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            await self.ended()


def last_words(log: Path, lines: int = 20) -> str:
    with log.open(encoding="utf-8", errors="replace") as written:
        return "".join(deque(written, maxlen=lines)).rstrip()


async def start_child(  # noqa: PLR0913 — what a process needs
    name: str,
    command: Sequence[str],
    env: Mapping[str, str],
    log: Path,
    *,
    folder: Path | None = None,
    fds: Sequence[int] = (),
) -> Child:
    """Start *command* in a session of its own, so that Ctrl-C reaches the demo alone."""
    leash = [sys.executable, "-I", "-S", str(LEASH), str(os.getpid())]
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *leash,
            *command,
            env=env,
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=fds,
        )
    return Child(name, process, log)
