"""The smallest valid part of every kind, written down apart from the table under test."""

from typing import Any

Part = dict[str, Any]


def plain(text: str = "x") -> Part:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Part:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Part:
    return {"type": "section", "text": mrkdwn()} | more


def button(**more: Any) -> Part:
    return {"type": "button", "text": plain(), "action_id": "go"} | more


def option(**more: Any) -> Part:
    return {"text": plain(), "value": "v"} | more


def overflow(**more: Any) -> Part:
    return {"type": "overflow", "options": [option()]} | more


def select(**more: Any) -> Part:
    return {"type": "static_select", "options": [option()]} | more


def confirm(**more: Any) -> Part:
    return {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()} | more


def group(**more: Any) -> Part:
    return {"label": plain(), "options": [option()]} | more


def picture(**more: Any) -> Part:
    return {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "x"} | more


def feedback(**more: Any) -> Part:
    return {"text": plain(), "value": "good"} | more


def icon(**more: Any) -> Part:
    return {"type": "icon_button", "icon": "trash", "text": plain()} | more


def actions(*elements: Part, **more: Any) -> Part:
    return {"type": "actions", "elements": list(elements)} | more


def context(*elements: Part) -> Part:
    return {"type": "context", "elements": list(elements)}


def context_actions(*elements: Part) -> Part:
    return {"type": "context_actions", "elements": list(elements)}


def rich(*elements: Part) -> Part:
    return {"type": "rich_text", "elements": [in_line(*elements)]}


def in_line(*elements: Part) -> Part:
    return {"type": "rich_text_section", "elements": list(elements)}


def rich_list(**more: Any) -> Part:
    return {"type": "rich_text_list", "style": "bullet", "elements": [in_line(said())]} | more


def said(**more: Any) -> Part:
    return {"type": "text", "text": "x"} | more


def date(**more: Any) -> Part:
    return {"type": "date", "timestamp": 1795003000, "format": "{date_short} at {time}"} | more


def card(**more: Any) -> Part:
    return {"type": "task_card", "task_id": "t", "title": "x"} | more


def source(**more: Any) -> Part:
    return {"type": "url", "url": "https://example.com", "text": "x"} | more


def update(**more: Any) -> Part:
    return {"type": "task_update", "id": "t", "title": "x", "status": "complete"} | more


def modal(**more: Any) -> Part:
    known = {"title": plain(), "submit": plain(), "blocks": [{"type": "divider"}]}
    return {"type": "modal"} | known | more


def field(element: Part, **more: Any) -> Part:
    return {"type": "input", "label": plain(), "element": element} | more


def written(**more: Any) -> Part:
    return {"type": "plain_text_input"} | more


def external(**more: Any) -> Part:
    return {"type": "external_select", "action_id": "find"} | more


def choice(**more: Any) -> Part:
    return {"text": mrkdwn(), "value": "v"} | more


def checkboxes(**more: Any) -> Part:
    return {"type": "checkboxes", "options": [choice()]} | more


def radio(**more: Any) -> Part:
    return {"type": "radio_buttons", "options": [choice()]} | more


def in_modal(*blocks: Part) -> list[Part]:
    return [modal(blocks=list(blocks))]


def within(element: Part) -> list[Part]:
    return [actions(element)]


