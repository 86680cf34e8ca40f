"""The rules on the form of every part: a kind that is known, with its fields and no others."""

from __future__ import annotations

from typing import Final

from demo.slack.parts import UNKNOWN, Part
from demo.slack.rule import Found, Rule, on
from demo.slack.shape import KIT, Slot
from demo.slack.shapes import SHAPES

SHAPED: Final = on(*SHAPES)


def misses_field(part: Part) -> Found:
    missing = SHAPES[part.kind].needs.keys() - part.value.keys()
    return bool(missing) and f"[ERROR] missing required field: {min(missing)} [json-pointer:{part.path}]"


def has_unknown_field(part: Part) -> Found:
    unknown = part.value.keys() - SHAPES[part.kind].known
    return bool(unknown) and f"[ERROR] unknown field: {min(unknown)} [json-pointer:{part.path}]"


def has_wrong_type(part: Part) -> Found:
    fields = SHAPES[part.kind].fields
    for name, said in part.value.items():
        if name in fields and not _fits(said, fields[name]):
            return f"[ERROR] invalid value [json-pointer:{part.path}/{name}]"
    return None


def _fits(said: object, value: type | Slot) -> bool:
    if isinstance(value, Slot):
        return isinstance(said, list if value.many else dict)
    return isinstance(said, value) and (value is bool or not isinstance(said, bool))


FORM: Final[tuple[Rule[Part], ...]] = (
    Rule(
        "part_kind",
        "invalid_blocks",
        KIT + "blocks",
        on(UNKNOWN),
        lambda part: f"[ERROR] unsupported type [json-pointer:{part.path}/type]",
    ),
    Rule(
        "part_is_an_object",
        "invalid_blocks",
        KIT,
        SHAPED,
        lambda part: (
            not isinstance(part.value, dict) and f"[ERROR] must be an object [json-pointer:{part.path}]"
        ),
    ),
    Rule("part_field_unknown", "invalid_blocks", KIT, SHAPED, has_unknown_field),
    Rule("part_field_missing", "invalid_blocks", KIT, SHAPED, misses_field),
    Rule("part_field_type", "invalid_blocks", KIT, SHAPED, has_wrong_type),
)
