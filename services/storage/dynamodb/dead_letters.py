"""What was told of the dead-letter queue, in DynamoDB."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from services.dead_letters.watch import Lying
from services.storage.dynamodb import names
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit

_LYING = TypeAdapter(Lying)
_KEY = names.meta("dead_letters")


@dataclass(frozen=True, slots=True)
class DynamoDeadLetters:
    table: Table

    async def lying(self) -> Lying | None:
        item = await self.table.run(lambda unit: unit.get(*_KEY))
        return _LYING.validate_json(item["doc"]) if item else None

    async def keep(self, lying: Lying | None) -> None:
        await self.table.run(lambda unit: _keep(unit, lying))


def _keep(unit: Unit, lying: Lying | None) -> None:
    if lying:
        unit.lay(*_KEY, {"doc": _LYING.dump_json(lying).decode()})
    else:
        unit.drop(*_KEY)
