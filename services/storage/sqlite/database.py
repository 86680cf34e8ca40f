"""One SQLite file: opened by one bot, migrated by version, every transaction durable and on one thread.

What piles up while the disk is busy is committed together: a hundred small writes then wait for one.
"""

import asyncio
import fcntl
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from services.desk import StoreUnavailable
from services.storage.sqlite.schema import MIGRATIONS

Result = TypeVar("Result")


class DatabaseInUse(Exception):
    """Another bot has this file open."""


class DatabaseTooNew(Exception):
    """A later version of the bot has written this file."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Work that somebody waits for."""

    work: Callable[[sqlite3.Connection], Any]
    done: "asyncio.Future[Any]"

    def tell(self, result: object) -> None:
        """Hand over what it came to, or what went wrong with it."""
        if self.done.done():
            return  # nobody waits any more
        if isinstance(result, Exception):
            self.done.set_exception(result)
        else:
            self.done.set_result(result)


class Database:
    """A SQLite file. Not on NFS or EFS: its locks do not hold there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._waiting: list[Piece] = []
        self._writing: asyncio.Task[None] | None = None
        self._unlock = _lock(path)
        try:
            self._connection = self._thread.submit(_open, path).result()
        except BaseException:
            self._unlock()
            raise

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run *work* and make it durable, or raise StoreUnavailable with nothing changed."""
        loop = asyncio.get_running_loop()
        piece = Piece(work, loop.create_future())
        self._waiting.append(piece)
        if self._writing is None or self._writing.done():
            self._writing = loop.create_task(self._write())
        try:
            result: Result = await piece.done
        except sqlite3.Error as error:
            raise StoreUnavailable(f"{self._path}: {error}") from error
        return result

    def close(self) -> None:
        self._thread.submit(self._connection.close).result()
        self._thread.shutdown()
        self._unlock()

    async def _write(self) -> None:
        """Do what waits, all of it at once, until nothing does."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            pieces, self._waiting = self._waiting, []
            try:
                results = await loop.run_in_executor(self._thread, self._together, pieces)
            except Exception as error:  # noqa: BLE001 — raised again wherever it is waited for
                results = [error] * len(pieces)
            for piece, result in zip(pieces, results, strict=True):
                piece.tell(result)

    def _together(self, pieces: Sequence[Piece]) -> list[object]:
        """What each comes to, in one transaction; one that fails undoes only itself."""
        with transaction(self._connection):
            return [_alone(self._connection, piece) for piece in pieces]


def _alone(connection: sqlite3.Connection, piece: Piece) -> object:
    try:
        with savepoint(connection):
            return piece.work(connection)
    except Exception as error:
        if not connection.in_transaction:  # it was the disk, and has undone the others as well
            raise
        return error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # a failed COMMIT may have rolled back by itself
            connection.execute("ROLLBACK")
        raise


@contextmanager
def savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    """Undo what stands inside, and only that, where it fails."""
    connection.execute("SAVEPOINT one")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # else the disk failed, and SQLite has undone everything by itself
            connection.execute("ROLLBACK TO one")
            connection.execute("RELEASE one")
        raise
    connection.execute("RELEASE one")


def _lock(path: Path) -> Callable[[], None]:
    """Hold the file for this process alone; the kernel lets go of it when the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.with_name(path.name + ".lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise DatabaseInUse(
            f"Another Watchbell has {path} open. Stop it, or give this one a STATE_URL of its own."
        ) from None
    return file.close


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")  # what was accepted survives a power cut
    _migrate(connection, path)
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise DatabaseTooNew(f"{path} was written by a newer Watchbell (format {version}). Run that version.")
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        with transaction(connection):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={number}")
