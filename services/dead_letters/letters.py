"""The dead-letter queue, as people see it: what could not be accepted, and what they do about it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NewType, Protocol, Self

import structlog

from services.desk import Notification

log = structlog.get_logger(__name__)

DeadLetterId = NewType("DeadLetterId", str)  # as SQS names the message
Deed = Literal["sent back", "thrown away"]

PAGE = 5  # messages
MOST = 100  # messages that one look gathers
BELIEVED = 60.0  # seconds that one look serves; turning a page hides nothing anew
ALL = "all"


class NoDeadLetterQueue(Exception):
    """The queue names none."""


class DeadLettersForbidden(Exception):
    """The bot's role may not; says which permission it lacks."""


class DeadLettersUnreadable(Exception):
    """SQS does not do it; the sentence says why."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One message that lies there, read as far as it can be."""

    id: DeadLetterId
    notification: Notification
    sent_at: datetime  # UTC
    receives: int  # how often it was given to somebody, looks included
    given_up_by: str = ""  # another queue than ours, where several share this one


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a look got hold of, the oldest first, and how many SQS counts."""

    letters: tuple[DeadLetter, ...]
    counted: int


@dataclass(frozen=True, slots=True)
class Moved:
    """How many were sent back or thrown away; and why not the others, where something went wrong."""

    deed: Deed
    count: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of what lies there, after what was done just before."""

    letters: tuple[DeadLetter, ...]
    page: int
    pages: int
    found: int
    counted: int
    read_at: datetime
    moved: Moved | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which messages, and on which page they were chosen; as a word that a button can carry."""

    ids: tuple[DeadLetterId, ...] | None  # None: all there are
    page: int = 1

    def __str__(self) -> str:
        return f"{ALL if self.ids is None else ','.join(self.ids)} page {self.page}"

    @classmethod
    def read(cls, text: str) -> Self:
        """The choice that a button carries; what can't be read chooses nothing."""
        ids, _, page = text.rpartition(" page ")
        chosen = None if ids == ALL else tuple(DeadLetterId(one) for one in ids.split(",") if one)
        return cls(chosen, int(page) if page.isdecimal() else 1)


class DeadQueue(Protocol):
    """Raises the errors above and no others."""

    async def look(self, most: int) -> Gathered:
        """What lies there, up to so many; nobody misses it for longer than the look takes."""

    async def send_back(self, ids: Collection[DeadLetterId] | None) -> Moved:
        """Send those, or all, to the queue they came from; each leaves only when that has taken it."""

    async def throw_away(self, ids: Collection[DeadLetterId]) -> Moved: ...


@dataclass(slots=True)
class DeadLetters:
    queue: DeadQueue
    clock: Callable[[], datetime]
    _seen: tuple[datetime, Gathered] | None = None

    async def read(self, page: int = 1, *, fresh: bool = False, moved: Moved | None = None) -> Shelf:
        """One page, the oldest first."""
        read_at, gathered = await self._gathered(fresh=fresh)
        letters = gathered.letters
        pages = max(1, -(-len(letters) // PAGE))
        page = min(max(page, 1), pages)
        some = letters[(page - 1) * PAGE : page * PAGE]
        return Shelf(some, page, pages, len(letters), gathered.counted, read_at, moved)

    async def send_back(self, choice: Choice) -> Shelf:
        return await self._after(choice, await self.queue.send_back(choice.ids))

    async def throw_away(self, choice: Choice) -> Shelf:
        """Only what was named: nobody throws away what they have not seen."""
        return await self._after(choice, await self.queue.throw_away(choice.ids or ()))

    async def _after(self, choice: Choice, moved: Moved) -> Shelf:
        log.info("dead_letters_moved", deed=moved.deed, count=moved.count, trouble=moved.trouble)
        return await self.read(choice.page, fresh=True, moved=moved)

    async def _gathered(self, *, fresh: bool) -> tuple[datetime, Gathered]:
        now = self.clock()
        if fresh or self._seen is None or (now - self._seen[0]).total_seconds() > BELIEVED:
            self._seen = (now, await self.queue.look(MOST))
        return self._seen
