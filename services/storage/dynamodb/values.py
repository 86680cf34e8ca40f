"""Items as DynamoDB spells them, and back. Numbers stay int or float: boto3's own way makes them Decimals."""

import zlib
from collections.abc import Mapping
from typing import Any

Item = Mapping[str, Any]
Spelt = dict[str, Any]  # {"S": "text"}

LONG = 2048  # characters; a longer document is packed: an item has room for 400 KB, and is paid for by the KB


def spell_item(item: Item) -> dict[str, Spelt]:
    """What is None is left out."""
    return {name: spell(value) for name, value in item.items() if value is not None}


def read_item(spelt: Mapping[str, Spelt]) -> dict[str, Any]:
    return {name: read(value) for name, value in spelt.items()}


def spell(value: object) -> Spelt:
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | float():
            return {"N": repr(value)}
        case bytes():
            return {"B": value}
        case list() | tuple():
            return {"L": [spell(one) for one in value]}
        case dict():
            return {"M": spell_item(value)}
    raise TypeError(f"an item can't hold {type(value).__name__}")


def read(spelt: Spelt) -> Any:  # noqa: ANN401 — whatever was put
    ((kind, value),) = spelt.items()
    match kind:
        case "N":
            return float(value) if set(value) & set(".eE") else int(value)
        case "L":
            return [read(one) for one in value]
        case "M":
            return read_item(value)
        case "B":
            return bytes(value)
    return value


def pack(document: str) -> str | bytes:
    return document if len(document) <= LONG else zlib.compress(document.encode())


def unpack(packed: str | bytes) -> str:
    return packed if isinstance(packed, str) else zlib.decompress(packed).decode()
