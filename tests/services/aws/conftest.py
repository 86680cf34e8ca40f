"""An AWS that enforces IAM, and one that answers what it is told to."""

import json
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from demo.aws.clients import Clients, connect
from demo.aws.local import ACCOUNT, LocalAws
from services.aws.reading.asking import Asking
from tests.wire import Wire

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = count(1)


@pytest.fixture
def asking() -> Iterator[Asking]:
    pool = ThreadPoolExecutor(2)
    yield Asking(pool)
    # A call that nobody waits for any more is answered by this thread's own loop: it must not be waited for.
    pool.shutdown(wait=False, cancel_futures=True)


@pytest_asyncio.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire()
    async with wire.server() as server:
        wire.url = str(server.make_url("/"))
        yield wire
    assert wire.broken == []


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ministack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalAws]:
    folder: Path = tmp_path_factory.mktemp("aws")
    async with LocalAws(folder) as aws:
        yield aws


@pytest.fixture
def powerless(ministack: LocalAws) -> Clients:
    """AWS as a role sees it that may do nothing of all this."""
    name = f"powerless-{next(NUMBERS)}"
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    root = ministack.clients
    arn = root.iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    given = root.sts.assume_role(RoleArn=arn, RoleSessionName="bot")["Credentials"]
    keys = {"AWS_ACCESS_KEY_ID": given["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"]}
    return connect(ministack.url, keys | {"AWS_SESSION_TOKEN": given["SessionToken"]})
