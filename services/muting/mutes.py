"""Muting: quiet for a while, never hidden, and never longer than was said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from services.desk import UnknownIncident
from services.incident import ChannelId, Incident, IncidentId, Person
from services.muting.mute import LONGEST_PATTERN, LONGEST_REASON, Mute, MuteId, mute_of
from services.muting.words import read_mute, read_until, unquoted

log = structlog.get_logger(__name__)

MOST = 100  # mutes at a time; each is held against every alarm that comes in


class NotYours(Exception):
    """Others are watching what is to be muted, or it may be about many alarms: that is for admins."""


class NoSuchMute(LookupError):
    """Nothing is muted under that name."""


class TooManyMutes(Exception):
    """There are as many mutes as there may be."""


class MuteStore(Protocol):
    """What muting needs remembered; every method is one durable transaction."""

    async def mutes(self) -> list[Mute]:
        """Those that have not ended."""

    async def incident(self, incident: IncidentId) -> Incident | None: ...

    async def open_under(self, mute: Mute) -> list[Incident]:
        """The open incidents that *mute* covers."""

    async def add(self, mute: Mute, now: datetime, channels: Sequence[ChannelId]) -> None: ...

    async def end(self, mutes: Sequence[Mute], now: datetime, by: Person) -> None: ...

    async def look(self, now: datetime) -> int:
        """End what has run its time; give how much that was."""


@dataclass(frozen=True, slots=True)
class Mutes:
    store: MuteStore
    channels: Sequence[ChannelId]  # where a mute's own card stands
    changed: Callable[..., None]  # wakes whoever shows
    clock: Callable[[], datetime]
    zone: ZoneInfo
    new_id: Callable[[], MuteId]

    async def mute(self, typed: Sequence[str], by: Person, *, admin: bool) -> Mute:
        """Mute what was *typed*; raise MuteUnread, NotYours or TooManyMutes."""
        now = self.clock()
        wanted = read_mute(typed, now, self.zone)
        mute = Mute(self.new_id(), wanted.pattern, by, now, wanted.until, wanted.weekly, wanted.reason)
        return await self._begin(mute, admin=admin)

    async def mute_one(
        self, incident: IncidentId, until: str, reason: str, by: Person, *, admin: bool
    ) -> Mute:
        """Mute the alarm of *incident* and no other; raise the same, or UnknownIncident."""
        now, alarm = self.clock(), (await self.incident(incident)).alarm
        end, why = read_until(until, now, self.zone), reason.strip()[:LONGEST_REASON]
        name = alarm.name[:LONGEST_PATTERN]
        mute = Mute(self.new_id(), name, by, now, end, None, why, arn=alarm.arn)
        return await self._begin(mute, admin=admin)

    async def mutes(self) -> list[Mute]:
        return await self.store.mutes()

    async def incident(self, incident: IncidentId) -> Incident:
        """What a card shows; raise UnknownIncident."""
        found = await self.store.incident(incident)
        if found is None:
            raise UnknownIncident(incident)
        return found

    async def unmute(self, typed: Sequence[str], by: Person, *, admin: bool) -> list[Mute]:
        """End every mute of that name or pattern; raise NoSuchMute or NotYours."""
        name = unquoted(typed)
        meant = [one for one in await self.store.mutes() if " ".join(one.pattern.split()) == name]
        return await self._end(meant, name, by, admin=admin)

    async def end(self, mute: MuteId, by: Person, *, admin: bool) -> None:
        """End the mute that a button is about."""
        meant = [one for one in await self.store.mutes() if one.id == mute]
        await self._end(meant, mute, by, admin=admin)

    async def unmute_one(self, incident: IncidentId, by: Person, *, admin: bool) -> None:
        """End the mute that *incident* is under."""
        found = await self.incident(incident)
        if found.muting is None:
            raise NoSuchMute(found.alarm.name[:LONGEST_PATTERN])
        await self.end(mute_of(found.muting.silence), by, admin=admin)

    async def look(self) -> None:
        """End what has run its time. To be called every few seconds."""
        if await self.store.look(self.clock()):
            self.changed()

    async def _begin(self, mute: Mute, *, admin: bool) -> Mute:
        if not admin:
            await self._check(mute)
        if len(await self.store.mutes()) >= MOST:
            raise TooManyMutes
        await self.store.add(mute, mute.since, self.channels)
        log.info("muted", pattern=mute.pattern, until=str(mute.until or mute.weekly), by=mute.by.name)
        self.changed()
        return mute

    async def _check(self, mute: Mute) -> None:
        if mute.is_wide or mute.weekly:
            raise NotYours
        covered = await self.store.open_under(mute)
        if any(watcher.person.id != mute.by.id for one in covered for watcher in one.watchers):
            raise NotYours

    async def _end(self, meant: Sequence[Mute], name: str, by: Person, *, admin: bool) -> list[Mute]:
        """An admin's word ends all of *meant*, anybody else's what they began themselves."""
        if not meant:
            raise NoSuchMute(name)
        theirs = [one for one in meant if admin or one.by.id == by.id]
        if not theirs:
            raise NotYours
        await self.store.end(theirs, self.clock(), by)
        log.info("unmuted", patterns=[one.pattern for one in theirs], by=by.name)
        self.changed()
        return [replace(one, ended_by=by) for one in theirs]
