"""The audit trail in DynamoDB: a partition a day, each row written once and never changed."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from services.audit import Deed
from services.incident import Person, UserId
from services.storage.dynamodb import names
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item


@dataclass(frozen=True, slots=True)
class DynamoTrail:
    table: Table

    async def record(self, deed: Deed) -> None:
        await self.table.run(lambda unit: _record(unit, deed))

    async def deeds(self, since: datetime, words: Sequence[str] = (), at_most: int = 1000) -> list[Deed]:
        """The newest first; each of *words* is part of the person, the action or the target."""
        return await self.table.run(lambda unit: list(islice(_deeds(unit, since, words), at_most)))


def _record(unit: Unit, deed: Deed) -> None:
    at, person = deed.at.astimezone(UTC), deed.person
    item = {
        "at": at.isoformat(),
        "user": person.id,
        "name": person.name,
        "action": deed.action,
        "target": deed.target,
        "outcome": deed.outcome,
    }
    unit.lay_for_good(names.DAYS, f"{at:%Y-%m-%d}")
    unit.put(f"AUDIT#{at:%Y-%m-%d}", f"{names.moment(at)}#{names.ORDER.next():020}#{_some_letters()}", item)


def _deeds(unit: Unit, since: datetime, words: Sequence[str]) -> Iterator[Deed]:
    begin = names.moment(since.astimezone(UTC))
    for day in unit.query(names.DAYS, newest_first=True):
        if day["sk"] < begin[:10]:
            return
        rows = unit.query(f"AUDIT#{day['sk']}", between=(begin, names.BEYOND), newest_first=True)
        yield from (_deed(row) for row in rows if _has(row, words))


def _has(row: Item, words: Sequence[str]) -> bool:
    said = f"{row['user']} {row['name']} {row['action']} {row['target']}".lower()
    return all(word.lower() in said for word in words)


def _deed(row: Item) -> Deed:
    person = Person(UserId(row["user"]), row["name"])
    return Deed(datetime.fromisoformat(row["at"]), person, row["action"], row["target"], row["outcome"])


def _some_letters() -> str:
    return secrets.token_hex(4)
