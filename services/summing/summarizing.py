"""How a summary is made: who may read it is asked first, then the store, then Slack, then the model."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from services.asking.talk import Thread
from services.incident import ChannelId, Person
from services.summing.summary import (
    Conversations,
    Gone,
    Incidents,
    Narrator,
    Reading,
    Refusal,
    Room,
    Summary,
    Unreadable,
    Wanted,
)
from services.summing.tally import Stretch, Tallies

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Summarizer:
    conversations: Conversations
    incidents: Incidents
    tallies: Tallies
    narrator: Narrator | None
    clock: Callable[[], datetime]

    async def summarize(self, wanted: Wanted, here: ChannelId, by: Person) -> Summary | Refusal:
        """What *by* wants to know, who asks in the channel *here*."""
        try:
            found = await self._found(wanted, here, by)
            if isinstance(found, Refusal):
                return found
            summary = await self._read(wanted, found)
        except Unreadable as error:
            log.warning("summary_not_read", error=str(error))
            return Refusal.UNKNOWN if isinstance(error, Gone) else Refusal.SILENT
        return await self._told(summary)

    async def of_all(self, stretch: Stretch) -> Summary:
        """What the store knows of *stretch*, for a page that nobody asked for."""
        return await self._told(await self._counted(Summary(stretch), None))

    async def _found(self, wanted: Wanted, here: ChannelId, by: Person) -> Room | Refusal | None:
        """The channel to read; nothing where it is only the place they ask in, and hidden from the bot."""
        named = wanted.channel or (wanted.thread.channel if wanted.thread else None)
        if wanted.name:
            named = await self.conversations.named(wanted.name, by)
            if named is None:
                return Refusal.UNKNOWN
        room = await self.conversations.room(named or here)
        if room is None:
            return Refusal.UNKNOWN if named else None
        return room if await self.conversations.may_read(room, by) else Refusal.NOT_YOURS

    async def _read(self, wanted: Wanted, room: Room | None) -> Summary:
        now = self.clock()
        if room and wanted.thread:
            return await self._thread(room, wanted.thread, now)
        stretch = Stretch.back(now, wanted.span)
        named = bool(wanted.channel or wanted.name)
        reading = await self._reading(room, stretch, named=named) if room else None
        only = room.id if room and named else None
        return await self._counted(Summary(stretch, room, bool(only), reading=reading), only)

    async def _reading(self, room: Room, stretch: Stretch, *, named: bool) -> Reading | None:
        """What people wrote; where they only ask in that place, the incidents alone will do."""
        try:
            return await self.conversations.read(room, stretch)
        except Unreadable as error:
            if named:
                raise
            log.info("channel_not_read", channel=room.id, error=str(error))
            return None

    async def _thread(self, room: Room, thread: Thread, now: datetime) -> Summary:
        incident = await self.incidents.at(thread)
        reading = await self.conversations.read_thread(room, thread)
        began = incident.opened_at or incident.since if incident else None
        since = min((one.at for one in reading.remarks), default=now)
        about = (incident,) if incident else ()
        stretch = Stretch(began or since, now)
        return Summary(stretch, room, thread=thread, incidents=about, reading=reading)

    async def _counted(self, summary: Summary, only: ChannelId | None) -> Summary:
        """With its figures: of all incidents, or of those *only* one channel shows."""
        stretch = summary.stretch
        shown = (await self.incidents.shown()).values()
        return replace(
            summary,
            tally=await self.tallies.tally(stretch, only),
            before=await self.tallies.tally(stretch.before(), only),
            incidents=tuple(await self.tallies.concerned(stretch, only)),
            open=tuple(one for one in shown if only in {None, one.channel}),
        )

    async def _told(self, summary: Summary) -> Summary:
        return replace(summary, prose=await self.narrator.tell(summary)) if self.narrator else summary
