"""One SQLite file: opened by one bot, migrated by version, every transaction durable and on one thread."""

import asyncio
import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from services.desk import StoreUnavailable
from services.storage.schema import MIGRATIONS

Result = TypeVar("Result")


class DatabaseInUse(Exception):
    """Another bot has this file open."""


class DatabaseTooNew(Exception):
    """A later version of the bot has written this file."""


class Database:
    """A SQLite file. Not on NFS or EFS: its locks do not hold there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._unlock = _lock(path)
        try:
            self._connection = self._thread.submit(_open, path).result()
        except BaseException:
            self._unlock()
            raise

    async def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Run *work* in one transaction, or raise StoreUnavailable with nothing changed."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, partial(self._in_transaction, work))
        except sqlite3.Error as error:
            raise StoreUnavailable(f"{self._path}: {error}") from error

    def close(self) -> None:
        self._thread.submit(self._connection.close).result()
        self._thread.shutdown()
        self._unlock()

    def _in_transaction(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        with transaction(self._connection):
            return work(self._connection)


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
        connection.execute("ROLLBACK TO one")
        raise
    finally:
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
