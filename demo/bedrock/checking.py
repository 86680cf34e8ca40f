"""Whether a request is as the models say that botocore itself has of these services."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from botocore.validate import ParamValidator

SIZED: Final = {"string", "list", "map", "blob", "integer", "long", "float", "double"}
SHOWN: Final = 100  # characters of a wrong value


def mistakes(fields: dict[str, Any], shape: Shape) -> list[str]:
    """What is wrong with *fields*, in words."""
    report = ParamValidator().validate(fields, shape)
    # only what has the right types and no unknown members can be looked at more closely
    return [report.generate_report()] if report.has_errors() else list(_broken(fields, shape, ""))


def _broken(value: Any, shape: Shape, where: str) -> Iterator[str]:  # noqa: ANN401 — JSON
    """What ParamValidator does not look at: enums, patterns and the greatest sizes."""
    inner: Iterator[Iterator[str]] = iter(())
    match shape:
        case StructureShape() if not shape.is_document_type:
            inner = (_broken(each, shape.members[name], f"{where}.{name}") for name, each in value.items())
        case ListShape():
            inner = (_broken(each, shape.member, f"{where}[{number}]") for number, each in enumerate(value))
        case MapShape():
            inner = (_broken(each, shape.value, f"{where}.{key}") for key, each in value.items())
        case StringShape():
            inner = iter([_broken_text(value, shape, where)])
    yield from chain.from_iterable(inner)
    most = shape.metadata.get("max")
    if shape.type_name in SIZED and most is not None and _size(value) > most:
        yield f"Value at '{where}' failed to satisfy constraint: Member must have at most {most}"


def _size(value: Any) -> float:  # noqa: ANN401 — JSON
    return value if isinstance(value, int | float) else len(value)


def _broken_text(value: str, shape: StringShape, where: str) -> Iterator[str]:
    if shape.enum and value not in shape.enum:
        yield f"Value '{value[:SHOWN]}' at '{where}' failed to satisfy constraint: one of {list(shape.enum)}"
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        yield f"Value at '{where}' failed to satisfy constraint: pattern {pattern}"
