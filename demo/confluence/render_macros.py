"""The macros as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from demo.confluence import render
from demo.confluence.pages import web_path
from demo.confluence.storage import text_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from demo.confluence.render import Place

COLOURS: Final = ("grey", "red", "yellow", "green", "blue", "purple")
SIGNS: Final = {"info": "i", "note": "!", "tip": "✓", "warning": "!", "panel": ""}


@dataclass(frozen=True, slots=True)
class Macro:
    name: str
    parameters: dict[str, str]
    rich: str
    plain: str

    def title(self, otherwise: str = "") -> str:
        return escape(self.parameters.get("title") or otherwise)


def macro(element: Element, place: Place) -> str:
    """Show a macro; one that is not known, as what is in it."""
    read = _read(element, place)
    drawn = DRAWN.get(read.name)
    return drawn(read, place) if drawn else read.rich or f"<pre>{escape(read.plain)}</pre>"


def _read(element: Element, place: Place) -> Macro:
    parameters, rich, plain = {}, "", ""
    for child in element:
        if child.tag == "ac:parameter":
            parameters[child.get("ac:name", "")] = text_of(child)
        elif child.tag == "ac:rich-text-body":
            rich = render.inside(child, place)
        elif child.tag == "ac:plain-text-body":
            plain = text_of(child)
    return Macro(element.get("ac:name", ""), parameters, rich, plain)


def _box(read: Macro, _: Place) -> str:
    title = f'<p class="box-title">{read.title()}</p>' if read.title() else ""
    sign = SIGNS[read.name]
    shown = f'<span class="sign" aria-hidden="true">{sign}</span>' if sign else ""
    return f'<div class="box {read.name}" role="note">{shown}<div>{title}{read.rich}</div></div>'


def _expand(read: Macro, _: Place) -> str:
    return (
        f"<details><summary>{read.title('Click here to expand…')}</summary><div>{read.rich}</div></details>"
    )


def _code(read: Macro, _: Place) -> str:
    label = " · ".join(filter(None, (read.title(), escape(read.parameters.get("language", "")))))
    caption = f"<figcaption>{label}</figcaption>" if label else ""
    return f'<figure class="code">{caption}<pre tabindex="0"><code>{escape(read.plain)}</code></pre></figure>'


def _status(read: Macro, _: Place) -> str:
    colour = read.parameters.get("colour", "Grey").lower().replace("gray", "grey")
    return f'<span class="status {colour if colour in COLOURS else "grey"}">{read.title(colour)}</span>'


def _contents(_: Macro, place: Place) -> str:
    headings = [each for each in place.root.iter() if each.tag in render.HEADINGS]
    lines = "".join(
        f'<li class="level-{each.tag[1]}"><a href="#h-{number}">{escape(text_of(each))}</a></li>'
        for number, each in enumerate(headings)
    )
    return f'<nav class="contents" aria-label="On this page"><ul>{lines}</ul></nav>' if lines else ""


def _children(_: Macro, place: Place) -> str:
    lines = "".join(
        f'<li><a href="/wiki{escape(web_path(page))}">{escape(page.title)}</a></li>'
        for page in place.wiki.children(place.page.id)
    )
    return f"<ul>{lines}</ul>"


def _details(read: Macro, _: Place) -> str:
    return "" if read.parameters.get("hidden") == "true" else f'<div class="properties">{read.rich}</div>'


def _excerpt(read: Macro, _: Place) -> str:
    return "" if read.parameters.get("hidden") == "true" else read.rich


def _named_place(read: Macro, _: Place) -> str:
    return f'<span id="{escape(read.parameters.get("", ""))}"></span>'


DRAWN: Final[dict[str, Callable[[Macro, Place], str]]] = {
    **dict.fromkeys(SIGNS, _box),
    "expand": _expand,
    "code": _code,
    "noformat": _code,
    "status": _status,
    "toc": _contents,
    "children": _children,
    "details": _details,
    "excerpt": _excerpt,
    "anchor": _named_place,
}
