"""The report of an incident, as it is filed: values alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.alarm import State
from services.incident import IncidentId
from services.storming.storm import Entry, Sum


class Topic(StrEnum):
    """What a section is about, in the order in which people read it."""

    SUMMARY = "summary"
    IMPACT = "impact"
    CAUSE = "cause"
    PROGRESS = "progress"
    SOLUTION = "solution"
    FOLLOW_UPS = "follow-ups"


@dataclass(frozen=True, slots=True)
class Section:
    topic: Topic
    text: str  # Markdown, as a model wrote it


@dataclass(frozen=True, slots=True)
class Moment:
    """A row of the timeline; *who* is empty where it was the alarm itself."""

    at: datetime
    what: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Chart:
    """What the metric did, oldest first."""

    metric: str
    points: tuple[Point, ...]
    threshold: float | None = None
    unit: str = ""  # as people write it: %, ms


@dataclass(frozen=True, slots=True)
class Evidence:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Remark:
    """One message of the thread."""

    author: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    incident: IncidentId  # or a storm's id
    alarm: str
    state: State
    filed_at: datetime
    account: str = ""
    region: str = ""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    watched_by: tuple[str, ...] = ()  # names
    sections: tuple[Section, ...] = ()
    timeline: tuple[Moment, ...] = ()
    chart: Chart | None = None
    evidence: tuple[Evidence, ...] = ()
    thread_url: str = ""
    thread: tuple[Remark, ...] = ()  # as it was said; empty where it is left out
    sum: Sum | None = None  # of a storm
    alarms: tuple[Entry, ...] = ()  # of it, as they opened


def marker(incident: IncidentId) -> str:
    """What says in a page's body that it is the report of *incident*."""
    return f"watchbell-report-{incident}"
