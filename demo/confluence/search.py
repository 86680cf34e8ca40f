"""Search by CQL: a small part of the language, over an index that lags behind the pages.

See https://developer.atlassian.com/cloud/confluence/advanced-searching-using-cql/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from demo.confluence.call import listing
from demo.confluence.pages import web_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from demo.confluence.call import Call
    from demo.confluence.wiki import Page, Version

    Json = dict[str, Any]

TERM: Final = re.compile(
    r"""\s*(?P<field>\w+)\s*(?P<operator>!=|=|~)\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[\w-]+))\s*"""
)
AND: Final = re.compile(r"and\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    field: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """A page as the index has it."""

    page: Page
    version: Version
    labels: frozenset[str]


class NoCql(ValueError):
    """What was asked for cannot be read."""


FIELDS: Final[dict[str, Callable[[Indexed, str], bool]]] = {
    "label": lambda entry, value: value.lower() in entry.labels,
    "title": lambda entry, value: entry.version.title.casefold() == value.casefold(),
    "space": lambda entry, value: entry.page.space.key == value,
    "type": lambda _, value: value == "page",
    "parent": lambda entry, value: entry.page.parent == value,
    "id": lambda entry, value: entry.page.id == value,
}


def read_cql(cql: str) -> list[Term]:
    """Return the terms of *cql*, which are all joined by AND; raise NoCql for anything else."""
    terms, place = [], 0
    while True:
        found = TERM.match(cql, place)
        if not found or found["field"].lower() not in FIELDS:
            raise NoCql(f"Could not parse cql : {cql}")
        value = found["bare"] if found["quoted"] is None else re.sub(r"\\(.)", r"\1", found["quoted"])
        terms.append(Term(found["field"].lower(), found["operator"], value))
        place = found.end()
        if place == len(cql):
            return terms
        joined = AND.match(cql, place)
        if not joined:
            raise NoCql(f"Could not parse cql : {cql}")
        place = joined.end()


def search(call: Call, lag_s: float) -> Json:
    seen_until = call.wiki.clock() - timedelta(seconds=lag_s)
    entries = [_indexed(page, seen_until) for page in call.wiki.pages.values() if page.space.seen]
    terms = read_cql(call.one("cql"))
    found = [entry for entry in entries if entry and all(_holds(term, entry) for term in terms)]
    said = listing(call, [_result(entry) for entry in found])
    return said | {"size": len(said["results"]), "totalSize": len(found), "cqlQuery": call.one("cql")}


def _indexed(page: Page, seen_until: datetime) -> Indexed | None:
    versions = [version for version in page.versions if version.at <= seen_until]
    if not versions or (page.status != "current" and page.status_at <= seen_until):
        return None
    labels = frozenset(name for name, since in page.labels.items() if since <= seen_until)
    return Indexed(page, versions[-1], labels)


def _holds(term: Term, entry: Indexed) -> bool:
    if term.operator == "~":
        return term.field == "title" and term.value.casefold() in entry.version.title.casefold()
    return FIELDS[term.field](entry, term.value) is (term.operator == "=")


def _result(entry: Indexed) -> Json:
    page, title = entry.page, entry.version.title
    content = {"id": page.id, "type": "page", "status": page.status, "title": title}
    return {
        "content": content | {"_links": {"webui": web_path(page)}},
        "title": title,
        "url": web_path(page),
        "lastModified": entry.version.at.isoformat(),
    }
