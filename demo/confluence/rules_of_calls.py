"""Who may call, and what a call has to look like."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from demo.confluence.call import offset
from demo.confluence.rule import EVERY, V1, V2, Found, Rule, on

if TYPE_CHECKING:
    from demo.confluence.call import Call, Takes

AUTH: Final = "https://developer.atlassian.com/cloud/confluence/basic-auth-for-rest-apis/"
LARGEST: Final = 5 * 1024 * 1024  # bytes of a page, see the 413 of the page operations
MOST_RESULTS: Final = 250

OF_V1: Final = on("labels.add", "attachments.put", "search")
OF_V2: Final = on(
    "spaces.list",
    "pages.list",
    "pages.create",
    "pages.get",
    "pages.update",
    "pages.children",
    "properties.list",
    "properties.create",
    "properties.update",
)


def _out_of_scope(call: Call) -> Found:
    return call.scopes is not None and call.operation.scope not in call.scopes


def _unknown_query(call: Call) -> Found:
    strangers = sorted(call.query.keys() - call.operation.query.keys())
    return f"Unrecognized query parameter: {strangers[0]}" if strangers else None


def _query_value(call: Call) -> Found:
    for name, takes in call.operation.query.items():
        for value in call.asked(name):
            if not _fits(value, takes):
                return f"Provided value for '{name}' is not the correct type or value: {value[:80]}"
    return None


def _fits(value: str, takes: Takes) -> bool:
    if isinstance(takes, frozenset):
        return value in takes
    return takes is not int or (value.isascii() and value.isdigit())


def _limit(call: Call) -> Found:
    limit = call.one("limit", "1")
    return not (
        limit.isascii()
        and limit.isdigit()
        and len(limit) <= len(str(MOST_RESULTS))
        and 1 <= int(limit) <= MOST_RESULTS
    )


def _unknown_field(call: Call) -> Found:
    strangers = sorted(set(chain.from_iterable(call.rows)) - call.operation.fields.keys())
    return f"Unrecognized field: {strangers[0][:80]}" if strangers else None


def _missing_field(call: Call) -> Found:
    needs = call.operation.needs
    missing = [name for name in needs for row in call.rows if row.get(name) is None]
    return f"Missing required field: {missing[0]}" if missing else None


def _field_type(call: Call) -> Found:
    for name, kind in call.operation.fields.items():
        for row in call.rows:
            if name in row and (not isinstance(row[name], kind) or (kind is int and row[name] is True)):
                return (
                    f"Provided value for '{name}' is not the correct type. Expected type is {kind.__name__}"
                )
    return None


DOOR: Final[tuple[Rule[Call], ...]] = (
    Rule(
        "gone",
        410,
        "This deprecated endpoint has been removed",
        "https://developer.atlassian.com/cloud/confluence/changelog/#CHANGE-864",
        on("gone"),
        lambda _: True,
    ),
    Rule("unknown_route", 404, "Not Found", V2 + "intro/", on("unknown"), lambda _: True),
    Rule("rejected_by_v2", 404, "Not Found", AUTH, OF_V2, lambda call: not call.known),
    Rule(
        "rejected_by_v1",
        403,
        "Request rejected because caller cannot access Confluence",
        AUTH,
        OF_V1,
        lambda call: not call.known,
    ),
    Rule(
        "scope",
        401,
        "Unauthorized; scope does not match",
        "https://developer.atlassian.com/cloud/confluence/scopes-for-oauth-2-3LO-and-forge-apps/",
        EVERY,
        _out_of_scope,
    ),
    Rule(
        "xsrf",
        403,
        "XSRF check failed",
        V1 + "api-group-content---attachments/",
        on("attachments.put"),
        lambda call: call.xsrf_token not in ("nocheck", "no-check"),
    ),
)

SHAPE: Final[tuple[Rule[Call], ...]] = (
    Rule(
        "too_large",
        413,
        "The request is too large in size (over 5 MB)",
        V2 + "api-group-page/",
        on("pages.create", "pages.update"),
        lambda call: call.size > LARGEST,
    ),
    Rule("body_is_json", 400, "", V2 + "intro/", EVERY, lambda call: call.unreadable),
    Rule("unknown_query", 400, "", V2 + "intro/", EVERY, _unknown_query),
    Rule("query_value", 400, "", V2 + "intro/", EVERY, _query_value),
    Rule(
        "limit",
        400,
        f"Provided value for 'limit' is not between 1 and {MOST_RESULTS}",
        V2 + "intro/#using-the-rest-api",
        EVERY,
        _limit,
    ),
    Rule("cursor", 400, "Invalid cursor", V2 + "intro/", EVERY, lambda call: offset(call) is None),
    Rule("unknown_field", 400, "", V2 + "api-group-page/", EVERY, _unknown_field),
    Rule("missing_field", 400, "", V2 + "api-group-page/", EVERY, _missing_field),
    Rule("field_type", 400, "", V2 + "api-group-page/", EVERY, _field_type),
)
