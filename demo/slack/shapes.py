"""What a message is made of: each kind of part, its fields and what may stand in them.

A kind that is missing here, a field that its kind does not have and a field that it lacks are
refused. A kind bears the name that its `type` says; where the same name means two things, or a part
says no type, the kind has a name of its own with a dot in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.slack.rule import REFERENCE
from demo.slack.shape import KIT, Shape, Value, one_of, some_of, untyped
from demo.slack.shapes_rich import OF_RICH_TEXT
from demo.slack.shapes_views import OF_VIEWS

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAIN: Final = one_of("plain_text")
TEXT: Final = one_of("plain_text", "mrkdwn")
CONFIRM: Final = untyped("object.confirm")
BLOCKS: Final = some_of(
    "section",
    "header",
    "divider",
    "image",
    "context",
    "actions",
    "rich_text",
    "context_actions",
    "markdown",
    "plan",
    "task_card",
)
CHUNKS: Final = some_of("chunk.markdown_text", "chunk.task_update", "chunk.plan_update", "chunk.blocks")
SOURCES: Final = some_of("source.url")
ID: Final[Mapping[str, Value]] = {"block_id": str}
ACTION: Final[Mapping[str, Value]] = {"action_id": str, "confirm": CONFIRM}
PICTURE: Final[Mapping[str, Value]] = {"image_url": str, "slack_file": untyped("object.slack_file")}

OF_BLOCKS: Final = {
    "section": Shape(
        KIT + "blocks/section-block",
        takes={
            "text": TEXT,
            "fields": some_of("plain_text", "mrkdwn"),
            "accessory": one_of(
                "button", "overflow", "static_select", "external_select", "users_select", "element.image"
            ),
            "expand": bool,
            **ID,
        },
    ),
    "header": Shape(KIT + "blocks/header-block", {"text": PLAIN}, ID),
    "divider": Shape(KIT + "blocks/divider-block", takes=ID),
    "image": Shape(KIT + "blocks/image-block", {"alt_text": str}, {"title": PLAIN, **PICTURE, **ID}),
    "context": Shape(
        KIT + "blocks/context-block", {"elements": some_of("element.image", "plain_text", "mrkdwn")}, ID
    ),
    "actions": Shape(
        KIT + "blocks/actions-block",
        {"elements": some_of("button", "overflow", "static_select", "external_select", "users_select")},
        ID,
    ),
    "rich_text": Shape(
        KIT + "blocks/rich-text-block",
        {
            "elements": some_of(
                "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"
            )
        },
        ID,
    ),
    "context_actions": Shape(
        KIT + "blocks/context-actions-block", {"elements": some_of("feedback_buttons", "icon_button")}, ID
    ),
    "markdown": Shape(KIT + "blocks/markdown-block", {"text": str}, ID),
    "plan": Shape(KIT + "blocks/plan-block", {"title": str}, {"tasks": some_of("task_card"), **ID}),
    "task_card": Shape(
        KIT + "blocks/task-card-block",
        {"task_id": str, "title": str},
        {
            "status": str,
            "details": one_of("rich_text"),
            "output": one_of("rich_text"),
            "sources": SOURCES,
            **ID,
        },
    ),
}

STREAMING: Final = REFERENCE + "methods/chat.appendStream#using-the-chunks-parameter"
OF_CHUNKS: Final = {
    "chunk.markdown_text": Shape(STREAMING, {"text": str}),
    "chunk.task_update": Shape(
        STREAMING,
        {"id": str, "title": str, "status": str},
        {"details": str, "output": str, "sources": SOURCES},
    ),
    "chunk.plan_update": Shape(STREAMING, {"title": str}),
    "chunk.blocks": Shape(STREAMING, {"blocks": BLOCKS}),
}

OF_ELEMENTS: Final = {
    "source.url": Shape(KIT + "block-elements/url-source-element", {"url": str, "text": str}),
    "button": Shape(
        KIT + "block-elements/button-element",
        {"text": PLAIN},
        {"url": str, "value": str, "style": str, "accessibility_label": str, **ACTION},
    ),
    "overflow": Shape(
        KIT + "block-elements/overflow-menu-element",
        {"options": untyped("overflow.option", many=True)},
        ACTION,
    ),
    "static_select": Shape(
        KIT + "block-elements/select-menu-element#static_select",
        takes={
            "placeholder": PLAIN,
            "options": untyped("object.option", many=True),
            "option_groups": untyped("object.option_group", many=True),
            "initial_option": untyped("object.option"),
            "focus_on_load": bool,
            **ACTION,
        },
    ),
    "users_select": Shape(
        KIT + "block-elements/select-menu-element#users_select",
        takes={"placeholder": PLAIN, "initial_user": str, "focus_on_load": bool, **ACTION},
    ),
    "element.image": Shape(KIT + "block-elements/image-element", {"alt_text": str}, PICTURE),
    "feedback_buttons": Shape(
        KIT + "block-elements/feedback-buttons-element",
        {"positive_button": untyped("feedback.button"), "negative_button": untyped("feedback.button")},
        {"action_id": str},
    ),
    "feedback.button": Shape(
        KIT + "block-elements/feedback-buttons-element",
        {"text": PLAIN, "value": str},
        {"accessibility_label": str},
    ),
    "icon_button": Shape(
        KIT + "block-elements/icon-button-element",
        {"icon": str, "text": PLAIN},
        {"value": str, "accessibility_label": str, **ACTION},
    ),
}

OF_OBJECTS: Final = {
    "plain_text": Shape(KIT + "composition-objects/text-object", {"text": str}, {"emoji": bool}),
    "mrkdwn": Shape(KIT + "composition-objects/text-object", {"text": str}, {"verbatim": bool}),
    "object.option": Shape(
        KIT + "composition-objects/option-object", {"text": PLAIN, "value": str}, {"description": PLAIN}
    ),
    "overflow.option": Shape(
        KIT + "composition-objects/option-object",
        {"text": PLAIN, "value": str},
        {"description": PLAIN, "url": str},
    ),
    "object.option_group": Shape(
        KIT + "composition-objects/option-group-object",
        {"label": PLAIN, "options": untyped("object.option", many=True)},
    ),
    "object.confirm": Shape(
        KIT + "composition-objects/confirmation-dialog-object",
        {"title": PLAIN, "text": TEXT, "confirm": PLAIN, "deny": PLAIN},
        {"style": str},
    ),
    "object.slack_file": Shape(KIT + "composition-objects/slack-file-object", takes={"id": str, "url": str}),
}

SHAPES: Final = OF_BLOCKS | OF_CHUNKS | OF_ELEMENTS | OF_OBJECTS | OF_RICH_TEXT | OF_VIEWS
