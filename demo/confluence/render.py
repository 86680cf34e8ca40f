"""The storage format as HTML: what is known is shown, what is not known is shown as its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from demo.confluence.belongings import download_path
from demo.confluence.pages import web_path
from demo.confluence.render_macros import macro
from demo.confluence.rules_of_storage import scheme
from demo.confluence.storage import parse, text_of
from demo.confluence.vocabulary import SCHEMES, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from demo.confluence.wiki import Page, Wiki

PLAIN: Final = words(
    "p strong b em i u s del small big sub sup code pre blockquote span div ul ol li thead tbody tr"
)
# Both bold names and the like are one in HTML; big is gone from it.
AS: Final = {"b": "strong", "i": "em", "big": "strong"}
ALIGNED: Final = re.compile(r"text-align:\s*(left|center|right)")
NUMBER: Final = re.compile(r"[1-9][0-9]?")
TAKEN: Final = {"incomplete": "☐", "complete": "☑"}
RICHEST_HEADING: Final = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a body is shown: on which page, of which wiki."""

    wiki: Wiki
    page: Page
    root: Element


def as_html(wiki: Wiki, page: Page, body: str) -> str:
    root = parse(body)
    return inside(root, Place(wiki, page, root))


def inside(element: Element, place: Place) -> str:
    """Return the HTML of everything in *element*, its own text included."""
    parts = [escape(element.text or "")]
    for child in element:
        parts += (shown(child, place), escape(child.tail or ""))
    return "".join(parts)


def shown(element: Element, place: Place) -> str:
    """Return the HTML of *element*; of one that is not known, what is in it."""
    special = SPECIAL.get(element.tag)
    if special:
        return special(element, place)
    if element.tag not in PLAIN:
        return inside(element, place)
    tag = AS.get(element.tag, element.tag)
    aligned = ALIGNED.search(element.get("style", ""))
    attribute = f' class="to-{aligned[1]}"' if aligned else ""
    return f"<{tag}{attribute}>{inside(element, place)}</{tag}>"


def heading_id(heading: Element, root: Element) -> str:
    """Return the name by which a table of contents leads here."""
    headings = [each for each in root.iter() if each.tag in HEADINGS]
    return f"h-{next(number for number, each in enumerate(headings) if each is heading)}"


def _heading(element: Element, place: Place) -> str:
    # The title of the page is its h1.
    level = min(int(element.tag[1]) + 1, RICHEST_HEADING)
    return f'<h{level} id="{heading_id(element, place.root)}">{inside(element, place)}</h{level}>'


def _table(element: Element, place: Place) -> str:
    return f'<div class="table" tabindex="0"><table>{inside(element, place)}</table></div>'


def _cell(element: Element, place: Place) -> str:
    spans = "".join(
        f' {name}="{element.get(name)}"'
        for name in ("colspan", "rowspan")
        if NUMBER.fullmatch(element.get(name, ""))
    )
    return f"<{element.tag}{spans}>{inside(element, place)}</{element.tag}>"


def _anchor(element: Element, place: Place) -> str:
    return link(element.get("href", ""), inside(element, place))


def link(address: str, label: str) -> str:
    """Return a link, of an address that leads nowhere good the label alone."""
    if scheme(address) not in SCHEMES or not address:
        return label
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{label}</a>'


def _resource_link(element: Element, place: Place) -> str:
    """Show a link to a page, a file or a person."""
    target = next((child for child in element if child.tag.startswith("ri:")), None)
    bodies = ("ac:link-body", "ac:plain-text-link-body")
    label = next((inside(child, place) for child in element if child.tag in bodies), "")
    if target is None:
        return link(f"#{element.get('ac:anchor', '')}", label)
    if target.tag == "ri:user":
        return f'<span class="person">@{label or "someone"}</span>'
    if target.tag == "ri:attachment":
        name = target.get("ri:filename", "")
        return _to(f"/wiki{download_path(place.page, name)}", label or escape(name))
    title = target.get("ri:content-title", "")
    space = place.wiki.space(target.get("ri:space-key", place.page.space.key))
    page = place.wiki.holder(space, title) if space else None
    return _to(f"/wiki{web_path(page)}" if page else "", label or escape(title))


def _to(address: str, label: str) -> str:
    return f'<a href="{escape(address)}">{label}</a>' if address else f'<span class="gone">{label}</span>'


def _image(element: Element, place: Place) -> str:
    """Show an attached image; one from elsewhere is a link, since this page fetches nothing."""
    alt = element.get("ac:alt") or element.get("ac:title") or ""
    source = next((child for child in element if child.tag.startswith("ri:")), None)
    if source is None or source.tag != "ri:attachment":
        address = source.get("ri:value", "") if source is not None else ""
        return link(address, f"🖼 {escape(alt or address)}")
    name = source.get("ri:filename", "")
    if name not in place.page.attachments:
        return f'<span class="gone">🖼 {escape(alt or name)}</span>'
    address = escape(f"/wiki{download_path(place.page, name)}")
    return f'<img src="{address}" alt="{escape(alt or name)}">'


def _time(element: Element, _: Place) -> str:
    day = escape(element.get("datetime", ""))
    return f'<time class="date" datetime="{day}">{day}</time>'


def _task(element: Element, place: Place) -> str:
    state = text_of(found) if (found := element.find("ac:task-status")) is not None else ""
    body = element.find("ac:task-body")
    label = inside(body, place) if body is not None else ""
    return f"<li>{TAKEN.get(state.strip(), TAKEN['incomplete'])} {label}</li>"


def _wrapped(before: str, after: str) -> Callable[[Element, Place], str]:
    return lambda element, place: f"{before}{inside(element, place)}{after}"


HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SPECIAL: Final[dict[str, Callable[[Element, Place], str]]] = {
    **dict.fromkeys(HEADINGS, _heading),
    "br": lambda _element, _place: "<br>",
    "hr": lambda _element, _place: "<hr>",
    "a": _anchor,
    "table": _table,
    "th": _cell,
    "td": _cell,
    "colgroup": lambda _element, _place: "",
    "col": lambda _element, _place: "",
    "time": _time,
    "ac:link": _resource_link,
    "ac:image": _image,
    "ac:emoticon": lambda element, _: escape(element.get("ac:emoji-fallback", "")),
    "ac:task-list": _wrapped('<ul class="tasks">', "</ul>"),
    "ac:task": _task,
    "ac:layout-section": _wrapped('<div class="columns">', "</div>"),
    "ac:layout-cell": _wrapped("<div>", "</div>"),
    "ac:structured-macro": macro,
    "ac:parameter": lambda _element, _place: "",
}
