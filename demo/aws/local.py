"""MiniStack as a child process: started, deployed to, stopped."""

import asyncio
import os
import secrets
import socket
import string
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from demo.aws.clients import REGION, Clients, connect
from demo.aws.console import Console
from demo.aws.stack import Stack, assume, deploy
from demo.children import GRACE, Child, last_words, start_child

if TYPE_CHECKING:
    from types import TracebackType

PYTHON = Path(__file__).parents[2] / ".venv" / "ministack" / "bin" / "python"
GATE = Path(__file__).with_name("gate.py")
ACCOUNT = "123456789012"
# ECS and RDS only remember here what they were told: MiniStack runs containers through a library that its
# environment does not have. What runs code or listens by itself (Lambda, load balancers) stays out.
SERVICES = "cloudformation,cloudwatch,dynamodb,ecs,iam,kms,logs,rds,secretsmanager,sns,sqs,sts"
LIMIT = 10.0


class LocalAwsFailed(Exception):
    """The local AWS did not start; what it said last is in the sentence."""


class LocalAws:
    """The AWS of the demo: `async with LocalAws(folder) as aws: stack = await aws.deploy()`."""

    region = REGION

    def __init__(self, folder: Path, *, python: Path = PYTHON) -> None:
        self.log = folder / "aws.log"
        self.url = ""
        self._folder = folder
        self._python = python
        self._keys = _root_keys()
        self._child: Child | None = None
        self._clients: Clients | None = None

    async def start(self) -> None:
        """Start it, or leave nothing behind."""
        if not self._python.exists():
            raise LocalAwsFailed("MiniStack, the local AWS, is not installed: run ./dev install.")
        async with AsyncExitStack() as undo:
            undo.push_async_callback(self.stop, 0)
            await self._start()
            undo.pop_all()

    async def _start(self) -> None:
        # Handed over while it listens already, the port cannot be taken by anybody else in between.
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            command = [str(self._python), str(GATE), str(listener.fileno())]
            self._child = await start_child(
                "local AWS", command, self._environment(port), self.log, fds=[listener.fileno()]
            )
        self.url = f"http://127.0.0.1:{port}"
        self._clients, _ = await asyncio.gather(
            asyncio.to_thread(connect, self.url, self._keys), self._answer(self._child, port)
        )

    async def stop(self, grace: float = GRACE) -> None:
        if self._child is not None:
            await self._child.stop(grace)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None"
    ) -> None:
        await self.stop()

    @property
    def clients(self) -> Clients:
        """boto3's clients as the account's root."""
        if self._clients is None:
            raise LocalAwsFailed("The local AWS was not started.")
        return self._clients

    async def ended(self) -> int:
        return 0 if self._child is None else await self._child.ended()

    async def deploy(self, name: str = "watchbell") -> Stack:
        return await asyncio.to_thread(deploy, self.clients, name)

    async def role_keys(self, stack: Stack) -> dict[str, str]:
        return await asyncio.to_thread(assume, self.clients, stack)

    def console(self, stack: Stack) -> Console:
        return Console(self.clients, stack)

    def _environment(self, port: int) -> dict[str, str]:
        return self._keys | {
            "PATH": os.defpath,
            "HOME": str(self._folder),
            "TMPDIR": str(self._folder),
            "GATEWAY_PORT": str(port),
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_REGION": REGION,
            "SERVICES": SERVICES,
            "AUTH": "true",
            "LOG_LEVEL": "WARNING",
        }

    async def _answer(self, child: Child, port: int) -> None:
        try:
            async with asyncio.timeout(LIMIT):
                await _turned_away("127.0.0.1", port)
        except (OSError, EOFError, TimeoutError) as error:
            said = last_words(child.log) or "It said nothing."
            raise LocalAwsFailed(f"The local AWS did not start. {said}") from error


async def _turned_away(host: str, port: int) -> None:
    """Wait until the gate answers; what it says to a stranger is no."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(b"GET / HTTP/1.1\r\nHost: local\r\nConnection: close\r\n\r\n")
        await reader.readuntil(b"403")
    finally:
        writer.close()


def _root_keys() -> dict[str, str]:
    letters = string.ascii_uppercase + "234567"
    key = "AKIA" + "".join(secrets.choice(letters) for _ in range(16))
    return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20)}
