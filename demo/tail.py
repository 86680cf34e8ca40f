"""The lines of a log that another process writes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

AT_ONCE = 4 * 1024 * 1024  # bytes
LONGEST = 64 * 1024


class Tail:
    """What was written since the last look, whole lines alone; where that is too much, the end of it."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._read = 0
        self._half = b""

    def lines(self) -> Iterator[dict[str, Any]]:
        *whole, self._half = (self._half + self._news()).split(b"\n")
        if len(self._half) > LONGEST:
            self._half = b""
        for line in whole:
            said = _parsed(line)
            if said is not None:
                yield said

    def _news(self) -> bytes:
        try:
            with self._log.open("rb") as log:
                size = log.seek(0, 2)
                if size - self._read > AT_ONCE:
                    self._read, self._half = size - AT_ONCE, b""
                log.seek(self._read)
                news = log.read(AT_ONCE)
        except OSError:  # not there yet
            return b""
        self._read += len(news)
        return news


def _parsed(line: bytes) -> dict[str, Any] | None:
    """A line of JSON; whatever else a process prints is not for here."""
    if not line.startswith(b"{") or len(line) > LONGEST:
        return None
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
