"""All alarms as CloudWatch has them now, joined with what the store knows of them."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self

from services.alarm import Alarm, AlarmArn, Place, State
from services.incident import ChannelId, Incident, IncidentId
from services.post import Ts

PAGE = 10  # alarms
BELIEVED = 15.0  # seconds that one reading serves; turning a page reads nothing anew
ORDER = (State.ALARM, State.INSUFFICIENT_DATA, State.OK)


class AlarmsUnreadable(Exception):
    """CloudWatch does not tell its alarms; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which alarms: in one state, with a part of the name; as a word that a button can carry."""

    state: State | None = None
    part: str = ""
    page: int = 1

    def __str__(self) -> str:
        return f"{self.state or ''}|{self.page}|{self.part}"

    @classmethod
    def read(cls, text: str) -> Self:
        """The filter that a button carries; what can't be read is everything."""
        state, _, rest = text.partition("|")
        page, _, part = rest.partition("|")
        known = State(state) if state in State.__members__ else None
        return cls(known, part, int(page) if page.isdecimal() else 1)

    def lets_through(self, alarm: Alarm) -> bool:
        return self.state in {None, alarm.state} and self.part.casefold() in alarm.name.casefold()


@dataclass(frozen=True, slots=True)
class Shown:
    """An open incident, and where its card stands."""

    incident: Incident
    channel: ChannelId | None = None
    ts: Ts | None = None


@dataclass(frozen=True, slots=True)
class Row:
    alarm: Alarm
    shown: Shown | None = None
    card: str = ""  # its address


@dataclass(frozen=True, slots=True)
class Overview:
    rows: tuple[Row, ...]
    counts: Mapping[State, int]
    filter: Filter
    pages: int
    found: int
    place: Place
    read_at: datetime


class Alarms(Protocol):
    async def all(self) -> list[Alarm]:
        """Every alarm of the account and region, or AlarmsUnreadable."""


class Incidents(Protocol):
    async def of(self, arn: AlarmArn) -> Shown | None:
        """The newest incident of an alarm, with its card."""


class Addresses(Protocol):
    async def permalink(self, channel: ChannelId, ts: Ts) -> str: ...


@dataclass
class AlarmOverview:
    alarms: Alarms
    place: Place
    incidents: Incidents
    addresses: Addresses
    clock: Callable[[], datetime]
    _read: tuple[datetime, list[Alarm]] | None = None
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def read(self, wanted: Filter, *, fresh: bool = False) -> Overview:
        """One page of what *wanted* lets through, the gravest first."""
        read_at, alarms = await self._all(fresh=fresh)
        through = sorted(filter(wanted.lets_through, alarms), key=_gravity)
        pages = max(1, -(-len(through) // PAGE))
        page = min(max(wanted.page, 1), pages)
        some = through[(page - 1) * PAGE : page * PAGE]
        return Overview(
            rows=tuple(await asyncio.gather(*map(self._row, some))),
            counts=Counter(alarm.state for alarm in alarms),
            filter=Filter(wanted.state, wanted.part, page),
            pages=pages,
            found=len(through),
            place=self.place,
            read_at=read_at,
        )

    async def _all(self, *, fresh: bool) -> tuple[datetime, list[Alarm]]:
        async with self._reading:
            now = self.clock()
            if fresh or self._read is None or (now - self._read[0]).total_seconds() > BELIEVED:
                self._read = (now, await self.alarms.all())
            return self._read

    async def _row(self, alarm: Alarm) -> Row:
        """With its incident, if one is open: in a storm there are too many of them to read them all."""
        known = await self.incidents.of(alarm.arn)
        shown = known if known and known.incident.is_open else None
        if shown is None or shown.channel is None or shown.ts is None:
            return Row(alarm, shown)
        return Row(alarm, shown, await self.addresses.permalink(shown.channel, shown.ts))


def _gravity(alarm: Alarm) -> tuple[int, float, str]:
    return ORDER.index(alarm.state), -alarm.changed_at.timestamp(), alarm.name


class Newest(Incidents, Protocol):
    async def incident(self, incident_id: IncidentId) -> Incident | None: ...


@dataclass(frozen=True, slots=True)
class StandingCards:
    """Where the card of an alarm stands already."""

    incidents: Newest
    addresses: Addresses

    async def address(self, incident: IncidentId) -> str:
        """The address of its card, or nothing where none stands."""
        known = await self.incidents.incident(incident)
        shown = await self.incidents.of(known.alarm.arn) if known else None
        if shown is None or shown.channel is None or shown.ts is None:
            return ""
        return await self.addresses.permalink(shown.channel, shown.ts)
