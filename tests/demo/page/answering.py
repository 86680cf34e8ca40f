"""The page before a whole local Slack, with an app behind it that answers /aws."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.page import page_routes
from demo.slack.people import ALERTS, BOT, BOT_ID
from demo.slack.server import LocalSlack
from tests.demo.page.chromium import TOKEN
from tests.demo.page.seed import AWS, button, option
from tests.demo.slack.listening import listening

Block = dict[str, Any]


def line(text: str, **more: Any) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} | more


def overview(shown: str) -> list[Block]:
    """An answer with most of what one may hold: accessories, a context, styled buttons, a select."""
    views = [option("All", "all"), option("In ALARM", "alarm")]
    select = {"type": "static_select", "action_id": "pick", "options": views, "initial_option": views[0]}
    return [
        line(f"🔴 *3 in ALARM* · ⚪ 1 no data · 🟢 412 OK\nShown: {shown}"),
        line(
            "🔴 *checkout-5xx* since 14:02 (29 min) 👀 Alice",
            accessory=button("Watching", "watch", style="primary"),
        ),
        line("🔴 *db-main-connections* since 14:05 (26 min)", accessory=button("Watching", "watch_db")),
        {
            "type": "context",
            "elements": [{"type": "mrkdwn", "text": "read 14:31:07 · prod + staging · `eu-west-1`"}],
        },
        {"type": "divider"},
        {
            "type": "actions",
            "elements": [
                button("ALARM", "only", value="those in ALARM", style="primary"),
                button("Done", "done", style="danger"),
                select,
            ],
        },
    ]


def answer_commands(app: AsyncApp) -> None:
    @app.command("/aws")
    async def aws(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("3 in ALARM", blocks=overview("all"))

    @app.action("only")
    async def only(ack: AsyncAck, respond: AsyncRespond, action: dict[str, Any]) -> None:
        await ack()
        await respond("3 in ALARM", blocks=overview(action["value"]), replace_original=True)

    @app.action("done")
    async def done(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(delete_original=True)


@asynccontextmanager
async def answering() -> AsyncIterator[LocalSlack]:
    async with (
        LocalSlack(paced=False, commands=[AWS], app_routes=page_routes(None, TOKEN)) as slack,
        aiohttp.ClientSession() as session,
    ):
        slack.workspace.join(ALERTS, BOT)
        slack.workspace.post(ALERTS, BOT, "🔴 ALARM web-7-cpu-high", bot_id=BOT_ID)
        app = listening(
            slack, AsyncWebClient(slack.bot_token, slack.api_url, session=session, retry_handlers=[])
        )
        answer_commands(app.app)
        await app.connect()
        yield slack
        await app.close()
