"""What commands and the assistant want to see of the table; reading only."""

from dataclasses import dataclass

from services.alarm import AlarmArn
from services.asking.talk import Thread
from services.incident import ChannelId, Incident, IncidentId
from services.overview import Shown
from services.status import Backlog
from services.storage.dynamodb import names
from services.storage.dynamodb.backlog import all_channels
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.subjects import load, load_all
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit


@dataclass(frozen=True, slots=True)
class DynamoViews:
    table: Table

    async def shown(self) -> dict[AlarmArn, Shown]:
        """The open incidents with their cards."""
        shown = await self.table.run(_all_shown)
        return {one.incident.alarm.arn: one for one in shown}

    async def of(self, arn: AlarmArn) -> Shown | None:
        """The newest incident of an alarm, with its card."""
        return await self.table.run(lambda unit: _of(unit, arn))

    async def incident(self, incident_id: IncidentId) -> Incident | None:
        row = await self.table.run(lambda unit: load(unit, incident_id))
        return row.incident if row else None

    async def at(self, thread: Thread) -> Incident | None:
        """The incident whose card begins *thread*."""
        return await self.table.run(lambda unit: _at(unit, thread))

    async def figures(self) -> Backlog:
        """Its size is as of the last hours: DynamoDB looks at it rarely."""
        owed = dict(await self.table.each(_owed, await self.table.run(all_channels)))
        opened = await self.table.each(lambda unit, shard: unit.count(shard), names.all_opened())
        size = await self.table.size()
        return Backlog(sum(opened), {channel: n for channel, n in owed.items() if n}, size)


def _all_shown(unit: Unit) -> list[Shown]:
    opened = [item["subject"] for shard in names.all_opened() for item in unit.query(shard)]
    return [one for one in map(_shown, load_all(unit, opened)) if one]


def _shown(row: Row) -> Shown | None:
    """With the newest of its cards."""
    if row.incident is None:
        return None
    newest = max(row.cards, key=lambda channel: row.cards[channel].n, default=None)
    return Shown(row.incident, newest, row.cards[newest].ts if newest else None)


def _of(unit: Unit, arn: AlarmArn) -> Shown | None:
    alarm = unit.get(*names.alarm(arn))
    row = load(unit, alarm["incident"]) if alarm and "incident" in alarm else None
    return _shown(row) if row else None


def _at(unit: Unit, thread: Thread) -> Incident | None:
    item = unit.get(*names.standing(thread.channel, thread.ts))
    row = load(unit, item["subject"]) if item else None
    return row.incident if row else None


def _owed(unit: Unit, channel: ChannelId) -> tuple[ChannelId, int]:
    return channel, sum(unit.count(partition) for partition in names.all_owed_to(channel))
