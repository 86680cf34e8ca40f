"""The parts of rich text."""

from __future__ import annotations

from typing import Final

from demo.slack.shape import KIT, Shape, some_of, untyped

RICH: Final = KIT + "blocks/rich-text-block"
STYLE: Final = untyped("rich.style")
INLINE: Final = some_of(
    "rich.text",
    "rich.emoji",
    "rich.link",
    "rich.user",
    "rich.usergroup",
    "rich.channel",
    "rich.date",
    "rich.broadcast",
)
OF_RICH_TEXT: Final = {
    "rich_text_section": Shape(RICH + "#rich_text_section", {"elements": INLINE}),
    "rich_text_list": Shape(
        RICH + "#rich_text_list",
        {"style": str, "elements": some_of("rich_text_section")},
        {"indent": int, "offset": int, "border": int},
    ),
    "rich_text_quote": Shape(RICH + "#rich_text_quote", {"elements": INLINE}, {"border": int}),
    "rich_text_preformatted": Shape(
        RICH + "#rich_text_preformatted",
        {"elements": some_of("rich.text", "rich.link")},
        {"border": int},
    ),
    "rich.text": Shape(RICH + "#text-element-type", {"text": str}, {"style": STYLE}),
    "rich.emoji": Shape(RICH + "#emoji-element-type", {"name": str}, {"unicode": str, "style": STYLE}),
    "rich.link": Shape(
        RICH + "#link-element-type",
        {"url": str},
        {"text": str, "unsafe": bool, "style": STYLE},
    ),
    "rich.user": Shape(RICH + "#user-element-type", {"user_id": str}, {"style": STYLE}),
    "rich.usergroup": Shape(RICH + "#user-group-element-type", {"usergroup_id": str}, {"style": STYLE}),
    "rich.channel": Shape(RICH + "#channel-element-type", {"channel_id": str}, {"style": STYLE}),
    "rich.date": Shape(
        KIT + "block-elements/date-element",
        {"timestamp": int, "format": str},
        {"timezone": str, "url": str, "fallback": str, "style": STYLE},
    ),
    "rich.broadcast": Shape(RICH + "#broadcast-element-type", {"range": str}, {"style": STYLE}),
    "rich.style": Shape(
        RICH + "#element-types",
        takes={
            "bold": bool,
            "italic": bool,
            "strike": bool,
            "code": bool,
            "underline": bool,
            "highlight": bool,
            "client_highlight": bool,
            "unlink": bool,
        },
    ),
}