# Every kind: the blocks (or the chunks) in which it stands once, and how to come to it there.
VALID: dict[str, tuple[list[Part], tuple[str | int, ...]]] = {
    "section": ([section()], (0,)),
    "header": ([{"type": "header", "text": plain()}], (0,)),
    "divider": ([{"type": "divider"}], (0,)),
    "image": ([picture()], (0,)),
    "context": ([context(mrkdwn())], (0,)),
    "actions": ([actions(button())], (0,)),
    "rich_text": ([rich(said())], (0,)),
    "context_actions": ([context_actions(icon())], (0,)),
    "markdown": ([{"type": "markdown", "text": "**x**"}], (0,)),
    "plan": ([{"type": "plan", "title": "x", "tasks": [card()]}], (0,)),
    "task_card": ([{"type": "plan", "title": "x", "tasks": [card()]}], (0, "tasks", 0)),
    "source.url": ([card(sources=[source()])], (0, "sources", 0)),
    "chunk.markdown_text": ([{"type": "markdown_text", "text": "**x**"}], (0,)),
    "chunk.task_update": ([update()], (0,)),
    "chunk.plan_update": ([{"type": "plan_update", "title": "x"}], (0,)),
    "chunk.blocks": ([{"type": "blocks", "blocks": [section()]}], (0,)),
    "button": (within(button()), (0, "elements", 0)),
    "overflow": (within(overflow()), (0, "elements", 0)),
    "static_select": (within(select()), (0, "elements", 0)),
    "users_select": (within({"type": "users_select"}), (0, "elements", 0)),
    "element.image": ([context(picture())], (0, "elements", 0)),
    "feedback_buttons": (
        [
            context_actions(
                {"type": "feedback_buttons", "positive_button": feedback(), "negative_button": feedback()}
            )
        ],
        (0, "elements", 0),
    ),
    "feedback.button": (
        [
            context_actions(
                {"type": "feedback_buttons", "positive_button": feedback(), "negative_button": feedback()}
            )
        ],
        (0, "elements", 0, "positive_button"),
    ),
    "icon_button": ([context_actions(icon())], (0, "elements", 0)),
    "plain_text": ([context(plain())], (0, "elements", 0)),
    "mrkdwn": ([context(mrkdwn())], (0, "elements", 0)),
    "object.option": (within(select()), (0, "elements", 0, "options", 0)),
    "overflow.option": (within(overflow()), (0, "elements", 0, "options", 0)),
    "object.option_group": (
        within({"type": "static_select", "option_groups": [group()]}),
        (0, "elements", 0, "option_groups", 0),
    ),
    "object.confirm": (within(button(confirm=confirm())), (0, "elements", 0, "confirm")),
    "object.slack_file": (
        [{"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"}],
        (0, "slack_file"),
    ),
    "rich_text_section": ([rich(said())], (0, "elements", 0)),
    "rich_text_list": ([{"type": "rich_text", "elements": [rich_list()]}], (0, "elements", 0)),
    "rich_text_quote": (
        [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": [said()]}]}],
        (0, "elements", 0),
    ),
    "rich_text_preformatted": (
        [{"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [said()]}]}],
        (0, "elements", 0),
    ),
    "rich.text": ([rich(said())], (0, "elements", 0, "elements", 0)),
    "rich.emoji": ([rich({"type": "emoji", "name": "red_circle"})], (0, "elements", 0, "elements", 0)),
    "rich.link": ([rich({"type": "link", "url": "https://example.com"})], (0, "elements", 0, "elements", 0)),
    "rich.user": ([rich({"type": "user", "user_id": "U0000ALICE"})], (0, "elements", 0, "elements", 0)),
    "rich.usergroup": (
        [rich({"type": "usergroup", "usergroup_id": "S1"})],
        (0, "elements", 0, "elements", 0),
    ),
    "rich.channel": ([rich({"type": "channel", "channel_id": "C1"})], (0, "elements", 0, "elements", 0)),
    "rich.date": ([rich(date())], (0, "elements", 0, "elements", 0)),
    "rich.broadcast": ([rich({"type": "broadcast", "range": "here"})], (0, "elements", 0, "elements", 0)),
    "external_select": (within(external()), (0, "elements", 0)),
    "view.modal": ([modal()], (0,)),
    "input": (in_modal(field(written())), (0, "blocks", 0)),
    "alert": (in_modal({"type": "alert", "text": plain()}), (0, "blocks", 0)),
    "plain_text_input": (in_modal(field(written())), (0, "blocks", 0, "element")),
    "checkboxes": (in_modal(field(checkboxes())), (0, "blocks", 0, "element")),
    "radio_buttons": (in_modal(field(radio())), (0, "blocks", 0, "element")),
    "choice.option": (in_modal(field(radio())), (0, "blocks", 0, "element", "options", 0)),
    "object.dispatch": (
        in_modal(field(written(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}))),
        (0, "blocks", 0, "element", "dispatch_action_config"),
    ),
    "rich.style": ([rich(said(style={"bold": True}))], (0, "elements", 0, "elements", 0, "style")),
}

# What each kind cannot be without, beside its type.
NEEDED: dict[str, set[str]] = {
    "header": {"text"},
    "image": {"alt_text"},
    "context": {"elements"},
    "actions": {"elements"},
    "rich_text": {"elements"},
    "context_actions": {"elements"},
    "markdown": {"text"},
    "plan": {"title"},
    "task_card": {"task_id", "title"},
    "source.url": {"url", "text"},
    "chunk.markdown_text": {"text"},
    "chunk.task_update": {"id", "title", "status"},
    "chunk.plan_update": {"title"},
    "chunk.blocks": {"blocks"},
    "button": {"text"},
    "overflow": {"options"},
    "element.image": {"alt_text"},
    "feedback_buttons": {"positive_button", "negative_button"},
    "feedback.button": {"text", "value"},
    "icon_button": {"icon", "text"},
    "plain_text": {"text"},
    "mrkdwn": {"text"},
    "object.option": {"text", "value"},
    "overflow.option": {"text", "value"},
    "object.option_group": {"label", "options"},
    "object.confirm": {"title", "text", "confirm", "deny"},
    "rich_text_section": {"elements"},
    "rich_text_list": {"style", "elements"},
    "rich_text_quote": {"elements"},
    "rich_text_preformatted": {"elements"},
    "view.modal": {"title", "blocks"},
    "input": {"label", "element"},
    "alert": {"text"},
    "checkboxes": {"options"},
    "radio_buttons": {"options"},
    "choice.option": {"text", "value"},
    "rich.text": {"text"},
    "rich.emoji": {"name"},
    "rich.link": {"url"},
    "rich.user": {"user_id"},
    "rich.usergroup": {"usergroup_id"},
    "rich.channel": {"channel_id"},
    "rich.date": {"timestamp", "format"},
    "rich.broadcast": {"range"},
}


def part_at(blocks: list[Part], path: tuple[str | int, ...]) -> Part:
    found: Any = blocks
    for step in path:
        found = found[step]
    part: Part = found
    return part
