"""A message taken apart: every part of it with its kind and its place, from the outside in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from demo.slack.shapes import BLOCKS, SHAPES

if TYPE_CHECKING:
    from demo.slack.shape import Slot


UNKNOWN: Final = "unknown"
IN_ATTACHMENTS: Final = "/attachments/"


@dataclass(slots=True)
class Part:
    kind: str
    value: Any
    path: str

    @property
    def in_attachment(self) -> bool:
        return self.path.startswith(IN_ATTACHMENTS)


def message_parts(fields: dict[str, Any]) -> list[Part]:
    """Return the parts of what a call says in `blocks`, `attachments` and `metadata`."""
    parts: list[Part] = []
    if "blocks" in fields:
        _add_blocks(parts, fields["blocks"], "/blocks")
    if "attachments" in fields:
        _add_attachments(parts, fields["attachments"])
    if "metadata" in fields:
        parts.append(Part("metadata", fields["metadata"], "/metadata"))
    return parts


def _add_attachments(parts: list[Part], said: object) -> None:
    parts.append(Part("attachments", said, "/attachments"))
    for place, attachment in enumerate(said if isinstance(said, list) else ()):
        parts.append(Part("attachment", attachment, f"{IN_ATTACHMENTS}{place}"))
        if isinstance(attachment, dict) and "blocks" in attachment:
            _add_blocks(parts, attachment["blocks"], f"{IN_ATTACHMENTS}{place}/blocks")


def _add_blocks(parts: list[Part], said: object, path: str) -> None:
    parts.append(Part("blocks", said, path))
    _add(parts, said, BLOCKS, path)


def _add(parts: list[Part], said: object, slot: Slot, path: str) -> None:
    if not slot.many:
        _add_part(parts, said, slot, path)
    elif isinstance(said, list):
        for place, child in enumerate(said):
            _add_part(parts, child, slot, f"{path}/{place}")


def _add_part(parts: list[Part], said: object, slot: Slot, path: str) -> None:
    kind = slot.kinds.get(_type_of(said), UNKNOWN)
    parts.append(Part(kind, said, path))
    shape = SHAPES.get(kind)
    if shape and isinstance(said, dict):
        for name, inner in shape.slots.items():
            if name in said:
                _add(parts, said[name], inner, f"{path}/{name}")


def _type_of(said: object) -> str:
    kind = said.get("type", "") if isinstance(said, dict) else ""
    return kind if isinstance(kind, str) else UNKNOWN
