"""What an alarm's subject logged while it went off.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from services.alarm import Alarm
from services.aws.reading.asking import Asking
from services.aws.reading.log_lines import Event, LogLines, gathered
from services.aws.reading.log_places import LogPlace, LogPlaces

ACTION = "logs:FilterLogEvents"
AT_ONCE = 1_000  # lines of a page; AWS gives up to 10,000, or 1 MB
PAGES = 6  # of one log group; those that match nothing count as well
MOST = 2_000_000  # characters of one log group
# a term stands for itself in this very case: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
ERRORS = (
    "?ERROR ?Error ?error ?EXCEPTION ?Exception ?exception ?FATAL ?Fatal ?fatal ?CRITICAL ?critical ?panic "
    '?Traceback ?FAILED ?Failed ?failed ?"timed out" ?WARN ?warn'
)


@dataclass(frozen=True, slots=True)
class Page:
    events: Mapping[str, Event]  # by what tells them apart
    more: bool  # whether the log holds more than was looked at


@dataclass(frozen=True, slots=True)
class Logs:
    """*client* makes, or gives again, the client of one service."""

    client: Callable[[str], Any]
    asking: Asking

    async def find(self, alarm: Alarm) -> LogPlace | None:
        """Where the logs of *alarm* are, or None; raise Forbidden or Unreadable."""
        return await LogPlaces(self.client, self.asking).find(alarm)

    async def read(self, place: LogPlace, since: datetime, until: datetime, at_most: int = 40) -> LogLines:
        """The gravest lines, then the newest; raise Forbidden or Unreadable."""
        pages = await self._pages(place, place.pattern or ERRORS, since, until)
        if not place.pattern and sum(len(page.events) for page in pages) < at_most:
            pages += await self._pages(place, "", since, until)
        events = {key: event for page in pages for key, event in page.events.items()}
        more = any(page.more for page in pages)
        return await self.asking(
            ACTION, lambda: gathered(events.values(), at_most, more=more, grave=bool(place.pattern))
        )

    async def _pages(self, place: LogPlace, pattern: str, since: datetime, until: datetime) -> list[Page]:
        asked = [
            {
                "logGroupName": group,
                "startTime": int(since.timestamp() * 1000),
                "endTime": int(until.timestamp() * 1000),
                "limit": AT_ONCE,
                "startFromHead": False,  # the newest first
            }
            | ({"filterPattern": pattern} if pattern else {})
            for group in place.groups
        ]
        reads = (self.asking(ACTION, partial(self._read, one)) for one in asked)
        return list(await asyncio.gather(*reads))

    def _read(self, asked: Mapping[str, Any]) -> Page:
        events: dict[str, Event] = {}
        size, token = 0, ""
        for _ in range(PAGES):
            answer = self.client("logs").filter_log_events(**asked, **({"nextToken": token} if token else {}))
            for one in answer.get("events", []):
                event = Event.logged(one["timestamp"], one["message"])
                events[str(one.get("eventId") or len(events))] = event
                size += len(event.message)
            token = answer.get("nextToken", "")
            if not token or size > MOST or len(events) >= AT_ONCE:
                break
        return Page(events, more=bool(token))
