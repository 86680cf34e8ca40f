"""An agent's answers on the page: they grow, show their tasks, can be stopped and rated."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect
from slack_sdk.web.async_chat_stream import AsyncChatStream
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.page import page_routes
from demo.slack.people import ALERTS, ALICE, BOT, TEAM
from demo.slack.server import LocalSlack
from tests.demo.page.chromium import TOKEN, opened
from tests.demo.slack.blockkit import context_actions, feedback
from tests.demo.slack.installed import WIDELY
from tests.demo.slack.listening import listening

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3))"
FEEDBACK = context_actions(
    {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": feedback(value="good", accessibility_label="It helped"),
        "negative_button": feedback(value="bad", accessibility_label="It did not help"),
    }
)


@dataclass
class Agent:
    """An app that was asked in the direct messages, and answers as the test says."""

    slack: LocalSlack
    client: AsyncWebClient
    heard: list[dict[str, Any]]
    rated: list[str] = field(default_factory=list)

    @property
    def dm(self) -> str:
        return self.slack.workspace.dm(ALICE).id

    async def begins(self, thread_ts: str, channel: str = "") -> AsyncChatStream:
        where = channel or self.dm
        await self.client.agents_sessions_setStatus(
            channel_id=where, thread_ts=thread_ts, status="processing"
        )
        return await self.client.chat_stream(
            channel=where,
            thread_ts=thread_ts,
            recipient_user_id=ALICE,
            recipient_team_id=TEAM,
            task_display_mode="plan",
            buffer_size=1,
        )

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [body["event"] for body in self.heard if body["event"]["type"] == kind]


@pytest_asyncio.fixture(loop_scope="module")
async def agent() -> AsyncIterator[Agent]:
    async with (
        LocalSlack(paced=False, app_routes=page_routes(None, TOKEN), **WIDELY) as slack,
        aiohttp.ClientSession() as session,
    ):
        slack.workspace.join(ALERTS, BOT)
        slack.workspace.post(ALERTS, BOT, "🔴 ALARM web-7-cpu-high")
        client = AsyncWebClient(slack.bot_token, slack.api_url, session=session, retry_handlers=[])
        app = listening(slack, client)
        agent = Agent(slack, client, app.heard)

        @app.app.action("rate")
        async def rate(ack: Any, action: dict[str, Any]) -> None:
            await ack()
            agent.rated.append(action["value"])

        await app.connect()
        yield agent
        await app.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, agent: Agent) -> AsyncIterator[Page]:
    page, seen = await opened(browser, agent.slack.url)
    yield page
    await page.context.close()
    assert [line for line in seen.complaints if "Failed to load resource" not in line] == []


async def talk(page: Page, agent: Agent) -> None:
    await page.locator(f'[data-channel="{agent.dm}"]').click()


def answer(page: Page) -> Locator:
    return page.locator("#messages .msg", has=page.locator(".badge")).last


def task(status: str, **more: Any) -> dict[str, Any]:
    return {"type": "task_update", "id": "t1", "title": "Read <the> logs", "status": status} | more


async def test_an_answer_grows_below_its_question(page: Page, agent: Agent):
    await talk(page, agent)
    asked = await agent.slack.say(ALICE, agent.dm, "why?")
    stream = await agent.begins(asked.ts)
    await stream.append(chunks=[task("in_progress", details="/aws/x")])
    plan = answer(page).locator(".plan")
    await expect(plan.locator(".plan-title")).to_contain_text("0 of 1")
    await expect(plan.get_by_role("img", name="under way")).to_be_visible()
    await expect(page.locator(".status")).to_contain_text("Watchbell is writing…")
    await stream.append(markdown_text="**CPU** is ")
    await expect(answer(page).locator("p .cursor")).to_have_count(1)
    await stream.append(markdown_text="high")
    await expect(answer(page).locator("p")).to_have_text("CPU is high")
    await stream.append(chunks=[task("complete", output="3 errors")])
    await stream.stop(session_status="active", blocks=[FEEDBACK])
    await expect(page.locator(".cursor, .status")).to_have_count(0)
    await expect(plan.get_by_role("img", name="done")).to_be_visible()
    await expect(page.locator(".replies")).to_have_count(0)


async def test_what_a_task_found_is_folded_and_stays_as_a_person_left_it(page: Page, agent: Agent):
    await talk(page, agent)
    asked = await agent.slack.say(ALICE, agent.dm, "why?")
    stream = await agent.begins(asked.ts)
    await stream.append(chunks=[task("in_progress", details="/aws/x")])
    said = answer(page).locator(".task-said")
    await expect(said).to_be_hidden()
    await answer(page).locator(".task-title").click()
    await expect(said).to_have_text("/aws/x")
    await stream.append(chunks=[task("complete", output=" 3 errors")])
    await expect(said).to_contain_text("3 errors")
    await expect(said).to_be_visible()


async def test_the_stop_button_stops_the_answer_until_the_app_has_said_so(page: Page, agent: Agent):
    await talk(page, agent)
    asked = await agent.slack.say(ALICE, agent.dm, "why?")
    stream = await agent.begins(asked.ts)
    await stream.append(markdown_text="half an")
    await page.get_by_role("button", name="Stop").click()
    await expect(page.locator(".status")).to_contain_text("is stopping…")
    await expect(page.locator(".cursor")).to_have_count(0)
    await agent.slack.until(lambda: agent.events("agent_session_stopped"))
    assert agent.events("agent_session_stopped")[0]["streaming_message_ts"] == [stream.ts]
    await agent.client.agents_sessions_setStatus(channel_id=agent.dm, thread_ts=asked.ts, status="active")
    await expect(page.locator(".status")).to_have_count(0)


async def test_in_a_channel_the_work_is_seen_below_the_message_and_in_its_thread(page: Page, agent: Agent):
    (card,) = agent.slack.workspace.messages(ALERTS)
    await agent.client.agents_sessions_setStatus(
        channel_id=ALERTS, thread_ts=card.ts, status="processing", title="web-7"
    )
    await agent.client.assistant_threads_setStatus(
        channel_id=ALERTS, thread_ts=card.ts, status="reads <logs>…", loading_messages=["/aws/x"]
    )
    await expect(page.locator("#messages .status")).to_contain_text("Watchbell reads <logs>… /aws/x")
    await page.locator("#messages .msg").hover()
    await page.get_by_role("button", name="Reply in thread").click()
    await expect(page.locator("#thread-messages .status")).to_contain_text("reads <logs>…")
    await expect(page.locator("#thread-note")).to_have_text("web-7")
    await agent.client.agents_sessions_setStatus(channel_id=ALERTS, thread_ts=card.ts, status="suspended")
    await agent.client.chat_postMessage(channel=ALERTS, thread_ts=card.ts, text="Shall I?")
    await expect(page.locator("#thread-messages .status")).to_contain_text("waits for you")
    await expect(page.get_by_role("button", name="Stop")).to_have_count(0)


async def test_an_answer_is_rated(page: Page, agent: Agent):
    await talk(page, agent)
    asked = await agent.slack.say(ALICE, agent.dm, "why?")
    stream = await agent.begins(asked.ts)
    await stream.stop(markdown_text="x", blocks=[FEEDBACK])
    await answer(page).get_by_role("button", name="It did not help").click()
    await agent.slack.until(lambda: agent.rated == ["bad"])


async def test_whoever_opens_the_talk_is_greeted_and_offered_questions(page: Page, agent: Agent):
    await talk(page, agent)
    offered = agent.slack.agent.prompts
    greeting = page.locator(".greeting")
    await expect(greeting).to_contain_text(agent.slack.agent.description)
    await expect(greeting.get_by_role("button")).to_have_text([prompt.title for prompt in offered])
    await agent.slack.until(lambda: agent.events("app_home_opened"))
    await greeting.get_by_role("button").first.click()
    await agent.slack.until(lambda: agent.events("message"))
    assert agent.events("message")[0]["text"] == offered[0].message


async def test_what_an_answer_says_is_never_markup(page: Page, agent: Agent):
    await talk(page, agent)
    asked = await agent.slack.say(ALICE, agent.dm, "why?")
    stream = await agent.begins(asked.ts)
    await stream.append(
        chunks=[
            {"type": "plan_update", "title": HOSTILE},
            task("error", details=HOSTILE, output=HOSTILE),
            {"type": "markdown_text", "text": f"{HOSTILE} <!channel>"},
        ]
    )
    shown = answer(page)
    await expect(shown.get_by_text("<script>alert(1)</script>")).to_have_count(4)
    await expect(shown.locator("script, img, a")).to_have_count(0)
    await expect(shown.locator(".mention.loud")).to_have_text(["@channel"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_an_answer_fits_a_telephone(browser: Browser, agent: Agent, scheme: Any):
    asked = await agent.slack.say(ALICE, agent.dm, "why?")
    stream = await agent.begins(asked.ts)
    long = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:" + "x" * 120
    await stream.append(chunks=[task("error", details=long), {"type": "markdown_text", "text": f"`{long}`"}])
    page, _ = await opened(browser, agent.slack.url, 390, 844, scheme)
    await page.get_by_role("button", name="Channels").click()
    await talk(page, agent)
    await expect(page.get_by_role("button", name="Stop")).to_be_in_viewport()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    room = "document.getElementById('messages')"
    assert await page.evaluate(f"{room}.scrollWidth - {room}.clientWidth") == 0
    await page.context.close()
