"""The HTML around a page, a space and the site."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from demo.confluence.belongings import download_path
from demo.confluence.pages import web_path
from demo.confluence.render import as_html

if TYPE_CHECKING:
    from datetime import datetime

    from demo.confluence.wiki import Page, Space, Version, Wiki

DEEPEST_TREE: Final = 8
FRAME: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/wiki/icon.svg">
<link rel="stylesheet" href="/wiki/style.css">
</head>
<body>
<header class="top"><a class="brand" href="/wiki"><span class="mark" aria-hidden="true">W</span>Wiki</a>
{spaces}
<span class="where">Local stand-in for Confluence</span></header>
<div class="frame">{side}<main>{main}</main></div>
</body>
</html>
"""


def of_site(wiki: Wiki) -> str:
    lines = "".join(
        f'<li><a href="/wiki/spaces/{escape(space.key)}">{escape(space.name)}</a> '
        f"<small>{escape(space.key)}</small></li>"
        for space in wiki.spaces.values()
    )
    return _framed(wiki, "Spaces", f'<h1>Spaces</h1><ul class="list">{lines}</ul>')


def of_nothing(wiki: Wiki) -> str:
    text = "<h1>Page not found</h1><p>It was deleted, or it never was.</p>"
    return _framed(wiki, "Page not found", text)


def of_space(wiki: Wiki, space: Space) -> str:
    """List the pages of a space, the one that was changed last at the top."""
    pages = sorted(wiki.pages_in(space), key=lambda page: page.latest.at, reverse=True)
    rows = "".join(
        f"<tr><td>{_to(page)}</td><td>{escape(page.latest.author.name)}</td><td>{_time(page.latest.at)}</td>"
        f"<td>{page.latest.number}</td></tr>"
        for page in pages
    )
    head = "<tr><th>Page</th><th>Changed by</th><th>Last change</th><th>Version</th></tr>"
    title = escape(space.name)
    table = f'<div class="table" tabindex="0"><table class="pages">{head}{rows}</table></div>'
    return _framed(wiki, title, f"<h1>{title}</h1>{table}", _side(wiki, space))


def of_page(wiki: Wiki, page: Page, version: Version) -> str:
    parts = (
        _crumbs(wiki, page),
        _banner(page, version),
        f"<h1>{escape(version.title)}</h1>",
        _byline(page, version),
        f'<article class="body">{as_html(wiki, page, version.body)}</article>',
        _labels(page),
        _files(page),
        _history(page, version),
    )
    return _framed(wiki, escape(version.title), "".join(parts), _side(wiki, page.space, page))


def _framed(wiki: Wiki, title: str, main: str, side: str = "") -> str:
    links = "".join(
        f'<a href="/wiki/spaces/{escape(space.key)}">{escape(space.name)}</a>'
        for space in wiki.spaces.values()
    )
    return FRAME.format(title=title, main=main, side=side, spaces=f'<nav aria-label="Spaces">{links}</nav>')


def _side(wiki: Wiki, space: Space, shown: Page | None = None) -> str:
    tree = _tree(wiki, wiki.pages[space.home], shown)
    name = f'<a class="space" href="/wiki/spaces/{escape(space.key)}">{escape(space.name)}</a>'
    return f'<nav class="side" aria-label="Pages of this space">{name}<ul>{tree}</ul></nav>'


def _tree(wiki: Wiki, page: Page, shown: Page | None, depth: int = 0) -> str:
    children = wiki.children(page.id) if depth < DEEPEST_TREE else []
    below = "".join(_tree(wiki, child, shown, depth + 1) for child in children)
    current = ' aria-current="page"' if page is shown else ""
    link = f'<a href="/wiki{escape(web_path(page))}"{current}>{escape(page.title)}</a>'
    return f"<li>{link}{f'<ul>{below}</ul>' if below else ''}</li>"


def _crumbs(wiki: Wiki, page: Page) -> str:
    above: list[Page] = []
    parent = page.parent
    while parent in wiki.pages and len(above) < DEEPEST_TREE:
        above.append(wiki.pages[parent])
        parent = above[-1].parent
    links = [_to(each) for each in reversed(above)]
    return f'<nav class="crumbs" aria-label="Above this page">{" <span>/</span> ".join(links)}</nav>'


def _banner(page: Page, version: Version) -> str:
    if page.status == "archived":
        return '<p class="banner">This page is archived. It can be read and no longer edited.</p>'
    if version is page.latest:
        return ""
    link = f'<a href="/wiki{escape(web_path(page))}">the current one</a>'
    return f'<p class="banner">You see version {version.number} of {len(page.versions)}; here is {link}.</p>'


def _byline(page: Page, version: Version) -> str:
    author, last = page.versions[0].author.name, version.author.name
    mark = f'<span class="face" aria-hidden="true">{escape(author[:1])}</span>'
    changed = f"Last change by {escape(last)} on {_time(version.at)} · version {version.number}"
    return f'<div class="byline">{mark}<div>By {escape(author)}<br><small>{changed}</small></div></div>'


def _labels(page: Page) -> str:
    chips = "".join(f"<li>{escape(name)}</li>" for name in page.labels)
    return f'<ul class="labels" aria-label="Labels">{chips}</ul>' if chips else ""


def _files(page: Page) -> str:
    lines = "".join(
        f'<li><a href="/wiki{escape(download_path(page, file.name))}">{escape(file.name)}</a> '
        f"<small>{_size(len(file.data))} · version {file.version}</small></li>"
        for file in page.attachments.values()
    )
    return f'<section class="more"><h2>Attachments</h2><ul>{lines}</ul></section>' if lines else ""


def _history(page: Page, shown: Version) -> str:
    rows = "".join(
        f"<tr{' class=shown' if each is shown else ''}>"
        f'<td><a href="/wiki{escape(web_path(page))}?version={each.number}">v. {each.number}</a></td>'
        f"<td>{_time(each.at)}</td><td>{escape(each.author.name)}</td><td>{escape(each.message)}</td></tr>"
        for each in reversed(page.versions)
    )
    head = "<tr><th>Version</th><th>When</th><th>Who</th><th>Note</th></tr>"
    table = f'<div class="table" tabindex="0"><table class="pages">{head}{rows}</table></div>'
    opened = "" if shown is page.latest else " open"
    return f'<details class="more"{opened}><summary>History ({len(page.versions)})</summary>{table}</details>'


def _to(page: Page) -> str:
    return f'<a href="/wiki{escape(web_path(page))}">{escape(page.title)}</a>'


def _time(at: datetime) -> str:
    return f'<time datetime="{at.isoformat()}">{at:%d %b %Y, %H:%M} UTC</time>'


def _size(size: int) -> str:
    return f"{size / 1024:,.1f} kB" if size >= 1024 else f"{size} bytes"  # noqa: PLR2004 — a kilobyte
