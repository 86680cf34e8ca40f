"""What a page is, and who may change it when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.confluence.rule import V2, Found, Rule, on
from demo.confluence.storage import Unreadable, parse

if TYPE_CHECKING:
    from demo.confluence.call import Call

PAGES: Final = V2 + "api-group-page/"
WRITES: Final = on("pages.create", "pages.update")
LONGEST_TITLE: Final = 255
DUPLICATE: Final = (
    "A page with this title already exists: A page already exists with the same TITLE in this space"
)
ON_A_PAGE: Final = on(
    "pages.get",
    "pages.update",
    "pages.children",
    "properties.list",
    "properties.create",
    "properties.update",
    "labels.add",
    "attachments.put",
)
CHANGES: Final = on("pages.update", "properties.create", "properties.update", "labels.add", "attachments.put")


def _read_only(call: Call) -> Found:
    return call.space is not None and not call.space.writable


def _parent(call: Call) -> Found:
    if "parentId" not in call.fields:
        return None
    parent = call.wiki.pages.get(call.fields["parentId"])
    return not (parent and parent.space is call.space and parent.status == "current")


def _stale(call: Call) -> Found:
    if call.page is None or call.fields["version.number"] == call.page.latest.number + 1:
        return None
    return f"Version must be incremented on update. Current version is: {call.page.latest.number}"


def _duplicate(call: Call) -> Found:
    holder = call.wiki.holder(call.space, call.fields["title"]) if call.space else None
    return holder is not None and holder is not call.page


def _malformed(call: Call) -> Found:
    try:
        parse(call.fields["body.value"])
    except Unreadable as error:
        return str(error)
    return None


def _frozen(call: Call) -> Found:
    return call.page is not None and call.page.status != "current"


OF_PAGES: Final[tuple[Rule[Call], ...]] = (
    Rule("page_not_found", 404, "Not Found", PAGES, ON_A_PAGE, lambda call: call.page is None),
    Rule("space_not_found", 404, "Not Found", PAGES, on("pages.create"), lambda call: call.space is None),
    Rule("may_not_write", 404, "Not Found", PAGES, WRITES | CHANGES, _read_only),
    Rule(
        "archived_or_in_the_bin",
        400,
        "Archived or trashed content cannot be edited",
        "https://support.atlassian.com/confluence-cloud/docs/archive-content-items/",
        CHANGES,
        _frozen,
    ),
    Rule(
        "other_id",
        400,
        "The id in the body is not the id in the address",
        PAGES,
        on("pages.update"),
        lambda call: call.fields["id"] != call.place["id"],
    ),
    Rule(
        "status",
        400,
        "Provided value for 'status' is not the correct value. Here it is current",
        PAGES,
        WRITES,
        lambda call: call.fields["status"] != "current",
    ),
    Rule(
        "representation",
        400,
        "Provided value for 'body.representation' is not the correct value. Here it is storage",
        PAGES,
        WRITES,
        lambda call: call.fields["body.representation"] != "storage",
    ),
    Rule("title_blank", 400, "Title is blank", PAGES, WRITES, lambda call: not call.fields["title"].strip()),
    Rule(
        "title_length",
        400,
        f"Title cannot be longer than {LONGEST_TITLE} characters.",
        "https://support.atlassian.com/confluence-cloud/docs/name-a-page/",
        WRITES,
        lambda call: len(call.fields["title"]) > LONGEST_TITLE,
    ),
    Rule("parent_not_found", 404, "Not Found", PAGES, on("pages.create"), _parent),
    Rule("version", 409, "", PAGES, on("pages.update"), _stale),
    Rule(
        "duplicate_title",
        400,
        DUPLICATE,
        "https://support.atlassian.com/confluence-cloud/docs/name-a-page/",
        WRITES,
        _duplicate,
    ),
    Rule(
        "malformed",
        400,
        "",
        "https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html",
        WRITES,
        _malformed,
    ),
)
