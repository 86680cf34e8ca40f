"""The demo's page: its files, what it shows, and what people do on it."""

from __future__ import annotations

import asyncio
import html
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web

from demo.slack.interactions import NothingToClick
from demo.slack.page_agent import AgentRoutes
from demo.slack.page_bedrock import Bedrock, BedrockRoutes
from demo.slack.page_bots import BotRoutes, Crew
from demo.slack.page_dialogs import DialogRoutes
from demo.slack.page_gate import HEADERS, Form, Gate, Refusal, answer, read_form
from demo.slack.page_story import Story, StoryRoutes
from demo.slack.page_stream import Streams
from demo.slack.page_tools import Tools, said
from demo.slack.page_worlds import Cloud, CloudAlarm, CloudRefused, Slack, snapshot
from demo.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Callable


__all__ = ["ASSETS", "CloudAlarm", "CloudRefused", "page_routes"]

ASSETS: Final = Path(__file__).with_name("page")
TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
TEXT_LIMIT: Final = 12_000
NAME_LIMIT: Final = 255
SNS_LIMIT: Final = 256 * 1024  # bytes, https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
STATES: Final = ("ALARM", "OK", "INSUFFICIENT_DATA")
COMMAND: Final = re.compile(r"/\S+")


@dataclass(frozen=True, slots=True)
class Page:
    """The routes of the page, each refusing what did not come from the page itself."""

    slack: Slack
    cloud: Cloud | None
    token: str
    heartbeat: float
    files: dict[str, bytes]
    streams: Streams
    story: StoryRoutes
    tools: Tools
    bedrock: BedrockRoutes
    bots: BotRoutes

    def add_to(self, app: web.Application) -> None:
        gate, own = Gate(self.token), self.story.making_way_for
        routes = app.router
        routes.add_get("/", gate.open_to_readers(self.index))
        routes.add_get("/archives/{channel}/{message}", gate.open_to_readers(self.index))
        routes.add_get("/assets/{name}", gate.open_to_readers(self.asset))
        routes.add_get("/page/state", gate.behind_token(self.state))
        routes.add_get("/page/events", gate.behind_token_in_query(self.story.begun_by(self.events)))
        routes.add_get("/page/alarms", gate.behind_token(self.alarms))
        routes.add_post("/page/click", gate.behind_token(own(self.click)))
        routes.add_post("/page/say", gate.behind_token(own(self.say)))
        routes.add_post("/page/command", gate.behind_token(own(self.command)))
        routes.add_post("/page/alarm", gate.behind_token(own(self.set_alarm)))
        routes.add_post("/page/publish", gate.behind_token(own(self.publish)))
        routes.add_post("/page/bury", gate.behind_token(own(self.bury)))
        self.story.add_to(app, gate, self.streams)
        self.tools.add_to(app, gate, own)
        self.bedrock.add_to(app, gate, own)
        self.bots.add_to(app, gate, own)
        AgentRoutes(self.slack, self._place).add_to(app, gate, own)
        DialogRoutes(self.slack, self._place).add_to(app, gate, own)
        app.on_shutdown.append(self.streams.close)

    # --- what it shows

    async def index(self, _: web.Request) -> web.Response:
        page = self.files["index.html"].decode().replace("{{token}}", html.escape(self.token))
        return web.Response(text=page, content_type="text/html", headers=HEADERS)

    async def asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        kind = TYPES.get(Path(name).suffix)
        if kind is None or name not in self.files:
            raise Refusal("There is no such file.", 404)
        return web.Response(body=self.files[name], content_type=kind, charset="utf-8", headers=HEADERS)

    async def state(self, _: web.Request) -> web.Response:
        return answer(snapshot(self.slack))

    async def events(self, request: web.Request) -> web.StreamResponse:
        return await self.streams.serve(request, self.heartbeat)

    async def alarms(self, _: web.Request) -> web.Response:
        cloud = self._cloud()
        alarms, queue = await said(asyncio.gather(cloud.alarms(), cloud.queue()))
        return answer({"alarms": [asdict(alarm) for alarm in alarms], "queue": queue})

    # --- what people do

    async def click(self, request: web.Request) -> web.Response:
        form = await read_form(request, "user", "channel", "ts", "action_id", "value")
        user, channel = self._place(form)
        ts = form.text("ts", NAME_LIMIT)
        own = self.slack.workspace.ephemeral(channel, ts)
        if not (self.slack.workspace.message(channel, ts) or (own and own.ephemeral_to == user)):
            raise Refusal("This message is no longer there.")
        action_id, value = form.text("action_id", NAME_LIMIT), form.text_or_none("value", 2000)
        try:
            await self.slack.click(user, channel, ts, action_id, value)
        except NothingToClick as error:
            raise Refusal("There is no such button on this message any more.") from error
        return answer({"ok": True})

    async def say(self, request: web.Request) -> web.Response:
        form = await read_form(request, "user", "channel", "text", "thread_ts")
        user, channel = self._place(form)
        thread_ts = self._thread(form, channel)
        await self.slack.say(user, channel, form.text("text", TEXT_LIMIT), thread_ts)
        return answer({"ok": True})

    async def command(self, request: web.Request) -> web.Response:
        form = await read_form(request, "user", "channel", "command", "text", "thread_ts")
        user, channel = self._place(form)
        thread_ts = self._thread(form, channel)
        command, text = form.text("command", NAME_LIMIT), form.text_or_none("text", TEXT_LIMIT) or ""
        if not COMMAND.fullmatch(command):
            raise Refusal("A command is one word that starts with a slash.")
        await self.slack.command(user, channel, command, text, thread_ts)
        return answer({"ok": True})

    async def set_alarm(self, request: web.Request) -> web.Response:
        form = await read_form(request, "name", "state", "reason")
        name, state = form.text("name", NAME_LIMIT), form.text("state", NAME_LIMIT)
        if state not in STATES:
            raise Refusal("An alarm is in ALARM, OK or INSUFFICIENT_DATA.")
        await said(self._cloud().set_state(name, state, form.text_or_none("reason", 1023) or ""))
        return answer({"ok": True})

    async def publish(self, request: web.Request) -> web.Response:
        return answer({"message_id": await said(self._cloud().publish(await self._letter(request)))})

    async def bury(self, request: web.Request) -> web.Response:
        """Put it into the dead-letter queue, as if the bot had tried it in vain."""
        return answer({"message_id": await said(self._cloud().bury(await self._letter(request)))})

    async def _letter(self, request: web.Request) -> str:
        form = await read_form(request, "body")
        if not str(form.fields.get("body") or "").strip():
            raise Refusal("Write something to publish first.")
        body = form.text("body", SNS_LIMIT)
        if len(body.encode()) > SNS_LIMIT:
            raise Refusal("SNS takes 256 KiB at most, and this is more.")
        return body

    def _place(self, form: Form) -> tuple[str, str]:
        """Return who acts and in which channel: one that this person sees."""
        workspace = self.slack.workspace
        user = workspace.users.get(form.text("user", NAME_LIMIT))
        if user is None or user.is_bot:
            raise Refusal("Nobody of this name can act here.")
        channel = workspace.channels.get(form.text("channel", NAME_LIMIT))
        if channel is None or not channel.is_seen_by(user):
            raise Refusal("There is no such channel.")
        return user.id, channel.id

    def _thread(self, form: Form, channel: str) -> str | None:
        """Return the thread to write into, where there is still something to write into."""
        if self.slack.workspace.channels[channel].is_archived:
            raise Refusal("This channel is archived: nobody can write here.")
        thread_ts = form.text_or_none("thread_ts", NAME_LIMIT)
        if thread_ts and not self.slack.workspace.message(channel, thread_ts):
            raise Refusal("This thread is no longer there.")
        return thread_ts

    def _cloud(self) -> Cloud:
        if self.cloud is None:
            raise Refusal("No local AWS is running.", 503)
        return self.cloud


