"""What is counted of the incidents, in DynamoDB: by the items of the days on which they began and ended."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter

from services.alarm import AlarmArn
from services.incident import ChannelId, Incident
from services.storage.dynamodb import names
from services.storage.dynamodb.row import BEGAN, ENDED
from services.storage.dynamodb.subjects import incidents_of, load
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item
from services.summing.tally import NOISIEST, Noisy, Stretch, Tally, Took

OK = "OK"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DynamoTallies:
    table: Table

    async def tally(self, stretch: Stretch, channel: ChannelId | None = None) -> Tally:
        opened = await self._lives(BEGAN, stretch, channel)
        closed = await self._lives(ENDED, stretch, channel)
        recovered = [one for one in closed if one["state"] == OK]
        return Tally(
            stretch,
            len(opened),
            len(recovered),
            len(closed) - len(recovered),
            await self.table.run(lambda unit: tuple(_noisiest(unit, opened))),
            Took.of(_to_watch(opened, stretch)),
            Took.of([one["closed"] - one["opened"] for one in recovered if "opened" in one]),
        )

    async def concerned(
        self, stretch: Stretch, channel: ChannelId | None = None, at_most: int = 50
    ) -> list[Incident]:
        """Those that opened or closed in *stretch*, the newest first."""
        lives = {
            one["subject"]: one
            for kind, when in ((BEGAN, "opened"), (ENDED, "closed"))
            for one in _newest(await self._lives(kind, stretch, channel), when)[:at_most]
        }
        newest = sorted(lives.values(), key=lambda one: one.get("opened", one.get("closed")), reverse=True)
        return await self.table.run(
            lambda unit: incidents_of(unit, [one["subject"] for one in newest[:at_most]])
        )

    async def _lives(self, kind: str, stretch: Stretch, channel: ChannelId | None) -> list[Item]:
        between = (names.moment(_utc(stretch.since)), names.moment(_utc(stretch.until)))
        partitions = [partition for day in _days(stretch) for partition in names.lives(kind, day)]
        found = await self.table.each(
            lambda unit, partition: list(unit.query(partition, between=between)), partitions
        )
        return [one for some in found for one in some if channel is None or channel in one["channels"]]


def _days(stretch: Stretch) -> Iterator[datetime]:
    day = _utc(stretch.since).replace(hour=0, minute=0, second=0, microsecond=0)
    while day < _utc(stretch.until):
        yield day
        day += DAY


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _newest(lives: Sequence[Item], when: str) -> list[Item]:
    return sorted(lives, key=itemgetter(when), reverse=True)


def _to_watch(opened: Sequence[Item], stretch: Stretch) -> list[float]:
    """Until the first watched, though they may have stopped since."""
    watched = [one for one in opened if "watched" in one and one["watched"] >= stretch.since.timestamp()]
    return [one["watched"] - one["opened"] for one in watched]


def _noisiest(unit: Unit, opened: Sequence[Item]) -> Iterator[Noisy]:
    times: dict[AlarmArn, list[float]] = defaultdict(list)
    for one in opened:
        times[AlarmArn(one["arn"])].append(one["opened"])
    ranked = sorted(times.items(), key=lambda pair: (len(pair[1]), max(pair[1])), reverse=True)
    for arn, some in ranked[:NOISIEST]:
        yield Noisy(_name(unit, arn), len(some), datetime.fromtimestamp(max(some), UTC))


def _name(unit: Unit, arn: AlarmArn) -> str:
    alarm = unit.get(*names.alarm(arn))
    row = load(unit, alarm["incident"]) if alarm and "incident" in alarm else None
    return row.incident.alarm.name if row and row.incident else arn.rpartition(":")[2]
