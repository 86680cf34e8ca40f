"""The report of an incident as people find it in the wiki."""

import json
from datetime import timedelta
from gettext import NullTranslations
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from demo.confluence.rules import Rulebook
from services.alarm import State
from services.confluence.drafts import Drafts
from services.confluence.page import report_page, report_title
from services.confluence.stored import Page, properties
from services.incident import IncidentId
from services.reporting.report import Chart, Moment, Point, Remark, Report, Section, Topic, marker
from services.reporting.wiki import PageId
from tests.services.confluence.building import (
    AC,
    NOON,
    RI,
    addresses,
    aws,
    full_of,
    macros,
    read,
    report,
    text,
)
from tests.services.confluence.hostile import HOSTILE, MACRO, mixtures

ENGLISH, SEOUL = NullTranslations(), ZoneInfo("Asia/Seoul")
LARGEST = 5 * 1024 * 1024  # bytes of a request
RULES = Rulebook()


def body(of: Report) -> str:
    return report_page(of, ENGLISH, SEOUL, aws)


def headings(of: Report) -> list[str]:
    return [element.text or "" for element in read(body(of)).iter("h2")]


def facts(of: Report) -> dict[str, str]:
    rows = next(read(body(of)).iter("table")).iter("tr")
    return {"".join(row[0].itertext()): "".join(row[1].itertext()) for row in rows}


def test_the_head_says_what_it_was():
    told = facts(report())
    assert told["Alarm"] == "checkout-p99"
    assert told["State"].startswith("OK")
    assert told["Account"] == "123456789012"
    assert told["Started"] == "2026-11-20 18:14:00 KST"
    assert told["Ended"] == "2026-11-20 18:56:00 KST"
    assert told["Lasted"] == "42 min"
    assert told["Watched by"] == "Alice, Bob"


def test_an_incident_that_goes_on_says_so():
    told = facts(report(closed_at=None, state=State.ALARM))
    assert told["Lasted"] == "1 h so far"
    assert "Ended" not in told


def test_what_nobody_knows_has_no_line():
    told = facts(report(account="", region="", watched_by=(), thread_url="", opened_at=None, closed_at=None))
    assert set(told) == {"Alarm", "State", "Report"}


def test_sections_come_in_the_order_in_which_people_read():
    assert headings(report()) == [
        "Impact",
        "Cause",
        "Follow-ups",
        "Timeline",
        "Metric",
        "Evidence",
        "The thread",
    ]


def test_what_is_empty_is_left_out():
    bare = report(sections=(Section(Topic.CAUSE, " \n"),), timeline=(), chart=None, evidence=(), thread=())
    assert headings(bare) == []


def test_the_timeline_says_when_who_what():
    rows = [
        ["".join(cell.itertext()) for cell in row]
        for row in list(read(body(report())).iter("table"))[1].iter("tr")
    ]
    assert rows[0] == ["Time", "Who", "What"]
    assert rows[2] == ["2026-11-20 18:16:00 KST", "Alice", "is on it"]


def test_the_picture_hangs_on_the_page_and_is_said_in_words_and_numbers():
    page = read(body(report()))
    image = next(page.iter(f"{AC}image"))
    draft = Drafts(ENGLISH, SEOUL, aws).report(report())
    assert image[0].get(f"{RI}filename") == draft.attachments[0].name
    assert "between 20 ms and 84 ms; threshold 70 ms" in (image.get(f"{AC}alt") or "")
    assert "2026-11-20 18:15:00 KST24" in text(body(report()))


def test_a_chart_without_a_number_is_left_out():
    nothing = report(chart=Chart("x", (Point(NOON, float("nan")),)))
    assert "Metric" not in headings(nothing)
    assert Drafts(ENGLISH, SEOUL, aws).report(nothing).attachments == ()


def test_the_thread_and_the_evidence_are_linked():
    assert addresses(body(report())) == [
        "https://example.slack.com/archives/C1/p1",
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home",
    ]


def test_what_was_said_is_folded_away_as_it_was_said():
    said = text(body(report()))
    assert "Alicelookingat <it> & the pool" in said
    assert macros(body(report())).count("expand") == 2


def test_the_page_is_known_again_by_its_properties():
    page = Page(PageId("1"), "current", "t", 1, body(report()))
    assert page.is_ours(marker(IncidentId("3f9a12bc00d1e2f3")))
    assert not page.is_ours(marker(IncidentId("3f9a12bc00d1e2f")))
    assert len(list(properties(page.body))) == 1


def test_a_quoted_marker_makes_no_page_ours():
    other = marker(IncidentId("f" * 16))
    for hostile in (other, MACRO + other, f'<ac:structured-macro ac:name="details">{other}'):
        quoting = full_of(hostile)
        page = Page(
            PageId("1"),
            "current",
            "t",
            1,
            body(report(sections=quoting.sections, thread=quoting.thread)),
        )
        assert not page.is_ours(other)


def test_the_title_is_the_same_however_often_it_is_filed():
    first = report(closed_at=None, state=State.ALARM, filed_at=NOON)
    assert report_title(first) == report_title(report()) == "checkout-p99 – 2026-11-20 09:14 UTC [3f9a12bc]"


def test_a_very_long_name_fits_into_a_title():
    assert len(report_title(report(alarm="x\n" * 500))) < 230


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_in_every_place_leave_a_page(hostile):
    said = body(full_of(hostile))
    assert RULES.judge_body(said) is None
    assert {tag for tag in (element.tag for element in read(said).iter()) if "script" in tag} == set()
    assert "html" not in macros(said)


def test_whatever_is_put_together_of_them_leaves_a_page():
    def wrong(said: str) -> bool:
        try:
            return RULES.judge_body(body(full_of(said))) is not None
        except (ValueError, ET.ParseError):
            return True

    assert [said for said in mixtures(150, seed=11) if wrong(said)] == []


def test_the_greatest_report_is_one_that_confluence_takes():
    smile = "\U0001f600" * 40_000
    great = report(
        sections=tuple(Section(topic, smile) for topic in Topic),
        timeline=tuple(Moment(NOON, smile, smile) for _ in range(2_000)),
        chart=Chart(smile, tuple(Point(NOON + timedelta(seconds=n), n) for n in range(5_000))),
        thread=tuple(Remark(smile, NOON, smile) for _ in range(5_000)),
    )
    said = body(great)
    assert len(json.dumps(said)) < LARGEST
    assert "… and 4800 more" in text(said)
