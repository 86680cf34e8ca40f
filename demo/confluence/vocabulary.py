"""What may stand in a page: the elements of the storage format and the macros, a row each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

FORMAT: Final = "https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html"
MACROS_AT: Final = "https://confluence.atlassian.com/doc/"


@dataclass(frozen=True, slots=True)
class Element:
    """The attributes that an element takes beside those of all, and where it stands, if not everywhere."""

    takes: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Macro:
    docs: str
    takes: frozenset[str] = frozenset()
    body: Literal["rich", "plain", "none"] = "none"


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _element(takes: str = "", inside: str = "") -> Element:
    return Element(words(takes), words(inside))


def _macro(page: str, takes: str = "", body: Literal["rich", "plain", "none"] = "none") -> Macro:
    return Macro(MACROS_AT + page, words(takes), body)


OF_ALL: Final = frozenset({"style", "class", "title", "ac:local-id", "local-id"})
STYLES: Final = frozenset(
    {"color", "background-color", "text-align", "text-decoration", "margin-left", "width"}
)
SCHEMES: Final = frozenset({"http", "https", "mailto", ""})

_TEXT: Final = (
    "p h1 h2 h3 h4 h5 h6 strong b em i u s del small big sub sup code pre blockquote span div br hr"
)
_CELL: Final = "colspan rowspan scope"

ELEMENTS: Final = {
    **{name: _element() for name in _TEXT.split()},
    "a": _element("href rel target"),
    "ul": _element(),
    "ol": _element("start"),
    "li": _element(inside="ul ol"),
    "table": _element(),
    "colgroup": _element(inside="table"),
    "col": _element("span", inside="colgroup table"),
    "thead": _element(inside="table"),
    "tbody": _element(inside="table"),
    "tr": _element(inside="table thead tbody"),
    "th": _element(_CELL, inside="tr"),
    "td": _element(_CELL, inside="tr"),
    "time": _element("datetime"),
    "ac:structured-macro": _element("ac:name ac:schema-version ac:macro-id"),
    "ac:parameter": _element("ac:name", inside="ac:structured-macro"),
    "ac:rich-text-body": _element(inside="ac:structured-macro"),
    "ac:plain-text-body": _element(inside="ac:structured-macro"),
    "ac:link": _element("ac:anchor ac:card-appearance"),
    "ac:link-body": _element(inside="ac:link"),
    "ac:plain-text-link-body": _element(inside="ac:link"),
    "ac:image": _element("ac:alt ac:title ac:width ac:height ac:align ac:layout ac:thumbnail"),
    "ac:emoticon": _element("ac:name ac:emoji-id ac:emoji-shortname ac:emoji-fallback"),
    "ac:task-list": _element(),
    "ac:task": _element(inside="ac:task-list"),
    "ac:task-id": _element(inside="ac:task"),
    "ac:task-status": _element(inside="ac:task"),
    "ac:task-body": _element(inside="ac:task"),
    "ac:layout": _element(inside="wiki"),
    "ac:layout-section": _element("ac:type ac:breakout-mode", inside="ac:layout"),
    "ac:layout-cell": _element(inside="ac:layout-section"),
    "ri:page": _element("ri:content-title ri:space-key ri:version-at-save", inside="ac:link ac:parameter"),
    "ri:attachment": _element(
        "ri:filename ri:version-at-save", inside="ac:link ac:image ac:parameter ri:attachment"
    ),
    "ri:url": _element("ri:value", inside="ac:image ac:parameter"),
    "ri:user": _element("ri:account-id", inside="ac:link ac:parameter"),
}

_BOX: Final = "icon title"
_PANEL: Final = "panelIcon panelIconId panelIconText bgColor borderColor titleBGColor title"
_BOXES: Final = "info-tip-note-and-warning-macros-51872369.html"

MACROS: Final = {
    **{name: _macro(_BOXES, _BOX, "rich") for name in ("info", "note", "tip", "warning")},
    "panel": _macro("panel-macro-51872380.html", _PANEL, "rich"),
    "expand": _macro("expand-macro-223222352.html", "title", "rich"),
    "code": _macro(
        "code-block-macro-139390.html", "language title linenumbers theme collapse firstline", "plain"
    ),
    "noformat": _macro("noformat-macro-139545.html", "nopanel title", "plain"),
    "status": _macro("status-macro-223222355.html", "title colour subtle"),
    "toc": _macro("table-of-contents-macro-182682099.html", "minLevel maxLevel style type"),
    "details": _macro("page-properties-macro-184550024.html", "id hidden label", "rich"),
    "excerpt": _macro("excerpt-macro-148062.html", "hidden atlassian-macro-output-type name", "rich"),
    "anchor": _macro("anchor-macro-139442.html", ""),
    "children": _macro("children-display-macro-139501.html", "all depth sort first reverse"),
}
