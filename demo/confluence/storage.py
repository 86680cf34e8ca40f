"""Confluence's storage format: read as the XML it is, and written as Confluence keeps it.

See https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html.
"""

from __future__ import annotations

import uuid
from html import escape
from html.entities import name2codepoint
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIXES: Final = {
    "http://atlassian.com/content": "ac",
    "http://atlassian.com/resource/identifier": "ri",
}
XML_OWN: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
ENTITIES: Final = "".join(
    f'<!ENTITY {name} "&#{code};">' for name, code in name2codepoint.items() if name not in XML_OWN
)
ROOT: Final = "<wiki{}>".format(
    "".join(f' xmlns:{prefix}="{address}"' for address, prefix in PREFIXES.items())
)
# Ours, below the 1,000 of Confluence's parser: what is read here is walked by functions that call themselves.
DEEPEST: Final = 80
PLAIN_BODIES: Final = ("ac:plain-text-body", "ac:plain-text-link-body")
MACRO: Final = "ac:structured-macro"


class Unreadable(ValueError):
    """A body that is no well-formed storage format, in the words of Confluence."""


def parse(value: str) -> ET.Element:
    """Return the body below a root of its own, its tags and attributes by their usual prefixes."""
    try:
        document = f"<!DOCTYPE wiki [{ENTITIES}]>\n{ROOT}{value}</wiki>".encode()
        # The entities are one character each, and a body cannot declare any: it stands in an element.
        root = ET.fromstring(document)  # noqa: S314 — see above; nothing outside the text is ever fetched
    except UnicodeEncodeError:
        raise Unreadable("Error parsing xhtml: half a character") from None
    except ET.ParseError as error:
        raise Unreadable(_words(error)) from None
    for element, depth in _walk(root):
        if depth > DEEPEST:
            raise Unreadable(f"Error parsing xhtml: Maximum element depth limit ({DEEPEST}) exceeded")
        element.tag = _prefixed(element.tag)
        element.attrib = {_prefixed(name): text for name, text in element.attrib.items()}
    return root


def saved(value: str) -> str:
    """Return *value* as Confluence gives it back: each macro with its version and an id."""
    root = parse(value)
    for macro in root.iter(MACRO):
        macro.attrib.setdefault("ac:schema-version", "1")
        macro.attrib.setdefault("ac:macro-id", str(uuid.uuid4()))
    return _inside(root)


def text_of(element: ET.Element) -> str:
    return "".join(element.itertext())


def _words(error: ET.ParseError) -> str:
    line, column = error.position
    row = line - 1
    column = column - len(ROOT) + 1 if row == 1 else column + 1
    return f"Error parsing xhtml: {error.msg.partition(':')[0]}\n at [row,col]: [{row},{max(column, 1)}]"


def _walk(root: ET.Element) -> Iterator[tuple[ET.Element, int]]:
    left = [(root, 0)]
    while left:
        element, depth = left.pop()
        yield element, depth
        left.extend((child, depth + 1) for child in element)


def _prefixed(name: str) -> str:
    address, ended, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    return f"{PREFIXES[address]}:{local}" if ended and address in PREFIXES else name


def _inside(element: ET.Element) -> str:
    if element.tag in PLAIN_BODIES and not len(element):
        return f"<![CDATA[{(element.text or '').replace(']]>', ']]]]><![CDATA[>')}]]>"
    children = (_written(child) + _text(child.tail) for child in element)
    return _text(element.text) + "".join(children)


def _written(element: ET.Element) -> str:
    attributes = "".join(f' {name}="{escape(text)}"' for name, text in element.attrib.items())
    if not len(element) and not element.text and element.tag not in PLAIN_BODIES:
        return f"<{element.tag}{attributes} />"
    return f"<{element.tag}{attributes}>{_inside(element)}</{element.tag}>"


def _text(text: str | None) -> str:
    return escape(text or "", quote=False)
