"""What one piece of work reads of the table, and wants written: all of it at once, or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from services.storage.dynamodb.troubles import Busy, trouble
from services.storage.dynamodb.values import Item, read_item, spell, spell_item

MOST_READ = 100  # items a BatchGetItem gives
MOST_WRITTEN = 100  # items of a transaction
VERSION = "v"  # of an item, counted up by each write that depends on it


class Key(NamedTuple):
    pk: str
    sk: str


class Client(Protocol):
    """boto3's, as far as it is used."""

    def batch_get_item(self, **request: Any) -> Any: ...  # noqa: ANN401 — boto3's own

    def describe_table(self, **request: Any) -> Any: ...  # noqa: ANN401

    def query(self, **request: Any) -> Any: ...  # noqa: ANN401

    def transact_write_items(self, **request: Any) -> Any: ...  # noqa: ANN401


class TooMuch(Exception):
    """More writes than a transaction has room for; whoever wrote this has to take smaller steps."""


@dataclass
class Unit:
    """Reading is consistent, and finds what was put here before; but *query* looks at the table alone.

    Whatever is put or deleted is written only if it still is as it was read here. What is laid or dropped
    follows from something that is put, and is written whatever stood there.
    """

    client: Client
    table: str
    page: int
    known: set[Key]  # what is there for good, as far as this process has seen
    _read: dict[Key, Item | None] = field(default_factory=dict)
    _now: dict[Key, Item | None] = field(default_factory=dict)  # as this work has left it
    _checked: set[Key] = field(default_factory=set)
    _guarded: set[Key] = field(default_factory=set)
    _for_good: set[Key] = field(default_factory=set)

    def get(self, pk: str, sk: str) -> Item | None:
        return next(iter(self.fetch([Key(pk, sk)])), None)

    def fetch(self, keys: Iterable[Key]) -> list[Item]:
        """Those of *keys* that there are, in their order; what was read before is not read again."""
        wanted = list(dict.fromkeys(keys))
        self._look_up([key for key in wanted if key not in self._read and key not in self._now])
        found = (self._now.get(key, self._read.get(key)) for key in wanted)
        return [item for item in found if item is not None]

    def query(
        self, pk: str, *, prefix: str = "", between: tuple[str, str] | None = None, newest_first: bool = False
    ) -> Iterator[Item]:
        """The items of a partition by their sk, page by page as they are asked for."""
        request = self._asking(pk, prefix, between) | {
            "ScanIndexForward": not newest_first,
            "Limit": self.page,
        }
        for answer in self._pages(request):
            for spelt in answer["Items"]:
                yield read_item(spelt)

    def count(self, pk: str) -> int:
        request = self._asking(pk, "", None) | {"Select": "COUNT"}
        return sum(answer["Count"] for answer in self._pages(request))

    def put(self, pk: str, sk: str, item: Item) -> None:
        """One that was not read here must not be there."""
        self._guarded.add(Key(pk, sk))
        self.lay(pk, sk, item)

    def delete(self, pk: str, sk: str) -> None:
        self._guarded.add(Key(pk, sk))
        self.drop(pk, sk)

    def check(self, pk: str, sk: str) -> None:
        """Write nothing unless this is still as it was read here."""
        self._checked.add(Key(pk, sk))

    def lay(self, pk: str, sk: str, item: Item) -> None:
        self._now[Key(pk, sk)] = {**item, "pk": pk, "sk": sk}

    def drop(self, pk: str, sk: str) -> None:
        self._now[Key(pk, sk)] = None

    def lay_for_good(self, pk: str, sk: str) -> None:
        """Lay what nobody ever drops, unless it is known to be there: many would write it at once."""
        key = Key(pk, sk)
        if key not in self.known:
            self._for_good.add(key)
            self.lay(pk, sk, {})

    def written(self) -> None:
        self.known |= self._for_good

    def writes(self) -> list[dict[str, Any]]:
        """As a transaction takes them."""
        checks = sorted(self._checked - self._now.keys())
        writes = [*(self._check(key) for key in checks), *(self._write(*one) for one in self._now.items())]
        if len(writes) > MOST_WRITTEN:
            raise TooMuch(f"{len(writes)} writes at once")
        return writes if self._now else []

    def _write(self, key: Key, item: Item | None) -> dict[str, Any]:
        guard = self._unchanged(key) if key in self._guarded else {}
        if item is None:
            return {"Delete": {"TableName": self.table, "Key": spell_item(key._asdict()), **guard}}
        versioned = {**item, VERSION: self._version(key) + 1} if guard else item
        return {"Put": {"TableName": self.table, "Item": spell_item(versioned), **guard}}

    def _check(self, key: Key) -> dict[str, Any]:
        guard = self._unchanged(key)
        return {"ConditionCheck": {"TableName": self.table, "Key": spell_item(key._asdict()), **guard}}

    def _unchanged(self, key: Key) -> dict[str, Any]:
        read = self._read.get(key)
        if read is None:
            return {"ConditionExpression": "attribute_not_exists(pk)"}
        if VERSION not in read:  # it was laid
            return {"ConditionExpression": f"attribute_exists(pk) AND attribute_not_exists({VERSION})"}
        return {
            "ConditionExpression": f"{VERSION} = :read",
            "ExpressionAttributeValues": {":read": spell(self._version(key))},
        }

    def _version(self, key: Key) -> int:
        read = self._read.get(key)
        return int(read.get(VERSION, 0)) if read else 0

    def _look_up(self, keys: Sequence[Key]) -> None:
        left = iter(keys)
        while some := list(islice(left, MOST_READ)):
            self._read.update(dict.fromkeys(some))
            for spelt in self._all_of([spell_item(key._asdict()) for key in some]):
                item = read_item(spelt)
                self._read[Key(item["pk"], item["sk"])] = item

    def _all_of(self, keys: Sequence[Any]) -> Iterator[Any]:
        """What throttling has left over is asked for again, unless that was everything."""
        while keys:
            request = {self.table: {"Keys": keys, "ConsistentRead": True}}
            answer = ask(self.client.batch_get_item, RequestItems=request)
            yield from answer["Responses"].get(self.table, ())
            left = answer.get("UnprocessedKeys", {}).get(self.table, {}).get("Keys", [])
            if len(left) == len(keys):
                raise Busy("nothing of a batch was read")
            keys = left

    def _pages(self, request: dict[str, Any]) -> Iterator[Any]:
        while True:
            answer = ask(self.client.query, **request)
            yield answer
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _asking(self, pk: str, prefix: str, between: tuple[str, str] | None) -> dict[str, Any]:
        condition, values = "pk = :pk", {":pk": pk}
        if prefix:
            condition, values = f"{condition} AND begins_with(sk, :prefix)", values | {":prefix": prefix}
        if between:
            condition = f"{condition} AND sk BETWEEN :first AND :last"
            values |= dict(zip((":first", ":last"), between, strict=True))
        return {
            "TableName": self.table,
            "ConsistentRead": True,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": spell_item(values),
        }


def ask(call: Callable[..., Any], **request: Any) -> Any:  # noqa: ANN401 — boto3's own
    """Ask DynamoDB, in whose words nobody else has to think."""
    try:
        return call(**request)
    except (ClientError, BotoCoreError) as error:
        raise trouble(error) from error
