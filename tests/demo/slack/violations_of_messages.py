"""For every rule on messages one that breaks it and no other, written apart from the table under test."""

from typing import Any

from demo.slack.people import OPS
from tests.demo.slack.blockkit import (
    Part,
    actions,
    button,
    confirm,
    context,
    context_actions,
    date,
    feedback,
    group,
    icon,
    mrkdwn,
    option,
    overflow,
    picture,
    plain,
    rich,
    rich_list,
    said,
    section,
    select,
    within,
)
from tests.demo.slack.violations import OF_CALLS, Violation
from tests.demo.slack.violations_of_answers import OF_ANSWERS
from tests.demo.slack.violations_of_views import OF_VIEWS

Fields = dict[str, Any]


def blocks(*parts: Part) -> Violation:
    return Violation("invalid_blocks", fields={"channel": OPS, "blocks": list(parts)})


def attachments(*parts: Part, error: str = "invalid_attachments") -> Violation:
    return Violation(error, fields={"channel": OPS, "attachments": list(parts)})


def metadata(said: object, error: str = "invalid_metadata_format") -> Violation:
    return Violation(error, fields={"channel": OPS, "text": "x", "metadata": said})


def payload(**said: Any) -> Fields:
    return {"event_type": "x", "event_payload": said}


def element(part: Part) -> Violation:
    return blocks(*within(part))


OF_MESSAGES = {
    "blocks_format": Violation("invalid_blocks_format", fields={"channel": OPS, "blocks": ["x"]}),
    "blocks_in_a_message": blocks(*[{"type": "divider"}] * 51),
    "blocks_in_an_attachment": attachments({"blocks": [{"type": "divider"}] * 21}),
    "block_id_once": blocks(section(block_id="a"), section(block_id="a")),
    "markdown_in_a_message": blocks(*[{"type": "markdown", "text": "x" * 6_001}] * 2),
    "attachments_format": Violation("invalid_attachments", fields={"channel": OPS, "attachments": ["x"]}),
    "attachments_in_a_message": attachments(*[{"text": "x"}] * 101, error="too_many_attachments"),
    "attachment_with_blocks": attachments({"blocks": [section()], "text": "x"}),
    "attachment_fields": attachments({"text": "x", "colour": "good"}),
    "attachment_color": attachments({"text": "x", "color": "red"}),
    "metadata_format": metadata({"event_type": "x"}),
    "metadata_event_type": metadata({"event_type": "an event", "event_payload": {}}),
    "metadata_depth": metadata(payload(a={"b": {"c": 1}})),
    "metadata_size": metadata(payload(a="x" * 8_000), "metadata_too_large"),
    "part_kind": blocks({"type": "input", "label": plain()}),
    "part_is_an_object": element(overflow(options=["x"])),
    "part_field_unknown": blocks(section(colour="red")),
    "part_field_missing": blocks({"type": "header"}),
    "part_field_type": blocks(section(expand="yes")),
}

OF_BLOCKS = {
    "block_id_length": blocks(section(block_id="x" * 256)),
    "section_text_or_fields": blocks({"type": "section"}),
    "section_text_length": blocks(section(text=mrkdwn("x" * 3_001))),
    "section_fields": blocks(section(fields=[mrkdwn()] * 11)),
    "section_fields_some": blocks(section(fields=[])),
    "section_field_length": blocks(section(fields=[mrkdwn("x" * 2_001)])),
    "header_text_length": blocks({"type": "header", "text": plain("x" * 151)}),
    "image_url_length": blocks(picture(image_url="https://example.com/" + "x" * 3_000)),
    "image_alt_length": blocks(picture(alt_text="x" * 2_001)),
    "image_title_length": blocks(picture(title=plain("x" * 2_001))),
    "image_source": blocks({"type": "image", "alt_text": "x"}),
    "image_url_scheme": blocks(picture(image_url="data:image/png;base64,AA")),
    "context_elements": blocks(context(*[mrkdwn()] * 11)),
    "context_elements_some": blocks(context()),
    "actions_elements": blocks(actions(*[button(action_id=f"go{n}") for n in range(26)])),
    "actions_elements_some": blocks(actions()),
    "action_id_once": blocks(actions(button(), button())),
    "context_actions_elements": blocks(context_actions(*[icon()] * 6)),
    "context_actions_some": blocks(context_actions()),
    "markdown_some": blocks({"type": "markdown", "text": ""}),
    "text_some": blocks(section(text=mrkdwn(""))),
    "rich_text_some": blocks(rich(said(text=""))),
    "rich_link_scheme": blocks(rich({"type": "link", "url": "javascript:alert(1)"})),
    "date_link_scheme": blocks(rich(date(url="file:///etc/passwd"))),
    "emoji_name": blocks(rich({"type": "emoji", "name": ":red_circle:"})),
    "date_format": blocks(rich(date(format="{date} at {clock}"))),
    "list_style": blocks({"type": "rich_text", "elements": [rich_list(style="square")]}),
    "broadcast_range": blocks(rich({"type": "broadcast", "range": "world"})),
}

