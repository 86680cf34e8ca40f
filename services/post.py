"""What stands, or shall stand, in a channel; and what the board needs of Slack, store, pace and looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, NewType, Protocol, Self

from services.event import Event
from services.incident import ChannelId, Incident, Line
from services.muting.mute import Silence
from services.storming.storm import Entry, Storm

Block = dict[str, Any]
Subject = Incident | Event | Silence | Storm  # what a card is about
PostId = NewType("PostId", str)
Ts = NewType("Ts", str)  # a message's time in Slack, and its name in its channel


@dataclass(frozen=True, slots=True)
class Message:
    """A message as Slack takes it: *text* is what notifications and screen readers get."""

    text: str
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a storm's list, in the thread of its card."""

    number: int
    ts: Ts | None = None  # where it stands, if it does
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Owed:
    """What a channel does not show yet: a card, or some lines or a page for its thread."""

    posts: tuple[PostId, ...]  # several where one message speaks for several lines
    channel: ChannelId
    subject: Subject
    version: int
    urgent: bool  # a person waits for it, or it is an ALARM
    card: PostId
    card_ts: Ts | None = None  # where the card stands, if it does
    lines: tuple[Line, ...] = ()
    is_card: bool = True
    loud: bool = False
    intent: float | None = None  # when a post was begun whose end nobody knows
    plain: bool = False  # Slack refused its blocks
    earlier_ts: Ts | None = None  # the card of the incident before
    page: Page | None = None

    @property
    def id(self) -> PostId:
        return self.posts[0]

    @property
    def ts(self) -> Ts | None:
        """Where it stands and can be updated; lines never are."""
        return self.card_ts if self.is_card else self.page.ts if self.page else None

    @property
    def method(self) -> Literal["post", "update"]:
        return "update" if self.ts else "post"

    @property
    def thread(self) -> Ts | None:
        return None if self.is_card else self.card_ts


class How(StrEnum):
    """How a write ended."""

    SHOWN = "shown"
    OWED = "owed"  # surely not written
    UNSURE = "unsure"  # perhaps written: its intent stays
    PLAIN = "plain"  # refused; to be tried as plain text
    GONE = "gone"  # the message was deleted, or nothing can be shown of it


@dataclass(frozen=True, slots=True)
class Settled:
    owed: Owed
    how: How
    ts: Ts | None = None
    version: int = 0  # what the message shows now

    @classmethod
    def not_now(cls, owed: Owed) -> Self:
        """Nothing was written; where something had been begun before, that is as unsure as it was."""
        return cls(owed, How.UNSURE if owed.intent is not None else How.OWED)


MOMENT = 1e-5  # seconds between the intents of two messages


def moments(posts: Sequence[Owed], at: float) -> list[tuple[Owed, float]]:
    """Each of *posts* with an intent of its own: by that is known, later, which lines were one message."""
    return [(owed, at + number * MOMENT) for number, owed in enumerate(posts)]


class Backlog(Protocol):
    """What the board needs of the store; every method is one durable transaction."""

    async def channels(self) -> list[ChannelId]:
        """The channels that are owed something."""

    async def gather(self, channel: ChannelId, few: float, now: datetime) -> None:
        """Where more than *few* cards wait to be begun, or a storm is on, let a storm speak for them."""

    async def owed(self, channel: ChannelId, at_most: int) -> list[Owed]:
        """What *channel* does not show yet, the most urgent first: so many new posts, so many updates."""

    async def told(self, owed: Owed) -> Owed:
        """*owed*, of a storm, with what is counted and listed of it now: only what is shown is worth that."""

    async def intend(self, posts: Sequence[Owed], at: float) -> None:
        """Remember that *posts* are about to be written."""

    async def settle(self, results: Sequence[Settled]) -> None: ...

    async def move(self, channel: ChannelId, to: ChannelId, notice: Event | None) -> None:
        """Owe to another channel all that *channel* does not show, and a *notice* that says why."""


class Channel(Protocol):
    """Slack, as far as the board writes to it. Raises the errors below and no others."""

    async def post(self, owed: Owed, message: Message) -> Ts: ...

    async def update(self, owed: Owed, message: Message) -> None: ...

    async def find(self, owed: Owed) -> list[Ts]:
        """Where the post stands whose end nobody knows, the oldest first."""

    async def delete(self, channel: ChannelId, ts: Ts) -> None: ...

    async def permalink(self, channel: ChannelId, ts: Ts) -> str:
        """The address of a message, or nothing where Slack does not tell it."""


class Pace(Protocol):
    def delay(self, owed: Owed) -> float:
        """Seconds until *owed* may be written."""

    def took(self, owed: Owed) -> None: ...

    def takes(self, channel: ChannelId, within: float) -> float:
        """How many posts *channel* takes in so many seconds, as far as is known."""

    def penalise(self, owed: Owed, seconds: float) -> None:
        """Slack said how long to wait."""


class Face(Protocol):
    """How things look; pure and total."""

    def card(self, subject: Subject, *, earlier: str = "") -> Message:
        """The card of *subject*; *earlier* is the address of the card of the incident before it."""

    def lines(self, subject: Subject, lines: Sequence[Line]) -> Message:
        """The thread message for some timeline lines; for an event, which has none, all that it says."""

    def page(self, storm: Storm, page: Page) -> Message:
        """A part of the list of a storm's alarms."""

    def plain(self, message: Message) -> Message:
        """The same as text alone."""


class SlackError(Exception):
    """A write that did not end well."""


class RateLimited(SlackError):
    def __init__(self, after: float) -> None:
        super().__init__(f"Slack asks for {after:g} s")
        self.after = after


class Unreachable(SlackError):
    """Slack was not reached, or is not itself: surely nothing was written."""


class OffDuty(SlackError):
    """Another bot shows this channel, or may before a request has ended: nothing was written."""


class Unsure(SlackError):
    """The answer got lost: perhaps it was written."""


class MessageRefused(SlackError):
    """Slack takes the channel but not this message."""


class MessageGone(SlackError):
    """The message to update is no longer there."""


class ChannelRefused(SlackError):
    """Nothing can be posted in this channel."""


class HistoryUnreadable(SlackError):
    """The bot may not read what stands in this channel."""
