"""One SQLite file: opened by one bot, migrated by version, every transaction durable and on one thread.

What piles up while the disk is busy is committed together: a hundred small writes then wait for one.
"""

import asyncio
import fcntl
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import structlog

from services.desk import StoreUnavailable
from services.storage.sqlite.rescue import begin_anew, finish, is_broken
from services.storage.sqlite.schema import MIGRATIONS

Result = TypeVar("Result")
AfterLoss = Callable[[sqlite3.Connection, datetime], None]

log = structlog.get_logger(__name__)


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


def _one_thread() -> Executor:
    return ThreadPoolExecutor(1, thread_name_prefix="store")


def _nothing(db: sqlite3.Connection, at: datetime) -> None:
    """Nobody wants to hear of it."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Means:
    """What a file is worked on with; a bench brings its own."""

    thread: Callable[[], Executor] = _one_thread
    connection: type[sqlite3.Connection] = sqlite3.Connection
    clock: Callable[[], datetime] = _now


class Database:
    """A SQLite file. Not on NFS or EFS: its locks do not hold there.

    One that can't be read any more is set aside; what *after_loss* writes opens its successor.
    """

    def __init__(self, path: Path, after_loss: AfterLoss = _nothing, means: Means = Means()) -> None:
        self._path, self._after_loss, self._means = path, after_loss, means
        self._thread = means.thread()
        self._waiting: list[Piece] = []
        self._writing: asyncio.Task[None] | None = None
        self._unlock = _lock(path)
        self._connection: sqlite3.Connection | None = None
        try:
            self._thread.submit(self._connected).result()
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
        self._thread.submit(self._disconnect).result()
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
        connection = self._connected()
        try:
            with transaction(connection):
                return [_alone(connection, piece) for piece in pieces]
        except sqlite3.Error as error:
            if is_broken(error):
                self._begin_anew(error)
            raise

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            finish(self._path)
            try:
                self._connection = _open(self._path, self._means.connection)
            except sqlite3.Error as error:
                if not is_broken(error):
                    raise
                self._connection = self._begin_anew(error)
        return self._connection

    def _begin_anew(self, error: sqlite3.Error) -> sqlite3.Connection:
        """What was remembered is lost: say so, and go on with a memory that knows only that."""
        self._disconnect()
        at = self._means.clock()
        kept = begin_anew(self._path, at, lambda new: self._first_word(new, at))
        log.critical("store_corrupt", file=str(self._path), kept_as=str(kept), error=str(error))
        self._connection = _open(self._path, self._means.connection)
        return self._connection

    def _first_word(self, new: Path, at: datetime) -> None:
        connection = _open(new, self._means.connection)
        try:
            with transaction(connection):
                self._after_loss(connection, at)
        finally:
            connection.close()

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            with suppress(sqlite3.Error):  # of a file that is broken
                connection.close()


def _alone(connection: sqlite3.Connection, piece: Piece) -> object:
    try:
        with savepoint(connection):
            return piece.work(connection)
    except Exception as error:
        # it was the disk, and has undone the others as well; or there is no file any more to undo it in
        if not connection.in_transaction or is_broken(error):
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


def _open(path: Path, kind: type[sqlite3.Connection]) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=10, factory=kind
    )
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # what was accepted survives a power cut
        _migrate(connection, path)
    except BaseException:
        connection.close()
        raise
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
