"""A message as a person sees it: every line of text, and what can be clicked."""

from collections.abc import Iterator
from typing import Any

from services.post import Block, Message

SIGNS = {
    "red_circle": "🔴",
    "large_green_circle": "🟢",
    "white_circle": "⚪",
    "large_blue_circle": "🔵",
    "white_check_mark": "✅",
    "eyes": "👀",
    "book": "📖",
    "mute": "🔇",
    "memo": "📝",
    "repeat": "🔁",
}


def drawn(message: Message) -> list[str]:
    """The lines, those behind the coloured bar marked so."""
    lines = [line for block in message.blocks for line in _block(block)]
    for attachment in message.attachments:
        lines += [f"│ {line}" for block in attachment["blocks"] for line in _block(block)]
    return lines


def elements(message: Message, kind: str) -> list[dict[str, Any]]:
    """Every element of one type, wherever it stands."""
    tops = [*message.blocks, *message.attachments]
    return [found for top in tops for found in _walk(top) if found.get("type") == kind]


def everything(message: Message) -> Iterator[dict[str, Any]]:
    for top in [*message.blocks, *message.attachments]:
        yield from _walk(top)


def _walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _walk(value)
    elif isinstance(node, list):
        for item in node:
            yield from _walk(item)


def _block(block: Block) -> list[str]:
    if block["type"] == "actions":
        return [" ".join(_button(element) for element in block["elements"])]
    lines: list[str] = []
    for part in block["elements"]:
        mark = {"rich_text_quote": "> ", "rich_text_preformatted": "| "}.get(part["type"], "")
        if part["type"] == "rich_text_list":
            lines += ["• " + "".join(map(_inline, item["elements"])) for item in part["elements"]]
        else:
            text = "".join(map(_inline, part["elements"]))
            lines += [mark + line for line in text.split("\n")]
    return lines


def _inline(element: dict[str, Any]) -> str:
    match element["type"]:
        case "text" if element.get("style", {}).get("bold"):
            return f"*{element['text']}*"
        case "emoji":
            return SIGNS[element["name"]]
        case "date":
            return str(element["fallback"])
        case _:
            return str(element["text"])


def _button(element: dict[str, Any]) -> str:
    if element["type"] == "overflow":
        return "[⋯ " + " · ".join(option["text"]["text"] for option in element["options"]) + "]"
    return f"[{element['text']['text']}]"
