"""What the assistant needs remembered, in DynamoDB."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import TypeAdapter

from services.asking.talk import Talk, Thread
from services.storage.dynamodb.names import ONLY
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Key
from services.storage.dynamodb.values import pack, unpack
from services.storage.owing import TALKED_FOR

_TALK = TypeAdapter(Talk)


@dataclass(frozen=True, slots=True)
class DynamoTalks:
    table: Table
    clock: Callable[[], float] = time.time

    async def recall(self, thread: Thread) -> Talk | None:
        """One that DynamoDB has not removed yet, though its time is over, is forgotten all the same."""
        item = await self.table.run(lambda unit: unit.get(*_key(thread)))
        known = item is not None and item["ttl"] > self.clock()
        return _TALK.validate_json(unpack(item["doc"])) if item and known else None

    async def remember(self, talk: Talk) -> None:
        ttl = int(self.clock() + TALKED_FOR.total_seconds())
        item = {"doc": pack(_TALK.dump_json(talk).decode()), "ttl": ttl}
        await self.table.run(lambda unit: unit.lay(*_key(talk.thread), item))


def _key(thread: Thread) -> Key:
    return Key(f"TALK#{thread}", ONLY)
