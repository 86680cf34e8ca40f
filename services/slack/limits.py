"""Slack's limits, held by cutting: a message that fits is never refused for its size."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.post import Block, Message
from services.slack.rich_text import Element, spoken_block
from services.slack.text import cut, cut_escaped, escaped

LONGEST_TEXT = 40_000  # https://docs.slack.dev/reference/methods/chat.postMessage#truncating
TEXT = 4_000  # https://docs.slack.dev/reference/methods/chat.postMessage#truncating
BLOCKS = 50  # https://docs.slack.dev/reference/block-kit/blocks
ATTACHED_BLOCKS = 20  # https://github.com/slackapi/bolt-python/issues/914; the reference says nothing
ATTACHMENTS = 100  # https://docs.slack.dev/reference/methods/chat.postMessage#truncating
BLOCK_ID = 255  # https://docs.slack.dev/reference/block-kit/blocks/actions-block
ELEMENTS = 25  # of an actions block: the same page
ACTION_ID = 255  # https://docs.slack.dev/reference/block-kit/block-elements/button-element
BUTTON_TEXT = 75  # the same page
BUTTON_VALUE = 2_000  # the same page
PLACEHOLDER = 150  # https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
OPTIONS = 5  # https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
OPTION_TEXT = 75  # https://docs.slack.dev/reference/block-kit/composition-objects/option-object
OPTION_VALUE = 150  # the same page

# All blocks of a message together. Slack documents 12,000 for Markdown alone, and people report
# msg_blocks_too_long from 11,341 characters of rich text on; how it counts, nobody says.
CHARACTERS = 9_000
FRAME = 20  # what an element counts beside its text


@dataclass(slots=True)
class Room:
    """How many characters the blocks may still take."""

    left: int = CHARACTERS

    def take(self, element: Element) -> Element | None:
        """*element*, cut to what is left; an element that has no room is no element."""
        spent = weight(element)
        if spent <= self.left:
            self.left -= spent
            return element
        room, self.left = self.left - FRAME, 0
        fits = element["type"] == "text" and room > 0
        return {**element, "text": cut(element["text"], room)} if fits else None


def weight(element: Element) -> int:
    """How many of the characters *element* takes."""
    return FRAME + sum(len(value) for value in element.values() if isinstance(value, str))


def fit(message: Message) -> Message:
    """*message* within every limit."""
    room = Room()
    return Message(
        cut_escaped(message.text, TEXT),
        tuple(_blocks(message.blocks, room)),
        tuple(_attachment(attachment, room) for attachment in message.attachments[:ATTACHMENTS]),
    )


def plain(message: Message) -> Message:
    """*message* as text alone, for when Slack refuses its blocks."""
    said = [message.text]
    listed = [escaped(block["text"]) for block in message.blocks if block["type"] == "markdown"]
    if listed:  # a list is worth the length that Slack takes at all
        return Message(cut_escaped("\n".join(listed), LONGEST_TEXT))
    for attachment in message.attachments:
        for block in attachment["blocks"]:
            said += spoken_block(block)
    return Message(cut_escaped("\n".join(said), TEXT))


def _attachment(attachment: Block, room: Room) -> Block:
    blocks = _blocks(attachment["blocks"][:ATTACHED_BLOCKS], room)
    return {**attachment, "fallback": cut_escaped(attachment["fallback"], TEXT), "blocks": blocks}


def _blocks(blocks: Sequence[Block], room: Room) -> list[Block]:
    fitted = (_block(block, room) for block in blocks[:BLOCKS])
    return [block for block in fitted if block["elements"]]


def _block(block: Block, room: Room) -> Block:
    if block["type"] == "actions":
        elements = [_button(element) for element in block["elements"][:ELEMENTS]]
        return {**block, "block_id": block["block_id"][:BLOCK_ID], "elements": elements}
    return {**block, "elements": _rich(block["elements"], room)}


def _rich(elements: list[Element], room: Room) -> list[Element]:
    """Those of *elements*, and of the elements in them, that have room."""
    kept: list[Element] = []
    for element in elements:
        if "elements" in element:
            inner = _rich(element["elements"], room)
            kept += [{**element, "elements": inner}] if inner else []
        elif fitted := room.take(element):
            kept.append(fitted)
    return kept


def _button(element: Element) -> Element:
    fitted = {**element, "action_id": element["action_id"][:ACTION_ID]}
    if element["type"] == "external_select":
        return {**fitted, "placeholder": _label({"text": element["placeholder"]}, PLACEHOLDER)}
    if element["type"] == "overflow":
        return {**fitted, "options": [_option(option) for option in element["options"][:OPTIONS]]}
    return {**fitted, "text": _label(element, BUTTON_TEXT), "value": element["value"][:BUTTON_VALUE]}


def _option(option: Element) -> Element:
    return {"text": _label(option, OPTION_TEXT), "value": option["value"][:OPTION_VALUE]}


def _label(element: Element, most: int) -> Element:
    return {**element["text"], "text": cut(element["text"]["text"], most)}
