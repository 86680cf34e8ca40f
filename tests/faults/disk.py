"""The store's disk and thread: a real SQLite file, worked on at once, on a disk that fails at random."""

import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from typing_extensions import override

from tests.faults.time import Time
from tests.faults.weather import Weather

WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT", "WITH")


class Disk:
    """What fails of a file."""

    def __init__(self, weather: Weather, random: Random) -> None:
        self.weather, self.random = weather, random

    def connection(self) -> type[sqlite3.Connection]:
        disk = self

        class Connection(sqlite3.Connection):
            @override
            def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
                disk.trouble(self, sql)
                return super().execute(sql, parameters)

            @override
            def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
                disk.trouble(self, sql)
                return super().executemany(sql, parameters)

        return Connection

    def trouble(self, connection: sqlite3.Connection, sql: str) -> None:
        """Fail as SQLite does: some failures undo the transaction by themselves."""
        word = sql.lstrip()[:6].upper()
        if word.startswith("BEGIN") and self.weather.strikes("database locked"):
            raise _error("database is locked", sqlite3.SQLITE_BUSY)
        if word.startswith(WRITES) and self.weather.strikes("disk full"):
            if connection.in_transaction and self.random.random() < 0.5:
                sqlite3.Connection.execute(connection, "ROLLBACK")
            raise _error("database or disk is full", sqlite3.SQLITE_FULL)


def _error(text: str, code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


def spoil(path: Path, random: Random) -> str:
    """Write rubbish over a part of the file; a header, or all pages from one on."""
    size = path.stat().st_size if path.exists() else 0
    pages = size // 4096
    if pages < 2:
        return ""
    begin = 0 if random.random() < 0.4 else random.randint(1, pages - 1)
    end = 100 if begin == 0 else size
    with path.open("r+b") as file:
        file.seek(begin * 4096)
        file.write(b"\xa5" * (end - begin * 4096))
    return f"page {begin} of {pages}"


@dataclass
class Pool(Executor):
    """Work is done when its time comes, and answered when that comes; at once, as a rule."""

    time: Time
    over: Callable[[], bool]
    delay: Callable[[], tuple[float, float]]  # before the work, and before its answer
    around: Callable[[str, object], None] = lambda *_: None  # told before and after each work

    @override
    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        done: Future[Any] = Future()
        if not args:  # opening and closing: nobody is there to wait
            self._work(done, fn, args, 0.0)
            return done
        before, after = self.delay()
        if before:
            self.time.after(before, lambda: self._work(done, fn, args, after))
        else:
            self._work(done, fn, args, after)
        return done

    def _work(self, done: "Future[Any]", fn: Callable[..., Any], args: Any, after: float) -> None:
        if args:
            self.around("before", args)
        if self.over() and args:
            return
        try:
            result, error = fn(*args), None
        except BaseException as failed:  # noqa: BLE001 — whoever waits for it shall have it
            result, error = None, failed
        if args:
            self.around("after", args)
        if after:
            self.time.after(after, lambda: self._answer(done, result, error))
        else:
            self._answer(done, result, error)

    def _answer(self, done: "Future[Any]", result: object, error: BaseException | None) -> None:
        if self.over() and error is None and result is not None:
            return
        if error:
            done.set_exception(error)
        else:
            done.set_result(result)

    @override
    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nothing runs."""
