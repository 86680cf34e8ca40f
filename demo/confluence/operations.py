"""Everything that the local Confluence can be asked for; anything else is unknown to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from demo.confluence import belongings, pages, search
from demo.confluence.call import Operation
from demo.confluence.rule import V1, V2

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from demo.confluence.call import Takes

API: Final = "/wiki/api/v2"
REST: Final = "/wiki/rest/api"
PAGE: Final = V2 + "api-group-page/"
PROPERTIES: Final = V2 + "api-group-content-properties/"
STATUS: Final = frozenset({"current", "archived", "trashed"})
BODY: Final = frozenset({"storage"})
LIST: Final[Mapping[str, Takes]] = {"limit": int, "cursor": str}
CONTENT: Final = {"status": str, "title": str, "body.representation": str, "body.value": str}

UNKNOWN_V2: Final = Operation("unknown", "*", API + "/{rest:.*}", V2 + "intro/")
UNKNOWN_V1: Final = Operation("unknown", "*", REST + "/{rest:.*}", V1 + "intro/")
GONE: Final = tuple(
    Operation(
        "gone", "*", REST + path, "https://developer.atlassian.com/cloud/confluence/changelog/#CHANGE-864"
    )
    for path in ("/content", "/content/{id}", "/space", "/space/{key}", "/space/{key}/content")
)


def operations(search_lag_s: float) -> Iterable[Operation]:
    """Return the operations in the order in which their addresses are tried."""
    return (
        *_of_pages(),
        *_of_writing_pages(),
        *_of_properties(),
        *_of_v1(search_lag_s),
        *GONE,
        UNKNOWN_V2,
        UNKNOWN_V1,
    )


def _of_pages() -> Iterable[Operation]:
    read, one = "read:page:confluence", API + "/pages/{id}"
    space, children = V2 + "api-group-space/", V2 + "api-group-children/"
    keys: Mapping[str, Takes] = {**LIST, "keys": str}
    asked: Mapping[str, Takes] = {
        **LIST,
        "space-id": int,
        "title": str,
        "status": STATUS,
        "body-format": BODY,
    }
    version: Mapping[str, Takes] = {"body-format": BODY, "version": int}
    yield Operation(
        "spaces.list", "GET", API + "/spaces", space, "read:space:confluence", pages.list_spaces, query=keys
    )
    yield Operation("pages.list", "GET", API + "/pages", PAGE, read, pages.list_pages, query=asked)
    yield Operation("pages.get", "GET", one, PAGE, read, pages.get_page, query=version)
    yield Operation(
        "pages.children", "GET", one + "/direct-children", children, read, pages.list_children, query=LIST
    )


def _of_writing_pages() -> Iterable[Operation]:
    write = "write:page:confluence"
    yield Operation(
        "pages.create",
        "POST",
        API + "/pages",
        PAGE,
        write,
        pages.create_page,
        needs={"spaceId": str, **CONTENT},
        takes={"parentId": str},
    )
    yield Operation(
        "pages.update",
        "PUT",
        API + "/pages/{id}",
        PAGE,
        write,
        pages.update_page,
        needs={"id": str, **CONTENT, "version.number": int},
        takes={"version.message": str},
    )


def _of_properties() -> Iterable[Operation]:
    read, write = "read:page:confluence", "write:page:confluence"
    path = API + "/pages/{id}/properties"
    query = {**LIST, "key": str}
    yield Operation("properties.list", "GET", path, PROPERTIES, read, belongings.list_properties, query=query)
    row: Mapping[str, type] = {"key": str, "value": object}
    yield Operation(
        "properties.create", "POST", path, PROPERTIES, write, belongings.create_property, needs=row
    )
    yield Operation(
        "properties.update",
        "PUT",
        path + "/{property}",
        PROPERTIES,
        write,
        belongings.update_property,
        needs={**row, "version.number": int},
        takes={"version.message": str},
    )


def _of_v1(search_lag_s: float) -> Iterable[Operation]:
    yield Operation(
        "labels.add",
        "POST",
        REST + "/content/{id}/label",
        V1 + "api-group-content-labels/",
        "write:label:confluence",
        belongings.add_labels,
        needs={"prefix": str, "name": str},
        many=True,
    )
    yield Operation(
        "attachments.put",
        "PUT",
        REST + "/content/{id}/child/attachment",
        V1 + "api-group-content---attachments/",
        "write:attachment:confluence",
        belongings.put_attachments,
        takes={"file": bytes, "minorEdit": str, "comment": str},
        form=True,
    )
    yield Operation(
        "search",
        "GET",
        REST + "/search",
        V1 + "api-group-search/",
        "search:confluence",
        partial(search.search, lag_s=search_lag_s),
        query={**LIST, "cql": str},
    )
