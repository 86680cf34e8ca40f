"""The ids that Slack gives to blocks and elements that come without."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBERS: Final = itertools.count(1)
Json = dict[str, Any]


def with_ids(blocks: Iterable[Json]) -> tuple[Json, ...]:
    """Return the blocks as Slack keeps them: each with an id."""
    return tuple(
        block if "block_id" in block else block | {"block_id": f"b{next(_NUMBERS)}"} for block in blocks
    )


def with_action_ids(block: Json) -> Json:
    """Return the block of a view with an id at each element that people use."""
    if block["type"] == "actions":
        return block | {"elements": [_named(element) for element in block["elements"]]}
    return block | {name: _named(block[name]) for name in ("element", "accessory") if name in block}


def _named(element: Json) -> Json:
    return {"action_id": f"a{next(_NUMBERS)}"} | element
