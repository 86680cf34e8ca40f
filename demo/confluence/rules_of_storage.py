"""What may stand in a body.

Confluence itself is lenient here: it drops much of this without a word, and the page is not what was meant.
The local one refuses it instead, so that it is seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from demo.confluence.rule import EVERY, Found, Rule, on
from demo.confluence.storage import MACRO, text_of
from demo.confluence.vocabulary import ELEMENTS, FORMAT, MACROS, OF_ALL, SCHEMES, STYLES, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

SCRIPTING: Final = words(
    "script style iframe frame object embed applet link meta base form input button svg math template"
)
BODIES: Final = {"ac:rich-text-body": "rich", "ac:plain-text-body": "plain"}
MACRO_DOCS: Final = "https://confluence.atlassian.com/doc/macros-139387.html"
BLANK: Final = re.compile(r"[\x00-\x20\x7f-\xa0]")  # browsers see javascript: in java&#9;script: as well


@dataclass(frozen=True, slots=True)
class Node:
    """One element of a body and the one around it."""

    element: Element
    around: Element

    @property
    def kind(self) -> str:
        return self.element.tag

    @property
    def macro(self) -> str:
        return self.element.get("ac:name", "")


def nodes(root: Element) -> Iterator[Node]:
    left = [Node(child, root) for child in reversed(root)]
    while left:
        node = left.pop()
        yield node
        left.extend(Node(child, node.element) for child in reversed(node.element))


def scheme(address: str) -> str:
    """Return the scheme of an address as a browser would see it, "" for one without."""
    before, colon, _ = BLANK.sub("", address).partition(":")
    return before.lower() if colon and not re.search(r"[/?#]", before) else ""


def _unknown_attribute(node: Node) -> Found:
    known = ELEMENTS[node.kind].takes | OF_ALL if node.kind in ELEMENTS else frozenset()
    strangers = [
        name for name in node.element.attrib if name not in known and not name.startswith(("data-", "on"))
    ]
    return f"Attribute {strangers[0][:80]} is not allowed on {node.kind}" if strangers else None


def _style(node: Node) -> Found:
    for part in node.element.get("style", "").split(";"):
        name, _, value = part.partition(":")
        if part.strip() and (
            name.strip().lower() not in STYLES or re.search(r"url|expression|[\\<@]", value)
        ):
            return f"Style {part.strip()[:80]} is not allowed"
    return None


def _address(node: Node) -> Found:
    addresses = [node.element.get("href", ""), node.element.get("ri:value", "")]
    refused = [each for each in addresses if scheme(each) not in SCHEMES]
    return f"Links of the scheme {scheme(refused[0])[:40]} are not allowed" if refused else None


def _place(node: Node) -> Found:
    inside = ELEMENTS[node.kind].inside if node.kind in ELEMENTS else None
    return (
        f"{node.kind} cannot stand in {node.around.tag}" if inside and node.around.tag not in inside else None
    )


def _parameter(node: Node) -> Found:
    macro = MACROS.get(node.around.get("ac:name", ""))
    if macro is None or node.macro in macro.takes:
        return None
    # The one of an anchor has no name: https://confluence.atlassian.com/doc/anchor-macro-139442.html
    if node.around.get("ac:name") == "anchor" and not node.macro:
        return None
    return f"The macro {node.around.get('ac:name')} takes no parameter {node.macro[:80]}"


def _body(node: Node) -> Found:
    macro = MACROS.get(node.macro)
    bodies = [BODIES[child.tag] for child in node.element if child.tag in BODIES]
    wanted = [] if macro is None or macro.body == "none" else [macro.body]
    return f"The macro {node.macro} has the wrong body" if macro and bodies != wanted else None


def _stray_text(node: Node) -> Found:
    """Text straight in a macro is lost."""
    texts = [node.element.text, *(child.tail for child in node.element)]
    return any(text and text.strip() for text in texts)


OF_STORAGE: Final[tuple[Rule[Node], ...]] = (
    Rule("scripting", 400, "Scripts and forms are not allowed", FORMAT, SCRIPTING, lambda _: True),
    Rule(
        "unknown_element",
        400,
        "",
        FORMAT,
        EVERY,
        lambda node: (
            None
            if node.kind in ELEMENTS or node.kind in SCRIPTING
            else f"Element {node.kind[:80]} is not allowed"
        ),
    ),
    Rule(
        "event_attribute",
        400,
        "Event attributes are not allowed",
        FORMAT,
        EVERY,
        lambda node: any(name.lower().startswith("on") for name in node.element.attrib),
    ),
    Rule("unknown_attribute", 400, "", FORMAT, EVERY, _unknown_attribute),
    Rule("style", 400, "", FORMAT, EVERY, _style),
    Rule("link_scheme", 400, "", FORMAT, on("a", "ri:url"), _address),
    Rule("element_place", 400, "", FORMAT, EVERY, _place),
    Rule(
        "unknown_macro",
        400,
        "",
        MACRO_DOCS,
        on(MACRO),
        lambda node: None if node.macro in MACROS else f"Unknown macro: {node.macro[:80]!r}",
    ),
    Rule("macro_parameter", 400, "", MACRO_DOCS, on("ac:parameter"), _parameter),
    Rule("macro_body", 400, "", MACRO_DOCS, on(MACRO), _body),
    Rule("macro_text", 400, "Text straight in a macro is lost", FORMAT, on(MACRO), _stray_text),
    Rule(
        "status_colour",
        400,
        "A status is Grey, Red, Yellow, Green, Blue or Purple",
        "https://confluence.atlassian.com/doc/status-macro-223222355.html",
        on("ac:parameter"),
        lambda node: (
            node.macro == "colour"
            and text_of(node.element) not in ("Grey", "Gray", "Red", "Yellow", "Green", "Blue", "Purple")
        ),
    ),
    Rule(
        "image_source",
        400,
        "An image has one attachment or one address",
        FORMAT,
        on("ac:image"),
        lambda node: [child.tag in ("ri:attachment", "ri:url") for child in node.element] != [True],
    ),
)