OF_ELEMENTS = {
    "action_id_length": element(button(action_id="x" * 256)),
    "action_id_some": element(button(action_id="")),
    "button_text_length": element(button(text=plain("x" * 76))),
    "button_value_length": element(button(value="x" * 2_001)),
    "button_url_length": element(button(url="https://example.com/" + "x" * 3_000)),
    "button_label_length": element(button(accessibility_label="x" * 76)),
    "button_url_scheme": element(button(url="javascript:alert(1)")),
    "button_style": element(button(style="loud")),
    "overflow_options": element(overflow(options=[option()] * 6)),
    "overflow_options_some": element(overflow(options=[])),
    "option_text_length": element(overflow(options=[option(text=plain("x" * 76))])),
    "option_value_length": element(overflow(options=[option(value="x" * 151)])),
    "option_description_length": element(overflow(options=[option(description=plain("x" * 76))])),
    "option_url_length": element(overflow(options=[option(url="https://example.com/" + "x" * 3_000)])),
    "option_url_scheme": element(overflow(options=[option(url="ftp://example.com")])),
    "select_options": element(select(options=[option()] * 101)),
    "select_options_some": element(select(options=[])),
    "select_groups": element({"type": "static_select", "option_groups": [group()] * 101}),
    "select_groups_some": element({"type": "static_select", "option_groups": []}),
    "select_placeholder_length": element(select(placeholder=plain("x" * 151))),
    "select_options_or_groups": element(select(option_groups=[group()])),
    "select_initial_option": element(select(initial_option=option(value="other"))),
    "group_label_length": element({"type": "static_select", "option_groups": [group(label=plain("x" * 76))]}),
    "group_options": element({"type": "static_select", "option_groups": [group(options=[option()] * 101)]}),
    "group_options_some": element({"type": "static_select", "option_groups": [group(options=[])]}),
    "confirm_title_length": element(button(confirm=confirm(title=plain("x" * 101)))),
    "confirm_text_length": element(button(confirm=confirm(text=plain("x" * 301)))),
    "confirm_yes_length": element(button(confirm=confirm(confirm=plain("x" * 31)))),
    "confirm_no_length": element(button(confirm=confirm(deny=plain("x" * 31)))),
    "confirm_style": element(button(confirm=confirm(style="loud"))),
    "feedback_text_length": blocks(
        context_actions(
            {
                "type": "feedback_buttons",
                "positive_button": feedback(text=plain("x" * 76)),
                "negative_button": feedback(),
            }
        )
    ),
    "feedback_value_length": blocks(
        context_actions(
            {
                "type": "feedback_buttons",
                "positive_button": feedback(value="x" * 2_001),
                "negative_button": feedback(),
            }
        )
    ),
    "icon_value_length": blocks(context_actions(icon(value="x" * 2_001))),
    "icon_name": blocks(context_actions(icon(icon="bomb"))),
}

VIOLATIONS = OF_CALLS | OF_ANSWERS | OF_MESSAGES | OF_BLOCKS | OF_ELEMENTS | OF_VIEWS
