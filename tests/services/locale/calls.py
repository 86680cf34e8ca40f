"""Where the source asks for a translation."""

import ast
from collections.abc import Iterator
from pathlib import Path

SAID = {"gettext": 1, "ngettext": 2, "_": 1}  # how many of the arguments are msgids


def sources(root: Path, packages: tuple[str, ...]) -> list[Path]:
    return [path for package in packages for path in sorted((root / package).rglob("*.py"))]


def calls(path: Path) -> Iterator[tuple[int, list[ast.expr]]]:
    """The line and the msgids of every call."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and (name := _name(node.func)) in SAID:
            yield node.lineno, node.args[: SAID[name]]


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
