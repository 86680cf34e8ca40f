"""The rota: which bots there are, and which of them shows which channel; kept in the store that they share.

A bot beats: it counts up a number of its own every two seconds. Its leases hold for as long as it beats, so
that a thousand channels cost no more beats than one. No two clocks are ever compared. Whoever sees one
number stand for the whole length of a lease, on its own clock, strikes that bot off, on the condition that
the number stands there still; and only what belongs to nobody on the roll may be taken. The holder counts
from before it wrote its last beat, so it gives up before anybody else can have seen enough.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NewType, Protocol

from services.incident import ChannelId

MemberId = NewType("MemberId", str)  # of one life of a bot: whoever was struck off comes back under another
NOBODY = MemberId("")


@dataclass(frozen=True, slots=True)
class Lease:
    """Who shows a channel; *token* grows each time that it is taken, and never otherwise."""

    channel: ChannelId
    owner: MemberId
    token: int


@dataclass(frozen=True, slots=True)
class Roll:
    """What the rota says; it may be a little old, since whatever follows from it is written on conditions."""

    beats: Mapping[MemberId, int] = field(default_factory=dict)
    leases: Mapping[ChannelId, Lease] = field(default_factory=dict)

    def is_free(self, channel: ChannelId) -> bool:
        lease = self.leases.get(channel)
        return lease is None or lease.owner not in self.beats

    def load(self, member: MemberId) -> int:
        """How many channels *member* shows."""
        return sum(lease.owner == member for lease in self.leases.values())


class Rota(Protocol):
    """Every method is one durable transaction, or raises StoreUnavailable."""

    async def look(self) -> Roll: ...

    async def beat(self, member: MemberId, number: int) -> bool:
        """Say that *member* is there: the first number puts it on the roll. False where it was struck off."""

    async def strike(self, member: MemberId, number: int) -> bool:
        """Take *member* off the roll, unless it has beaten since *number*."""

    async def take(self, channel: ChannelId, member: MemberId, after: Lease | None) -> Lease | None:
        """Take a lease *after* the one before, if that still stands there and its owner is off the roll."""

    async def release(self, lease: Lease) -> bool:
        """Give it back, if it is still the owner's under this token."""

    async def leave(self, member: MemberId) -> None:
        """Take oneself off the roll: what one has not given back is free."""


class News(Protocol):
    """What the store says of what other bots have accepted, and of what people did there."""

    async def known(self) -> list[ChannelId]:
        """The channels that were ever owed anything."""

    async def news(self, channels: Sequence[ChannelId]) -> list[ChannelId]:
        """Those of *channels* that are owed something now."""


@dataclass(frozen=True, slots=True)
class World:
    """What a bot's shifts have to do with."""

    rota: Rota
    news: News
    wake: Callable[..., None]  # whoever shows the channels named
    share: Callable[[int], None]  # told how many bots share Slack's limits
    clock: Callable[[], float]  # seconds that go on while the machine sleeps
    new_name: Callable[[], MemberId]


@dataclass(frozen=True, slots=True)
class Terms:
    """Seconds. A holder begins a write while its lease lasts longer than a request may take.

    A bot that dies is replaced after *lease* and two looks at most: 12 s. One that lives may miss a beat and
    still write, since lease - 2 * beat > request.
    """

    lease: float = 10.0
    beat: float = 2.0
    look: float = 1.0
    request: float = 5.0  # the longest a request to Slack may take
    batch: float = 2.0  # the longest between an intent and the start of its request
    modest: float = 2.0  # a bot with its share leaves a free channel to others for so long


@dataclass
class Watch:
    """How long each bot's number has stood there, on our own clock."""

    seen: dict[MemberId, tuple[int, float]] = field(default_factory=dict)

    def look(self, roll: Roll, now: float) -> None:
        """*now* is after the roll was read: a number has stood there for as long at least."""
        kept = {member: one for member, one in self.seen.items() if roll.beats.get(member) == one[0]}
        self.seen = {member: kept.get(member, (beat, now)) for member, beat in roll.beats.items()}

    def silent(self, now: float, seconds: float) -> list[tuple[MemberId, int]]:
        """Those whose number has stood there for so long, with that number."""
        return [(member, beat) for member, (beat, since) in self.seen.items() if now - since >= seconds]
