"""The words of a line of Markdown, written anew: emphasis, code, and links to allowed hosts alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from services.slack.links import web_address
from services.slack.text import cut, neutral

ADDRESS = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\bmailto:)[^\s<>`|\"']+", re.IGNORECASE)
SPECIAL = re.compile(r"([\\*~\[\]]|(?<!\w)_|_(?!\w))")
PUNCTUATION = ".,;:!?)*_"
SPANS = {"strong": "**", "em": "_", "s": "~~"}
LONGEST_CODE = 500

Allowed = Callable[[str], bool]  # whether a host may be linked to


@dataclass(slots=True)
class Line:
    """What is being written: the innermost link, if one is open, last."""

    allowed: Allowed
    open: list[list[str]] = field(default_factory=lambda: [[]])

    def write(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            self._write(token)
        return "".join(self.open[0]).strip()

    def _write(self, token: Token) -> None:
        name, _, side = token.type.rpartition("_")
        if name in SPANS:
            self._add(SPANS[name])
        elif name == "link" and side == "open":
            self.open.append([str(token.attrGet("href") or "")])
        elif name == "link":
            url, *label = self.open.pop()
            self._add(self._link(url, "".join(label)))
        elif token.type == "image":
            self._add(f"{self._text(token.content)} {code(str(token.attrGet('src') or ''))}")
        elif token.type == "code_inline":
            self._add(code(token.content))
        else:
            self._add("\n" if token.type in {"softbreak", "hardbreak"} else self._text(token.content))

    def _add(self, text: str) -> None:
        self.open[-1].append(text)

    def _link(self, url: str, label: str) -> str:
        if self._may(url):
            return f"[{label or url}]({url.replace('(', '%28').replace(')', '%29')})"
        return label if code(url) in label else f"{label} {code(url)}".strip()

    def _text(self, text: str) -> str:
        """Plain words; an address in them is left to Slack only where it may be a link."""
        parts, end = [], 0
        for found in ADDRESS.finditer(text):
            url = found[0].rstrip(PUNCTUATION)
            parts.append(_words(text[end : found.start()]))
            parts.append(url if self._may(url) else code(url))
            end = found.start() + len(url)
        return "".join([*parts, _words(text[end:])])

    def _may(self, url: str) -> bool:
        address = web_address(url)
        return address is not None and address.url == url and self.allowed(address.host)


def code(text: str) -> str:
    """*text* as inline code, where Slack makes no links; its own backticks go."""
    said = neutral(cut(" ".join(text.replace("`", "'").split()), LONGEST_CODE))
    return f"`{said}`" if said else ""


def _words(text: str) -> str:
    # a lone backtick would open a code span that ends where the one around an address begins
    return neutral(SPECIAL.sub(r"\\\1", text.replace("`", "'")))
