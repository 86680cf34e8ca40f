"""Spaces and pages, as v2 gives and takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from demo.confluence.call import listing

if TYPE_CHECKING:
    from demo.confluence.call import Call
    from demo.confluence.wiki import Page, Space, Version

    Json = dict[str, Any]


def web_path(page: Page) -> str:
    """Return where people see the page, below `/wiki`."""
    return f"/spaces/{page.space.key}/pages/{page.id}/{quote_plus(page.title)}"


def list_spaces(call: Call) -> Json:
    keys = call.asked("keys")
    spaces = [space for space in call.wiki.spaces.values() if space.seen and (not keys or space.key in keys)]
    return listing(call, [_space(space) for space in spaces])


def _space(space: Space) -> Json:
    return {
        "id": space.id,
        "key": space.key,
        "name": space.name,
        "type": "global",
        "status": "current",
        "homepageId": space.home,
        "_links": {"webui": f"/spaces/{space.key}"},
    }


def list_pages(call: Call) -> Json:
    """List pages by space, title and status; the title is compared whole, its case does not matter."""
    spaces, title = call.asked("space-id"), call.one("title").casefold()
    status = call.asked("status") or ["current"]
    found = [
        page
        for page in call.wiki.pages.values()
        if page.space.seen
        and page.status in status
        and (not spaces or page.space.id in spaces)
        and (not title or page.title.casefold() == title)
    ]
    return listing(call, [page_json(page, page.latest, call.one("body-format")) for page in found])


def get_page(call: Call) -> Json:
    page = call.the_page
    number = call.one("version")
    version = next((each for each in page.versions if str(each.number) == number), page.latest)
    return _single(call, page, version, call.one("body-format"))


def create_page(call: Call) -> Json:
    space, fields = call.space, call.fields
    if space is None:
        raise LookupError("no such space")
    page = call.wiki.create(space, fields["title"], fields["body.value"], parent=fields.get("parentId"))
    return _single(call, page, page.latest, "storage")


def update_page(call: Call) -> Json:
    page, fields = call.the_page, call.fields
    call.wiki.update(page, fields["title"], fields["body.value"], fields.get("version.message", ""))
    return _single(call, page, page.latest, "storage")


def list_children(call: Call) -> Json:
    children = call.wiki.children(call.the_page.id)
    return listing(call, [_child(page, place) for place, page in enumerate(children)])


def _child(page: Page, place: int) -> Json:
    said = {"id": page.id, "status": page.status, "title": page.title, "type": "page"}
    return said | {"spaceId": page.space.id, "childPosition": place}


def _single(call: Call, page: Page, version: Version, body_format: str) -> Json:
    said = page_json(page, version, body_format)
    return said | {"_links": said["_links"] | {"base": f"{call.url}/wiki"}}


def page_json(page: Page, version: Version, body_format: str) -> Json:
    body = {body_format: {"representation": body_format, "value": version.body}} if body_format else {}
    first = page.versions[0]
    return {
        "id": page.id,
        "status": page.status,
        "title": version.title,
        "spaceId": page.space.id,
        "parentId": page.parent,
        "parentType": "page" if page.parent else None,
        "position": 0,
        "authorId": first.author.id,
        "ownerId": first.author.id,
        "createdAt": first.at.isoformat(),
        "version": {
            "number": version.number,
            "message": version.message,
            "minorEdit": False,
            "authorId": version.author.id,
            "createdAt": version.at.isoformat(),
        },
        "body": body,
        "_links": {"webui": web_path(page), "tinyui": f"/x/{page.id}"},
    }
