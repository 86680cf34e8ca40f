"""A file that SQLite can't read is set aside, for people to look at, and a new one begun in its place."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# Rubbish where the bot's own JSON was, in pages that hold together otherwise: one such row fails every
# transaction that reads it, for ever. SQLite and Python say so without a code.
ROTTEN = ("malformed JSON", "Could not decode to UTF-8")
BESIDE = ("-wal", "-shm")  # what belongs to a file besides itself


def is_broken(error: BaseException) -> bool:
    """Whether SQLite says that the file is none, malformed, or full of rubbish: no waiting mends that."""
    code = getattr(error, "sqlite_errorcode", None) or 0
    return isinstance(error, sqlite3.Error) and (code & 0xFF in BROKEN or str(error).startswith(ROTTEN))


def begin_anew(path: Path, at: datetime, make: Callable[[Path], None]) -> Path:
    """Put what *make* writes in the place of *path*; give where the old file is kept.

    The new one is whole before the old one goes, so that a crash in between loses what *make* says to nobody.
    """
    new, kept = _new(path), _kept(path, at)
    for name in ("", *BESIDE):
        _with(new, name).unlink(missing_ok=True)
    make(new)
    for name in (*BESIDE, ""):
        with suppress(FileNotFoundError):
            _with(path, name).rename(_with(kept, name))
    new.rename(path)
    return kept


def finish(path: Path) -> None:
    """Where a crash came between the old file and the new one, there is only the new one."""
    if not path.exists() and _new(path).exists():
        _new(path).rename(path)


def _new(path: Path) -> Path:
    return _with(path, ".new")


def _kept(path: Path, at: datetime) -> Path:
    return _with(path, f".corrupt-{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}")


def _with(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
