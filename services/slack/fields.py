"""The blocks of a modal that people fill in.

Follows https://docs.slack.dev/reference/block-kit/blocks/input-block and its elements there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from services.post import Block
from services.slack.text import cut

LABEL, HINT, OPTION, SENTENCE, CONTEXT = 2_000, 2_000, 75, 3_000, 2_000

Values = Mapping[str, Mapping[str, Any]]  # a view's state.values


def text(said: str, most: int = SENTENCE) -> Block:
    return {"type": "plain_text", "text": cut(said, most) or "…", "emoji": True}


def plain(said: str) -> Block:
    return {"type": "section", "text": text(said)}


def context(said: str) -> Block:
    return {"type": "context", "elements": [text(said, CONTEXT)]}


def alert(said: str, level: str = "error") -> Block:
    """https://docs.slack.dev/reference/block-kit/blocks/alert-block."""
    return {"type": "alert", "level": level, "text": text(said)}


def written(block: str, label: str, value: str, most: int, *, several_lines: bool = True) -> Block:
    """A field to write in: one line of it must be said, several lines need not."""
    element = {"type": "plain_text_input", "multiline": several_lines, "max_length": most}
    begun = {"initial_value": value[:most]} if value else {}  # Slack takes no empty one
    return _input(block, label, element | begun) | {"optional": several_lines}


def select(block: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Block:
    """A menu of (value, label); where *chosen* is none of them, the first is."""
    offered = [_option(value, said) for value, said in options]
    first = next((one for one in offered if one["value"] == chosen), offered[0])
    return _input(block, label, {"type": "static_select", "options": offered, "initial_option": first})


def tick(block: str, label: str, said: str, *, ticked: bool = False) -> Block:
    options = [{"text": text(said, OPTION), "value": block}]
    begun = {"initial_options": options} if ticked else {}
    return _input(block, label, {"type": "checkboxes", "options": options} | begun) | {"optional": True}


def with_hint(block: Block, said: str) -> Block:
    return block | {"hint": text(said, HINT)}


def entry(values: Values, block: str) -> Mapping[str, Any]:
    """What was said in the one field of *block*."""
    found: Mapping[str, Any] = next(iter(values.get(block, {}).values()), {})
    return found


def is_ticked(values: Values, block: str) -> bool:
    return bool(entry(values, block).get("selected_options"))


def chosen(values: Values, block: str) -> str:
    return str((entry(values, block).get("selected_option") or {}).get("value") or "")


def line(values: Values, block: str) -> str:
    """What was written there, on one line."""
    return " ".join(str(entry(values, block).get("value") or "").split())


def _input(block: str, label: str, element: Block) -> Block:
    said = {"type": "input", "block_id": block, "label": text(label, LABEL)}
    return said | {"element": element | {"action_id": block}}


def _option(value: str, said: str) -> Block:
    return {"text": text(said, OPTION), "value": value}
