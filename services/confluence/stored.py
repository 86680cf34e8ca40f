"""A page as Confluence has it, and whether it is still the bot's."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from services.reporting.wiki import PageId

CURRENT = "current"
MACRO = re.compile(r"<(?P<end>/?)ac:structured-macro\b(?P<told>[^>]*)>")
DETAILS = re.compile(r"""ac:name=["']details["']""")
PAGE_ID = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Page:
    id: PageId
    status: str
    title: str
    version: int
    body: str
    path: str = ""  # below *base*, for people
    base: str = ""

    def is_ours(self, marker: str) -> bool:
        """Whether *marker* stands in its page properties: elsewhere anybody may have quoted it."""
        mark = re.compile(rf"(?<![\w-]){re.escape(marker)}(?![\w-])")
        return self.status == CURRENT and any(mark.search(unescape(part)) for part in properties(self.body))


def read_page(said: Mapping[str, Any]) -> Page | None:
    """What v2 says of a page; None where that is none."""
    number, links = _of(said, "version").get("number"), _of(said, "_links")
    page_id = str(said.get("id"))
    if not isinstance(number, int) or not PAGE_ID.fullmatch(page_id):
        return None
    return Page(
        PageId(page_id),
        str(said.get("status")),
        str(said.get("title")),
        number,
        str(_of(_of(said, "body"), "storage").get("value") or ""),
        str(links.get("webui") or ""),
        str(links.get("base") or ""),
    )


def properties(body: str) -> Iterator[str]:
    """The inside of each page-properties macro, with what is nested in it."""
    depth, start = 0, -1
    for found in MACRO.finditer(body):
        if found["told"].endswith("/"):
            continue
        depth += -1 if found["end"] else 1
        if start < 0 and not found["end"] and DETAILS.search(found["told"]):
            start, depth = found.end(), 0
        elif start >= 0 and depth < 0:
            yield body[start : found.start()]
            start, depth = -1, 0


def _of(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    there = said.get(name)
    return there if isinstance(there, Mapping) else {}
