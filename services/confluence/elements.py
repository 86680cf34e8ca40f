"""Pieces of Confluence's storage format; each is well-formed, whatever it is made of.

https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

MORE = "…"
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# What XML does not allow, half characters among it; what turns text around; what cannot be seen.
ILLEGAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
# Languages of the code macro: https://confluence.atlassian.com/doc/code-block-macro-139390.html
KNOWN = """bash css diff go groovy java javascript json kotlin perl php powershell python ruby rust scala sql
typescript xml yaml"""
OTHER_NAMES = {"sh": "bash", "shell": "bash", "console": "bash", "js": "javascript", "ts": "typescript"}
LANGUAGES = {name: name for name in KNOWN.split()} | OTHER_NAMES | {"py": "python", "yml": "yaml"}
LONGEST_LANGUAGE = 20


def legal(text: str) -> str:
    """*text* without what XML forbids and what nobody can see."""
    return ILLEGAL.sub("", LINE_ENDS.sub("\n", text))


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(most - len(MORE), 0)] + MORE


def words(text: str, most: int = 10_000) -> str:
    """*text* from outside, as plain words."""
    return escape(cut(legal(text[: 2 * most]), most))


def lines(text: str, most: int = 10_000) -> str:
    """*text* with its own line ends."""
    return words(text, most).strip("\n").replace("\n", "<br/>")


def element(name: str, inside: str) -> str:
    return f"<{name}>{inside}</{name}>"


def link(url: str, label: str) -> str:
    """A link to *url*, which somebody has found harmless; *label* is written already."""
    return f'<a href="{escape(legal(url))}">{label}</a>'


def macro(name: str, parameters: Mapping[str, str], body: str = "") -> str:
    told = "".join(
        f'<ac:parameter ac:name="{key}">{words(value, 255)}</ac:parameter>'
        for key, value in parameters.items()
    )
    return f'<ac:structured-macro ac:name="{name}">{told}{body}</ac:structured-macro>'


def rich(name: str, parameters: Mapping[str, str], inside: str) -> str:
    """A macro around other elements."""
    return macro(name, parameters, element("ac:rich-text-body", inside))


def code(text: str, language: str = "") -> str:
    """A code block; a *language* that Confluence does not know is none."""
    known = LANGUAGES.get(language[: LONGEST_LANGUAGE + 1].lower())
    # CDATA has no escapes: its end is written as the ends of two
    inside = legal(text).replace("]]>", "]]]]><![CDATA[>")
    body = element("ac:plain-text-body", f"<![CDATA[{inside}]]>")
    return macro("code", {"language": known} if known else {}, body)


def image(attachment: str, alt: str, width: int) -> str:
    """A picture that hangs on the page."""
    name = escape(legal(attachment))
    told = f'ac:alt="{words(alt, 500)}" ac:width="{width}"'
    return f'<ac:image {told}><ri:attachment ri:filename="{name}"/></ac:image>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are written already, under a line of headings."""
    told = [_row("th", head), *(_row("td", row) for row in rows)]
    return element("table", element("tbody", "".join(told)))


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """A table with a name and a value in each row, both written already."""
    told = (element("tr", element("th", name) + element("td", value)) for name, value in rows)
    return element("table", element("tbody", "".join(told)))


def _row(name: str, cells: Sequence[str]) -> str:
    return element("tr", "".join(element(name, cell) for cell in cells))
