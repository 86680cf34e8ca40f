"""What a modal is made of beyond what a message may hold: the view itself, and what people fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.slack.rule import REFERENCE
from demo.slack.shape import KIT, Shape, Value, one_of, some_of, untyped

if TYPE_CHECKING:
    from collections.abc import Mapping

MODAL: Final = REFERENCE + "views/modal-views"
PLAIN: Final = one_of("plain_text")
TEXT: Final = one_of("plain_text", "mrkdwn")
CHOICES: Final = untyped("choice.option", many=True)
ID: Final[Mapping[str, Value]] = {"block_id": str}
ACTION: Final[Mapping[str, Value]] = {
    "action_id": str,
    "confirm": untyped("object.confirm"),
    "focus_on_load": bool,
}
VIEW_BLOCKS: Final = some_of(
    "section", "header", "divider", "image", "context", "actions", "rich_text", "input", "alert"
)
VIEW: Final = one_of("view.modal")

OF_VIEWS: Final = {
    "view.modal": Shape(
        MODAL,
        {"title": PLAIN, "blocks": VIEW_BLOCKS},
        {
            "submit": PLAIN,
            "close": PLAIN,
            "private_metadata": str,
            "callback_id": str,
            "external_id": str,
            "clear_on_close": bool,
            "notify_on_close": bool,
        },
    ),
    "input": Shape(
        KIT + "blocks/input-block",
        {
            "label": PLAIN,
            "element": one_of(
                "plain_text_input",
                "static_select",
                "external_select",
                "users_select",
                "checkboxes",
                "radio_buttons",
            ),
        },
        {"hint": PLAIN, "optional": bool, "dispatch_action": bool, **ID},
    ),
    "alert": Shape(KIT + "blocks/alert-block", {"text": TEXT}, {"level": str, **ID}),
    "plain_text_input": Shape(
        KIT + "block-elements/plain-text-input-element",
        takes={
            "action_id": str,
            "initial_value": str,
            "multiline": bool,
            "min_length": int,
            "max_length": int,
            "placeholder": PLAIN,
            "dispatch_action_config": untyped("object.dispatch"),
            "focus_on_load": bool,
        },
    ),
    "external_select": Shape(
        KIT + "block-elements/select-menu-element#external_select",
        takes={
            "placeholder": PLAIN,
            "initial_option": untyped("object.option"),
            "min_query_length": int,
            **ACTION,
        },
    ),
    "checkboxes": Shape(
        KIT + "block-elements/checkboxes-element",
        {"options": CHOICES},
        {"initial_options": CHOICES, **ACTION},
    ),
    "radio_buttons": Shape(
        KIT + "block-elements/radio-button-group-element",
        {"options": CHOICES},
        {"initial_option": untyped("choice.option"), **ACTION},
    ),
    "choice.option": Shape(
        KIT + "composition-objects/option-object", {"text": TEXT, "value": str}, {"description": TEXT}
    ),
    "object.dispatch": Shape(
        KIT + "composition-objects/dispatch-action-configuration-object",
        takes={"trigger_actions_on": list},
    ),
}
