"""A model's Markdown as Confluence's storage format: parsed once, written anew from what was understood.

Nothing of the text itself stands in the page as markup: HTML and macros in it are words, an address is a
link only where its host is allowed, and a picture is a link.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from services.confluence.elements import code, element, legal, link, words
from services.confluence.links import Allowed, address, linked

LONGEST = 30_000  # characters
NESTING = 20  # of Markdown's blocks; Confluence's editor shows fewer
MOST_CELLS = 3_000  # short rows below a long first one are filled up
SPANS = {"strong": "strong", "em": "em", "s": "del"}
BLOCKS = {
    "paragraph": "p",
    "blockquote": "blockquote",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "table": "table",
    "tr": "tr",
    "th": "th",
    "td": "td",
}
DEEPEST_HEADING = 6
BOXES = {"[ ] ": "☐", "[x] ": "☑", "[X] ": "☑"}  # of a list of what is to be done
CUT = "\n\n…"


@cache
def parser() -> MarkdownIt:
    """CommonMark without HTML, indented code and link definitions, with tables and strikethrough."""
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING})
    return made.enable(["table", "strikethrough"]).disable(["code", "reference", "html_block", "html_inline"])


def storage(markdown: str, allowed: Allowed, *, below: int = 2) -> str:
    """*markdown* in storage format, its headings *below* the level they say; well-formed, whatever it is."""
    text = legal(markdown[: LONGEST + 1])
    if len(text) > LONGEST:
        text = text[:LONGEST] + CUT
    return Writer(allowed, below).write(parser().parse(text))


def _few_rows(tokens: Iterable[Token]) -> Iterator[Token]:
    """*tokens* without the rows that are more than all tables together should have."""
    cells, skipping = 0, False
    for token in tokens:
        skipping = skipping or (token.type == "tr_open" and cells > MOST_CELLS)
        if not skipping:
            cells += token.type == "td_open"
            yield token
        skipping = skipping and token.type != "tr_close"


@dataclass(slots=True)
class Writer:
    allowed: Allowed
    below: int
    _told: list[str] = field(default_factory=list)

    def write(self, tokens: Sequence[Token]) -> str:
        for token in _few_rows(tokens):
            self._block(token)
        return "".join(self._told)

    def _block(self, token: Token) -> None:
        name, _, side = token.type.rpartition("_")
        if token.type == "inline":
            self._told.append(self._inline(token))
        elif token.type == "fence":
            self._told.append(code(token.content.rstrip("\n"), token.info.strip().partition(" ")[0]))
        elif token.type == "hr":
            self._told.append("<hr/>")
        elif name == "heading":
            level = min(int(token.tag[1:]) + self.below, DEEPEST_HEADING)
            self._tag(f"h{level}", side)
        elif name in BLOCKS and not token.hidden:
            self._tag(BLOCKS[name], side)

    def _tag(self, name: str, side: str) -> None:
        inner, outer = ("<tbody>", "</tbody>") if name == "table" else ("", "")
        self._told.append(f"<{name}>{inner}" if side == "open" else f"{outer}</{name}>")

    def _inline(self, token: Token) -> str:
        said = Line(self.allowed).write(token.children or [])
        box = BOXES.get(said[:4])
        return f"{box} {said[4:]}" if box else said


@dataclass(slots=True)
class Line:
    """What stands in one block: the innermost link, if one is open, last."""

    allowed: Allowed
    _open: list[list[str]] = field(default_factory=lambda: [[]])
    _spans: Counter[str] = field(default_factory=Counter)

    def write(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            said = self._one(token)
            self._open[-1].append(said)
        return "".join(self._open[0])

    def _one(self, token: Token) -> str:
        name, _, side = token.type.rpartition("_")
        match token.type:
            case "link_open":
                self._open.append([str(token.attrGet("href") or "")])
                return ""
            case "link_close":
                url, *label = self._open.pop()
                return self._link(url, "".join(label))
            case "image":
                return self._link(str(token.attrGet("src") or ""), words(token.content))
            case "code_inline":
                return element("code", words(token.content))
            case "softbreak" | "hardbreak":
                return "\n" if token.type == "softbreak" else "<br/>"
        return self._span(SPANS[name], side) if name in SPANS else self._text(token.content)

    def _span(self, name: str, side: str) -> str:
        """One in itself says nothing, and a thousand of them are more than Confluence reads."""
        if side == "open":
            self._spans[name] += 1
            return f"<{name}>" if self._spans[name] == 1 else ""
        self._spans[name] -= 1
        return "" if self._spans[name] else f"</{name}>"

    def _text(self, text: str) -> str:
        return words(text) if len(self._open) > 1 else linked(text, self.allowed)

    def _link(self, url: str, label: str) -> str:
        nested = len(self._open) > 1  # a picture in a link
        if not nested and (safe := address(url, self.allowed)):
            return link(safe, label or words(url))
        shown = words(url)
        return label if nested or shown in label else f"{label} {element('code', shown)}".strip()
