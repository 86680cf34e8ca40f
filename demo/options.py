"""What the demo may be told when it is started, and what stands in its way."""

import argparse
import errno
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

HOST = "127.0.0.1"
MOST_BOTS = 10  # https://docs.slack.dev/apis/events-api/using-socket-mode#using-multiple-connections
Way = Literal["model", "agent", "harness"]


class DemoFailed(Exception):
    """The demo cannot go on; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Options:
    port: int
    browser: bool
    keep: Path | None
    story: bool = True
    ask: Way = "model"
    bots: int = 1


def read_options(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(prog="./dev demo", description="Watchbell, with nothing to set up.")
    parser.add_argument("--port", type=int, default=0, help="the page's port (default: any free one)")
    parser.add_argument("--no-open", action="store_true", help="do not open the page in the browser")
    parser.add_argument("--no-story", action="store_true", help="do not show anything by itself")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep logs and state in a new folder in DIR")
    parser.add_argument("--ask", choices=get_args(Way), default="model", help="how the bot asks Bedrock")
    parser.add_argument(
        "--bots", type=int, default=1, metavar="N", help="so many of them share one DynamoDB table"
    )
    given = parser.parse_args(arguments)
    if not 0 <= given.port <= 65535:  # noqa: PLR2004 — the last port there is
        parser.error("a port is a number up to 65535")
    if not 1 <= given.bots <= MOST_BOTS:
        parser.error(f"Slack lets {MOST_BOTS} bots of one app connect, and one is the least")
    return Options(given.port, not given.no_open, given.keep, not given.no_story, given.ask, given.bots)


@contextmanager
def state_folder(keep: Path | None) -> Iterator[Path]:
    """Give a fresh folder: one in *keep*, which stays, or a temporary one."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="watchbell-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
        kept = Path(tempfile.mkdtemp(prefix="demo-", dir=keep.resolve()))
    except OSError as error:
        raise DemoFailed(f"{keep} can't be used ({error.strerror}).") from None
    yield kept


def port_refusal(port: int) -> str | None:
    """Return why the page cannot have *port*."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        return "is taken by another program" if taken else f"can't be used ({error.strerror})"
    return None
