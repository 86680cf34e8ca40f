"""What the evidence says, in the few facts that an answer is made of."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from demo.bedrock.brief import Brief, minutes_between
from demo.bedrock.replies import Result

LONGEST = 110  # characters of a line that is quoted
DEED = re.compile(
    r"(?P<call>\w+?)(?:\d{8}(?:v\d)?)? \([^)]*\)(?: of (?P<of>.+?))? by (?P<who>.+?)(?P<failed> FAILED: .+)?$"
)
COURSE = re.compile(r"min (?P<low>\S+) at \S+, max \S+ at \S+, last (?P<last>\S+) at (?P<at>\d\d:\d\d)")
OFF = re.compile(r"Times into ALARM: (?:at least )?(\d+)")
STATE = re.compile(r"^(?:\S+ \S+Z )?(?P<name>.+?): ALARM\b", re.MULTILINE)
GRAVE = re.compile(r"error|fatal|crit|exhausted|timed out|out of memory", re.IGNORECASE)
RUN = re.compile(r"^(?:[0-9a-f]{8}[\w-]*|\[\w+\]) ")  # what begins a line and says nothing


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    call: str
    what: str
    who: str
    minutes: int  # before the alarm


@dataclass(frozen=True, slots=True)
class Logged:
    where: str
    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Course:
    where: str
    low: str
    last: str
    at: str


def clock(at: datetime) -> str:
    return f"{at:%H:%M} UTC"


def changes(brief: Brief, results: Sequence[Result]) -> list[Change]:
    """What was done and not only tried: before the alarm if anything was, the last one's first deed first."""
    given = [section.text for section in (brief.section("changes"),) if section]
    texts = given + [one.text for one in results if one.tool == "changes"]
    found = {_change(line.at, line.text, brief) for text in texts for line in brief.lines(text)}
    done = sorted((one for one in found if one), key=lambda one: one.at)
    before = [one for one in done if not brief.since or one.at <= brief.since] or done
    last = before[-1].who if before else ""
    return sorted(before, key=lambda one: one.who != last)


def _change(at: datetime, text: str, brief: Brief) -> Change | None:
    found = DEED.match(text)
    if found is None or found["failed"]:
        return None
    named = (found["of"] or "?").split(", ")
    what = next((name for name in named if "/" not in name and ":" not in name), named[0])
    minutes = minutes_between(at, brief.since) if brief.since else 0
    return Change(at, found["call"], what, found["who"].partition(" as ")[0], minutes)


def logged(brief: Brief) -> Logged | None:
    """The line that tells most."""
    section = brief.section("logs")
    lines = brief.lines(section.text) if section else []
    if section is None or not lines:
        return None
    most = max(lines, key=lambda line: (bool(GRAVE.search(line.text)), line.count, line.at))
    return Logged(section.where, _said(re.sub(r"^×\d+ ", "", most.text)), most.count)


def _said(text: str) -> str:
    """What a line says, without what stands around it in a log."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    message = found.get("message", text) if isinstance(found, dict) else text
    return short(RUN.sub("", str(message)))


def course(brief: Brief) -> Course | None:
    section = brief.section("metric")
    found = COURSE.search(section.text) if section else None
    if section is None or found is None:
        return None
    return Course(section.where, _number(found["low"]), _number(found["last"]), f"{found['at']} UTC")


def times_off(brief: Brief) -> int:
    section = brief.section("history")
    found = OFF.search(section.text) if section else None
    return int(found[1]) if found else 0


def ringing(text: str) -> list[str]:
    """The alarms that *text* says to be in ALARM."""
    return list(dict.fromkeys(found["name"] for found in STATE.finditer(text)))


def short(text: str) -> str:
    """As much as is read at a glance, whole words of it, without Markdown's own marks."""
    line = " ".join(text.replace("`", "'").split())
    return line if len(line) <= LONGEST else line[:LONGEST].rpartition(" ")[0] or line[:LONGEST]


def _number(text: str) -> str:
    value = float(text)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 — three digits
