"""What a person is shown, and decides, before a report is filed."""

from dataclasses import dataclass, replace
from typing import Self

from services.asking.agent import Trouble
from services.asking.talk import Thread
from services.incident import IncidentId
from services.reporting.report import Moment, Section
from services.reporting.wiki import PageId, Space, SpaceKey

NO_MODEL = "no model"


@dataclass(frozen=True, slots=True)
class Errand:
    """The report of which incident, and the thread that belongs to it."""

    incident: IncidentId  # or a storm's id: the store knows what it is of
    thread: Thread


@dataclass(frozen=True, slots=True)
class Record:
    """What is remembered of an incident's report: its page, or the title under which one was begun."""

    title: str
    space: SpaceKey
    page: PageId | None = None
    url: str = ""
    version: int = 0
    by: str = ""  # who filed it last, or is filing it


@dataclass(frozen=True, slots=True)
class Form:
    errand: Errand
    title: str  # as the person wants it; where there is a *record*, as it is
    space: SpaceKey
    spaces: tuple[Space, ...]  # to choose from
    sections: tuple[Section, ...] = ()
    moments: tuple[Moment, ...] = ()  # of the thread, for the timeline
    has_thread: bool = False
    with_thread: bool = False  # all that was said goes on the page
    lack: Trouble | str = ""  # why no model wrote the sections
    bare: bool = False  # to be filed without a summary all the same
    record: Record | None = None

    def known(self, record: Record | None) -> Self:
        """A report that was begun keeps its place."""
        if record is None:
            return self
        return replace(self, record=record, title=record.title, space=record.space)

    @property
    def is_bare(self) -> bool:
        """Whether there is no word of a summary in it."""
        return not any(section.text.strip() for section in self.sections)
