"""A long text as the fields of a modal: 3,000 characters each, and back as it was.

How two fields belong together stands in the second one's id: by a line end, a space, or nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST = 3_000  # https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element
GLUES = {"n": "\n", "s": " ", "j": ""}
FAR = 600  # characters that a field may stay shorter, for the sake of a whole line or word


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    glue: str = "j"  # to the part before


def parts(text: str) -> list[Part]:
    """At least one, which may be empty."""
    found: list[Part] = []
    glue = "j"
    while True:
        room = _room(text)
        if room >= len(text):
            return [*found, Part(text, glue)]
        end, following = _end(text, room)
        found.append(Part(text[:end], glue))
        text, glue = text[end + len(GLUES[following]) :], following


def _end(text: str, room: int) -> tuple[int, str]:
    for glue in ("n", "s"):
        end = text.rfind(GLUES[glue], room - FAR, room + 1)
        if end > 0:
            return end, glue
    return room, "j"


def _room(text: str) -> int:
    """How much of *text* has room, should Slack count as JavaScript does: an emoji is two."""
    room = min(len(text), MOST)
    while (over := len(text[:room].encode("utf-16-le", "replace")) // 2 - MOST) > 0:
        room -= (over + 1) // 2
    return room


def block_id(name: str, number: int, part: Part) -> str:
    return f"{name}:{number}:{part.glue}"


def joined_parts(values: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The texts by their names, from a view's `state.values`."""
    texts: dict[str, str] = {}
    for name, glue, text in sorted_parts(values):
        texts[name] = texts[name] + glue + text if name in texts else text
    return texts


def sorted_parts(values: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Each field's name, its glue, and what stands in it; those of one text in their order."""
    found = []
    for block, fields in values.items():
        name, _, rest = block.partition(":")
        number, _, glue = rest.partition(":")
        if number.isdecimal() and glue in GLUES:
            said = [field.get("value") or "" for field in fields.values()]
            found.append((int(number), name, GLUES[glue], "".join(said)))
    for _, name, glue, text in sorted(found, key=lambda one: one[0]):
        yield name, glue, text