def page_routes(  # noqa: PLR0913 — what stands behind the page, nearly all of it by name
    cloud: Cloud | None,
    token: str,
    *,
    heartbeat: float = 15.0,
    story: Callable[[Slack, Cloud], Story] | None = None,
    log: Path | None = None,
    bedrock: Bedrock | None = None,
    wiki: str = "",
    crew: Crew | None = None,
) -> Callable[[web.Application, Slack], None]:
    """Return what adds the page to the local Slack's own server; *token* is made anew at each start.

    *story* makes what is told to whoever opens the page first; *log* is the bot's, or *crew* the bots and
    theirs; *wiki* is the address of the pages that they file.
    """

    def add(app: web.Application, slack: Slack) -> None:
        files = {path.name: path.read_bytes() for path in ASSETS.iterdir()}
        files["index.html"] = files["index.html"].replace(b"{{wiki}}", _link_to(wiki).encode())
        streams = Streams(slack.workspace, lambda: snapshot(slack))
        told = StoryRoutes(story(slack, cloud) if story and cloud else None)
        logs = crew.logs if crew else [log] if log else None
        trace = Trace(logs, slack.workspace) if logs is not None else None
        if cloud and trace:
            cloud.observe(trace.published)
        tools = Tools(cloud, trace)
        beside = (BedrockRoutes(bedrock), BotRoutes(crew))
        Page(slack, cloud, token, heartbeat, files, streams, told, tools, *beside).add_to(app)

    return add


def _link_to(wiki: str) -> str:
    link = '<a class="side-wiki" href="{}" target="_blank" rel="noopener">Wiki of the reports ↗</a>'
    return link.format(html.escape(wiki)) if wiki else ""
