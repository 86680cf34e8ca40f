"""A message taken apart: every part of it with its kind and its place, from the outside in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from demo.slack.shape import untyped
from demo.slack.shapes import BLOCKS, CHUNKS, SHAPES
from demo.slack.shapes_views import VIEW, VIEW_BLOCKS

if TYPE_CHECKING:
    from demo.slack.shape import Slot


UNKNOWN: Final = "unknown"
IN_ATTACHMENTS: Final = "/attachments/"
IN_CHUNKS: Final = "/chunks"
IN_VIEW: Final = "/view"
OFFERED: Final = {
    "options": untyped("object.option", many=True),
    "option_groups": untyped("object.option_group", many=True),
}


@dataclass(slots=True)
class Part:
    kind: str
    value: Any
    path: str

    @property
    def in_attachment(self) -> bool:
        return self.path.startswith(IN_ATTACHMENTS)

    @property
    def in_chunk(self) -> bool:
        """Whether it is part of a chunk, and not of the blocks that one carries."""
        return self.path.startswith(IN_CHUNKS) and "/blocks" not in self.path

    @property
    def in_view(self) -> bool:
        return self.path.startswith(IN_VIEW)


def message_parts(fields: dict[str, Any]) -> list[Part]:
    """Return the parts of what a call says in `chunks`, `view`, `blocks`, `attachments` and so on."""
    parts: list[Part] = []
    for name, slot in ((IN_VIEW[1:], VIEW), *OFFERED.items()):
        if name in fields:
            _add(parts, fields[name], slot, f"/{name}")
    if "chunks" in fields:
        parts.append(Part("chunks", fields["chunks"], IN_CHUNKS))
        _add(parts, fields["chunks"], CHUNKS, IN_CHUNKS)
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


def _add_blocks(parts: list[Part], said: object, path: str, slot: Slot = BLOCKS) -> None:
    parts.append(Part("view.blocks" if slot is VIEW_BLOCKS else "blocks", said, path))
    _add(parts, said, slot, path)


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
                add = _add_blocks if inner is BLOCKS or inner is VIEW_BLOCKS else _add
                partial(add, slot=inner)(parts, said[name], path=f"{path}/{name}")


def _type_of(said: object) -> str:
    kind = said.get("type", "") if isinstance(said, dict) else ""
    return kind if isinstance(kind, str) else UNKNOWN
