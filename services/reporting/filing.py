"""One page an incident, however often it is filed, by however many at once.

The incident is claimed, and the title written down, before the wiki hears of it: whoever comes later, from
another machine or after a crash, goes on with the same page.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from services.incident import IncidentId, Person, Reported
from services.reporting.form import Record
from services.reporting.report import Report
from services.reporting.wiki import Draft, Filed, Space, SpaceKey, Trouble, Wiki, WikiFailed

log = structlog.get_logger(__name__)

CLAIM = timedelta(seconds=100)  # longer than the wiki's client takes for everything together
PAUSE = 0.5  # seconds between two looks whether another's claim has ended
SURELY_NOT = {Trouble.FORBIDDEN, Trouble.NO_SPACE, Trouble.REFUSED}  # what of it leaves no page


class StillFiling(Exception):
    """Somebody else is filing the same report, and does not come to an end; says who."""


class Records(Protocol):
    """What is remembered of reports; each is one durable transaction."""

    async def recall(self, incident: IncidentId) -> Record | None: ...

    async def claim(self, incident: IncidentId, wanted: Record, now: datetime, until: datetime) -> "Claim":
        """Take the incident until *until*, unless somebody else has; what is known wins over *wanted*."""

    async def release(self, claim: "Claim") -> None:
        """Give it back; what was *wanted* first is forgotten where nothing came of it."""

    async def filed(self, claim: "Claim", line: Reported) -> None:
        """Remember the page of `claim.record`, and show it on the incident's card and in its thread."""


@dataclass(frozen=True, slots=True)
class Claim:
    incident: IncidentId
    record: Record
    token: str = ""  # none: it is another's
    is_first: bool = False  # nothing was remembered before
    keep: bool = True  # a page may be there: the title stays


class Drafting(Protocol):
    def title(self, report: Report) -> str: ...

    async def draft(self, report: Report) -> Draft: ...


@dataclass(frozen=True, slots=True)
class Filer:
    wiki: Wiki
    keys: tuple[SpaceKey, ...]  # where pages may go, the usual space first
    drafting: Drafting
    records: Records
    note: Callable[[Person, datetime], str]  # for the page's history
    changed: Callable[[], None]  # wakes whoever shows the incident
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]

    async def spaces(self) -> tuple[Space, ...]:
        """Those of the spaces that there are; raise WikiFailed."""
        found = await self.wiki.spaces(self.keys)
        if not found:
            raise WikiFailed(Trouble.NO_SPACE, ", ".join(self.keys))
        return tuple(found)

    async def file(self, report: Report, title: str, space: SpaceKey, by: Person) -> Filed:
        """Write the report over the page that it has, else into a new one.

        Raise WikiFailed, StillFiling, UnknownIncident or StoreUnavailable.
        """
        claim = await self._claimed(report.incident, Record(title, space, by=by.name))
        try:
            filed = await self._written(report, claim, by)
        except WikiFailed as error:
            claim = replace(claim, keep=error.trouble not in SURELY_NOT)
            raise
        else:
            record = replace(claim.record, title=filed.title, page=filed.page, url=filed.url)
            claim = replace(claim, record=replace(record, version=filed.version, by=by.name))
            below = filed.child_of is not None
            line = Reported(self.clock(), by, filed.url, filed.title, filed.version, below)
            await self.records.filed(claim, line)
            self.changed()
            return filed
        finally:
            await self.records.release(claim)

    async def _written(self, report: Report, claim: Claim, by: Person) -> Filed:
        record = claim.record
        draft = replace(await self.drafting.draft(report), title=record.title)
        return await self.wiki.file(draft, record.space, record.page, self.note(by, report.filed_at))

    async def _claimed(self, incident: IncidentId, wanted: Record) -> Claim:
        give_up = self.clock() + CLAIM + timedelta(seconds=PAUSE)
        while True:
            now = self.clock()
            claim = await self.records.claim(incident, wanted, now, now + CLAIM)
            if claim.token:
                return claim
            if now >= give_up:
                raise StillFiling(claim.record.by)
            await self.sleep(PAUSE)
