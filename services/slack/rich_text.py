"""Rich text: phrases of elements, which Slack takes literally, and how they sound as plain text.

Follows https://docs.slack.dev/reference/block-kit/blocks/rich-text-block. *words* is the only maker of
a text element, so nothing from outside gets into a message without being made safe.
"""

from collections.abc import Iterable, Sequence
from string import Formatter
from typing import Any

from services.post import Block
from services.slack.text import escaped, literal, literal_lines

Element = dict[str, Any]
Phrase = list[Element]

LINE = 1000  # characters of one text element, where nobody says less
EMOJI = {
    "red_circle": "1f534",
    "large_green_circle": "1f7e2",
    "white_circle": "26aa",
    "large_blue_circle": "1f535",
    "large_purple_circle": "1f7e3",
    "white_check_mark": "2705",
    "eyes": "1f440",
    "book": "1f4d6",
    "mute": "1f507",
    "memo": "1f4dd",
}
NEWLINE: Element = {"type": "text", "text": "\n"}


def words(text: str, most: int = LINE, *, bold: bool = False) -> Phrase:
    said = literal(text, most)
    style = {"style": {"bold": True}} if bold else {}
    return [{"type": "text", "text": said, **style}] if said else []


def lines(text: str, most: int) -> Phrase:
    """*text* with its own line ends."""
    said = literal_lines(text, most)
    return [{"type": "text", "text": said}] if said else []


def emoji(name: str) -> Phrase:
    return [{"type": "emoji", "name": name, "unicode": EMOJI[name]}]


def link(url: str, label: str) -> Phrase:
    """A link of ours; *url* comes from services.slack.links."""
    return [{"type": "link", "url": url, "text": literal(label, LINE)}] if url else []


def fill(template: str, **parts: Phrase | str) -> Phrase:
    """*template* with its {names} filled in; a translation may put them in another order."""
    phrase: Phrase = []
    for ours, name, _, _ in Formatter().parse(template):
        phrase += words(ours)
        if name:
            part = parts[name]
            phrase += words(part) if isinstance(part, str) else part
    return phrase


def joined(phrases: Iterable[Phrase], separator: str = " · ") -> Phrase:
    """The *phrases* that say something, one after the other."""
    between: Phrase = [NEWLINE] if separator == "\n" else words(separator)
    whole: Phrase = []
    for phrase in phrases:
        whole += [*between, *phrase] if whole and phrase else phrase
    return whole


def rich_text(*parts: Element) -> list[Block]:
    """A block of the *parts* that say something, if any does."""
    said = [part for part in parts if part["elements"]]
    return [{"type": "rich_text", "elements": said}] if said else []


def section(phrase: Phrase) -> Element:
    return {"type": "rich_text_section", "elements": phrase}


def quote(phrase: Phrase) -> Element:
    return {"type": "rich_text_quote", "elements": phrase}


def preformatted(phrase: Phrase) -> Element:
    return {"type": "rich_text_preformatted", "elements": phrase}


def bullets(phrases: Sequence[Phrase]) -> Element:
    return {"type": "rich_text_list", "style": "bullet", "elements": [section(phrase) for phrase in phrases]}


def spoken(phrase: Phrase) -> str:
    """*phrase* as a message's `text` takes it."""
    return "".join(_spoken(element) for element in phrase)


def spoken_block(block: Block) -> list[str]:
    """The lines of a rich text block as a message's `text` takes them; buttons say nothing."""
    if block["type"] != "rich_text":
        return []
    said: list[str] = []
    for part in block["elements"]:
        if part["type"] == "rich_text_list":
            said += [f"• {spoken(item['elements'])}" for item in part["elements"]]
        else:
            said.append(spoken(part["elements"]))
    return said


def _spoken(element: Element) -> str:
    match element["type"]:
        case "emoji":
            return chr(int(element["unicode"], 16))
        case "link":
            return f"<{element['url'].replace('&', '&amp;')}|{escaped(element['text'])}>"
        case "date":
            return str(element["fallback"])
        case _:
            return escaped(element["text"])
