"""When the bot was there, and which runs of its jobs are taken, in DynamoDB."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from services.attendance import Away, Tell
from services.incident import ChannelId
from services.storage.dynamodb import names
from services.storage.dynamodb.absence import AWAY, gone_by, put_away, untold
from services.storage.dynamodb.backlog import all_channels
from services.storage.dynamodb.subjects import incidents_of, load, put_event, save, with_card
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import pack, unpack
from services.storage.owing import CLAIMED_FOR

HEARTBEAT = names.meta("heartbeat")


@dataclass(frozen=True, slots=True)
class DynamoLogbook:
    table: Table
    clock: Callable[[], float] = time.time

    async def beat(self, now: datetime, gap: timedelta) -> Away | None:
        """A sign of life. Give the absence that is not told yet: the one that just ended, or an older one.

        Where there are several bots, it is any of them: they were away when none of them was there.
        """
        return await self.table.run(lambda unit: _beat(unit, now, gap))

    async def tell(self, away: Away, tell: Tell) -> int:
        """Let one event a channel speak for what opened and closed in *away*; give how many incidents.

        First the event, with a list of what it speaks for; then each card on that list; then the absence is
        told. Begun again after a crash, or by another bot, it goes on with the list that there is.
        """
        channels = await self.table.run(all_channels)
        listed = [await self._tell_in(channel, away, tell) for channel in channels]
        await self.table.run(lambda unit: _told(unit, away))
        return len({one for some in listed for one in some})

    async def claim(self, job: str, slot: datetime) -> bool:
        """Take one run of a job, the first to come alone."""
        ttl = int(self.clock() + CLAIMED_FOR.total_seconds())
        return await self.table.run(lambda unit: _claim(unit, job, slot, ttl))

    async def _tell_in(self, channel: ChannelId, away: Away, tell: Tell) -> Sequence[str]:
        listed = await self.table.run(lambda unit: _listed(unit, channel, away, tell))
        await self.table.each(partial(_speak_for, channel=channel), listed)
        if listed:
            await self.table.run(lambda unit: unit.drop(names.TELL, channel))
        return listed


def _beat(unit: Unit, now: datetime, gap: timedelta) -> Away | None:
    last, away = unit.get(*HEARTBEAT), untold(unit)
    unit.put(*HEARTBEAT, {"at": now.isoformat()})
    beaten = datetime.fromisoformat(last["at"]) if last else now
    if now - beaten < gap:
        return away
    away = Away(away.since if away else beaten, now)
    put_away(unit, away)
    return away


def _listed(unit: Unit, channel: ChannelId, away: Away, tell: Tell) -> list[str]:
    """The incidents that an event speaks for in *channel*, now that it is owed to it."""
    known = unit.get(names.TELL, channel)
    if known:
        return list(json.loads(unpack(known["doc"])))
    gone = [item["subject"] for item in gone_by(unit, away, channel)]
    if gone:
        put_event(unit, tell(away, channel, incidents_of(unit, gone)), [channel])
        unit.put(names.TELL, channel, {"doc": pack(json.dumps(gone))})
    return gone


def _speak_for(unit: Unit, incident_id: str, channel: ChannelId) -> None:
    """The event shows it: its card, and what its thread was to say."""
    row = load(unit, incident_id)
    card = row.cards.get(channel) if row else None
    if row and card and card.is_unbegun:
        save(unit, row, with_card(row, channel, card.spoken_for(row.lines)))


def _told(unit: Unit, away: Away) -> None:
    """Unless the bots were away once more meanwhile, from the same moment on."""
    if untold(unit) == away:
        unit.delete(*AWAY)


def _claim(unit: Unit, job: str, slot: datetime, ttl: int) -> bool:
    """One that has run out but is still there is taken as well: a run comes only once."""
    key = (f"SLOT#{job}", slot.astimezone(UTC).isoformat())
    if unit.get(*key):
        return False
    unit.put(*key, {"ttl": ttl})
    return True
