import warnings
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
from atlassian.confluence_v2 import ConfluenceV2

from demo.confluence import LocalConfluence
from tests.demo.confluence.asking import Asker


@pytest.fixture
async def confluence() -> AsyncIterator[LocalConfluence]:
    async with LocalConfluence() as confluence:
        yield confluence


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def asker(confluence: LocalConfluence, http: aiohttp.ClientSession) -> Asker:
    return Asker(confluence, http)


@pytest.fixture
def client(confluence: LocalConfluence) -> Iterator[ConfluenceV2]:
    """The library that the bot uses, set up as the bot sets it up."""
    settings = confluence.environment
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it warns whoever constructs it
        client = ConfluenceV2(
            settings["WIKI_URL"], settings["WIKI_USER"], settings["WIKI_API_KEY"], cloud=True, timeout=30
        )
    yield client
    client.close()
