"""One DynamoDB table that several bots write: each piece of work is one transaction, or nothing.

Work reads, decides, and says what shall be written; that is written in one TransactWriteItems, each item on
the condition that it still is as it was read. Where somebody was faster it all begins anew. So work is run
as often as it takes, on threads, several pieces side by side: it must do nothing but read, decide and put.
"""

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from services.desk import StoreUnavailable
from services.storage.dynamodb.troubles import Busy, Conflict
from services.storage.dynamodb.unit import Client, Key, Unit, ask

Result = TypeVar("Result")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Patience:
    conflicts: int = 30  # how often the same work begins anew
    busy: int = 6  # how often throttled
    shortest: float = 0.02  # seconds
    longest: float = 1.0

    def pause(self, times: int) -> float:
        """Up to so long before the next try, after so many."""
        return min(self.shortest * 2.0 ** min(times, 10), self.longest)


@dataclass(frozen=True, slots=True)
class Table:
    client: Client
    name: str
    pool: Executor
    patience: Patience = Patience()
    page: int = 1000  # items of a partition that are read at a time
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    side_by_side: int = 8  # pieces of work of one call
    known: set[Key] = field(default_factory=set)

    async def run(self, work: Callable[[Unit], Result]) -> Result:
        """Run *work* and make it durable, or raise StoreUnavailable with nothing changed.

        Nothing, but for an answer that got lost and was not to be had again; who then begins anew finds out.
        """
        attempt, conflicts, busy = self._attempt(work), 0, 0
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self.pool, attempt)
            except Conflict as error:
                attempt, conflicts = self._attempt(work), conflicts + 1
                if conflicts > self.patience.conflicts:
                    raise StoreUnavailable(f"{self.name}: others keep changing it: {error}") from error
                await self._pause(conflicts)
            except Busy as error:
                busy += 1
                if busy > self.patience.busy:
                    raise StoreUnavailable(f"{self.name}: {error}") from error
                await self._pause(busy)

    async def each(self, work: Callable[[Unit, Other], Result], others: Iterable[Other]) -> list[Result]:
        """A transaction for each of *others*, some side by side. What one raises is raised when all ended."""
        room = asyncio.Semaphore(self.side_by_side)

        async def one(other: Other) -> Result:
            async with room:
                return await self.run(lambda unit: work(unit, other))

        return await together(one(other) for other in others)

    async def size(self) -> int:
        """Bytes, as DynamoDB has counted them some hours ago."""
        loop = asyncio.get_running_loop()
        asking = partial(ask, self.client.describe_table, TableName=self.name)
        try:
            return int((await loop.run_in_executor(self.pool, asking))["Table"].get("TableSizeBytes", 0))
        except (Busy, Conflict) as error:
            raise StoreUnavailable(f"{self.name}: {error}") from error

    def _attempt(self, work: Callable[[Unit], Result]) -> "Attempt[Result]":
        return Attempt(self.client, lambda: Unit(self.client, self.name, self.page, self.known), work)

    async def _pause(self, times: int) -> None:
        await self.sleep(self.patience.pause(times) * self.jitter())


async def together(work: Iterable[Awaitable[Result]]) -> list[Result]:
    """Wait for all; only then raise what one of them raised."""
    told = await asyncio.gather(*work, return_exceptions=True)
    for one in told:
        if isinstance(one, BaseException):
            raise one
    return [one for one in told if not isinstance(one, BaseException)]


@dataclass
class Attempt(Generic[Result]):
    """Called again it goes on where it was: what was sent, and perhaps written, is sent under the same token.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
    """

    client: Client
    unit: Callable[[], Unit]
    work: Callable[[Unit], Result]
    result: Any = None
    sent: dict[str, Any] = field(default_factory=dict)
    written: Callable[[], None] = lambda: None

    def __call__(self) -> Result:
        if not self.sent:
            unit = self.unit()
            self.result = self.work(unit)
            writes, self.written = unit.writes(), unit.written
            if writes:
                self.sent = {"TransactItems": writes, "ClientRequestToken": uuid.uuid4().hex}
        if self.sent:
            ask(self.client.transact_write_items, **self.sent)
            self.written()
        result: Result = self.result
        return result
