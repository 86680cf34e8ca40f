import pytest
from playwright.async_api import Browser, expect

from demo.confluence import LocalConfluence
from tests.demo.confluence.report import filed
from tests.demo.page.chromium import browser

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_report_is_shown_whole_and_without_complaint(browser: Browser, width: int):
    async with LocalConfluence() as confluence:
        page = await browser.new_page(viewport={"width": width, "height": 800})
        complaints: list[str] = []
        requests: list[str] = []
        page.on("console", lambda line: complaints.append(line.text))
        page.on("request", lambda request: requests.append(request.url))
        await page.goto(confluence.web_url(filed(confluence)))
        await expect(page.locator("h1")).to_contain_text("[INC-2026-0042]")
        assert await page.evaluate("document.querySelector('.body img').naturalWidth") == 640
        await page.get_by_text("The thread", exact=True).click()
        await expect(page.get_by_text("Alice: on it")).to_be_visible()
        await page.get_by_text("History (3)").click()
        await expect(page.get_by_text("Read and signed")).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await page.close()
        assert complaints == []
        assert [url for url in requests if not url.startswith(confluence.url)] == []
