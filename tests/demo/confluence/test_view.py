import re

import aiohttp
import pytest
from yarl import URL

from demo.confluence import LocalConfluence
from demo.confluence.render import as_html
from demo.confluence.rules import Rulebook
from demo.confluence.vocabulary import ELEMENTS, MACROS
from demo.confluence.wiki import Page
from tests.demo.confluence.asking import API, content
from tests.demo.confluence.report import BODY, filed
from tests.demo.confluence.violations import OF_STORAGE
from tests.demo.page.test_contrast import LARGE, TEXT, contrast

STYLE = "/wiki/style.css"


async def read(http: aiohttp.ClientSession, url: str) -> str:
    async with http.get(url) as answer:
        assert answer.status == 200
        return await answer.text()


@pytest.fixture
def page(confluence: LocalConfluence) -> Page:
    return filed(confluence)


def test_the_report_is_one_that_confluence_takes():
    assert Rulebook().judge_body(BODY) is None


async def test_a_page_is_shown_to_whoever_opens_its_link(confluence, http, asker, page):
    _, answer = await asker.ask("GET", f"{API}/pages/{page.id}")
    shown = await read(http, answer["_links"]["base"] + answer["_links"]["webui"])
    assert answer["_links"]["base"] + answer["_links"]["webui"] == confluence.web_url(page)
    for part in (
        "<h1>[INC-2026-0042] checkout-cpu-high",
        '<span class="status green">Resolved</span>',
        '<h2 id="h-0">Summary</h2>',
        '<a href="#h-0">Summary</a>',
        "<details><summary>The thread</summary>",
        "<figcaption>/aws/ecs/checkout · text</figcaption>",
        "&lt;script&gt;alert(&quot;log&quot;)&lt;/script&gt; &amp; friends",
        'alt="CPU of checkout"',
        "☑ Raise the pool",
        "<li>incident</li>",
        "Read and signed",
        "Report of INC-2026-0042 after it was over",
    ):
        assert part in shown
    assert "<script" not in shown


async def test_a_page_runs_nothing_and_fetches_nothing_from_elsewhere(confluence, http, page):
    async with http.get(confluence.web_url(page)) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/wiki", "/wiki/spaces/OPS", STYLE])
