"""The page before a whole local Slack, with an app behind it that reports incidents in a modal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.page import page_routes
from demo.slack.people import ALERTS, BOT, BOT_ID
from demo.slack.server import LocalSlack
from tests.demo.page.chromium import TOKEN
from tests.demo.page.seed import option
from tests.demo.slack.blockkit import (
    actions,
    button,
    checkboxes,
    choice,
    external,
    field,
    mrkdwn,
    plain,
    radio,
    section,
    select,
    written,
)
from tests.demo.slack.installed import WIDELY
from tests.demo.slack.listening import listening

Json = dict[str, Any]
SEARCH = external(placeholder=plain("Find an alarm"), min_query_length=2)
ALARMS = [option("checkout-5xx", "checkout"), option("db-connections", "db"), option("<b>web</b>", "web")]
PREPARING = {
    "type": "modal",
    "callback_id": "report",
    "title": plain("Incident report"),
    "blocks": [section(text=mrkdwn("Preparing the report…"))],
}
FORM = PREPARING | {
    "submit": plain("File"),
    "close": plain("Not now"),
    "notify_on_close": True,
    "blocks": [
        {"type": "alert", "block_id": "note", "level": "warning", "text": mrkdwn("*Read* before you file")},
        field(
            written(action_id="text", placeholder=plain("In a line")), block_id="title", label=plain("Title")
        ),
        field(
            written(action_id="text", multiline=True, initial_value="12:00 <b>down</b>"),
            block_id="story",
            label=plain("What happened"),
            hint=plain("As it was"),
        ),
        field(
            select(action_id="pick", options=[option("Low", "low"), option("High", "high")]),
            block_id="severity",
            label=plain("Severity"),
        ),
        field(SEARCH, block_id="alarm", label=plain("Alarm"), optional=True),
        field(
            checkboxes(
                action_id="tick", options=[choice(text=plain("Tell the channel"), value="tell"), choice()]
            ),
            block_id="also",
            label=plain("Also"),
            optional=True,
        ),
        field(
            radio(
                action_id="one",
                options=[
                    choice(text=plain("Public"), value="all"),
                    choice(text=plain("Private"), value="us"),
                ],
                initial_option=choice(text=plain("Public"), value="all"),
            ),
            block_id="where",
            label=plain("Where"),
        ),
        actions(button(action_id="again", text=plain("Write it anew"))) | {"block_id": "hands"},
    ],
}


class Heard:
    """What the app was told."""

    def __init__(self) -> None:
        self.submitted: list[Json] = []
        self.closed: list[Json] = []
        self.pressed: list[Json] = []
        self.chosen: list[Json] = []


def report(app: AsyncApp, heard: Heard) -> None:
    @app.shortcut("summarize")
    @app.shortcut("report")
    async def begin(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        opened = await client.views_open(trigger_id=body["trigger_id"], view=PREPARING)
        await client.views_update(view_id=opened["view"]["id"], view=FORM)

    @app.view("report")
    async def submit(ack: AsyncAck, view: Json) -> None:
        values = view["state"]["values"]
        heard.submitted.append(values)
        if values["title"]["text"]["value"] == "x":
            await ack(response_action="errors", errors={"title": "Too vague"})
        else:
            await ack()

    @app.view_closed("report")
    async def close(ack: AsyncAck, view: Json) -> None:
        await ack()
        heard.closed.append(view)

    @app.action("again")
    async def again(ack: AsyncAck, body: Json) -> None:
        await ack()
        heard.pressed.append(body)

    @app.options("find")
    async def find(ack: AsyncAck, payload: Json) -> None:
        await ack(options=[each for each in ALARMS if payload["value"] in each["text"]["text"]])

    @app.action("find")
    async def choose(ack: AsyncAck, action: Json) -> None:
        await ack()
        heard.chosen.append(action)


@asynccontextmanager
async def reporting() -> AsyncIterator[tuple[LocalSlack, Heard, AsyncWebClient]]:
    async with (
        LocalSlack(
            paced=False, trigger_life_s=30.0, ack_within_s=30.0, app_routes=page_routes(None, TOKEN), **WIDELY
        ) as slack,
        aiohttp.ClientSession() as session,
    ):
        slack.workspace.join(ALERTS, BOT)
        slack.workspace.post(ALERTS, BOT, "🔴 ALARM web-7-cpu-high", bot_id=BOT_ID)
        client = AsyncWebClient(slack.bot_token, slack.api_url, session=session, retry_handlers=[])
        app, heard = listening(slack, client), Heard()
        report(app.app, heard)
        await app.connect()
        try:
            yield slack, heard, client
        finally:
            await app.close()
