"""The modal of a report: what it shows, within Slack's limits, and what is read from it."""

import json
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from demo.slack.entries import all_entries
from demo.slack.rules import Rulebook
from services.asking.agent import Trouble
from services.asking.talk import Thread
from services.incident import IncidentId
from services.locale import translations
from services.post import Ts
from services.reporting.form import NO_MODEL, Errand, Form, Record
from services.reporting.report import Moment, Section, Topic
from services.reporting.timeline import Telling
from services.reporting.wiki import Filed, PageId, PageUrl, Space, SpaceKey
from services.slack.report_modal import ReportModal
from services.slack.report_parts import joined_parts, parts
from tests.builders import ALERTS, NOON

MODAL = ReportModal(Telling(translations("en"), ZoneInfo("UTC")))
ERRAND = Errand(IncidentId("0123456789abcdef"), Thread(ALERTS, Ts("1700000000.000100")))
SPACES = (Space(SpaceKey("OPS"), "Operations"), Space(SpaceKey("SRE"), "Reliability"))
FORM = Form(
    ERRAND,
    "Pool ran dry",
    SpaceKey("OPS"),
    SPACES,
    (Section(Topic.SUMMARY, "It *ran* dry."), Section(Topic.CAUSE, "A deploy.\n\n- one\n- two")),
    (Moment(NOON, "rolled back", "Bob"),),
    has_thread=True,
)
RECORD = Record("As it is", SpaceKey("SRE"), PageId("7"), "https://wiki.example.com/7", 3, "Bob")
FILED = Filed(PageId("7"), PageUrl("https://wiki.example.com/7"), "Pool ran dry", 1)
RULES = Rulebook()


def refused(view: dict[str, Any]) -> object:
    """What Slack has against *view*."""
    return RULES.judge_message({"view": view})


def submitted(view: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The view as Slack sends it, with what somebody changed."""
    return view | {"state": {"values": all_entries(view["blocks"], values, {}, {})}}


def words(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False)


def read(form: Form, **values: Any) -> Form:
    found = MODAL.read(submitted(MODAL.form(form), **values))
    assert isinstance(found, Form), found
    return found


@pytest.mark.parametrize(
    "view",
    [
        MODAL.preparing(ERRAND),
        MODAL.filing(),
        MODAL.failed("x" * 9_000),
        MODAL.filed(FILED, FORM),
        MODAL.filed(replace(FILED, child_of=PageId("6"), left_out=("metric.png",)), FORM),
        MODAL.form(FORM),
        MODAL.form(replace(FORM, lack=NO_MODEL, bare=True), "Confluence is away"),
        MODAL.form(FORM.known(RECORD)),
        MODAL.form(FORM.known(replace(RECORD, page=None, url=""))),
        MODAL.form(replace(FORM, title="<&>" * 200, sections=(Section(Topic.IMPACT, "😀" * 20_000),))),
        MODAL.form(replace(FORM, spaces=tuple(Space(SpaceKey(f"S{n}"), "y" * 200) for n in range(300)))),
    ],
)
def test_slack_takes_every_state_of_it(view):
    assert refused(view) is None
    assert len(view["private_metadata"]) < 100


def test_what_is_read_is_what_was_shown():
    assert read(FORM) == FORM


def test_what_somebody_changes_is_what_counts():
    form = read(
        FORM,
        **{
            "title": " Mine \n",
            "space": "SRE",
            "cause:0:j": "DNS",
            "summary:0:j": None,
            "thread": ["thread"],
        },
    )
    assert (form.title, form.space, form.with_thread) == ("Mine", "SRE", True)
    assert form.sections == (Section(Topic.CAUSE, "DNS"),)


def test_a_report_that_has_a_page_keeps_its_title_and_space():
    view = MODAL.form(FORM.known(RECORD))
    assert "https://wiki.example.com/7" in words(view)
    assert "Reliability" in words(view)
    assert not {"title", "space"} & {block.get("block_id") for block in view["blocks"]}


def test_the_modal_carries_ids_alone_and_they_come_back():
    assert MODAL.form(FORM)["private_metadata"] == "0123456789abcdef C0ALERTS:1700000000.000100"
    assert read(FORM).errand == ERRAND


@pytest.mark.parametrize("lack", [NO_MODEL, "whatever", *Trouble])
def test_why_there_is_no_summary_is_said(lack):
    empty = replace(FORM, sections=(), lack=lack)
    assert "There is no summary" in words(MODAL.form(empty))
    wrong = MODAL.read(submitted(MODAL.form(empty)))
    assert isinstance(wrong, dict)
    assert list(wrong) == ["bare"]
    assert read(empty, bare=["bare"]).bare
    assert read(empty, **{"summary:0:j": "Mine."}).sections == (Section(Topic.SUMMARY, "Mine."),)


def test_a_summary_that_somebody_took_out_by_hand_is_no_mistake():
    assert read(FORM, **{"summary:0:j": None, "cause:0:j": None}).is_bare


def test_the_page_is_called_otherwise_only_where_it_is():
    assert "otherwise" in words(MODAL.filed(replace(FILED, title="Pool ran dry (2)"), FORM))
    assert "otherwise" not in words(MODAL.filed(FILED, FORM))
    assert "otherwise" not in words(MODAL.filed(replace(FILED, title="By hand"), FORM.known(RECORD)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        "word " * 2_000,
        "a line\n" * 1_500,
        "x" * 10_000,
        "😀" * 4_000,
        "\n" * 7_000,
        ("para " * 400 + "\n\n") * 8,
    ],
    ids=["none", "short", "words", "lines", "one word", "emoji", "line ends", "paragraphs"],
)
def test_a_text_is_the_same_after_it_was_split(text):
    found = parts(text)
    values = {f"cause:{n}:{part.glue}": {"x": {"value": part.text}} for n, part in enumerate(found)}
    assert joined_parts(values)["cause"] == text
    assert all(len(part.text.encode("utf-16-le")) <= 6_000 for part in found)


def test_ten_parts_and_more_keep_their_order():
    found = parts("0123456789" * 3_600)
    values = {f"cause:{n}:{part.glue}": {"x": {"value": part.text}} for n, part in enumerate(found)}
    assert len(found) > 10
    assert joined_parts(dict(sorted(values.items())))["cause"] == "0123456789" * 3_600
