"""Fields of a resource, as a model reads them: chosen one by one, written in one line each."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.aws.reading.asking import Unreadable
from services.aws.reading.log_lines import readable

Field = tuple[str, str]
Fields = tuple[Field, ...]


def fields(**named: object) -> Fields:
    """Those that have a value."""
    return tuple((name, told(value)) for name, value in named.items() if value is not None and value != "")


def told(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"
    return readable(str(value)) if value is not None else ""


def short(arn: str) -> str:
    """`web:7` of a task definition's ARN, `targetgroup/web/6d0e` of a target group's."""
    name = arn.rpartition(":task-definition/")[2]
    return name.split(":", 5)[-1] if name.startswith("arn:") else name


def only(found: Sequence[Any], what: str) -> Any:  # noqa: ANN401 — a part of AWS's answer
    if not found:
        raise Unreadable(f"{what} was not found")
    return found[0]
