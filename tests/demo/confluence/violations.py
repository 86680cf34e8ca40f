"""For each rule a call that breaks it and is right otherwise, written apart from the table under test."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from tests.demo.confluence.asking import API, REST, Json, Seed, basic, content

NOCHECK = {"X-Atlassian-Token": "nocheck"}
BOUNDARY = {**NOCHECK, "Content-Type": "multipart/form-data; boundary=cut"}
NOT_FOUND = "Not Found"


@dataclass(frozen=True)
class Violation:
    status: int
    words: str
    verb: str = "GET"
    path: str = f"{API}/pages"  # {names} are those of the seed
    more: Callable[[Seed], Json] = lambda seed: {}
    settings: Json = field(default_factory=dict)


def get(status: int, words: str, path: str, /, **query: str) -> Violation:
    return Violation(status, words, "GET", path, lambda _: {"params": query})


def create(status: int, words: str, /, **fields: Any) -> Violation:
    def more(seed: Seed) -> Json:
        given = {
            name: getattr(seed, value) if name in ("spaceId", "parentId") else value
            for name, value in fields.items()
        }
        return {
            "json": {
                name: value
                for name, value in (content(spaceId=seed.space) | given).items()
                if value is not ...
            }
        }

    return Violation(status, words, "POST", f"{API}/pages", more)


def update(status: int, words: str, page: str = "own", number: int = 2, **fields: Any) -> Violation:
    def more(seed: Seed) -> Json:
        return {"json": content(id=getattr(seed, page), version={"number": number}) | fields}

    return Violation(status, words, "PUT", f"{API}/pages/{{{page}}}", more)


def property_of(status: int, words: str, verb: str, tail: str = "", **fields: Any) -> Violation:
    path = f"{API}/pages/{{own}}/properties{tail}"
    return Violation(status, words, verb, path, lambda _: {"json": fields})


def label(words: str, **row: str) -> Violation:
    path = f"{REST}/content/{{own}}/label"
    return Violation(
        400, words, "POST", path, lambda _: {"json": [{"prefix": "global", "name": "inc"} | row]}
    )


def part(disposition: str, body: str = "x") -> str:
    return f"--cut\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{body}\r\n"


def attach(status: int, words: str, *parts: str, headers: Json = BOUNDARY) -> Violation:
    body = "".join(parts) + "--cut--\r\n"
    path = f"{REST}/content/{{own}}/child/attachment"
    return Violation(status, words, "PUT", path, lambda _: {"data": body.encode(), "headers": headers})


def storage(words: str, body: str) -> Violation:
    return create(400, words, body={"representation": "storage", "value": body})


def large(seed: Seed) -> BytesIO:
    return BytesIO(json.dumps(content(f"<p>{'x' * (5 * 1024 * 1024)}</p>", spaceId=seed.space)).encode())


FILE = part('name="file"; filename="a.png"')
STRANGER = {"headers": {"Authorization": basic("someone@example.com", "other")}}
MACRO = '<ac:structured-macro ac:name="{}">{}</ac:structured-macro>'
RICH = "<ac:rich-text-body><p>x</p></ac:rich-text-body>"

OF_CALLS = {
    "gone": get(410, "This deprecated endpoint has been removed", f"{REST}/content"),
    "unknown_route": get(404, NOT_FOUND, f"{API}/blogposts"),
    "rejected_by_v2": Violation(404, NOT_FOUND, more=lambda _: STRANGER),
    "rejected_by_v1": Violation(
        403, "caller cannot access", path=f"{REST}/search?cql=type=page", more=lambda _: STRANGER
    ),
    "scope": Violation(401, "scope does not match", settings={"scopes": ["read:space:confluence"]}),
    "xsrf": attach(403, "XSRF check failed", FILE, headers={"Content-Type": BOUNDARY["Content-Type"]}),
    "too_large": Violation(413, "too large", "POST", more=lambda seed: {"data": large(seed)}),
    "body_is_json": Violation(400, "no JSON", "POST", more=lambda _: {"data": b"{"}),
    "unknown_query": get(400, "Unrecognized query parameter: expand", f"{API}/pages", expand="body"),
    "query_value": get(400, "Provided value for 'status'", f"{API}/pages", status="lost"),
    "limit": get(400, "between 1 and 250", f"{API}/pages", limit="251"),
    "cursor": get(400, "Invalid cursor", f"{API}/pages", cursor="next"),
    "unknown_field": create(400, "Unrecognized field: ancestors", ancestors=[]),
    "missing_field": create(400, "Missing required field: title", title=...),
    "field_type": create(400, "Provided value for 'title'", title=7),
    "page_not_found": get(404, NOT_FOUND, f"{API}/pages/{{hidden}}"),
    "space_not_found": Violation(404, NOT_FOUND, "POST", more=lambda _: {"json": content(spaceId="1")}),
    "may_not_write": create(404, NOT_FOUND, spaceId="docs"),
    "archived_or_in_the_bin": update(400, "cannot be edited", page="archived"),
    "other_id": update(400, "not the id in the address", id="1"),
    "status": create(400, "Provided value for 'status'", status="draft"),
    "representation": create(
        400, "Provided value for 'body.representation'", body={"representation": "wiki", "value": "h1. x"}
    ),
    "title_blank": create(400, "blank", title="  "),
    "title_length": create(400, "longer than 255", title="x" * 256),
    "parent_not_found": create(404, NOT_FOUND, parentId="locked"),
    "version": update(409, "Current version is: 1", number=3),
    "duplicate_title": create(
        400,
        "A page with this title already exists: A page already exists with the same TITLE in this space",
        title="put AWAY",
    ),
    "malformed": storage("Error parsing xhtml", "<p>x"),
    "property_key": property_of(400, "between 1 and 255", "POST", key="", value=1),
    "property_size": property_of(400, "too long", "POST", key="big", value="x" * 33_000),
    "property_taken": property_of(400, "jsonproperty.duplicate.key", "POST", key="other", value=1),
    "property_not_found": property_of(
        404, NOT_FOUND, "PUT", "/other", key="other", value=1, version={"number": 2}
    ),
    "property_other_key": property_of(
        400, "cannot be changed", "PUT", "/{property}", key="other", value=1, version={"number": 2}
    ),
    "property_version": property_of(
        409,
        "must be incremented",
        "PUT",
        "/{property}",
        key="chatops-incident",
        value=1,
        version={"number": 1},
    ),
    "label_name": label("Invalid label name", name="two words"),
    "label_prefix": label("global", prefix="my"),
    "unknown_part": attach(400, "Unrecognized part: hidden", FILE, part('name="hidden"')),
    "no_file": attach(400, "At least one file", part('name="comment"')),
    "minor_edit": attach(400, "true or false", FILE, part('name="minorEdit"', "maybe")),
    "cql": get(400, "Could not parse cql", f"{REST}/search", cql='label="a" or label="b"'),
}

OF_STORAGE = {
    "scripting": storage("Scripts", "<script>1</script>"),
    "unknown_element": storage("Element marquee", "<marquee>x</marquee>"),
    "event_attribute": storage("Event attributes", '<p onclick="x">x</p>'),
    "unknown_attribute": storage("Attribute id", '<p id="x">x</p>'),
    "style": storage("Style position", '<p style="position: fixed">x</p>'),
    "link_scheme": storage("scheme javascript", '<a href="java&#9;script:alert(1)">x</a>'),
    "element_place": storage("li cannot stand in", "<li>x</li>"),
    "unknown_macro": storage("Unknown macro: 'html'", MACRO.format("html", "")),
    "macro_parameter": storage(
        "takes no parameter colour",
        MACRO.format("expand", f'<ac:parameter ac:name="colour">Red</ac:parameter>{RICH}'),
    ),
    "macro_body": storage("wrong body", MACRO.format("code", RICH)),
    "macro_text": storage("is lost", MACRO.format("info", f"text{RICH}")),
    "status_colour": storage(
        "Grey, Red", MACRO.format("status", '<ac:parameter ac:name="colour">Pink</ac:parameter>')
    ),
    "image_source": storage("one attachment", "<ac:image></ac:image>"),
}
VIOLATIONS = OF_CALLS | OF_STORAGE
