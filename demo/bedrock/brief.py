"""The prompt as the model sees it: a question, and what was found out for it between marks.

A prompt of any other form is a question alone.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from demo.bedrock.replies import Turn

FENCED = re.compile(r'^<data-(\w+) title=("(?:[^"\\]|\\.)*")>\n(.*?)\n</data-\1>$', re.MULTILINE | re.DOTALL)
ABSENT = re.compile(r"^Not available: (.+)$", re.MULTILINE)
NOW = re.compile(r"^Now it is ([-\d]+ [\d:]+)Z\.$", re.MULTILINE)
EARLIER = re.compile(
    r"^They asked: (.*?)\nYou answered: (.*?)(?=\n\nThey asked: |\n\nNow it is |\Z)", re.MULTILINE | re.DOTALL
)
TIMED = re.compile(r"^(?:(\d{4})-)?(\d\d-\d\d \d\d:\d\d:\d\d)Z (?!to \d)(.+)$", re.MULTILINE)
COUNTED = re.compile(r"×(\d+) ")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of evidence that has a time."""

    at: datetime
    text: str

    @property
    def count(self) -> int:
        found = COUNTED.match(self.text)
        return int(found[1]) if found else 1


@dataclass(frozen=True, slots=True)
class Section:
    """What one look gave: "logs", of "/ecs/checkout-api"."""

    topic: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Brief:
    question: str
    sections: tuple[Section, ...] = ()
    absent: tuple[str, ...] = ()
    earlier: tuple[Turn, ...] = ()
    now: datetime | None = None

    def section(self, topic: str) -> Section | None:
        return next((one for one in self.sections if one.topic == topic), None)

    @property
    def alarm(self) -> dict[str, str]:
        """The rows of the alarm that is asked about; empty if it is about none."""
        return self._rows("alarm")

    @property
    def storm(self) -> dict[str, str]:
        """The figures of the storm that is asked about."""
        return self._rows("storm")

    def _rows(self, topic: str) -> dict[str, str]:
        section = self.section(topic)
        rows = (row.partition(": ") for row in section.text.splitlines()) if section else ()
        return {name: value for name, _, value in rows}

    def lines(self, text: str) -> list[Line]:
        """The lines of *text* that have a time; where it has no year, it is this one."""
        year = self.now.year if self.now else 2000
        found = ((read_time(f"{one[1] or year}-{one[2]}"), one[3]) for one in TIMED.finditer(text))
        return [Line(at, told) for at, told in found if at]

    @property
    def since(self) -> datetime | None:
        return read_time(self.alarm.get("since", ""))


def read_brief(prompt: str) -> Brief:
    sections = tuple(
        Section(*_title(json.loads(found[2])), found[3])
        for found in FENCED.finditer(prompt)
        if not found[2].startswith('"question')
    )
    asked = [found[3] for found in FENCED.finditer(prompt) if found[2].startswith('"question')]
    question = asked[-1].partition(" asks: ")[2] if asked else prompt.strip()
    outside = FENCED.sub("", prompt)
    now = NOW.search(outside)
    return Brief(
        question,
        sections,
        tuple(ABSENT.findall(outside)),
        tuple(Turn(found[1], answer=found[2]) for found in EARLIER.finditer(outside)) if asked else (),
        read_time(now[1]) if now else None,
    )


def read_time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.removesuffix("Z"), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _title(title: str) -> tuple[str, str]:
    if title == "open incidents":
        return title, ""
    topic, _, where = title.partition(" ")
    return topic, where


def minutes_between(before: datetime, after: datetime) -> int:
    return round((after - before) / timedelta(minutes=1))
