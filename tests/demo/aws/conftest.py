from collections.abc import AsyncIterator
from itertools import count
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from demo.aws.clients import Clients, connect
from demo.aws.console import Console
from demo.aws.local import LocalAws
from demo.aws.stack import Stack

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def aws(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalAws]:
    folder: Path = tmp_path_factory.mktemp("aws")
    async with LocalAws(folder) as aws:
        yield aws


@pytest.fixture
async def stack(aws: LocalAws) -> Stack:
    """A queue and topic that no other test uses."""
    return await aws.deploy(f"test-{next(NUMBERS)}")


@pytest.fixture
def console(aws: LocalAws, stack: Stack) -> Console:
    return aws.console(stack)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bots_stack(aws: LocalAws) -> Stack:
    return await aws.deploy("bots-own")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def as_bot(aws: LocalAws, bots_stack: Stack) -> Clients:
    """AWS as the role of that stack sees it."""
    return connect(aws.url, await aws.role_keys(bots_stack))
