"""Summaries as pages of the wiki."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from services.incident import Person
from services.reporting.wiki import Draft, SpaceKey, Wiki, WikiFailed
from services.summing.summary import NotFiled, Summary

log = structlog.get_logger(__name__)


class Drafting(Protocol):
    def draft(self, summary: Summary, *, weekly: bool = False) -> Draft: ...


@dataclass(frozen=True, slots=True)
class SummaryFiling:
    """Behind the port *services.summing.summary.Filing*; a page is found again by its title and marker."""

    wiki: Wiki
    space: SpaceKey
    drafting: Drafting
    note: Callable[[Person | None, datetime], str]  # for the page's history
    sentence: Callable[[WikiFailed], str]
    clock: Callable[[], datetime]

    async def file_summary(self, summary: Summary, by: Person | None) -> str:
        """File it for *by*, nobody where the clock asked; give the page's address, or raise NotFiled."""
        draft = self.drafting.draft(summary, weekly=by is None)
        try:
            filed = await self.wiki.file(draft, self.space, None, self.note(by, self.clock()))
        except WikiFailed as error:
            log.warning("summary_not_filed", error=str(error))
            raise NotFiled(self.sentence(error)) from error
        return filed.url
