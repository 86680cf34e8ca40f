"""`python -m tests.bench.slack_child`: the local Slack in its own process, which notes when things stand.

It answers at once, however often it is called; or, with `--strict`, takes one message a second and channel.
`/bench/shown` waits until so many alarms of a run stand in its channels; `/bench/ack` types `/aws alarms` and
says how long the ack took, `/bench/answer` how long the answer; `/bench/messages` gives all that stands in a
channel, `/bench/calls` how calls ended.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from demo.slack.changes import Change
from demo.slack.people import ALICE, BOB, BOT, OPS, Channel, Message
from demo.slack.server import LocalSlack
from tests.bench.names import CHANNELS, NAME


def said(message: Mapping[str, Any]) -> str:
    """Its text, and that of its pages."""
    pages = (block["text"] for block in message.get("blocks", ()) if block["type"] == "markdown")
    return "\n".join((str(message["text"]), *pages))


@dataclass
class Seen:
    """When each alarm was first to be seen, by run and name."""

    runs: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, change: Change) -> None:
        if change["kind"] not in {"message", "edited"}:
            return
        for found in re.finditer(NAME, said(change["message"])):
            if found[0] not in self.runs[found["run"]]:
                self.runs[found["run"]][found[0]] = time.time()
                self.news.set()

    async def until(self, run: str, count: int) -> None:
        while len(self.runs[run]) < count:
            self.news.clear()
            await self.news.wait()


@dataclass(frozen=True, slots=True)
class Desk:
    """What the bench asks of the local Slack."""

    slack: LocalSlack
    seen: Seen

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/bench/shown", self.shown)
        app.router.add_post("/bench/ack", self.ack)
        app.router.add_post("/bench/answer", self.answer)
        app.router.add_get("/bench/messages", self.messages)
        app.router.add_get("/bench/calls", self.calls)

    async def shown(self, request: web.Request) -> web.Response:
        run, count, within = (request.query[name] for name in ("run", "count", "within"))
        with suppress(TimeoutError):
            await asyncio.wait_for(self.seen.until(run, int(count)), float(within))
        return web.json_response(self.seen.runs[run])

    async def ack(self, _: web.Request) -> web.Response:
        began = time.perf_counter()
        acked = await self.slack.command(ALICE, OPS, "/aws", "alarms")
        return web.json_response({"acked": acked, "seconds": time.perf_counter() - began})

    async def answer(self, _: web.Request) -> web.Response:
        began, before = time.perf_counter(), len(self.slack.workspace.ephemerals(ALICE))
        await self.slack.command(ALICE, OPS, "/aws", "alarms")
        await self.slack.until(lambda: len(self.slack.workspace.ephemerals(ALICE)) > before, 60)
        return web.json_response({"seconds": time.perf_counter() - began})

    async def messages(self, request: web.Request) -> web.Response:
        workspace, channel = self.slack.workspace, request.query["channel"]
        roots = workspace.messages(channel)
        threads = [workspace.messages(channel, one.ts)[1:] for one in roots]
        return web.json_response([as_json(one) for some in (roots, *threads) for one in some])

    async def calls(self, _: web.Request) -> web.Response:
        return web.json_response(Counter(call.outcome for call in self.slack.faults.calls))


def as_json(message: Message) -> dict[str, Any]:
    payload = (message.metadata or {}).get("event_payload") or {}
    told = {"text": message.text, "blocks": message.blocks}
    return {"ts": message.ts, "post": payload.get("post"), "said": said(told), "reply": message.is_reply}


async def main() -> None:
    seen = Seen()

    def add(app: web.Application, slack: LocalSlack) -> None:
        Desk(slack, seen).add_to(app)

    strict = "--strict" in sys.argv
    async with LocalSlack(paced=strict, posts_at_once=1, app_routes=add) as slack:
        for channel in CHANNELS:
            slack.workspace.channels[channel] = Channel(channel, channel.lower(), {ALICE, BOB, BOT})
        slack.workspace.observe(seen.note)
        where = {"url": slack.url, "bot_token": slack.bot_token, "app_token": slack.app_token}
        sys.stdout.write(json.dumps(where) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
