"""A browser before the page, and the server behind it."""

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from demo.slack.page import page_routes
from demo.slack.page_bedrock import Bedrock
from demo.slack.page_bots import Crew
from tests.demo.page.seed import QuietSlack, SmallCloud, seeded

Scheme = Literal["dark", "light"]
TOKEN = "only-for-tests"  # noqa: S105 — lives as long as a test
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


SOON_MS = 30_000  # a limit, not an expectation
expect.set_options(timeout=SOON_MS)


@dataclass
class Demo:
    """The page's server, which can go away and come back at the same port."""

    slack: QuietSlack
    cloud: SmallCloud
    port: int = 0
    runner: web.AppRunner | None = field(default=None)
    log: Path | None = None  # the bot's
    bedrock: Bedrock | None = None
    crew: Crew | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        app = web.Application()
        page_routes(self.cloud, TOKEN, log=self.log, bedrock=self.bedrock, crew=self.crew)(app, self.slack)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        self.port = self.runner.addresses[0][1]

    async def stop(self) -> None:
        assert self.runner
        await self.runner.cleanup()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = f"no Chromium on the PATH: none of {', '.join(NAMES)}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=ARGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def demo() -> AsyncIterator[Demo]:
    demo = Demo(seeded(), SmallCloud())
    await demo.start()
    yield demo
    await demo.stop()


@dataclass
class Seen:
    """What the browser asked for and complained about."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


async def opened(
    browser: Browser, url: str, width: int = 1280, height: int = 800, scheme: Scheme = "light"
) -> tuple[Page, Seen]:
    context = await browser.new_context(
        viewport={"width": width, "height": height}, timezone_id="Asia/Seoul", color_scheme=scheme
    )
    page, seen = await context.new_page(), Seen()
    page.set_default_timeout(SOON_MS)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("console", lambda line: seen.complaints.extend([line.text] * (line.type == "error")))
    await page.goto(url)
    await page.locator(".msg").first.wait_for()
    return page, seen


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, demo: Demo) -> AsyncIterator[Page]:
    page, seen = await opened(browser, demo.url)
    yield page
    await page.context.close()
    refused = "Failed to load resource"  # the browser's own line for an answer that is not 200
    assert [line for line in seen.complaints if refused not in line] == []
    assert [url for url in seen.requests if not url.startswith(demo.url)] == []


def message(page: Page, ts: str) -> Locator:
    return page.locator(f'#messages [data-ts="{ts}"]')
