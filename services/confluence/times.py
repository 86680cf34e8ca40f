"""Moments and spans of time as a page says them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import NullTranslations
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Times:
    """In the language and the zone of a page; a page has no readers' zones as Slack has."""

    tr: NullTranslations
    zone: ZoneInfo

    def local(self, at: datetime) -> datetime:
        try:
            return at.astimezone(self.zone)
        except OverflowError:  # the first or the last day there is
            return at.astimezone(UTC)

    def moment(self, at: datetime) -> str:
        return f"{self.local(at):%Y-%m-%d %H:%M:%S %Z}"

    def span(self, seconds: float) -> str:
        """*seconds* in the greatest unit, and in the next one where that says something."""
        _, left = self.tr.gettext, max(int(seconds), 0)
        days, hours, minutes = left // DAY, left % DAY // HOUR, left % HOUR // MINUTE
        if days:
            said = self.tr.ngettext("{days} day {hours} h", "{days} days {hours} h", days)
            return said.format(days=days, hours=hours)
        if hours:
            said = _("{hours} h {minutes} m") if minutes else _("{n} h")
            return said.format(n=hours, hours=hours, minutes=minutes)
        if minutes:
            said = _("{minutes} min {seconds} s") if left % MINUTE else _("{n} min")
            return said.format(n=minutes, minutes=minutes, seconds=left % MINUTE)
        return _("{n} s").format(n=left)
