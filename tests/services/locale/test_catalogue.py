"""The Korean catalogue says all that the source says, and nothing else."""

import ast
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo

from services.locale import translations
from tests.services.locale.calls import calls, sources
from tests.services.locale.catalogue import MO, PACKAGES, PO, ROOT, extracted, translated

HOW = "run: python -m tests.services.locale.catalogue"


def said(messages: object) -> dict[str, Message]:
    return {_texts(one.id)[0]: one for one in messages if one.id}  # type: ignore[attr-defined]


def _texts(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def _names(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _pairs() -> Iterator[tuple[str, str]]:
    """Each msgid with each of its translations; the plural stands for both."""
    for one in said(translated()).values():
        for string in _texts(one.string):
            yield _texts(one.id)[-1], string


def test_the_source_has_sentences():
    assert len(said(extracted())) > 200


def test_every_sentence_is_translated():
    korean = said(translated())
    assert sorted(set(said(extracted())) - set(korean)) == [], HOW
    assert [one.id for one in korean.values() if not all(_texts(one.string))] == []
    assert [one.id for one in korean.values() if one.fuzzy] == []


def test_nothing_is_translated_that_nobody_says():
    assert sorted(set(said(translated())) - set(said(extracted()))) == [], HOW
    assert list(translated().obsolete) == []


def test_a_sentence_is_either_counted_or_not_in_both():
    korean = said(translated())
    for msgid, one in said(extracted()).items():
        assert _texts(korean[msgid].id) == _texts(one.id), HOW


def test_placeholders_are_the_same():
    for msgid, string in _pairs():
        assert _names(string) == _names(msgid), msgid


def test_a_sentence_keeps_its_signs_and_the_spaces_around_it():
    for msgid, string in _pairs():
        assert (string[:1] == " ", string[-1:] == " ") == (msgid[:1] == " ", msgid[-1:] == " "), msgid
        for sign in "🔴🟢⚪👀🤖📝📖✅❌🟡▶":
            assert (sign in string) == (sign in msgid), msgid


def test_no_particle_that_depends_on_the_sound_before_it_follows_a_name():
    particles = ("을", "를", "은", "는", "이", "가", "과", "와", "로", "으로")
    for _, string in _pairs():
        for after in string.split("}")[1:]:
            word = after.split(" ")[0].rstrip(".,:")
            assert word not in particles, string


def test_what_gettext_reads_is_what_was_written():
    with MO.open("rb") as file:
        compiled = said(read_mo(file))
    written = said(translated())
    assert compiled.keys() == written.keys(), HOW
    for msgid, one in written.items():
        assert _texts(compiled[msgid].string) == _texts(one.string), HOW


@pytest.mark.parametrize("path", [PO, MO], ids=lambda path: path.suffix)
def test_the_catalogue_says_neither_when_nor_where_nor_by_what_it_was_made(path):
    text = path.read_bytes().decode(errors="ignore")
    for word in ("-Date", "Generated-By", "Translator", "Project-Id", str(ROOT)):
        assert word not in text


def test_whole_msgids_are_handed_to_gettext():
    for path in sources(ROOT, PACKAGES):
        for line, msgids in calls(path):
            for msgid in msgids:
                whole = isinstance(msgid, ast.Constant) and isinstance(msgid.value, str)
                assert whole, f"{path.relative_to(ROOT)}:{line}"


def test_every_call_in_the_source_was_found_by_the_extraction():
    found = set(said(extracted()))
    for path in sources(ROOT, PACKAGES):
        for line, (first, *_rest) in calls(path):
            assert isinstance(first, ast.Constant)
            assert first.value in found, f"{path.relative_to(ROOT)}:{line}"


def test_korean_is_there_and_an_unknown_language_falls_back_to_english():
    assert translations("ko").gettext("Stop watching") == "지켜보기 중단"
    assert translations("ko").ngettext("{n} day", "{n} days", 3) == "{n}일"
    assert translations("xx").gettext("Stop watching") == "Stop watching"
