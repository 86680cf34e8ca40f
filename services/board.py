"""The board brings each channel up to what the store says: state, not events, so it can begin again."""

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from services.desk import StoreUnavailable
from services.event import Event
from services.incident import ChannelId
from services.post import Backlog, Channel, Face, How, Owed, Pace, PostId, Settled
from services.poster import Poster
from services.storming.storm import WORTH_WAITING, Storm

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds."""

    request: float = 10.0  # the longest a request to Slack may take
    batch: float = 2.0  # the longest between an intent and the start of its request
    margin: float = 3.0  # a request may arrive when nobody waits any more; Slack tells whole seconds
    crowded: float = 0.1  # the shortest between two looks at a channel that is owed more than it takes now
    store: float = 5.0  # pause where the store fails
    refused: float = 60.0  # pause where the last channel takes nothing
    notice: float = 3600.0  # between two notices of a channel that takes nothing
    unreachable_at_most: float = 30.0


class AlertBoard:
    """A loop for each channel, woken by what changed in it."""

    def __init__(  # noqa: PLR0913 — the composition root names them all
        self,
        backlog: Backlog,
        slack: Channel,
        face: Face,
        pace: Pace,
        *,
        ops: ChannelId,
        notice: Callable[[ChannelId], Event],
        clock: Callable[[], float],
        times: Times = Times(),
        at_once: int = 20,
    ) -> None:
        self._backlog, self._pace, self._times, self._clock = backlog, pace, times, clock
        self._ops, self._notice, self._at_once = ops, notice, at_once
        self.poster = Poster(slack, face, pace, self._on_refused, self._on_unreachable)
        self._bells: dict[ChannelId, asyncio.Event] = {}
        self._news = asyncio.Event()
        self._resting: dict[ChannelId, float] = {}  # until when
        self._tries: dict[ChannelId, int] = {}
        self._refused: set[ChannelId] = set()
        self._told: dict[ChannelId, float] = {}  # when a notice was given
        self._met: dict[PostId, tuple[float | None, float]] = {}  # an intent, and when we first saw it
        self._stopping = False

    def wake(self, *channels: ChannelId) -> None:
        """Something changed in *channels*; where none is named, in whatever channel."""
        if not channels or not self._bells.keys() >= set(channels):
            self._news.set()
        for channel in channels or self._bells:
            if channel in self._bells:
                self._bells[channel].set()

    def stop(self) -> None:
        """Finish the writes in flight and begin no other."""
        self._stopping = True
        self.wake()

    async def run(self, spawn: Callable[[ChannelId], asyncio.Task[None]]) -> None:
        """Give every channel that is owed something a loop, until stopped; the loops end by themselves."""
        loops: dict[ChannelId, asyncio.Task[None]] = {}
        while not self._stopping:
            self._news.clear()
            for channel in await self._channels():
                if channel not in loops or loops[channel].done():
                    loops[channel] = spawn(channel)
            await self._news.wait()
        await asyncio.gather(*loops.values(), return_exceptions=True)

    async def show(self, channel: ChannelId) -> None:
        """Bring *channel* up to what the store says, and keep it there."""
        bell = self._bells.setdefault(channel, asyncio.Event())
        while not self._stopping:
            bell.clear()
            try:
                rest = await self.step(channel)
            except StoreUnavailable as error:
                log.error("store_unavailable", channel=channel, error=str(error))
                rest = self._times.store
            if rest > self._times.crowded and rest < math.inf:  # more waits than is taken now: so can news
                await asyncio.sleep(self._times.crowded)
                rest -= self._times.crowded
            await _first(bell, rest)

    async def _channels(self) -> list[ChannelId]:
        try:
            return await self._backlog.channels()
        except StoreUnavailable as error:
            log.error("store_unavailable", error=str(error))
            await asyncio.sleep(self._times.store)
            self._news.set()
            return []

    async def step(self, channel: ChannelId) -> float:
        """Write what may be written now; give the seconds until there may be more."""
        few = self._pace.takes(channel, WORTH_WAITING)
        if few < math.inf:
            await self._backlog.gather(channel, few, datetime.fromtimestamp(self._clock(), UTC))
        ready, rest = self._ready(await self._backlog.owed(channel, self._at_once))
        if not ready:
            return rest
        began = self._clock()
        await self._backlog.intend([one for one in ready if _is_new(one)], began)
        results: list[Settled] = []
        for owed in ready:
            stopped = channel in self._refused or _is_gone(owed, results)
            results.append(Settled.not_now(owed) if stopped else await self._one(owed, began))
        await self._backlog.settle(results)
        for one in results:
            self._met.pop(one.owed.id, None)
        if channel in self._refused:
            await self._turn_away(channel)
        return 0.0

    def _ready(self, owed: Sequence[Owed]) -> tuple[list[Owed], float]:
        ready, rest = [], math.inf
        for one in owed:
            delay = self._delay(one)
            if delay > 0:
                rest = min(rest, delay)
            else:
                self._pace.took(one)
                ready.append(one)
        return ready, rest

    def _delay(self, owed: Owed) -> float:
        """An intent without an end waits until its request can no longer arrive."""
        times = self._times
        longest = times.request + times.batch + times.margin
        settled = self._begun(owed) + longest if owed.intent is not None else 0.0
        until = max(settled, self._resting.get(owed.channel, 0.0))
        return max(until - self._clock(), self._pace.delay(owed))

    def _begun(self, owed: Owed) -> float:
        """Not after we first saw it, whatever the clock said of whoever began it."""
        intent, met = self._met.get(owed.id, (None, 0.0))
        if intent != owed.intent:
            met = self._clock()
            self._met[owed.id] = (owed.intent, met)
        return min(owed.intent or met, met)

    async def _one(self, owed: Owed, began: float) -> Settled:
        now = self._clock()
        late = now - began > self._times.batch
        if self._stopping or late or self._resting.get(owed.channel, 0.0) > now:
            return Settled.not_now(owed)
        told = await self._backlog.told(owed) if isinstance(owed.subject, Storm) else owed
        settled = await self.poster.write(told)
        if settled.how in {How.SHOWN, How.PLAIN}:
            self._tries.pop(owed.channel, None)
        return settled

    def _on_unreachable(self, owed: Owed) -> None:
        tries = self._tries[owed.channel] = self._tries.get(owed.channel, 0) + 1
        pause = min(2.0 ** min(tries - 1, 10), self._times.unreachable_at_most)
        self._resting[owed.channel] = self._clock() + pause

    def _on_refused(self, owed: Owed) -> None:
        self._refused.add(owed.channel)
        if owed.channel == self._ops:
            self._resting[owed.channel] = self._clock() + self._times.refused

    async def _turn_away(self, channel: ChannelId) -> None:
        """What a channel refuses is owed to where the bot speaks of itself; it says so, rarely."""
        self._refused.discard(channel)
        if channel == self._ops:
            return
        due = self._clock() - self._told.get(channel, -math.inf) > self._times.notice
        if due:
            self._told[channel] = self._clock()
        await self._backlog.move(channel, self._ops, self._notice(channel) if due else None)
        self.wake()


def _is_gone(owed: Owed, results: Sequence[Settled]) -> bool:
    return any(one.how is How.GONE and one.owed.card == owed.card for one in results)


def _is_new(owed: Owed) -> bool:
    return owed.method == "post" and owed.intent is None


async def _first(bell: asyncio.Event, seconds: float) -> None:
    """Wait for the bell, but no longer than *seconds*."""
    try:
        await asyncio.wait_for(bell.wait(), None if seconds == math.inf else seconds)
    except TimeoutError:
        return
