"""A model's Markdown, made safe for Slack: parsed once, and written anew from what was understood.

Slack reads `markdown_text` and `markdown` blocks as Markdown in which its control sequences live and bare
addresses become links: https://docs.slack.dev/reference/block-kit/blocks/markdown-block. So no address stands
open but one whose host is allowed; any other is shown as code.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from services.slack.answering.inline import Allowed, Line
from services.slack.text import cleaned, neutral

NESTING = 20
LANGUAGE = re.compile(r"[a-z0-9+#-]{1,20}")


def parser() -> MarkdownIt:
    """CommonMark without HTML, indented code and link definitions, with tables and strikethrough."""
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING})
    return made.enable(["table", "strikethrough"]).disable(["code", "reference", "html_block", "html_inline"])


@dataclass(frozen=True, slots=True)
class Safe:
    """Writes Markdown in which nothing pings anybody and no link leads where it may not."""

    allowed: Allowed

    def __call__(self, text: str) -> str:
        tokens = parser().parse(cleaned(text))
        return "\n\n".join(block for block in self._blocks(_tree(tokens)) if block)

    def _blocks(self, nodes: Sequence["Node"]) -> list[str]:
        return [self._block(node) for node in nodes]

    def _block(self, node: "Node") -> str:
        match node.kind:
            case "fence":
                return _fence(node.token.content, node.token.info)
            case "heading":
                return f"**{self._inline(node).replace('**', '')}**"
            case "blockquote":
                return _prefixed("\n\n".join(self._blocks(node.children)), "> ", "> ")
            case "bullet_list" | "ordered_list":
                return self._list(node)
            case "table":
                return self._table(node)
            case _:
                return "---" if node.kind == "hr" else self._inline(node)

    def _list(self, node: "Node") -> str:
        first = int(node.token.attrGet("start") or 1)
        items = []
        for number, item in enumerate(node.children, start=first):
            mark = f"{number}. " if node.kind == "ordered_list" else "- "
            items.append(_prefixed("\n".join(self._blocks(item.children)), mark, " " * len(mark)))
        return "\n".join(items)

    def _table(self, node: "Node") -> str:
        rows = [
            "| " + " | ".join(self._inline(cell).replace("|", "\\|") for cell in row.children) + " |"
            for part in node.children
            for row in part.children
        ]
        columns = max((len(row.children) for part in node.children for row in part.children), default=1)
        return "\n".join([*rows[:1], "|" + " --- |" * columns, *rows[1:]])

    def _inline(self, node: "Node") -> str:
        return Line(self.allowed).write([token for one in node.inlines() for token in one.children or []])


@dataclass(frozen=True, slots=True)
class Node:
    """A block and what stands in it."""

    token: Token
    children: tuple["Node", ...] = ()

    @property
    def kind(self) -> str:
        return self.token.type.removesuffix("_open")

    def inlines(self) -> list[Token]:
        own = [self.token] if self.token.type == "inline" else []
        return own + [token for child in self.children for token in child.inlines()]


def _tree(tokens: Sequence[Token]) -> tuple[Node, ...]:
    levels: list[tuple[Token | None, list[Node]]] = [(None, [])]
    for token in tokens:
        if token.nesting == 1:
            levels.append((token, []))
        elif token.nesting == -1:
            opened, children = levels.pop()
            if opened is not None:
                levels[-1][1].append(Node(opened, tuple(children)))
        else:
            levels[-1][1].append(Node(token))
    return tuple(levels[0][1])


def _fence(content: str, info: str) -> str:
    named = info.strip().split(maxsplit=1)[:1]
    language = named[0] if named and LANGUAGE.fullmatch(named[0]) else ""
    body = neutral(content.rstrip("\n").replace("```", "'''"))
    return f"```{language}\n{body}\n```"


def _prefixed(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join((first if number == 0 else rest) + line for number, line in enumerate(lines)).rstrip()
