"""The limits of what people click on, and of the objects inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.slack.limit import (
    ELEMENT,
    LINKS,
    OBJECT,
    links,
    longest,
    never_empty,
    one_kind_of_options,
    only,
    unknown_choice,
)
from demo.slack.rule import Rule, on

if TYPE_CHECKING:
    from demo.slack.parts import Part

BUTTON: Final = ELEMENT + "button-element"
OVERFLOW: Final = ELEMENT + "overflow-menu-element"
SELECT: Final = ELEMENT + "select-menu-element"
CONFIRM: Final = OBJECT + "confirmation-dialog-object"
OPTION: Final = OBJECT + "option-object"
GROUP: Final = OBJECT + "option-group-object"
FEEDBACK: Final = ELEMENT + "feedback-buttons-element"
ICON: Final = ELEMENT + "icon-button-element"
OPTIONS: Final = "object.option overflow.option choice.option"
SELECTS: Final = "static_select external_select users_select"
CLICKABLE: Final = (
    f"button overflow {SELECTS} feedback_buttons icon_button plain_text_input checkboxes radio_buttons"
)
STYLES: Final = ("primary", "danger")

LIMITS_OF_ELEMENTS: Final[tuple[Rule[Part], ...]] = (
    longest("action_id_length", CLICKABLE, "action_id", 255, ELEMENT),
    never_empty("action_id_some", CLICKABLE, "action_id", ELEMENT),
    longest("button_text_length", "button", "text", 75, BUTTON),
    longest("button_value_length", "button", "value", 2000, BUTTON),
    longest("button_url_length", "button", "url", 3000, BUTTON),
    longest("button_label_length", "button", "accessibility_label", 75, BUTTON),
    links("button_url_scheme", "button", "url", LINKS),
    only("button_style", "button", "style", STYLES, BUTTON),
    longest("overflow_options", "overflow", "options", 5, OVERFLOW),
    never_empty("overflow_options_some", "overflow", "options", OVERFLOW),
    longest("option_text_length", OPTIONS, "text", 75, OPTION),
    longest("option_value_length", OPTIONS, "value", 150, OPTION),
    longest("option_description_length", OPTIONS, "description", 75, OPTION),
    longest("option_url_length", "overflow.option", "url", 3000, OPTION),
    links("option_url_scheme", "overflow.option", "url", LINKS),
    longest("select_options", "static_select", "options", 100, SELECT),
    never_empty("select_options_some", "static_select", "options", SELECT),
    longest("select_groups", "static_select", "option_groups", 100, SELECT),
    never_empty("select_groups_some", "static_select", "option_groups", SELECT),
    longest("select_placeholder_length", SELECTS, "placeholder", 150, SELECT),
    Rule("select_options_or_groups", "invalid_blocks", SELECT, on("static_select"), one_kind_of_options),
    Rule(
        "select_initial_option",
        "invalid_blocks",
        SELECT,
        on("static_select"),
        unknown_choice,
        "initial_option",
    ),
    longest("group_label_length", "object.option_group", "label", 75, GROUP),
    longest("group_options", "object.option_group", "options", 100, GROUP),
    never_empty("group_options_some", "object.option_group", "options", GROUP),
    longest("confirm_title_length", "object.confirm", "title", 100, CONFIRM),
    longest("confirm_text_length", "object.confirm", "text", 300, CONFIRM),
    longest("confirm_yes_length", "object.confirm", "confirm", 30, CONFIRM),
    longest("confirm_no_length", "object.confirm", "deny", 30, CONFIRM),
    only("confirm_style", "object.confirm", "style", STYLES, CONFIRM),
    longest("feedback_text_length", "feedback.button", "text", 75, FEEDBACK),
    longest("feedback_value_length", "feedback.button", "value", 2000, FEEDBACK),
    longest("icon_value_length", "icon_button", "value", 2000, ICON),
    only("icon_name", "icon_button", "icon", ("trash",), ICON),
)
