"""How a report stands on the card and in the thread."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from services.incident import Reported, Watcher
from services.slack.cards import Cards
from tests.builders import ALICE, NOON, incident, minutes
from tests.services.slack.drawn import drawn, elements

CARDS = Cards(timezone=ZoneInfo("UTC"))
URL = "https://example.atlassian.net/wiki/spaces/OPS/pages/7/Report?a=1&b=2"
LINE = Reported(NOON, ALICE, URL, "Pool <!channel> & co", 1)


def test_the_report_stands_between_who_watches_and_how_often_it_happens():
    watched = incident(watchers=(Watcher(ALICE, NOON + minutes(2)),), recent=3, report=URL)
    assert "│ 👀 Alice from 12:02 · 📝 report · seen 3 times in 30 days" in drawn(CARDS.card(watched))
    (link,) = [one for one in elements(CARDS.card(watched), "link") if one["text"] == "report"]
    assert link["url"] == URL


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://user@evil.example.com/", "https://"])
def test_what_is_no_address_is_no_link(url):
    assert "📝 report" not in "\n".join(drawn(CARDS.card(incident(report=url))))


def test_who_filed_it_stands_in_the_thread_with_the_link():
    said = CARDS.lines(incident(), [LINE])
    assert drawn(said) == ["📝 Alice filed the report: Pool <\u200b!channel> & co"]
    assert URL.replace("&", "&amp;") in said.text
    assert "<!channel" not in said.text


def test_a_report_filed_again_says_its_version_and_whose_page_it_left_alone():
    said = drawn(CARDS.lines(incident(), [replace(LINE, version=4, below=True)]))[0]
    assert said.startswith("📝 Alice filed the report again: Pool")
    assert "(version 4) · People have changed the page before it" in said
