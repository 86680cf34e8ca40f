"""Lines of a log, made fit to be read by others: without secrets, alike ones counted, the gravest kept."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from services.redaction import redacted

LONGEST = 400  # characters of a line
LOOKED_AT = 20_000  # of them, in which secrets are looked for
_ERROR = re.compile(
    r"(?:error|exception|\bfail(?:ed|ure)?+)(?!s?[\"']?\s{0,2}[=:]\s{0,2}[\"']?(?:0|null|none|nil|false)\b)"
    r"|fatal|critical|panic|traceback|timed out|out of memory|segfault",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"[0-9a-f]*[0-9][0-9a-f]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Event:
    """One line as it was logged: hostile, and with whatever secrets were logged with it."""

    at: datetime
    message: str

    @classmethod
    def logged(cls, milliseconds: int, message: str) -> "Event":
        return cls(datetime.fromtimestamp(milliseconds / 1000, UTC), message)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line, or *count* lines that differ in their numbers alone, as the last of them read."""

    at: datetime
    text: str
    count: int = 1
    error: bool = False

    def __str__(self) -> str:
        times = f"×{self.count} " if self.count > 1 else ""
        return f"{self.at:%m-%d %H:%M:%S}Z {times}{self.text}"


@dataclass(frozen=True, slots=True)
class LogLines:
    """What a log held; the gravest first, and of these the newest."""

    lines: tuple[LogLine, ...] = ()
    seen: int = 0  # lines that were looked at
    errors: int = 0  # of them, those that look like errors
    more: bool = False  # whether there was more than could be looked at

    def told(self, room: int) -> str:
        """As many as fit into *room* characters, the oldest first."""
        kept: list[LogLine] = []
        for line in self.lines:
            room -= len(str(line)) + 1
            if room < 0:
                break
            kept.append(line)
        return "\n".join(str(line) for line in sorted(kept, key=lambda line: line.at))


def gathered(events: Iterable[Event], at_most: int, *, more: bool = False, grave: bool = False) -> LogLines:
    """The *at_most* gravest and newest of *events*; *grave* says that they were asked for as errors."""
    groups: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda event: event.at):
        groups.setdefault(_NUMBERS.sub("#", event.message[:LONGEST]), []).append(event)
    counted = [
        (len(group), group[-1], grave or looks_like_error(group[-1].message)) for group in groups.values()
    ]
    counted.sort(key=lambda one: (one[2], one[1].at), reverse=True)
    return LogLines(
        tuple(LogLine(event.at, readable(event.message), n, error) for n, event, error in counted[:at_most]),
        seen=sum(n for n, _, _ in counted),
        errors=sum(n for n, _, error in counted if error),
        more=more,
    )


def looks_like_error(message: str) -> bool:
    return bool(_ERROR.search(message[:LOOKED_AT]))


def readable(message: str) -> str:
    """*message* in one line, without secrets and without what moves a terminal or turns text around."""
    plain = "".join(char for char in message[:LOOKED_AT] if char.isprintable() or char in "\n\r\t")
    line = " ".join(redacted(plain).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def span(since: datetime, until: datetime) -> str:
    """The stretch of time, as a person would write it: `2026-11-20 11:00:00Z – 12:15:00Z`."""
    same: Sequence[str] = ("%H:%M:%SZ", "%Y-%m-%d %H:%M:%SZ")
    end = until.astimezone(UTC)
    start = since.astimezone(UTC)
    return f"{start:%Y-%m-%d %H:%M:%SZ} – {end:{same[start.date() != end.date()]}}"