async def test_readers_come_by_this_servers_own_name(confluence, http, path):
    async with http.get(confluence.url + path) as answer:
        assert answer.status == 200
    async with http.get(confluence.url + path, headers={"Host": "wiki.example.com"}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE", "PATCH"])
async def test_nothing_is_written_where_people_read(confluence, http, page, verb):
    async with http.request(verb, confluence.web_url(page), json=content()) as answer:
        assert answer.status == 405


async def test_a_space_lists_its_pages(confluence, http, page):
    listed = await read(http, f"{confluence.url}/wiki/spaces/OPS")
    assert listed.index("[INC-2026-0042]") > 0
    confluence.delete(page.id)
    assert "[INC-2026-0042]" not in await read(http, f"{confluence.url}/wiki/spaces/OPS")
    async with http.get(confluence.web_url(page)) as answer:
        assert answer.status == 404


async def test_an_old_version_says_that_it_is_old(confluence, http, page):
    old = await read(http, confluence.web_url(page) + "?version=1")
    assert "You see version 1 of 3" in old
    assert "Seen by" not in old


async def test_an_archived_page_says_so(confluence, http, page):
    confluence.archive(page.id)
    assert "This page is archived" in await read(http, confluence.web_url(page))


async def test_a_file_that_could_run_is_only_saved(confluence, http, page):
    confluence.wiki.attach(page, "a.svg", "image/svg+xml", b"<svg onload='x'/>")
    confluence.wiki.attach(page, "b/../c.html", "text/html", b"<script>x</script>")
    for name in ("a.svg", "b%2F..%2Fc.html"):
        async with http.get(
            URL(f"{confluence.url}/wiki/download/attachments/{page.id}/{name}", encoded=True)
        ) as answer:
            assert answer.status == 200
            assert answer.headers["Content-Disposition"] == "attachment"
            assert answer.content_type == "application/octet-stream"
            assert "sandbox" in answer.headers["Content-Security-Policy"]
    async with http.get(f"{confluence.url}/wiki/download/attachments/{page.id}/cpu.png") as answer:
        assert answer.content_type == "image/png"


async def test_titles_and_notes_are_text(confluence, http):
    page = confluence.write("<img src=x onerror=alert(1)>", "<p>x</p>")
    confluence.edit(page.id, "<p>x</p>", message="<b>bold</b>")
    confluence.wiki.label(page, '"><script>')
    confluence.wiki.attach(page, '"><script>.png', "image/png", b"")
    for url in (confluence.web_url(page), f"{confluence.url}/wiki/spaces/OPS"):
        shown = await read(http, url)
        assert "<img" not in shown
        assert "<script" not in shown
        assert "<b>" not in shown


@pytest.mark.parametrize("name", OF_STORAGE)
def test_even_what_is_refused_would_be_shown_without_harm(name: str):
    """The view leans on no rule: what they refuse has no effect here either."""
    confluence = LocalConfluence()
    seeded = confluence.write("Any", "<p>x</p>")
    body = OF_STORAGE[name].more(_Any()).get("json", {})["body"]["value"]  # type: ignore[arg-type]
    shown = as_html(confluence.wiki, seeded, body).lower()
    for harm in ("<script", "onclick", "javascript", "fixed", "<marquee"):
        assert harm not in shown


class _Any:
    """A seed whose every name is itself."""

    def __getattr__(self, name: str) -> str:
        return name


def test_a_link_that_leads_astray_is_its_label_alone():
    confluence = LocalConfluence()
    page = confluence.write("Any", "<p>x</p>")
    shown = as_html(confluence.wiki, page, '<p><a href="java&#9;script:x">click</a></p>')
    assert shown == "<p>click</p>"


@pytest.mark.parametrize("name", MACROS)
def test_every_macro_is_drawn(name: str):
    confluence = LocalConfluence()
    page = confluence.write("Any", "<p>x</p>")
    kind = {"rich": "ac:rich-text-body", "plain": "ac:plain-text-body"}.get(MACROS[name].body)
    body = f"<{kind}>said</{kind}>" if kind else ""
    shown = as_html(
        confluence.wiki, page, f'<ac:structured-macro ac:name="{name}">{body}</ac:structured-macro>'
    )
    assert ("said" in shown) is bool(kind)
    assert "ac:" not in shown


@pytest.mark.parametrize("name", ELEMENTS)
def test_every_element_is_drawn_as_html(name: str):
    confluence = LocalConfluence()
    page = confluence.write("Any", "<p>x</p>")
    shown = as_html(confluence.wiki, page, f"<{name}>said</{name}>")
    assert not re.search(r"<(ac|ri):", shown)


def colours(style: str, scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    blocks = (light, dark) if scheme == "dark" else (light,)
    return {name: colour for block in blocks for name, colour in re.findall(r"--([\w-]+): (#\w{6});", block)}


PAIRS = [
    *((ink, paper, TEXT) for ink in ("ink", "soft", "link") for paper in ("paper", "shade")),
    *((f"{kind}-ink", kind, TEXT) for kind in ("info", "note", "tip", "warning", "yellow", "grey", "brand")),
    *((ink, paper, TEXT) for ink in ("ink", "link") for paper in ("info", "note", "tip", "warning", "on")),
    *(("paper", f"{kind}-ink", TEXT) for kind in ("info", "note", "tip", "warning")),
    ("soft", "on", TEXT),
    ("focus", "paper", LARGE),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_pair_of_colours_is_told_apart(confluence, http, scheme):
    found = colours(await read(http, confluence.url + STYLE), scheme)
    faint = {
        f"{ink} on {paper}": round(contrast(found[ink], found[paper]), 2)
        for ink, paper, least in PAIRS
        if contrast(found[ink], found[paper]) < least
    }
    assert faint == {}
