"""Attendance: when the bot was away, and one message for what came and went meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from services.event import Event
from services.incident import ChannelId, Incident

log = structlog.get_logger(__name__)

GAP = timedelta(minutes=5)  # a shorter one is a restart
BEAT = timedelta(seconds=10)
QUIET = timedelta(seconds=5)  # without news: what had been waiting is in
LONGEST = timedelta(seconds=60)  # from the first news on
PATIENCE = timedelta(minutes=10)  # where there are no news at all


@dataclass(frozen=True, slots=True)
class Away:
    """From the last sign of life until the first one after it."""

    since: datetime
    until: datetime


Tell = Callable[[Away, ChannelId, Sequence[Incident]], Event]


class Logbook(Protocol):
    """What attendance needs of the store; every method is one durable transaction."""

    async def beat(self, now: datetime, gap: timedelta) -> Away | None:
        """A sign of life. Give the absence that is not told yet: the one that just ended, or an older one."""

    async def tell(self, away: Away, tell: Tell) -> int:
        """Let one event a channel speak for what opened and closed in *away*; give how many incidents.

        What opened then and is still open may be shown from now on.
        """


class Attendance:
    """While it catches up, the store holds back the cards of what opened while it was away."""

    def __init__(
        self, logbook: Logbook, tell: Tell, changed: Callable[[], None], clock: Callable[[], datetime]
    ) -> None:
        self._logbook, self._tell, self._changed, self._clock = logbook, tell, changed, clock
        self._away: Away | None = None
        self._beaten: datetime | None = None
        self._first = self._newest = None  # type: datetime | None

    @property
    def catching_up(self) -> Away | None:
        return self._away

    def stirred(self) -> None:
        """Something came in."""
        if self._away:
            self._newest = self._clock()
            self._first = self._first or self._newest

    async def look(self) -> None:
        """Look at the clock: beat, notice an absence, and end the catching up. To be called every 2 s."""
        now = self._clock()
        if self._beaten is None or abs(now - self._beaten) >= BEAT:
            await self._beat(now)
        if self._away and self._caught_up(self._away, now):
            await self._settle(self._away)

    async def _beat(self, now: datetime) -> None:
        away = await self._logbook.beat(now, GAP)
        self._beaten = now
        if away is None and self._away:  # another bot has told it
            self._away = None
            self._changed()
        if away and away != self._away:
            # one that a crash left untold may have nothing more to wait for
            news = now if away.until < now else None
            self._away, self._first, self._newest = away, news, news
            log.info("was_away", since=away.since.isoformat(), until=away.until.isoformat())

    def _caught_up(self, away: Away, now: datetime) -> bool:
        if self._first is None or self._newest is None:
            return now - away.until >= PATIENCE
        return now - self._newest >= QUIET or now - self._first >= LONGEST

    async def _settle(self, away: Away) -> None:
        told = await self._logbook.tell(away, self._tell)
        self._away = None
        log.info("caught_up", told=told)
        self._changed()
