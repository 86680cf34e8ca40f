"""Who shows what now: the channels are shared out among the bots that live.

A free channel is taken at once by whoever has less than its share; a bot with more than that gives one back
while others have less; one that stops gives all of them back as soon as their writes have ended.
"""

import asyncio
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import ceil

import structlog

from services.incident import ChannelId
from services.post import Owed, PostId
from services.sharing.presence import Presence
from services.sharing.rota import Lease, MemberId, Roll, Terms, Watch, World

log = structlog.get_logger(__name__)

TERMS = Terms()
AT_ONCE = 4  # takes
HURRY = 0.05  # seconds between two looks whether the last writes have ended


@dataclass
class Shifts:
    """The channels that this bot shows."""

    world: World
    terms: Terms = TERMS
    known: set[ChannelId] = field(default_factory=set)  # which somebody ought to show
    held: dict[ChannelId, Lease] = field(default_factory=dict)
    leaving: set[ChannelId] = field(default_factory=set)

    def __post_init__(self) -> None:
        world = self.world
        self.presence = Presence(
            world.rota, self.terms, world.clock, world.new_name, self._go_on, self._let_go
        )
        self._watch, self._ask = Watch(), self.presence.ask
        self._free: dict[ChannelId, float] = {}  # since when
        self._writes: dict[tuple[ChannelId, PostId], float] = {}  # until when each may still arrive
        self._short: set[ChannelId] = set()  # what waits for the next beat
        self._stopping = asyncio.Event()

    @property
    def name(self) -> MemberId:
        return self.presence.name

    # --- what is asked before anything is written

    def shows(self, channel: ChannelId) -> bool:
        return self.left(channel) > 0

    def left(self, channel: ChannelId) -> float:
        """Seconds for which nobody else can show *channel*."""
        lease = self.held.get(channel)
        if lease is None or lease.owner != self.name or channel in self.leaving:
            return 0.0
        return max(0.0, self.presence.sure - self.world.clock())

    def may_write(self, channel: ChannelId) -> bool:
        """Whether a request that begins now ends before anybody else shows *channel*."""
        enough = self.left(channel) >= self.terms.request
        if not enough and channel in self.held:
            self._short.add(channel)
        return enough

    def begin(self, owed: Owed) -> None:
        """A write begins: its channel is kept until it has ended, or can no longer arrive."""
        self._writes[owed.channel, owed.id] = self.world.clock() + self.terms.batch + self.terms.request

    def end(self, owed: Owed) -> None:
        """It has ended, and the store knows how."""
        self._writes.pop((owed.channel, owed.id), None)

    # --- the round

    async def run(self) -> None:
        """Go round until told to stop, then give everything back; and beat, however long a round takes."""
        beating = asyncio.create_task(self.presence.go_on())
        try:
            while not (self._stopping.is_set() and not self.held):
                await self.presence.attempt(self.round)
                await self._rest()
        finally:
            beating.cancel()
        await self.presence.leave()
        log.info("shift_over", bot=self.name)

    def stop(self) -> None:
        """Begin no write any more, and give back what is held when the last has ended."""
        self.leaving.update(self.held)
        self._stopping.set()

    async def round(self) -> None:
        """Beat, look who else does, and take or give back what follows from it."""
        await self.presence.beat()
        roll = await self._strike(await self._ask(self.world.rota.look()))
        self._adopt(roll)
        await self._give_back(roll)
        if not self._stopping.is_set():
            self.world.share(max(1, len(roll.beats)))
            await self._take(roll)
            await self._news()

    async def _rest(self) -> None:
        if self._stopping.is_set():
            await asyncio.sleep(HURRY)
            return
        try:
            await asyncio.wait_for(self._stopping.wait(), self.terms.look)
        except TimeoutError:
            return

    def _go_on(self) -> None:
        """Show what had to wait for this beat."""
        short, self._short = self._short, set()
        if short:
            self.world.wake(*short)

    def _let_go(self) -> None:
        """We were struck off."""
        self.held.clear()
        self.leaving.clear()

    def _adopt(self, roll: Roll) -> None:
        """What was taken and never heard of again."""
        for channel, lease in roll.leases.items():
            if self.name and lease.owner == self.name and channel not in self.held:
                self._hold(lease)

    async def _strike(self, roll: Roll) -> Roll:
        """Take the silent off the roll; give what is left of it."""
        self._watch.look(roll, self.world.clock())
        beats = dict(roll.beats)
        for member, number in self._watch.silent(self.world.clock(), self.terms.lease):
            if member != self.name and await self._ask(self.world.rota.strike(member, number)):
                del beats[member]
                log.warning("bot_silent", bot=member, held=roll.load(member))
        return replace(roll, beats=beats)

    async def _take(self, roll: Roll) -> None:
        wanted = self._wanted(roll)
        for start in range(0, len(wanted), AT_ONCE):
            some = wanted[start : start + AT_ONCE]
            await asyncio.gather(*(self._take_one(one, roll.leases.get(one)) for one in some))

    def _wanted(self, roll: Roll) -> list[ChannelId]:
        """What is free: a share of it at once, the rest when nobody else has taken it for a while."""
        now, channels = self.world.clock(), {*self.known, *roll.leases}
        free = sorted((one for one in channels if roll.is_free(one) and one not in self.held), key=self._turn)
        self._free = {one: self._free.get(one, now) for one in free}
        missing = max(0, ceil(len(channels) / max(1, len(roll.beats))) - len(self.held))
        left = [one for one in free[missing:] if now - self._free[one] >= self.terms.modest]
        return [*free[:missing], *left]

    async def _take_one(self, channel: ChannelId, after: Lease | None) -> None:
        lease = await self._ask(self.world.rota.take(channel, self.name, after))
        if lease and lease.owner == self.name:  # else we were struck off meanwhile
            self._hold(lease)

    def _turn(self, channel: ChannelId) -> int:
        """Each bot begins with others."""
        return zlib.crc32(f"{self.name} {channel}".encode())

    def _hold(self, lease: Lease) -> None:
        self.held[lease.channel] = lease
        if self._stopping.is_set():
            self.leaving.add(lease.channel)
        log.info("channel_taken", channel=lease.channel, bot=self.name, token=lease.token)
        self.world.wake(lease.channel)

    async def _give_back(self, roll: Roll) -> None:
        if not self.leaving:
            self.leaving.update(self._too_many(roll))
        now = self.world.clock()
        self._writes = {write: until for write, until in self._writes.items() if until > now}
        written = {channel for channel, _ in self._writes}
        for channel in sorted(self.leaving - written):
            await self._release(channel)

    def _too_many(self, roll: Roll) -> Iterable[ChannelId]:
        share = ceil(len(roll.leases) / max(1, len(roll.beats)))
        if len(self.held) > share and any(roll.load(member) < share for member in roll.beats):
            return [max(self.held)]
        return []

    async def _release(self, channel: ChannelId) -> None:
        lease = self.held.get(channel)
        if lease is None:  # we were struck off meanwhile
            return
        await self._ask(self.world.rota.release(lease))
        self.held.pop(channel, None)
        self.leaving.discard(channel)
        self._free.pop(channel, None)
        log.info("channel_given_back", channel=channel, bot=lease.owner, token=lease.token)

    async def _news(self) -> None:
        """Show what other bots have accepted: this is all that tells us."""
        self.known.update(await self._ask(self.world.news.known()))
        owed = await self._ask(self.world.news.news([one for one in self.held if self.shows(one)]))
        if owed:
            self.world.wake(*owed)
