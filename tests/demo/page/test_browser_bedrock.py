"""The Bedrock panel below AWS, and a model's Markdown as Slack draws it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from demo.bedrock.faults import Faults, Kind
from demo.slack.people import ALERTS, BOT
from tests.demo.page.chromium import Demo, message, opened
from tests.demo.page.seed import SmallCloud, seeded
from tests.demo.page.test_bedrock_routes import SmallBedrock
from tests.demo.page.test_contrast import colours, contrast

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture
def bedrock() -> SmallBedrock:
    return SmallBedrock(Faults())


@pytest_asyncio.fixture(loop_scope="module")
async def demo(bedrock: SmallBedrock) -> AsyncIterator[Demo]:
    demo = Demo(seeded(), SmallCloud(), bedrock=bedrock)
    await demo.start()
    yield demo
    await demo.stop()


async def test_it_is_worked_by_the_keyboard_alone(page: Page, bedrock: SmallBedrock):
    await page.locator("#bedrock summary").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#bedrock-state")).to_have_text("works")
    await page.keyboard.press("Tab")
    await page.keyboard.type("slow")
    for _ in range(2):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#bedrock-state")).to_have_text("slow until mended")
    assert bedrock.faults.standing
    assert bedrock.faults.standing.kind is Kind.SLOW
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Mend", exact=True)).to_be_focused()
    await page.keyboard.press("Space")
    await expect(page.locator("#bedrock-state")).to_have_text("works")
    assert bedrock.faults.standing is None


async def test_what_was_asked_is_listed_with_its_outcome(page: Page, bedrock: SmallBedrock):
    await expect(page.locator("#bedrock-none")).to_be_hidden()
    await page.locator("#bedrock summary").click()
    await expect(page.locator("#bedrock-none")).to_contain_text("Nobody has asked yet")
    call = bedrock.faults.note("ConverseStream")
    asked = page.get_by_role("list", name="What was asked last").get_by_role("listitem")
    await expect(asked).to_contain_text("under way")
    call.outcome = "AccessDeniedException"
    await expect(asked).to_contain_text("AccessDenied")
    await expect(asked).to_have_attribute("data-outcome", "failed")


async def test_nothing_is_wider_than_a_phone(browser: Browser, demo: Demo, bedrock: SmallBedrock):
    bedrock.faults.note("InvokeAgent").outcome = "ResourceNotFoundException" * 3
    page, _ = await opened(browser, demo.url, width=360, height=780, scheme="dark")
    await page.get_by_role("button", name="AWS", exact=True).click()
    await page.locator("#bedrock summary").click()
    await expect(page.locator(".call")).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    assert await page.locator("#aws .pane-body").evaluate("pane => pane.scrollWidth - pane.clientWidth") == 0
    await page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_is_wrong_is_told_apart_from_the_paper(scheme: str):
    found = colours(scheme)
    assert contrast(found["bad-ink"], found["paper"]) >= 4.5


async def test_a_sign_after_a_backslash_is_that_sign(page: Page, demo: Demo):
    text = (
        r"\[not a link\](https://evil.example) \*not\* \_not\_ a \| b \~\~c\~\~ 2 \* 3, "
        r"[a \[link\]](https://wiki.example.com/x), **bold \* still**, *it \* is*, `\*code\*`"
    )
    post = demo.slack.workspace.post(
        ALERTS, BOT, "x", blocks=({"type": "markdown", "text": text, "block_id": "m"},)
    )
    shown = message(page, post.ts).locator(".markdown")
    await expect(shown).to_contain_text(
        "*not* _not_ a | b ~~c~~ 2 * 3, a [link], bold * still, it * is, \\*code\\*"
    )
    await expect(shown).to_contain_text("[not a link](")
    await expect(shown.locator("a", has_text="a [link]")).to_have_attribute(
        "href", "https://wiki.example.com/x"
    )
    await expect(shown.locator("strong")).to_have_text("bold * still")
    await expect(shown.locator("em")).to_have_text("it * is")
    await expect(shown.locator("code")).to_have_text("\\*code\\*")
