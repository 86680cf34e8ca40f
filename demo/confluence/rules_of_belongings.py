"""What may hang on a page, and what can be searched for."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from demo.confluence.rule import V1, V2, Found, Rule, on
from demo.confluence.search import NoCql, read_cql

if TYPE_CHECKING:
    from demo.confluence.call import Call

PROPERTIES: Final = V2 + "api-group-content-properties/"
LABELS: Final = "https://support.atlassian.com/confluence-cloud/docs/use-labels-to-organize-your-content/"
ATTACHMENTS: Final = V1 + "api-group-content---attachments/"
LONGEST_KEY: Final = 255
LARGEST_VALUE: Final = (
    32 * 1024
)  # bytes, https://developer.atlassian.com/cloud/confluence/content-properties/
NO_LABEL: Final = re.compile(r"[\s:;,.?&\[\]()#^*@!<>]")
OF_KEYS: Final = on("properties.create", "properties.update")


def _taken(call: Call) -> Found:
    return call.page is not None and call.fields["key"] in call.page.properties


def _no_property(call: Call) -> Found:
    """Look by its id, which is no key."""
    of_page = call.page.properties.values() if call.page else ()
    return call.place["property"] not in [each.id for each in of_page]


def _other_key(call: Call) -> Found:
    there = call.page.properties.get(call.fields["key"]) if call.page else None
    return there is None or there.id != call.place["property"]


def _stale(call: Call) -> Found:
    there = call.page.properties.get(call.fields["key"]) if call.page else None
    return there is not None and call.fields["version.number"] != there.version + 1


def _label(call: Call) -> Found:
    for row in call.rows:
        if not row["name"] or len(row["name"]) > LONGEST_KEY or NO_LABEL.search(row["name"]):
            return f"Invalid label name: {row['name'][:80]}"
    return None


def _unknown_part(call: Call) -> Found:
    strangers = [name for name, _ in call.parts if name not in call.operation.takes]
    return f"Unrecognized part: {strangers[0][:80]}" if strangers else None


def _no_file(call: Call) -> Found:
    files = [part for name, part in call.parts if name == "file"]
    return not files or any(not part.file for part in files)


def _minor_edit(call: Call) -> Found:
    return any(part.text not in ("true", "false") for name, part in call.parts if name == "minorEdit")


def _cql(call: Call) -> Found:
    try:
        read_cql(call.one("cql"))
    except NoCql as error:
        return str(error)
    return None


OF_BELONGINGS: Final[tuple[Rule[Call], ...]] = (
    Rule(
        "property_key",
        400,
        f"A key has between 1 and {LONGEST_KEY} characters",
        PROPERTIES,
        OF_KEYS,
        lambda call: not 1 <= len(call.fields["key"]) <= LONGEST_KEY,
    ),
    Rule(
        "property_size",
        400,
        "Property value is too long",
        "https://developer.atlassian.com/cloud/confluence/content-properties/",
        OF_KEYS,
        lambda call: len(json.dumps(call.fields["value"])) > LARGEST_VALUE,
    ),
    Rule(
        "property_taken",
        400,
        "jsonproperty.duplicate.key",
        "https://jira.atlassian.com/browse/CONFCLOUD-72142",
        on("properties.create"),
        _taken,
    ),
    Rule("property_not_found", 404, "Not Found", PROPERTIES, on("properties.update"), _no_property),
    Rule(
        "property_other_key",
        400,
        "The key of a property cannot be changed",
        PROPERTIES,
        on("properties.update"),
        _other_key,
    ),
    Rule(
        "property_version",
        409,
        "Version must be incremented on update",
        PROPERTIES,
        on("properties.update"),
        _stale,
    ),
    Rule("label_name", 400, "", LABELS, on("labels.add"), _label),
    Rule(
        "label_prefix",
        400,
        "Labels added here are global",
        V1 + "api-group-content-labels/",
        on("labels.add"),
        lambda call: any(row["prefix"] != "global" for row in call.rows),
    ),
    Rule("unknown_part", 400, "", ATTACHMENTS, on("attachments.put"), _unknown_part),
    Rule(
        "no_file",
        400,
        "At least one file with its name is required",
        ATTACHMENTS,
        on("attachments.put"),
        _no_file,
    ),
    Rule(
        "minor_edit",
        400,
        "minorEdit is true or false",
        ATTACHMENTS,
        on("attachments.put"),
        _minor_edit,
    ),
    Rule(
        "cql",
        400,
        "",
        "https://developer.atlassian.com/cloud/confluence/advanced-searching-using-cql/",
        on("search"),
        _cql,
    ),
)
