"""The reports, put together: what they are made of, the modal, and the way to Confluence."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.asking import agent, may_link, readers_of, sources_of
from bot.errors import StartError
from bot.home import now
from bot.kit import Kit
from bot.settings import Settings
from bot.summing import LANGUAGES
from services.aws.report_chart import MetricCharts
from services.confluence.drafts import Drafts
from services.confluence.line import Account
from services.confluence.page import report_title
from services.confluence.site import read_site
from services.confluence.space import Confluence
from services.confluence.summary_page import SummaryPages
from services.incident import Person
from services.locale import translations
from services.reporting.author import Author
from services.reporting.filing import Filer
from services.reporting.making import Making
from services.reporting.material import Gathering
from services.reporting.report import Report
from services.reporting.reports import Reports
from services.reporting.summary_pages import SummaryFiling
from services.reporting.timeline import Telling
from services.reporting.wiki import Draft, PageId, Wiki
from services.slack.answering.titles import Titles
from services.slack.asking import PacedReader
from services.slack.conversation import SlackConversations
from services.slack.paced import PacedClient
from services.slack.people import People
from services.slack.report_modal import ReportModal
from services.slack.report_window import SlackReportWindow, wiki_sentence


@dataclass(frozen=True, slots=True)
class Reporting:
    reports: Reports
    modal: ReportModal


def reporting(kit: Kit, people: People, changed: Callable[[], None]) -> Reporting:
    """*changed* wakes whoever shows the incidents."""
    settings, tr = kit.settings, translations(kit.settings.bot_language)
    telling = Telling(tr, settings.timezone)
    modal, paced = ReportModal(telling), PacedClient(kit.client, kit.pacer)
    reports = Reports(
        _filer(kit, changed),
        _gathering(kit, people),
        _author(kit),
        Making(telling, Titles(tr).found, now),
        SlackReportWindow(kit.client, paced, modal, kit.sentences),
        kit.tasks.spawn,
    )
    return Reporting(reports, modal)


def filing(kit: Kit) -> SummaryFiling | None:
    """Where summaries become pages; None where no wiki is configured."""
    there, settings = wiki(kit), kit.settings
    if there is None:
        return None
    allowed, parent = partial(may_link, settings.linked_hosts), PageId(settings.wiki_parent)
    pages = SummaryPages(translations(settings.bot_language), settings.timezone, allowed, parent or None)
    sentence = partial(wiki_sentence, kit.sentences)
    return SummaryFiling(there, settings.wiki_spaces[0], pages, partial(_note, kit), sentence, now)


def wiki(kit: Kit) -> Wiki | None:
    """None where none is configured; StartError for an address that can't be."""
    return Confluence(account(kit.settings), kit.pools.wiki) if kit.settings.has_wiki else None


def account(settings: Settings) -> Account:
    try:
        site = read_site(settings.wiki_url)
    except ValueError as error:
        raise StartError(f"WIKI_URL can't be used. {error}") from None
    return Account(site, settings.wiki_user, settings.wiki_api_key.get_secret_value())


def _filer(kit: Kit, changed: Callable[[], None]) -> Filer | None:
    settings, there = kit.settings, wiki(kit)
    if there is None:
        return None
    allowed, parent = partial(may_link, settings.linked_hosts), PageId(settings.wiki_parent)
    drafts = Drafts(translations(settings.bot_language), settings.timezone, allowed, parent or None)
    return Filer(
        there,
        settings.wiki_spaces,
        Drawing(drafts, kit),
        kit.storage.reports,
        partial(_note, kit),
        changed,
        now,
        asyncio.sleep,
    )


@dataclass(frozen=True, slots=True)
class Drawing:
    """Pages are drawn on a thread: a picture takes a tenth of a second."""

    drafts: Drafts
    kit: Kit

    def title(self, report: Report) -> str:
        return report_title(report)

    async def draft(self, report: Report) -> Draft:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.kit.pools.wiki, self.drafts.report, report)


def _note(kit: Kit, by: Person | None, at: datetime) -> str:
    time = f"{at.astimezone(kit.settings.timezone):%Y-%m-%d %H:%M:%S %Z}"
    say = kit.sentences
    return say.filed_by.format(person=by.name, time=time) if by else say.filed_by_clock.format(time=time)


def _gathering(kit: Kit, people: People) -> Gathering:
    readers = readers_of(kit)
    return Gathering(
        kit.storage.views,
        kit.storage.reports,
        kit.storage.storms,
        SlackConversations(PacedReader(kit.client, kit.pacer), people),
        kit.slack,
        sources_of(kit, readers),
        MetricCharts(readers.metrics, readers.definitions, kit.home),
        now,
    )


def _author(kit: Kit) -> Author | None:
    asked, settings = agent(kit), kit.settings
    return Author(asked, LANGUAGES[settings.bot_language], settings.ask_timeout, now) if asked else None
