"""A summary as a page, and filed again as the same one; at the wire of a local Confluence."""

import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from demo.confluence import Kind, LocalConfluence
from services.asking.talk import Thread
from services.confluence.line import Account, Patience
from services.confluence.site import read_site
from services.confluence.space import Confluence
from services.confluence.summary_page import SummaryPages
from services.incident import ChannelId
from services.locale import translations
from services.post import Ts
from services.reporting.summary_pages import SummaryFiling
from services.reporting.wiki import SpaceKey
from services.summing.summary import NotFiled, Prose, Room, Summary
from services.summing.tally import Noisy, Stretch, Tally, Took
from tests.builders import ALICE, NOON, alarm, incident

HOSTILE = "</td>]]><ac:x> & <script>alert(1)</script> {macro} \x07"
PAGES = SummaryPages(translations("en"), ZoneInfo("UTC"), lambda host: host == "wiki.example.com")
STRETCH = Stretch.back(NOON, timedelta(days=1))
SUMMARY = Summary(
    STRETCH,
    Room(ChannelId("C0ALERTS"), "alerts"),
    tally=Tally(STRETCH, 3, 2, 0, (Noisy(HOSTILE, 3, NOON),), Took(2, 60, 90), None),
    incidents=(replace(incident(), alarm=alarm(HOSTILE)),),
    prose=Prose(f"**Impact** none.\n\n{HOSTILE} <https://evil.example.com/x>", "fake-1"),
)


def filing(wiki: LocalConfluence, pool: ThreadPoolExecutor) -> SummaryFiling:
    account = Account(read_site(wiki.environment["WIKI_URL"]), wiki.user, wiki.token)
    patience = Patience(pause=0.01, throttled=0.0)
    return SummaryFiling(
        Confluence(account, pool, patience),
        SpaceKey("OPS"),
        PAGES,
        lambda by, _: by.name if by else "the clock",
        lambda error: f"sorry: {error.trouble}",
        lambda: NOON,
    )


def test_the_page_is_well_formed_and_says_the_figures():
    body = PAGES.body(SUMMARY, weekly=False)
    ET.fromstring(f'<x xmlns:ac="a" xmlns:ri="r">{body}</x>'.replace("&ndash;", "–"))  # noqa: S314 — our own
    assert "<script" not in body
    assert 'href="https://evil' not in body
    assert "1 min 30 s" in body
    assert "<strong>Impact</strong> none." in body


@pytest.mark.parametrize(
    ("other", "weekly"),
    [
        (replace(SUMMARY, room=Room(ChannelId("C0OPS"), "ops")), False),
        (replace(SUMMARY, room=None), False),
        (replace(SUMMARY, stretch=Stretch.back(NOON, timedelta(hours=6))), False),
        (replace(SUMMARY, stretch=Stretch.back(NOON + timedelta(days=1), timedelta(days=1))), False),
        (replace(SUMMARY, thread=Thread(ChannelId("C0ALERTS"), Ts("1.2"))), False),
        (SUMMARY, True),
    ],
)
def test_what_is_about_something_else_is_another_page(other, weekly):
    one, two = PAGES.draft(SUMMARY), PAGES.draft(other, weekly=weekly)
    assert one.title != two.title
    assert one.marker != two.marker


async def test_filed_again_it_is_the_same_page():
    async with LocalConfluence() as wiki:
        with ThreadPoolExecutor(2) as pool:
            first = await filing(wiki, pool).file_summary(SUMMARY, ALICE)
            wiki.faults.once(Kind.LOST, on="pages.update")
            again = await filing(wiki, pool).file_summary(replace(SUMMARY, prose=None), ALICE)
        (page,) = wiki.pages()
    assert first == again
    assert page.title == "Summary of #alerts – 2026-11-20 (1 day 0 h)"
    assert page.versions[1].message == "Alice"


async def test_the_weeks_page_and_a_failure_in_words():
    async with LocalConfluence() as wiki:
        with ThreadPoolExecutor(2) as pool:
            await filing(wiki, pool).file_summary(SUMMARY, None)
            wiki.faults.always(Kind.DOWN)
            with pytest.raises(NotFiled, match="sorry: unreachable"):
                await filing(wiki, pool).file_summary(SUMMARY, None)
        (page,) = wiki.pages()
    assert page.title == "Alarms of the week from 2026-11-19 to 2026-11-20"
