"""Findings on paper: aligned lines for a person, JSON for a program."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict

from bot.checks.finding import Finding, Say, State
from bot.logs import redact

SIGNS: dict[State, str] = {"ok": "✓", "warning": "!", "failed": "✗", "skipped": "–"}
COLOURS: dict[State, int] = {"ok": 32, "warning": 33, "failed": 31, "skipped": 2}


def as_json(findings: Sequence[Finding]) -> str:
    return json.dumps([asdict(_clean(one)) for one in findings], indent=2)


def as_lines(findings: Sequence[Finding], _: Say, *, coloured: bool) -> str:
    words: dict[State, str] = {
        "ok": _("ok"),
        "warning": _("warning"),
        "failed": _("failed"),
        "skipped": _("skipped"),
    }
    of_word = max(map(_width, words.values()))
    of_name = max((_width(one.name) for one in findings), default=0)
    return "\n".join(
        _line(_clean(one), _filled(words[one.ok], of_word), _filled(one.name, of_name), coloured=coloured)
        for one in findings
    )


def _line(finding: Finding, word: str, name: str, *, coloured: bool) -> str:
    state = f"{SIGNS[finding.ok]} {word}"
    indent = " " * (_width(state) + 2)
    if coloured:
        state = f"\x1b[{COLOURS[finding.ok]}m{state}\x1b[0m"
    remedy = f"\n{indent}→ {finding.remedy}" if finding.remedy else ""
    return f"{state}  {name}  {finding.says}{remedy}"


def _clean(finding: Finding) -> Finding:
    """Without secrets, and without what would move a terminal's cursor."""
    told = redact(None, "", {"says": finding.says, "remedy": finding.remedy})
    says, remedy = ("".join(c if c.isprintable() else " " for c in told[key]) for key in ("says", "remedy"))
    return Finding(finding.name, finding.ok, says, remedy)


def _width(text: str) -> int:
    """Columns on a terminal, where Korean takes two."""
    return sum(1 + (unicodedata.east_asian_width(one) in "WF") for one in text)


def _filled(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
