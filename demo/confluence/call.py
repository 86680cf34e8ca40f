"""One call as it came, and what an operation of Confluence takes."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from demo.confluence.wiki import Page, Space, Wiki

    Json = dict[str, Any]

DEFAULT_LIMIT: Final = 25
Takes = type | frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart form."""

    data: bytes
    file: str | None = None
    media_type: str = "application/octet-stream"
    charset: str = "latin-1"  # what Confluence reads text as unless told

    @property
    def text(self) -> str:
        return self.data.decode(self.charset, "replace")


@dataclass(frozen=True, slots=True)
class Operation:
    """What Confluence can be asked for: its place, the scope it wants, and what it takes.

    Fields of a JSON body are named with their path, as in `version.number`; *many* says that the body is
    a list of such, *form* that it is multipart.
    """

    name: str
    verb: str
    path: str
    docs: str
    scope: str = ""
    act: Callable[[Call], Json] = lambda _: {}
    query: Mapping[str, Takes] = field(default_factory=dict)
    needs: Mapping[str, type] = field(default_factory=dict)
    takes: Mapping[str, type] = field(default_factory=dict)
    many: bool = False
    form: bool = False

    @property
    def is_v2(self) -> bool:
        return self.path.startswith("/wiki/api/v2")

    @property
    def fields(self) -> Mapping[str, type]:
        return {**self.needs, **self.takes}


@dataclass(frozen=True, slots=True)
class Call:
    operation: Operation
    wiki: Wiki
    url: str
    place: Mapping[str, str]
    query: Mapping[str, list[str]]
    rows: list[Json]  # the fields of the JSON body, or of each that it lists
    parts: list[tuple[str, Part]]
    unreadable: str
    size: int
    known: bool  # whether it came with the bot's user and token
    scopes: frozenset[str] | None  # those of the token, None has all
    xsrf_token: str

    @property
    def fields(self) -> Json:
        return self.rows[0] if self.rows else {}

    @property
    def page(self) -> Page | None:
        """The page that the address names, if the bot sees it."""
        page = self.wiki.pages.get(self.place.get("id", ""))
        return page if page and page.space.seen else None

    @property
    def space(self) -> Space | None:
        """The space that is written into, if the bot sees it."""
        if self.operation.name == "pages.create":
            space = self.wiki.spaces.get(self.fields.get("spaceId", ""))
            return space if space and space.seen else None
        return self.page.space if self.page else None

    def asked(self, name: str) -> list[str]:
        """Return the values of *name* in the query, those between commas as well."""
        return [part for value in self.query.get(name, []) for part in value.split(",")]

    def one(self, name: str, default: str = "") -> str:
        return self.query.get(name, [default])[0]

    @property
    def the_page(self) -> Page:
        """The page of a call that the rules have let through."""
        if self.page is None:
            raise LookupError("no such page")
        return self.page


def flat(given: Mapping[str, Any], known: Mapping[str, type], path: str = "") -> Json:
    """Return the fields of *given* by their paths, taken apart as far as *known* knows them."""
    fields: Json = {}
    for name, value in given.items():
        here = path + str(name)
        if here not in known and isinstance(value, dict) and _leads_on(here, known):
            fields |= flat(value, known, here + ".")
        else:
            fields[here] = value
    return fields


def _leads_on(path: str, known: Mapping[str, type]) -> bool:
    return any(name.startswith(path + ".") for name in known)


def read_body(body: bytes, operation: Operation) -> tuple[list[Json], str]:
    """Return the rows of a JSON body, and what is wrong with it."""
    if not operation.fields or operation.form:
        return [], ""
    try:
        given = json.loads(body)
        json.dumps(given, ensure_ascii=False).encode()  # fails for half a character
    except (ValueError, RecursionError):
        return [], "The body is no JSON"
    listed = given if operation.many else [given]
    if not isinstance(listed, list) or not all(isinstance(row, dict) for row in listed):
        return [], "The body is no object" if not operation.many else "The body is no list of objects"
    return [flat(row, operation.fields) for row in listed], ""


def offset(call: Call) -> int | None:
    """Return where the cursor stands, None where it is none of ours."""
    cursor = call.one("cursor")
    try:
        return int(base64.urlsafe_b64decode(cursor.encode())) if cursor else 0
    except (ValueError, binascii.Error):
        return None


def listing(call: Call, results: list[Json]) -> Json:
    """Return one page of *results* and where the next is."""
    start, limit = offset(call) or 0, int(call.one("limit", str(DEFAULT_LIMIT)))
    links = {"base": f"{call.url}/wiki"}
    if len(results) > start + limit:
        cursor = base64.urlsafe_b64encode(str(start + limit).encode()).decode()
        path = call.operation.path.format(**call.place)
        links["next"] = f"{path}?limit={limit}&cursor={cursor}"
    return {"results": results[start : start + limit], "_links": links}
