"""A time of day on some days of the week, by the clocks of a zone: `09:00 mon-fri`."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = frozenset(DAYS)
FORM = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?:\s+(\S.*))?")
WRITE_IT = "write it like 09:00, 09:00 mon-fri or 08:30 mon,thu"
DAY = timedelta(days=1)
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Timetable:
    at: time
    zone: ZoneInfo
    days: frozenset[str] = WEEK

    def on(self, day: date) -> datetime:
        """The moment, in UTC, on *day*.

        Once a day, whatever the clocks do: an hour that comes twice means its first coming, and one that is
        left out means as much later as the clocks are put forward.
        """
        return datetime.combine(day, self.at, self.zone).astimezone(UTC)

    def last(self, now: datetime) -> datetime:
        """The newest moment that is not after *now*."""
        today = now.astimezone(self.zone).date()
        return next(at for back in range(9) if (at := self._on(today - back * DAY)) and at <= now)

    def next(self, now: datetime) -> datetime:
        """The first moment after *now*."""
        today = now.astimezone(self.zone).date()
        return next(at for on in range(9) if (at := self._on(today + on * DAY)) and at > now)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def is_over(self, slot: datetime, now: datetime) -> bool:
        """Whether its day has ended, and an hour since: what is due shortly before midnight may be late."""
        return self.local(now).date() > self.local(slot).date() and now - slot > LATE

    def _on(self, day: date) -> datetime | None:
        return self.on(day) if DAYS[day.weekday()] in self.days else None


def read_timetable(text: str, zone: ZoneInfo) -> Timetable:
    """What somebody wrote, or ValueError with how to write it."""
    found = FORM.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(WRITE_IT)
    return Timetable(time(int(found[1]), int(found[2])), zone, _days(found[3]) if found[3] else WEEK)


def _days(text: str) -> frozenset[str]:
    """`mon-fri`, `mon,thu`, `sat-mon,wed`: by names, since nobody agrees on what number Monday has."""
    days: set[str] = set()
    for part in re.split(r"\s*,\s*", text.strip()):
        first, dash, last = (one.strip() for one in part.partition("-"))
        if first not in DAYS or (dash and last not in DAYS):
            raise ValueError(f"{part!r} names no days; {WRITE_IT}")
        days |= _from(first, last or first)
    return frozenset(days)


def _from(first: str, last: str) -> set[str]:
    start = DAYS.index(first)
    length = (DAYS.index(last) - start) % len(DAYS) + 1
    return {DAYS[(start + one) % len(DAYS)] for one in range(length)}
