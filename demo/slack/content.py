"""The rules on a message as a whole: its blocks, its attachments, its metadata."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from demo.slack.access import METHODS
from demo.slack.limit import length, same_twice
from demo.slack.rule import Rule, on
from demo.slack.shape import KIT

if TYPE_CHECKING:
    from demo.slack.parts import Part

ATTACHING: Final = (
    "https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments#fields"
)
METADATA: Final = "https://docs.slack.dev/messaging/message-metadata"
MOST_BLOCKS: Final = 50
MOST_BLOCKS_ATTACHED: Final = 20
MOST_ATTACHMENTS: Final = 100
MOST_MARKDOWN: Final = 12_000
MOST_METADATA: Final = 8_000
WITH_BLOCKS: Final = frozenset({"blocks", "color", "fallback"})
WITHOUT_BLOCKS: Final = frozenset(
    {
        "author_icon",
        "author_link",
        "author_name",
        "color",
        "fallback",
        "fields",
        "footer",
        "footer_icon",
        "image_url",
        "mrkdwn_in",
        "pretext",
        "text",
        "thumb_url",
        "title",
        "title_link",
        "ts",
    }
)
COLOR: Final = re.compile(r"good|warning|danger|#?[0-9a-fA-F]{6}")
EVENT_TYPE: Final = re.compile(r"[A-Za-z0-9_.-]{1,255}")


def too_much_markdown(part: Part) -> bool:
    written = (block.get("text") for block in part.value if block.get("type") == "markdown")
    return sum(map(length, written)) > MOST_MARKDOWN


def bad_color(part: Part) -> bool:
    color = part.value.get("color", "good")
    return not (isinstance(color, str) and COLOR.fullmatch(color))


def is_no_list_of_objects(part: Part) -> bool:
    return not (isinstance(part.value, list) and all(isinstance(item, dict) for item in part.value))


def is_no_metadata(part: Part) -> bool:
    said = part.value
    if said == {}:
        return False
    if not isinstance(said, dict) or said.keys() != {"event_type", "event_payload"}:
        return True
    return not (isinstance(said["event_type"], str) and isinstance(said["event_payload"], dict))


def has_deep_payload(part: Part) -> bool:
    return not all(_is_flat(value) for value in part.value.get("event_payload", {}).values())


def _is_flat(value: Any) -> bool:  # noqa: ANN401 — whatever came over the wire
    if isinstance(value, list):
        return all(isinstance(item, str | int | float) or _is_flat_object(item) for item in value)
    return isinstance(value, str | int | float) or _is_flat_object(value)


def _is_flat_object(value: Any) -> bool:  # noqa: ANN401 — whatever came over the wire
    return isinstance(value, dict) and all(isinstance(item, str | int | float) for item in value.values())


CONTENT: Final[tuple[Rule[Part], ...]] = (
    Rule(
        "blocks_format",
        "invalid_blocks_format",
        METHODS + "chat.postMessage#errors",
        on("blocks", "view.blocks"),
        is_no_list_of_objects,
    ),
    Rule(
        "blocks_in_a_message",
        "invalid_blocks",
        KIT + "blocks",
        on("blocks"),
        lambda part: len(part.value) > MOST_BLOCKS,
    ),
    Rule(
        "blocks_in_an_attachment",
        "invalid_attachments",
        "https://github.com/slackapi/bolt-python/issues/914 (seen by users; the reference says nothing)",
        on("blocks"),
        lambda part: part.in_attachment and len(part.value) > MOST_BLOCKS_ATTACHED,
    ),
    Rule(
        "block_id_once",
        "invalid_blocks",
        KIT + "blocks",
        on("blocks", "view.blocks"),
        lambda part: same_twice(part, "block_id", part.value),
    ),
    Rule(
        "markdown_in_a_message",
        "invalid_blocks",
        KIT + "blocks/markdown-block",
        on("blocks"),
        too_much_markdown,
    ),
    Rule(
        "attachments_format",
        "invalid_attachments",
        METHODS + "chat.update#errors",
        on("attachments"),
        is_no_list_of_objects,
    ),
    Rule(
        "attachments_in_a_message",
        "too_many_attachments",
        METHODS + "chat.postMessage#errors",
        on("attachments"),
        lambda part: len(part.value) > MOST_ATTACHMENTS,
    ),
    Rule(
        "attachment_with_blocks",
        "invalid_attachments",
        ATTACHING,
        on("attachment"),
        lambda part: (
            "blocks" in part.value and not part.value.keys() <= WITH_BLOCKS and "[ERROR] invalid_keys"
        ),
    ),
    Rule(
        "attachment_fields",
        "invalid_attachments",
        ATTACHING,
        on("attachment"),
        lambda part: (
            "blocks" not in part.value and not part.value.keys() <= WITHOUT_BLOCKS and "[ERROR] invalid_keys"
        ),
    ),
    Rule("attachment_color", "invalid_attachments", ATTACHING, on("attachment"), bad_color),
    Rule("metadata_format", "invalid_metadata_format", METADATA, on("metadata"), is_no_metadata),
    Rule(
        "metadata_event_type",
        "invalid_metadata_format",
        METADATA + "#payload_structure",
        on("metadata"),
        lambda part: not EVENT_TYPE.fullmatch(part.value.get("event_type", "none")),
    ),
    Rule(
        "metadata_depth",
        "invalid_metadata_format",
        METADATA + "#payload_structure",
        on("metadata"),
        has_deep_payload,
    ),
    Rule(
        "metadata_size",
        "metadata_too_large",
        METHODS + "chat.postMessage#errors (which names no size; ours is a guess on the safe side)",
        on("metadata"),
        lambda part: len(json.dumps(part.value)) > MOST_METADATA,
    ),
)
