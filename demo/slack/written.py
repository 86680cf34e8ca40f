"""What a person wrote, as the block that Slack's own editor makes of it."""

from __future__ import annotations

import re
from typing import Any, Final

Json = dict[str, Any]
TOKEN: Final = re.compile(r"<(?P<sign>[@#!]?)(?P<target>[^<>|]+)(?:\|(?P<label>[^<>]*))?>")
MENTION: Final = re.compile(r"<@(?P<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>")
BROADCASTS: Final = ("here", "channel", "everyone")
LINKS: Final = ("https://", "http://", "mailto:")
SIGNS: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def rich_text(text: str) -> list[Json]:
    """Return *text* with its mentions and links taken apart; * and _ stand as they were typed."""
    elements: list[Json] = []
    end = 0
    for token in TOKEN.finditer(text):
        if element := _element(token):
            elements += [*_text(text[end : token.start()]), element]
            end = token.end()
    elements += _text(text[end:])
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}]


def _element(token: re.Match[str]) -> Json | None:
    sign, target, label = token["sign"], token["target"], token["label"]
    if sign == "@":
        return {"type": "user", "user_id": target}
    if sign == "#":
        return {"type": "channel", "channel_id": target}
    if sign == "!":
        return _special(target)
    if not target.startswith(LINKS):
        return None
    return {"type": "link", "url": _unescaped(target)} | ({"text": _unescaped(label)} if label else {})


def _special(target: str) -> Json | None:
    if target in BROADCASTS:
        return {"type": "broadcast", "range": target}
    if target.startswith("subteam^"):
        return {"type": "usergroup", "usergroup_id": target.removeprefix("subteam^")}
    return None


def _text(text: str) -> list[Json]:
    return [{"type": "text", "text": _unescaped(text)}] if text else []


def _unescaped(text: str) -> str:
    for escaped, sign in SIGNS:
        text = text.replace(escaped, sign)
    return text
