from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.server import LocalSlack
from tests.demo.slack.installed import WIDELY
from tests.demo.slack.listening import Listening, listening
from tests.demo.slack.violations import Seed, seed


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(paced=False, ack_within_s=2.0, retry_after_s=(0.0, 0.05, 0.05), **WIDELY) as slack:
        yield slack


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def client(slack: LocalSlack, http: aiohttp.ClientSession) -> AsyncWebClient:
    """The SDK's own client, without its retries."""
    return AsyncWebClient(slack.bot_token, slack.api_url, session=http, retry_handlers=[])


@pytest.fixture
def there(slack: LocalSlack) -> Seed:
    """Some messages in #ops, where the bot is a member."""
    return seed(slack.workspace)


@pytest.fixture
async def bolt(slack: LocalSlack, client: AsyncWebClient) -> AsyncIterator[Listening]:
    bolt = listening(slack, client)
    yield bolt
    await bolt.close()
