import pytest

from demo.confluence import LocalConfluence, RefusedEdit
from demo.confluence.rules import Rulebook
from demo.confluence.storage import DEEPEST, Unreadable, parse, saved

CODE = '<ac:structured-macro ac:name="code"><ac:plain-text-body>{}</ac:plain-text-body></ac:structured-macro>'


def test_what_is_written_back_says_the_same():
    body = '<p title="a &amp; b">1 &lt; 2 &amp; 3<br /></p><p>é</p>'
    assert saved(body) == body


def test_entities_of_html_are_known():
    assert saved("<p>a&nbsp;&mdash;&eacute;&amp;</p>") == "<p>a\N{NO-BREAK SPACE}—é&amp;</p>"


def test_text_that_ends_a_cdata_section_survives():
    body = saved(CODE.format("<![CDATA[a ]]]]><![CDATA[> <b>]]>"))
    assert "".join(parse(body).itertext()) == "a ]]> <b>"
    assert saved(body) == body


@pytest.mark.parametrize(
    "body",
    [
        "<p>",
        "</wiki><wiki>",
        "a & b",
        "<p a='1' a='2'/>",
        "<p>\x00</p>",
        "\ud800",
        "&unknown;",
        '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/hostname">]><p>&y;</p>',
        "<p>" * (DEEPEST + 1) + "</p>" * (DEEPEST + 1),
    ],
)
def test_what_is_not_well_formed_cannot_be_read(body):
    with pytest.raises(Unreadable, match="Error parsing xhtml"):
        parse(body)


@pytest.mark.parametrize(
    "body",
    [
        '<x:p xmlns:x="http://www.w3.org/1999/xhtml">x</x:p>',
        '<ac:image xmlns:ac="http://example.com/other"><ri:url ri:value="https://a.example" /></ac:image>',
        "<SCRIPT>x</SCRIPT>",
        '<a href="&#10;javascript:x">x</a>',
        '<a href="vbscript:x">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<p style="background-color: url(https://example.com)">x</p>',
    ],
)
def test_other_ways_to_the_same_are_refused_as_well(body):
    assert Rulebook().judge_body(body)


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.com/a?b=c:d">x</a>',
        '<a href="/wiki/a:b">x</a>',
        '<a href="#top">x</a>',
        '<table data-layout="wide"><tbody><tr><td data-highlight-colour="#fff">b</td></tr></tbody></table>',
        '<ac:link><ri:page ri:content-title="A" /><ac:link-body>x</ac:link-body></ac:link>',
        '<ac:image ac:alt="cpu"><ri:attachment ri:filename="cpu.png" /></ac:image>',
        '<p style="text-align: center; color: rgb(1,2,3)">x <time datetime="2026-11-20" /></p>',
        CODE.format("<![CDATA[<script>]]>"),
    ],
)
def test_what_pages_are_made_of_passes(body):
    assert Rulebook().judge_body(body) is None


def test_a_person_too_can_write_only_what_confluence_takes():
    confluence = LocalConfluence()
    page = confluence.write("Mine", "<p>x</p>")
    for body in ("<p>", "<script>x</script>"):
        with pytest.raises(RefusedEdit):
            confluence.edit(page.id, body)
    confluence.edit(page.id, "<p>y</p>", message="better")
    assert [(each.body, each.message) for each in page.versions] == [("<p>x</p>", ""), ("<p>y</p>", "better")]
