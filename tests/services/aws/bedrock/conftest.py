"""The local Bedrock and a pool of threads; a thread that never ends shows in the pool's shutdown."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from demo.bedrock import LocalBedrock
from services.aws.bedrock.stream import Wire
from tests.services.aws.bedrock.ways import OFFERED, WAYS, Clients, wire


@pytest.fixture
async def bedrock() -> AsyncIterator[LocalBedrock]:
    async with LocalBedrock(pace=0.001, agent_tools=OFFERED) as bedrock:
        yield bedrock


@pytest.fixture
def clients(bedrock: LocalBedrock) -> Iterator[Clients]:
    clients = Clients(bedrock.url)
    yield clients
    clients.close()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(32)
    yield pool
    pool.shutdown(wait=False)  # what is left in it is answered by this thread's own loop


@pytest.fixture
def real(clients: Clients, pool: ThreadPoolExecutor) -> Wire:
    return wire(clients, pool)


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)
