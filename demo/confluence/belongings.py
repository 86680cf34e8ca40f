"""What hangs on a page: properties of v2, labels and attachments of v1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from demo.confluence.call import listing

if TYPE_CHECKING:
    from demo.confluence.call import Call, Part
    from demo.confluence.wiki import Attachment, Page, Property

    Json = dict[str, Any]


def list_properties(call: Call) -> Json:
    key = call.one("key")
    found = [each for each in call.the_page.properties.values() if key in ("", each.key)]
    return listing(call, [_property(each) for each in found])


def create_property(call: Call) -> Json:
    return _property(call.wiki.set_property(call.the_page, call.fields["key"], call.fields["value"]))


def update_property(call: Call) -> Json:
    return create_property(call)


def _property(each: Property) -> Json:
    return {"id": each.id, "key": each.key, "value": each.value, "version": {"number": each.version}}


def add_labels(call: Call) -> Json:
    """Add labels, those that are there once more without harm; return all of the page."""
    page = call.the_page
    for row in call.rows:
        call.wiki.label(page, row["name"])
    results = [{"prefix": "global", "name": name, "label": name} for name in page.labels]
    return {"results": results, "start": 0, "limit": 200, "size": len(results)}


def put_attachments(call: Call) -> Json:
    """Attach files; one whose name is there becomes its next version."""
    page = call.the_page
    comment = next((part.text for name, part in call.parts if name == "comment"), "")
    files = [part for name, part in call.parts if name == "file"]
    results = [_attachment(page, _attached(call, page, file, comment)) for file in files]
    return {"results": results, "size": len(results)}


def _attached(call: Call, page: Page, file: Part, comment: str) -> Attachment:
    return call.wiki.attach(page, file.file or "", file.media_type, file.data, comment)


def _attachment(page: Page, each: Attachment) -> Json:
    return {
        "id": each.id,
        "type": "attachment",
        "status": "current",
        "title": each.name,
        "version": {"number": each.version},
        "extensions": {
            "mediaType": each.media_type,
            "fileSize": len(each.data),
            "comment": each.comment,
        },
        "_links": {"download": download_path(page, each.name)},
    }


def download_path(page: Page, name: str) -> str:
    """Return where a file is had, below `/wiki`."""
    return f"/download/attachments/{page.id}/{quote(name, safe='')}"
