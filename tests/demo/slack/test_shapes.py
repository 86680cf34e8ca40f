from copy import deepcopy
from typing import Any

import pytest

from demo.slack.rules import Rulebook
from demo.slack.shapes import SHAPES
from tests.demo.slack.blockkit import NEEDED, VALID, part_at

RULES = Rulebook()


def refused(blocks: list[Any], field: str = "blocks") -> str | None:
    broken = RULES.judge_message({field: blocks[0] if field == "view" else blocks})
    return broken.rule if broken else None


def field_of(kind: str) -> str:
    if VALID[kind][0][0].get("type") == "modal":
        return "view"
    return "chunks" if kind.startswith("chunk.") else "blocks"


def test_every_kind_of_part_has_its_example_and_every_example_its_kind():
    assert sorted(VALID) == sorted(SHAPES)


@pytest.mark.parametrize("kind", VALID)
def test_the_smallest_valid_part_of_a_kind_passes(kind):
    blocks, _ = VALID[kind]
    assert refused(blocks, field_of(kind)) is None


@pytest.mark.parametrize("kind", VALID)
def test_a_part_with_a_field_that_its_kind_does_not_have_is_refused(kind):
    blocks, path = deepcopy(VALID[kind])
    part_at(blocks, path)["colour"] = "red"
    assert refused(blocks, field_of(kind)) == "part_field_unknown"


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in NEEDED.items() for name in sorted(names)]
)
def test_a_part_without_a_field_that_it_needs_is_refused(kind, name):
    blocks, path = deepcopy(VALID[kind])
    del part_at(blocks, path)[name]
    assert refused(blocks, field_of(kind)) == "part_field_missing"


@pytest.mark.parametrize("kind", VALID)
def test_a_field_of_a_wrong_type_is_refused(kind):
    for name in SHAPES[kind].fields:
        blocks, path = deepcopy(VALID[kind])
        part_at(blocks, path)[name] = 1.5
        assert refused(blocks, field_of(kind)) == "part_field_type"


@pytest.mark.parametrize("kind", [kind for kind in VALID if "." not in kind])
def test_a_part_of_a_type_that_nobody_knows_is_refused(kind):
    blocks, path = deepcopy(VALID[kind])
    part_at(blocks, path)["type"] = "hologram"
    assert refused(blocks, field_of(kind)) == "part_kind"


@pytest.mark.parametrize("kind", [kind for kind in VALID if kind.startswith("chunk.")])
def test_a_chunk_of_a_type_that_nobody_knows_is_refused(kind):
    blocks, path = deepcopy(VALID[kind])
    part_at(blocks, path)["type"] = "hologram"
    assert refused(blocks, "chunks") == "part_kind"


@pytest.mark.parametrize("odd", [None, 1, "x", [], [[]], {"type": []}, {"type": "section", "fields": [None]}])
def test_whatever_comes_as_a_block_is_judged_and_nothing_breaks(odd):
    assert refused([odd])


def test_a_wrong_block_in_an_attachment_is_the_attachments_fault():
    broken = RULES.judge_message({"attachments": [{"color": "#ff0000", "blocks": [{"type": "header"}]}]})
    assert broken
    assert broken.error == "invalid_attachments"
    assert "[json-pointer:/attachments/0/blocks/0]" in broken.detail


def test_a_wrong_chunk_is_the_chunks_fault_and_a_wrong_block_in_one_the_blocks():
    errors = {}
    for chunk in ({"type": "plan_update"}, {"type": "blocks", "blocks": [{"type": "header"}]}):
        broken = RULES.judge_message({"chunks": [chunk]})
        assert broken
        errors[chunk["type"]] = broken.error
    assert errors == {"plan_update": "invalid_chunks", "blocks": "invalid_blocks"}


def test_an_attachment_with_colour_fallback_and_blocks_passes():
    attachment = {"color": "#ff0000", "fallback": "x", "blocks": [{"type": "divider"}]}
    assert RULES.judge_message({"attachments": [attachment]}) is None


def test_metadata_with_flat_values_passes():
    payload = {"id": "i-1", "n": 1, "yes": True, "flat": {"a": 1}, "list": [{"a": "b"}]}
    assert RULES.judge_message({"metadata": {"event_type": "x_y", "event_payload": payload}}) is None


def test_a_link_may_lead_to_the_web_a_mailbox_or_slack():
    for url in ("https://a.example/x?y#z", "http://a.example", "mailto:a@b.example", "slack://user?id=U1"):
        link = {"type": "link", "url": url}
        section = {"type": "rich_text_section", "elements": [link]}
        assert refused([{"type": "rich_text", "elements": [section]}]) is None
