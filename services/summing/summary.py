"""A summary: what happened, is open, recurs, and who watches; in figures, and in a model's words.

From the incidents in the store and from what people wrote. Nobody is told what they may not read in Slack.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from services.alarm import AlarmArn
from services.asking.agent import Trouble
from services.asking.talk import Thread
from services.incident import ChannelId, Incident, Person
from services.overview import Shown
from services.summing.tally import Stretch, Tally

DAY = timedelta(days=1)


class Refusal(StrEnum):
    """Why there is no summary."""

    UNKNOWN = "unknown"  # no channel or thread that the bot can see
    NOT_YOURS = "not yours"  # the asker may not read it
    SILENT = "silent"  # Slack does not tell it just now


class Unreadable(Exception):
    """Slack does not show the bot what stands there; says why."""


class Gone(Unreadable):
    """There is no such thread."""


class NotFiled(Exception):
    """The page could not be written; says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants summarized; where neither channel nor thread is named, the place they ask in."""

    span: timedelta = DAY
    channel: ChannelId | None = None
    name: str = ""  # of a channel, as people type it
    thread: Thread | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A channel as the bot sees it."""

    id: ChannelId
    name: str = ""
    is_private: bool = False
    is_member: bool = True  # whether the bot is


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote, as plain words."""

    at: datetime
    by: str
    text: str
    is_reply: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, the oldest first; *more* tells whether there was more than is read."""

    remarks: tuple[Remark, ...] = ()
    more: bool = False

    @property
    def people(self) -> int:
        return len({one.by for one in self.remarks})


@dataclass(frozen=True, slots=True)
class Prose:
    """The summary in a model's words, Markdown from outside; or why there is none."""

    text: str = ""
    model: str = ""
    trouble: Trouble | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    stretch: Stretch
    room: Room | None = None  # none: what the store knows alone
    of_room: bool = False  # whether the incidents are those that *room* shows, and no others
    thread: Thread | None = None
    tally: Tally | None = None
    before: Tally | None = None
    incidents: tuple[Incident, ...] = ()  # that opened or closed meanwhile, the newest first; or the thread's
    open: tuple[Shown, ...] = ()
    reading: Reading | None = None  # none where the place can't be read
    prose: Prose | None = None  # none where no model is configured

    @property
    def is_private(self) -> bool:
        return self.room is not None and self.room.is_private


class Conversations(Protocol):
    """Slack, as far as it is read for a summary."""

    async def room(self, channel: ChannelId) -> Room | None:
        """The channel, if the bot can see it; raises Unreadable while Slack does not tell."""

    async def named(self, name: str, by: Person) -> ChannelId | None:
        """The channel of that *name* that *by* or the bot is in."""

    async def may_read(self, room: Room, by: Person) -> bool: ...

    async def read(self, room: Room, stretch: Stretch) -> Reading:
        """What people wrote there in *stretch*, or Unreadable."""

    async def read_thread(self, room: Room, thread: Thread) -> Reading: ...


class Incidents(Protocol):
    async def at(self, thread: Thread) -> Incident | None:
        """The incident whose card begins *thread*."""

    async def shown(self) -> dict[AlarmArn, Shown]:
        """The open ones."""


class Narrator(Protocol):
    async def tell(self, summary: Summary) -> Prose:
        """*summary* in words; what goes wrong is told as well, and never raised."""


class Filing(Protocol):
    """Where summaries are kept as pages."""

    async def file_summary(self, summary: Summary, by: Person | None) -> str:
        """File it for *by*, nobody where the clock asked; give the page's address, or raise NotFiled."""
