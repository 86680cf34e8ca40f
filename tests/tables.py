"""DynamoDB tables for tests: on moto, with whatever troubles a test wants between the bot and it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError
from moto import mock_aws

from bot.storage import Storage, dynamo_storage
from services.storage.dynamodb.table import Patience, Table

NAME = "watchbell"
KEYS = {"pk": "HASH", "sk": "RANGE"}
QUICK = Patience(shortest=0.001, longest=0.02)
CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 1})


def create(client: Any, name: str = NAME) -> None:
    """As infra/watchbell.yml makes it."""
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in KEYS],
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in KEYS.items()],
    )


@contextmanager
def on_moto() -> Iterator[Any]:
    """A client of an account that is empty but for the table; moto is no account of anybody's."""
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1", config=CONFIG)
        create(client)
        yield client


@contextmanager
def table(client: Any, name: str = NAME, *, threads: int = 1, **about: Any) -> Iterator[Table]:
    """moto can't be written by two threads at once; where nobody waits, nothing takes long."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix="store")
    try:
        yield Table(client, name, pool, **{"patience": QUICK, **about})
    finally:
        pool.shutdown()


def open_dynamo(client: Any, name: str, clock: Callable[[], float], *, threads: int = 1) -> Storage:
    """The store as the bot has it, with a page that is soon full."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix="store")
    return dynamo_storage(Table(client, name, pool, QUICK, page=7), pool.shutdown, clock)


def refusal(code: str, *reasons: str) -> ClientError:
    why = [{"Code": one} for one in reasons]
    told = {"Error": {"Code": code, "Message": "no"}, "CancellationReasons": why}
    return ClientError(told, "TransactWriteItems")  # type: ignore[arg-type]


LOST = ReadTimeoutError(endpoint_url="http://127.0.0.1")


@dataclass
class Troubled:
    """A client whose calls fail as often as there are troubles for them; it knows what it has written."""

    inner: Any
    troubles: dict[str, list[Exception]] = field(default_factory=dict)
    fail_after: int | None = None  # writes, from the first one on; then each is refused
    lost: int = 0  # answers to writes that were carried out
    before: Callable[[], None] | None = None  # what somebody else writes, once, before our next write
    asked: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda **request: self._call(name, request)

    def _call(self, name: str, request: dict[str, Any]) -> Any:
        self.asked.append(name)
        if self.troubles.get(name):
            raise self.troubles[name].pop(0)
        if name == "transact_write_items":
            return self._write(request)
        return getattr(self.inner, name)(**request)

    def _write(self, request: dict[str, Any]) -> Any:
        """Once a token, which moto does not look at."""
        if self.fail_after is not None and self.asked.count("transact_write_items") > self.fail_after:
            raise refusal("AccessDeniedException")
        before, self.before = self.before, None
        if before:
            before()
        if request["ClientRequestToken"] not in self.tokens:
            self.inner.transact_write_items(**request)
            self.tokens.add(request["ClientRequestToken"])
        if self.lost:
            self.lost -= 1
            raise LOST
        return {}
