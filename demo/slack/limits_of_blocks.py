"""The limits of the blocks and of rich text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.slack.limit import (
    BLOCK,
    ELEMENT,
    LINKS,
    OBJECT,
    WEB,
    bad_date_format,
    bad_emoji,
    length,
    links,
    longest,
    never_empty,
    one_source,
    only,
    same_twice,
)
from demo.slack.rule import Rule, on
from demo.slack.shapes import OF_BLOCKS

if TYPE_CHECKING:
    from demo.slack.parts import Part

RICH: Final = BLOCK + "rich-text-block"
SECTION: Final = BLOCK + "section-block"
IMAGE: Final = BLOCK + "image-block"
MOST_IN_A_FIELD: Final = 2000
PICTURES: Final = "image element.image"

LIMITS_OF_BLOCKS: Final[tuple[Rule[Part], ...]] = (
    longest("block_id_length", " ".join((*OF_BLOCKS, "input", "alert")), "block_id", 255, BLOCK),
    Rule(
        "section_text_or_fields",
        "invalid_blocks",
        SECTION,
        on("section"),
        lambda part: not {"text", "fields"} & part.value.keys(),
    ),
    longest("section_text_length", "section", "text", 3000, SECTION),
    longest("section_fields", "section", "fields", 10, SECTION),
    never_empty("section_fields_some", "section", "fields", SECTION),
    Rule(
        "section_field_length",
        "invalid_blocks",
        SECTION,
        on("section"),
        lambda part: any(length(field) > MOST_IN_A_FIELD for field in part.value.get("fields", ())),
    ),
    longest("header_text_length", "header", "text", 150, BLOCK + "header-block"),
    longest("image_url_length", PICTURES, "image_url", 3000, IMAGE),
    longest("image_alt_length", PICTURES, "alt_text", 2000, IMAGE),
    longest("image_title_length", "image", "title", 2000, IMAGE),
    Rule("image_source", "invalid_blocks", IMAGE, on(*PICTURES.split()), one_source),
    links("image_url_scheme", PICTURES, "image_url", IMAGE, WEB),
    longest("context_elements", "context", "elements", 10, BLOCK + "context-block"),
    never_empty("context_elements_some", "context", "elements", BLOCK + "context-block"),
    longest("actions_elements", "actions", "elements", 25, BLOCK + "actions-block"),
    never_empty("actions_elements_some", "actions", "elements", BLOCK + "actions-block"),
    Rule(
        "action_id_once",
        "invalid_blocks",
        ELEMENT + "button-element",
        on("actions", "context_actions"),
        lambda part: same_twice(part, "action_id", part.value["elements"]),
    ),
    longest("context_actions_elements", "context_actions", "elements", 5, BLOCK + "context-actions-block"),
    never_empty("context_actions_some", "context_actions", "elements", BLOCK + "context-actions-block"),
    never_empty("markdown_some", "markdown", "text", BLOCK + "markdown-block"),
    never_empty("text_some", "plain_text mrkdwn", "text", OBJECT + "text-object"),
    never_empty("rich_text_some", "rich.text", "text", RICH + "#text-element-type"),
    links("rich_link_scheme", "rich.link", "url", LINKS),
    links("date_link_scheme", "rich.date", "url", LINKS),
    Rule("emoji_name", "invalid_blocks", RICH + "#emoji-element-type", on("rich.emoji"), bad_emoji),
    Rule("date_format", "invalid_blocks", ELEMENT + "date-element", on("rich.date"), bad_date_format),
    only("list_style", "rich_text_list", "style", ("bullet", "ordered"), RICH + "#rich_text_list"),
    only(
        "broadcast_range",
        "rich.broadcast",
        "range",
        ("here", "channel", "everyone"),
        RICH + "#broadcast-element-type",
    ),
)
