"""A model's Markdown becomes a page, and nothing but a page."""

from urllib.parse import urlsplit

import pytest

from demo.confluence.rules import Rulebook
from services.confluence.storage import storage
from tests.services.confluence.building import AC, addresses, aws, macros, read, tags, text
from tests.services.confluence.hostile import BOMBS, HOSTILE, mixtures

WORDS = {
    "p",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "hr",
    "br",
    "strong",
    "em",
    "del",
    "code",
    "a",
}
TABLES = {"table", "tbody", "tr", "th", "td"}
CODE = {f"{AC}structured-macro", f"{AC}parameter", f"{AC}plain-text-body"}
RULES = Rulebook()


def refused(body: str) -> str:
    """What is wrong with a body that a model's words became."""
    if strange := tags(body) - WORDS - TABLES - CODE:
        return f"elements {strange}"
    if strange := set(macros(body)) - {"code"}:
        return f"macros {strange}"
    if others := [url for url in addresses(body) if not aws(urlsplit(url).hostname or "")]:
        return f"links {others}"
    broken = RULES.judge_body(body)
    return broken.words if broken else ""


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_words(hostile):
    assert refused(storage(hostile, aws)) == ""


def test_whatever_is_put_together_of_them_is_a_page():
    assert [said for said in mixtures(300) if refused(storage(said, aws))] == []


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_is_made_to_explode_stays_small(bomb):
    body = storage(BOMBS[bomb], aws)
    assert refused(body) == ""
    assert len(body) < 400_000


def test_the_usual_marks_are_written_as_confluence_writes_them():
    said = "# Why\n\nThe **pool** was *full*, ~~not~~ `5/5`.  \nSo:\n\n1. a\n2. b\n   - c\n\n> d\n\n---"
    assert storage(said, aws) == (
        "<h3>Why</h3>"
        "<p>The <strong>pool</strong> was <em>full</em>, <del>not</del> <code>5/5</code>.<br/>So:</p>"
        "<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol><blockquote><p>d</p></blockquote><hr/>"
    )


def test_headings_stay_below_those_of_the_page():
    assert storage("# a\n\n###### b", aws, below=3) == "<h4>a</h4><h6>b</h6>"


def test_a_table_is_a_table():
    assert storage("|a|b|\n|:-|-:|\n|1|2|", aws) == (
        "<table><tbody><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></tbody></table>"
    )


def test_code_keeps_its_signs_and_a_known_language():
    body = storage("```py title=x\nif a < b and c[d[0]]>1:\n\tpass\n```", aws)
    macro = read(body)[0]
    assert [(one.get(f"{AC}name"), one.text) for one in macro.iter(f"{AC}parameter")] == [
        ("language", "python")
    ]
    assert text(body) == "pythonif a < b and c[d[0]]>1:\n\tpass"


def test_an_unknown_language_is_none():
    assert "parameter" not in storage("```brainfuck\n+\n```", aws)


def test_a_link_leads_to_allowed_hosts_alone():
    said = "[a](https://a.aws.amazon.com/x?b=1&c=2) [d](https://evil.example/) [e](https://A.AWS.Amazon.com)"
    assert addresses(storage(said, aws)) == ["https://a.aws.amazon.com/x?b=1&c=2", "https://A.AWS.Amazon.com"]
    assert "d <code>https://evil.example/</code>" in storage(said, aws)


def test_no_link_shows_another_host_than_it_leads_to():
    said = "[a](https://a.aws.amazon.com@evil.example/) [b](https://evil.example/.aws.amazon.com) [c](//aws)"
    assert addresses(storage(said, aws)) == []


def test_a_bare_address_is_a_link_where_it_may_be_one():
    said = "See https://a.aws.amazon.com/x, not https://evil.example/y."
    assert addresses(storage(said, aws)) == ["https://a.aws.amazon.com/x"]
    assert text(storage(said, aws)) == said


def test_mail_goes_to_allowed_hosts_alone():
    bcc = "[c](mailto:c@x.aws.amazon.com?bcc=d@evil.example)"
    said = f"[a](mailto:a@x.aws.amazon.com) [b](mailto:b@evil.example) {bcc}"
    assert addresses(storage(said, aws)) == ["mailto:a@x.aws.amazon.com"]


def test_what_is_to_do_has_its_box():
    body = storage("- [ ] raise it\n- [x] tell them\n- [y] not one", aws)
    assert body == "<ul><li>☐ raise it</li><li>☑ tell them</li><li>[y] not one</li></ul>"


def test_a_picture_becomes_a_link():
    body = storage("![graph](https://a.aws.amazon.com/p.png) ![x](https://evil.example/p.png)", aws)
    assert addresses(body) == ["https://a.aws.amazon.com/p.png"]
    assert f"{AC}image" not in tags(body)


def test_what_is_too_long_is_cut_and_says_so():
    body = storage("word " * 20_000, aws)
    assert len(body) < 40_000
    assert text(body).endswith("…")
