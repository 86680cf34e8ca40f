"""The rota in DynamoDB: an item a bot and an item a channel, in one partition, so that one query reads it."""

from dataclasses import dataclass
from typing import Any

from services.incident import ChannelId
from services.sharing.rota import NOBODY, Lease, MemberId, Roll
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit

ROTA = "rota"
BOT, CHANNEL = "bot#", "channel#"


@dataclass(frozen=True, slots=True)
class DynamoRota:
    table: Table

    async def look(self) -> Roll:
        return await self.table.run(_look)

    async def beat(self, member: MemberId, number: int) -> bool:
        """Say that *member* is there: the first number puts it on the roll. False where it was struck off."""
        return await self.table.run(lambda unit: _beat(unit, member, number))

    async def strike(self, member: MemberId, number: int) -> bool:
        """Take *member* off the roll, unless it has beaten since *number*."""
        return await self.table.run(lambda unit: _strike(unit, member, number))

    async def take(self, channel: ChannelId, member: MemberId, after: Lease | None) -> Lease | None:
        """Take a lease *after* the one before, if that still stands there and its owner is off the roll."""
        return await self.table.run(lambda unit: _take(unit, channel, member, after))

    async def release(self, lease: Lease) -> bool:
        """Give it back, if it is still the owner's under this token."""
        return await self.table.run(lambda unit: _release(unit, lease))

    async def leave(self, member: MemberId) -> None:
        """Take oneself off the roll: what one has not given back is free."""
        await self.table.run(lambda unit: unit.drop(ROTA, f"{BOT}{member}"))


def _look(unit: Unit) -> Roll:
    items = list(unit.query(ROTA))
    leases = [_lease(item) for item in items if item["sk"].startswith(CHANNEL)]
    beats = {MemberId(item["sk"][len(BOT) :]): item["beat"] for item in items if item["sk"].startswith(BOT)}
    return Roll(beats, {lease.channel: lease for lease in leases})


def _beat(unit: Unit, member: MemberId, number: int) -> bool:
    there = unit.get(ROTA, f"{BOT}{member}")
    if there is None and number > 1:
        return False
    if there is None or there["beat"] < number:  # one that comes late must not look like the one before
        unit.put(ROTA, f"{BOT}{member}", {"beat": number})
    return True


def _strike(unit: Unit, member: MemberId, number: int) -> bool:
    there = unit.get(ROTA, f"{BOT}{member}")
    if there is None or there["beat"] != number:
        return False
    unit.delete(ROTA, f"{BOT}{member}")
    return True


def _take(unit: Unit, channel: ChannelId, member: MemberId, after: Lease | None) -> Lease | None:
    """The roll is held as it was read: whoever comes back onto it meanwhile keeps what it has."""
    if _standing(unit, channel) != after or not _is_there(unit, member):
        return None
    if after and after.owner and _is_there(unit, after.owner):
        return None
    lease = Lease(channel, member, after.token + 1 if after else 1)
    _put(unit, lease)
    return lease


def _release(unit: Unit, lease: Lease) -> bool:
    if _standing(unit, lease.channel) != lease:
        return False
    _put(unit, Lease(lease.channel, NOBODY, lease.token))
    return True


def _is_there(unit: Unit, member: MemberId) -> bool:
    unit.check(ROTA, f"{BOT}{member}")
    return unit.get(ROTA, f"{BOT}{member}") is not None


def _standing(unit: Unit, channel: ChannelId) -> Lease | None:
    item = unit.get(ROTA, f"{CHANNEL}{channel}")
    return _lease(item) if item else None


def _lease(item: Any) -> Lease:  # noqa: ANN401 — an item as it was read
    return Lease(ChannelId(item["sk"][len(CHANNEL) :]), MemberId(item["owner"]), item["token"])


def _put(unit: Unit, lease: Lease) -> None:
    unit.put(ROTA, f"{CHANNEL}{lease.channel}", {"owner": lease.owner, "token": lease.token})
