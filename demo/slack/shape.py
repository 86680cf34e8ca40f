"""How the parts of a message are described: the fields of a kind, and what may stand in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from demo.slack.rule import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

KIT: Final = REFERENCE + "block-kit/"


@dataclass(frozen=True, slots=True)
class Slot:
    """Where parts stand: the kinds it takes, by the type that they say."""

    kinds: Mapping[str, str]
    many: bool = False


Value = type | Slot


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields that a kind needs and those that it takes as well, beside its `type`."""

    docs: str
    needs: Mapping[str, Value] = field(default_factory=dict)
    takes: Mapping[str, Value] = field(default_factory=dict)
    fields: Mapping[str, Value] = field(init=False)
    slots: Mapping[str, Slot] = field(init=False)
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        fields = {**self.needs, **self.takes}
        slots = {name: value for name, value in fields.items() if isinstance(value, Slot)}
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "slots", slots)
        object.__setattr__(self, "known", frozenset(fields) | {"type"})


def one_of(*kinds: str) -> Slot:
    return Slot({kind.rpartition(".")[2]: kind for kind in kinds})


def some_of(*kinds: str) -> Slot:
    return Slot(one_of(*kinds).kinds, many=True)


def untyped(kind: str, *, many: bool = False) -> Slot:
    return Slot({"": kind}, many)
