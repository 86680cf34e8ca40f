"""What the page of a storm has beside an incident's."""

import json
from dataclasses import replace
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest

from services.alarm import AlarmArn, State
from services.confluence.page import report_page, report_title
from services.confluence.storm_parts import MOST_ALARMS, ROOM
from services.incident import IncidentId
from services.reporting.report import Report
from services.storming.storm import Entry, sum_up
from tests.services.confluence.building import NOON, aws, full_of, macros, read, report, text
from tests.services.confluence.hostile import HOSTILE

LARGEST = 5 * 1024 * 1024  # bytes of a request


def entry(name: str, state: State = State.ALARM, **about: object) -> Entry:
    arn = AlarmArn(f"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}")
    return replace(Entry(IncidentId(name[:50]), arn, state, NOON), **about)  # type: ignore[arg-type]


def storm(*entries: Entry, of: Report | None = None) -> Report:
    about = {"incident": IncidentId("storm-ab12cd34ef56"), "alarm": f"Storm of {len(entries)} alarms"}
    return replace(of or report(**about), sum=sum_up(entries), alarms=entries)


def body(of: Report) -> str:
    return report_page(of, NullTranslations(), ZoneInfo("Asia/Seoul"), aws)


def rows(of: Report) -> list[list[str]]:
    """The alarms that are listed."""
    found = [table for table in read(body(of)).iter("table") if "Region" in "".join(table[0][0].itertext())]
    return [["".join(cell.itertext()) for cell in row] for table in found for row in table.iter("tr")][1:]


def test_the_title_says_that_it_was_a_storm_and_which():
    assert report_title(storm(entry("a"))) == "Storm of 1 alarms – 2026-11-20 09:14 UTC [ab12cd34]"


def test_the_head_counts_them_by_state():
    some = [
        entry("a"),
        entry("b"),
        entry("c", State.INSUFFICIENT_DATA),
        entry("d", State.OK, is_over=True),
        entry("e", is_over=True),
    ]
    assert "5 (2 in ALARM · 1 without data · 1 recovered · 1 closed)" in text(body(storm(*some)))


def test_all_of_them_are_listed_with_state_and_time_folded_away():
    page = storm(entry("a"), entry("b", is_over=True), entry("c", State.OK, is_over=True, opened_at=None))
    assert rows(page) == [
        ["2026-11-20 18:14:00 KST", "a", "ALARM", "111122223333", "eu-west-1"],
        ["2026-11-20 18:14:00 KST", "b", "ALARM, closed", "111122223333", "eu-west-1"],
        ["", "c", "OK", "111122223333", "eu-west-1"],
    ]
    assert "expand" in macros(body(page))


@pytest.mark.parametrize(("name", "shown"), [("web-{}", MOST_ALARMS), ("x" * 250 + "{}", ROOM // 254)])
def test_a_great_storm_is_cut_and_says_so(name, shown):
    page = storm(*(entry(name.format(n)) for n in range(1_000, 5_000)))
    assert len(rows(page)) == shown
    assert f"… and {4_000 - shown} more" in text(body(page))


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: ascii(hostile[:30]))
def test_hostile_names_leave_the_page_well_formed_and_within_what_is_taken(hostile):
    bad = [entry(hostile), replace(entry("x"), arn=AlarmArn(hostile))] * 500
    page = body(storm(*bad, of=full_of(hostile)))
    assert read(page) is not None
    assert len(json.dumps({"value": page})) < LARGEST


def test_an_incident_s_page_has_none_of_it():
    assert "Alarms" not in [heading.text for heading in read(body(report())).iter("h2")]
