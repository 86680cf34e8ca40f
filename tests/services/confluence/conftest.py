from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from demo.confluence import LocalConfluence
from services.confluence.line import Account, Patience
from services.confluence.site import read_site
from services.confluence.space import Confluence

HURRIED = Patience(connect=2.0, answer=30.0, throttled=2.0, pause=0.01)


@pytest.fixture
async def site() -> AsyncIterator[LocalConfluence]:
    async with LocalConfluence() as site:
        yield site


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(8)
    yield pool
    pool.shutdown(wait=False)  # what is left in it is answered by this thread's own loop


@pytest.fixture
def wiki(site: LocalConfluence, pool: ThreadPoolExecutor) -> Confluence:
    return Confluence(account(site), pool, HURRIED)


def account(site: LocalConfluence, key: str = "") -> Account:
    settings = site.environment
    return Account(read_site(settings["WIKI_URL"]), settings["WIKI_USER"], key or settings["WIKI_API_KEY"])
