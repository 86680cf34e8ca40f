"""The language and the time zone that a message is written in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from services.slack.rich_text import Phrase, words

HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Speech:
    tr: NullTranslations
    zone: ZoneInfo

    def when(self, at: datetime, *, near: datetime | None = None) -> Phrase:
        """*at* in the zone of each reader; the hour alone where the same message dates a time *near* it.

        A card stands for days and may come late, so only Slack knows, at reading, what is "today".
        Follows https://docs.slack.dev/reference/block-kit/block-elements/date-element.
        """
        alone = near is not None and abs(at - near) < HALF_A_DAY
        form = "{time}" if alone else self.tr.gettext("{date_short_pretty} at {time}")
        fallback = f"{self._local(at):%H:%M}" if alone else f"{self._local(at):%Y-%m-%d %H:%M}"
        if at.timestamp() <= 0:  # no time that Slack counts with
            return words(fallback)
        return [{"type": "date", "timestamp": int(at.timestamp()), "format": form, "fallback": fallback}]

    def moment(self, at: datetime) -> Phrase:
        """*at* to the second, for what was true just then."""
        fallback = f"{self._local(at):%H:%M:%S}"
        return [
            {"type": "date", "timestamp": int(at.timestamp()), "format": "{time_secs}", "fallback": fallback}
        ]

    def _local(self, at: datetime) -> datetime:
        try:
            return at.astimezone(self.zone)
        except OverflowError:  # the first or the last day there is
            return at.astimezone(UTC)
