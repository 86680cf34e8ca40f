"""`/aws mute prod-* until 18:00 deploy`, as people type it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.audit import span
from services.muting.mute import LONGEST_PATTERN, LONGEST_REASON, MOST_STARS, Weekly

HOUR = timedelta(hours=1)
LONGEST = timedelta(days=30)
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
QUOTES = {'"': '"', "“": "”", "'": "'", "‘": "’", "`": "`"}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class MuteUnread(Exception):
    """What was typed is no mute; its word is the one that was not understood."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, understood."""

    pattern: str
    until: datetime | None = None
    weekly: Weekly | None = None
    reason: str = ""


@dataclass(slots=True)
class Words:
    """What is left to be read."""

    left: list[str] = field(default_factory=list)

    def take(self) -> str:
        return self.left.pop(0) if self.left else ""

    @property
    def next(self) -> str:
        return self.left[0].casefold() if self.left else ""


def read_mute(typed: Sequence[str], now: datetime, zone: ZoneInfo) -> Wanted:
    """Which alarms, how long (an hour unless it says otherwise), and why; or raise MuteUnread."""
    words = Words(list(typed))
    pattern = _pattern(words)
    until, weekly = _time(words, now, zone)
    return Wanted(pattern, until, weekly, " ".join(words.left)[:LONGEST_REASON])


def read_until(typed: str, now: datetime, zone: ZoneInfo) -> datetime:
    """A time alone: `2h`, `18:00`, `tomorrow 9:00`; or raise MuteUnread."""
    words = Words(typed.split())
    if span(words.next) is None and words.next != "until":
        words.left.insert(0, "until")
    until, _ = _time(words, now, zone)
    if until is None or words.left:
        raise MuteUnread(words.take()[:40])
    return until


def unquoted(typed: Sequence[str]) -> str:
    """A name as it is typed where nothing follows it."""
    whole = " ".join(typed)
    quoted = len(whole) > 1 and QUOTES.get(whole[0]) == whole[-1]
    return whole[1:-1] if quoted else whole


def _pattern(words: Words) -> str:
    """One word, or several in quotation marks: names may have spaces."""
    taken = [words.take()]
    end = QUOTES.get(taken[0][:1])
    while end and words.left and not _is_closed(taken, end):
        taken.append(words.take())
    if end and not _is_closed(taken, end):
        raise MuteUnread(taken[0][:40])
    pattern = unquoted(taken)
    if not 0 < len(pattern) <= LONGEST_PATTERN or pattern.count("*") > MOST_STARS:
        raise MuteUnread(pattern[:40])
    return pattern


def _is_closed(taken: Sequence[str], end: str) -> bool:
    return taken[-1].endswith(end) and len(" ".join(taken)) > 1


def _time(words: Words, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, Weekly | None]:
    if words.next == "until":
        words.take()
        return _bounded(_moment(words, now.astimezone(zone)), now), None
    if words.next == "every":
        words.take()
        return None, Weekly(_days(words.take()), *_clocks(words.take()), zone.key)
    length = span(words.next)
    if length is not None:
        return _bounded(now + length, now, words.take()), None
    return now + HOUR, None


def _moment(words: Words, now: datetime) -> datetime:
    """`18:00`, `tomorrow`, `tomorrow 9:00`, `2026-12-24`, `2026-12-24 18:00`."""
    word = words.take().casefold()
    day = now.date()
    if word == "tomorrow":
        day += timedelta(days=1)
    elif DATE.fullmatch(word):
        day = _date(word)
    elif at := _clock(word):
        moment = datetime.combine(day, at, now.tzinfo)
        return moment if moment > now else datetime.combine(day + timedelta(days=1), at, now.tzinfo)
    else:
        raise MuteUnread(word)
    at = _clock(words.next)
    if at:
        words.take()
    return datetime.combine(day, at or time(9), now.tzinfo)


def _bounded(until: datetime, now: datetime, word: str = "until") -> datetime:
    """None that is over already, and none that everybody will have forgotten."""
    if not now < until <= now + LONGEST:
        raise MuteUnread(word)
    return until


def _days(word: str) -> tuple[int, ...]:
    """`tue`, `mon-fri`, `sat,sun`, `day`."""
    if word.casefold() == "day":
        return tuple(range(len(DAYS)))
    chosen: set[int] = set()
    for part in word.casefold().split(","):
        first, _, last = part.partition("-")
        begin, end = _day(first, word), _day(last or first, word)
        chosen |= {day % len(DAYS) for day in range(begin, end + 1 if end >= begin else end + 1 + len(DAYS))}
    return tuple(sorted(chosen))


def _day(name: str, word: str) -> int:
    for number, day in enumerate(DAYS):
        if len(name) >= len(day) and name.startswith(day):
            return number
    raise MuteUnread(word)


def _clocks(word: str) -> tuple[time, time]:
    first, _, last = word.partition("-")
    start, end = _clock(first), _clock(last)
    if start is None or end is None or start == end:
        raise MuteUnread(word)
    return start, end


def _clock(word: str) -> time | None:
    found = CLOCK.fullmatch(word)
    return time(int(found[1]), int(found[2])) if found else None


def _date(word: str) -> date:
    try:
        return datetime.strptime(word, "%Y-%m-%d").date()  # noqa: DTZ007 — a day, in nobody's zone yet
    except ValueError:
        raise MuteUnread(word) from None
