"""The digest: what happened since the last one, once at each of its times; and a page once a week.

It is kept in the store like any event, so that it is shown once, and after an outage all the same.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from services.event import Event
from services.overview import Shown
from services.summing.summarizing import Summarizer
from services.summing.summary import Filing, Incidents, NotFiled
from services.summing.tally import Stretch, Tallies, Tally
from services.timetable import Timetable

log = structlog.get_logger(__name__)

WEEK = 7  # days
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """A digest, before it is put into words."""

    slot: datetime  # when it is due, by the clocks of its zone
    tally: Tally
    week_before: Tally  # the same hours, seven days earlier
    open: tuple[Shown, ...] = ()


class Notices(Protocol):
    async def put(self, event: Event) -> None:
        """Owe *event* to where the bot speaks of itself; one that is there already stays as it is."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """The page of each week, where there is a place for pages."""

    summarizer: Summarizer
    filing: Filing
    filed: Callable[[str, Stretch], Awaitable[None]]

    async def file(self, stretch: Stretch) -> None:
        summary = await self.summarizer.of_all(stretch)
        try:
            url = await self.filing.file_summary(summary, None)
        except NotFiled as error:
            log.warning("week_not_filed", error=str(error))
            return
        log.info("week_filed", url=url)
        await self.filed(url, stretch)


@dataclass(frozen=True, slots=True)
class Digest:
    timetable: Timetable
    tallies: Tallies
    incidents: Incidents
    notices: Notices
    face: Callable[[Figures], Event]
    clock: Callable[[], datetime]
    weekly: Weekly | None = None

    async def run(self) -> None:
        """Tell the newest that is due; the first of a week brings the week's page with it."""
        slot = self.timetable.local(self.timetable.last(self.clock()))
        before = self.timetable.local(self.timetable.last(slot - INSTANT))
        await self.notices.put(self.face(await self._figures(Stretch(before, slot))))
        log.info("digest_told", slot=slot.isoformat())
        if self.weekly and before.isocalendar()[:2] != slot.isocalendar()[:2]:
            await self.weekly.file(Stretch(slot - timedelta(days=WEEK), slot))

    async def _figures(self, stretch: Stretch) -> Figures:
        tally = await self.tallies.tally(stretch)
        week_before = await self.tallies.tally(stretch.earlier(days=WEEK))
        opened = sorted((await self.incidents.shown()).values(), key=lambda one: one.incident.since)
        return Figures(stretch.until, tally, week_before, tuple(opened))
