"""What a sweep needs remembered, in DynamoDB.

That CloudWatch has an alarm is written rarely, or a sweep of thousands would cost more than all the alarms;
between, this process remembers it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from pydantic import TypeAdapter

from services.alarm import AlarmArn
from services.incident import Ended, Ending, Incident
from services.record import Record
from services.storage import codec
from services.storage.dynamodb import names
from services.storage.dynamodb.subjects import load, put_incident, retell
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item, unpack
from services.sweep import Held, Swept

WRITTEN_AGAIN = timedelta(hours=6)
STEP = 90  # alarms in one transaction
LAST_SWEEP = names.meta("last_sweep")
_SWEPT = TypeAdapter(Swept)


@dataclass(frozen=True, slots=True)
class DynamoTruth:
    table: Table
    seen: dict[AlarmArn, datetime] = field(default_factory=dict)
    written: dict[AlarmArn, datetime] = field(default_factory=dict)

    async def held(self, arns: Sequence[AlarmArn]) -> dict[AlarmArn, Held]:
        """What the store has of *arns*, and of every alarm whose incident is open."""
        opened = await self.table.run(lambda unit: list(_opened(unit)))
        steps = _steps(dict.fromkeys((*arns, *opened)))
        found = await self.table.each(lambda unit, some: list(_all_held(unit, some)), steps)
        return {arn: self._described(arn, held) for some in found for arn, held in some}

    async def end(self, incident: Incident, ending: Ending, at: datetime) -> bool:
        """Close *incident*, unless it has changed meanwhile."""
        return await self.table.run(lambda unit: _end(unit, incident, ending, at))

    async def saw(self, arns: Sequence[AlarmArn], at: datetime) -> None:
        """Remember that CloudWatch has *arns*, as far as the bot knows them."""
        self.seen.update(dict.fromkeys(arns, at))
        due = [arn for arn in arns if arn not in self.written or at - self.written[arn] > WRITTEN_AGAIN]
        await self.table.each(lambda unit, some: _saw(unit, some, at), _steps(due))
        self.written.update(dict.fromkeys(due, at))

    async def keep(self, swept: Swept) -> None:
        item = {"doc": _SWEPT.dump_json(swept).decode()}
        await self.table.run(lambda unit: unit.lay(*LAST_SWEEP, item))

    async def last(self) -> Swept | None:
        item = await self.table.run(lambda unit: unit.get(*LAST_SWEEP))
        return _SWEPT.validate_json(item["doc"]) if item else None

    def _described(self, arn: AlarmArn, held: Held) -> Held:
        seen = [at for at in (held.described_at, self.seen.get(arn)) if at]
        return Held(held.record, held.incident, max(seen, default=None))


def _opened(unit: Unit) -> Iterator[AlarmArn]:
    return (AlarmArn(item["arn"]) for shard in names.all_opened() for item in unit.query(shard))


def _steps(arns: Iterable[AlarmArn]) -> Iterator[list[AlarmArn]]:
    left = iter(arns)
    while some := list(islice(left, STEP)):
        yield some


def _all_held(unit: Unit, arns: Sequence[AlarmArn]) -> Iterator[tuple[AlarmArn, Held]]:
    alarms = unit.fetch(names.alarm(arn) for arn in arns)
    unit.fetch(names.subject(alarm["incident"]) for alarm in alarms if "incident" in alarm)
    unit.fetch(names.described(arn) for arn in arns)
    for arn in arns:
        alarm, described = unit.get(*names.alarm(arn)), unit.get(*names.described(arn))
        if alarm:
            yield arn, _held(unit, alarm, described)


def _held(unit: Unit, alarm: Item, described: Item | None) -> Held:
    row = load(unit, alarm["incident"]) if "incident" in alarm else None
    return Held(
        codec.load_record(unpack(alarm["doc"])) if "doc" in alarm else Record(),
        row.incident if row else None,
        datetime.fromtimestamp(described["at"], UTC) if described else None,
    )


def _saw(unit: Unit, arns: Sequence[AlarmArn], at: datetime) -> None:
    unit.fetch(names.alarm(arn) for arn in arns)
    for arn in arns:
        if unit.get(*names.alarm(arn)):
            unit.lay(*names.described(arn), {"at": at.timestamp()})


def _end(unit: Unit, incident: Incident, ending: Ending, at: datetime) -> bool:
    row = load(unit, incident.id)
    if row is None or row.incident is None or row.incident.version != incident.version:
        return False
    put_incident(unit, incident.ended(ending, at), Ended(at, ending))
    if incident.muting:
        retell(unit, incident.muting.silence)
    return True
