"""Forgetting, in DynamoDB: by the days on which things were over, each thing in transactions of its own.

What was seen has a time-to-live, and goes by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice

from services.retention import Past, Step
from services.storage.dynamodb import names
from services.storage.dynamodb.forgetting import Forgotten, forget_mute, forget_subject
from services.storage.dynamodb.row import ENDED, OVER
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item

DAYS = 50  # without anything left, that are dropped at once
LATE = timedelta(days=2)  # after so long nothing is put down under a day any more
ROWS = 90  # of the audit trail, in one transaction
KINDS = {Past.INCIDENTS: ENDED, Past.EVENTS: OVER, Past.MUTES: names.MUTED}


@dataclass(frozen=True, slots=True)
class DynamoArchive:
    table: Table

    async def forget(self, past: Past, before: datetime, at_most: int, after: str = "") -> Step:
        """A mute goes without a look for its silences: those were over no later, and went before."""
        until = before.astimezone(UTC)
        if past is Past.SEEN:
            return Step(0)
        if past is Past.AUDIT:
            gone = await self.table.run(lambda unit: _forget_audit(unit, until))
            return Step(gone, "more" if gone == ROWS else "")
        kind = KINDS[past]
        some = await self.table.run(lambda unit: list(islice(_over(unit, kind, until, after), at_most)))
        gone = sum([await self._forget(one, until) for one in some])
        if len(some) == at_most:
            return Step(gone, _place(some[-1]))
        await self.table.run(lambda unit: _drop_empty_days(unit, kind, until))
        return Step(gone)

    async def _forget(self, one: Item, before: datetime) -> bool:
        """As many transactions as its timeline takes; begun again after a crash it goes on."""
        forget = forget_mute if "mute" in one else forget_subject
        work = partial(forget, one=one, before=before)
        while (told := await self.table.run(work)) is Forgotten.IN_PART:
            pass
        return told is Forgotten.WHOLE


def _over(unit: Unit, kind: str, before: datetime, after: str) -> Iterator[Item]:
    """What was over before that, and comes after that place: the oldest day first."""
    until = names.moment(before)
    for day in unit.query(names.days(kind), between=(_day(after), until[:10])):
        for partition in names.lives(kind, datetime.fromisoformat(day["sk"])):
            found = unit.query(partition, between=(" ", until))
            yield from (one for one in found if _place(one) > after)


def _place(one: Item) -> str:
    return f"{one['pk']} {one['sk']}"


def _day(place: str) -> str:
    return place.split("#")[1] if place else " "


def _drop_empty_days(unit: Unit, kind: str, before: datetime) -> None:
    last = names.moment(before - LATE)[:10]
    days = unit.query(names.days(kind), between=(" ", last))
    for day in islice((one for one in days if _is_empty(unit, kind, one)), DAYS):
        unit.drop(day["pk"], day["sk"])


def _is_empty(unit: Unit, kind: str, day: Item) -> bool:
    partitions = names.lives(kind, datetime.fromisoformat(day["sk"]))
    return all(next(unit.query(one), None) is None for one in partitions)


def _forget_audit(unit: Unit, before: datetime) -> int:
    """So many rows at most, the oldest first."""
    rows = list(islice(_audited(unit, names.moment(before)), ROWS))
    for row in rows:
        unit.drop(row["pk"], row["sk"])
    if not rows:
        last = names.moment(before - LATE)[:10]
        for day in islice(unit.query(names.DAYS, between=(" ", last)), ROWS):
            unit.drop(names.DAYS, day["sk"])
    return len(rows)


def _audited(unit: Unit, until: str) -> Iterator[Item]:
    for day in unit.query(names.DAYS, between=(" ", until[:10])):
        yield from unit.query(f"AUDIT#{day['sk']}", between=(" ", until))
