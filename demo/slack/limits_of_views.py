"""The limits of modals and of what people fill in there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from demo.slack.access import METHODS
from demo.slack.limit import BLOCK, ELEMENT, OBJECT, length, longest, never_empty, only
from demo.slack.rule import Found, Rule, on
from demo.slack.shapes_views import MODAL

if TYPE_CHECKING:
    from demo.slack.parts import Part

INPUT: Final = BLOCK + "input-block"
WRITTEN: Final = ELEMENT + "plain-text-input-element"
CHECKBOXES: Final = ELEMENT + "checkboxes-element"
RADIO: Final = ELEMENT + "radio-button-group-element"
EXTERNAL: Final = ELEMENT + "select-menu-element#external_select"
OPTION: Final = OBJECT + "option-object"
DISPATCH: Final = OBJECT + "dispatch-action-configuration-object"
MOST_BLOCKS: Final = 100
MOST_WRITTEN: Final = 3000
MOST_BYTES: Final = 250_000
DISPATCHES: Final = frozenset({"on_enter_pressed", "on_character_entered"})


def has_input_but_no_submit(part: Part) -> Found:
    asks = any(isinstance(block, dict) and block.get("type") == "input" for block in part.value["blocks"])
    return asks and "submit" not in part.value and f"[ERROR] missing required field: submit [{part.path}]"


def focuses_twice(part: Part) -> Found:
    blocks = [block for block in part.value["blocks"] if isinstance(block, dict)]
    elements = [block["element"] for block in blocks if isinstance(block.get("element"), dict)]
    return sum(bool(element.get("focus_on_load")) for element in elements) > 1


def starts_too_long(part: Part) -> Found:
    most = min(part.value.get("max_length", MOST_WRITTEN), MOST_WRITTEN)
    return length(part.value["initial_value"]) > most and f"[ERROR] longer than {most} [{part.path}]"


def chooses_unknown(part: Part, field: str) -> Found:
    chosen = part.value[field]
    wanted = chosen if isinstance(chosen, list) else [chosen]
    return any(option not in part.value["options"] for option in wanted) and f"[ERROR] {part.path}/{field}"


LIMITS_OF_VIEWS: Final[tuple[Rule[Part], ...]] = (
    longest("view_title_length", "view.modal", "title", 24, MODAL),
    longest("view_submit_length", "view.modal", "submit", 24, MODAL),
    longest("view_close_length", "view.modal", "close", 24, MODAL),
    longest("view_metadata_length", "view.modal", "private_metadata", 3000, MODAL),
    longest("view_callback_length", "view.modal", "callback_id", 255, MODAL),
    longest("view_external_id_length", "view.modal", "external_id", 255, MODAL),
    Rule("view_submit_needed", "invalid_blocks", MODAL, on("view.modal"), has_input_but_no_submit),
    Rule(
        "view_size",
        "view_too_large",
        METHODS + "views.open#errors",
        on("view.modal"),
        lambda part: len(json.dumps(part.value)) > MOST_BYTES,
    ),
    Rule("view_focus_once", "invalid_blocks", WRITTEN, on("view.modal"), focuses_twice),
    Rule(
        "blocks_in_a_view",
        "invalid_blocks",
        MODAL,
        on("view.blocks"),
        lambda part: not 1 <= len(part.value) <= MOST_BLOCKS,
    ),
    longest("input_label_length", "input", "label", 2000, INPUT),
    longest("input_hint_length", "input", "hint", 2000, INPUT),
    only(
        "alert_level",
        "alert",
        "level",
        ("default", "info", "warning", "error", "success"),
        BLOCK + "alert-block",
    ),
    longest("written_placeholder_length", "plain_text_input", "placeholder", 150, WRITTEN),
    Rule(
        "written_most",
        "invalid_blocks",
        WRITTEN,
        on("plain_text_input"),
        lambda part: not 1 <= part.value["max_length"] <= MOST_WRITTEN,
        "max_length",
    ),
    Rule(
        "written_least",
        "invalid_blocks",
        WRITTEN,
        on("plain_text_input"),
        lambda part: not 0 <= part.value["min_length"] <= part.value.get("max_length", MOST_WRITTEN),
        "min_length",
    ),
    Rule(
        "written_at_first",
        "invalid_blocks",
        WRITTEN,
        on("plain_text_input"),
        starts_too_long,
        "initial_value",
    ),
    Rule(
        "dispatch_when",
        "invalid_blocks",
        DISPATCH,
        on("object.dispatch"),
        lambda part: not DISPATCHES.issuperset(map(str, part.value["trigger_actions_on"])),
        "trigger_actions_on",
    ),
    longest("checkboxes_options", "checkboxes", "options", 10, CHECKBOXES),
    never_empty("checkboxes_options_some", "checkboxes", "options", CHECKBOXES),
    longest("radio_options", "radio_buttons", "options", 10, RADIO),
    never_empty("radio_options_some", "radio_buttons", "options", RADIO),
    Rule(
        "checkboxes_at_first",
        "invalid_blocks",
        CHECKBOXES,
        on("checkboxes"),
        lambda part: chooses_unknown(part, "initial_options"),
        "initial_options",
    ),
    Rule(
        "radio_at_first",
        "invalid_blocks",
        RADIO,
        on("radio_buttons"),
        lambda part: chooses_unknown(part, "initial_option"),
        "initial_option",
    ),
    Rule(
        "external_query_length",
        "invalid_blocks",
        EXTERNAL,
        on("external_select"),
        lambda part: part.value["min_query_length"] < 0,
        "min_query_length",
    ),
)
