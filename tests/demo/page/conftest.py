from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from demo.slack.page import page_routes
from tests.demo.page.chromium import TOKEN, browser, demo, page
from tests.demo.page.seed import QuietSlack, SmallCloud

__all__ = ["browser", "demo", "page"]

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def slack() -> QuietSlack:
    return QuietSlack()


@pytest.fixture
def cloud() -> SmallCloud:
    return SmallCloud()


@pytest.fixture
async def client(slack: QuietSlack, cloud: SmallCloud) -> AsyncIterator[Client]:
    app = web.Application()
    page_routes(cloud, TOKEN, heartbeat=0.05)(app, slack)
    async with TestClient(TestServer(app)) as client:
        client.session.headers["X-Demo-Token"] = TOKEN
        yield client
