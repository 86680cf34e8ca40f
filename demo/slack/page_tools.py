"""What the page's right column does beside Slack: pushes a metric, makes a storm, shows the bot's steps."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from demo.slack.page_gate import Refusal, answer, read_form
from demo.slack.page_worlds import CloudRefused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from demo.slack.page_gate import Gate, Handler
    from demo.slack.page_worlds import Cloud

STORM_LIMIT: Final = 2000
NAME_LIMIT: Final = 255
REVISION: Final = re.compile(r"[0-9]{1,15}")
NO_STEPS: Final = {"steps": (), "revision": 0, "oldest": 0}
T = TypeVar("T")


class Trace(Protocol):
    def after(self, revision: int) -> dict[str, object]: ...


@dataclass(frozen=True, slots=True)
class Tools:
    cloud: Cloud | None
    trace: Trace | None

    def add_to(self, app: web.Application, gate: Gate, own: Callable[[Handler], Handler]) -> None:
        """Add the routes; *own* is wrapped around what a person does."""
        routes = app.router
        routes.add_get("/page/trace", gate.behind_token(self.steps))
        routes.add_post("/page/push", gate.behind_token(own(self.push)))
        routes.add_post("/page/storm", gate.behind_token(own(self.storm)))
        routes.add_post("/page/recover", gate.behind_token(own(self.recover)))

    async def steps(self, request: web.Request) -> web.Response:
        """Return what the bot did after the revision that the page has already."""
        after = request.query.get("after", "0")
        if not REVISION.fullmatch(after):
            raise Refusal("A revision is a number.")
        return answer(self.trace.after(int(after)) if self.trace else NO_STEPS)

    async def push(self, request: web.Request) -> web.Response:
        form = await read_form(request, "name", "direction")
        name, direction = form.text("name", NAME_LIMIT), form.text("direction", NAME_LIMIT)
        if direction not in ("up", "down"):
            raise Refusal("A metric goes up or down.")
        return answer(asdict(await said(self._cloud().push(name, up=direction == "up"))))

    async def storm(self, request: web.Request) -> web.Response:
        count = (await read_form(request, "count")).fields.get("count")
        if type(count) is not int or not 1 <= count <= STORM_LIMIT:
            raise Refusal(f"A storm is of 1 to {STORM_LIMIT:,} alarms.")
        return answer({"published": await said(self._cloud().storm(count))})

    async def recover(self, request: web.Request) -> web.Response:
        await read_form(request)
        return answer({"published": await said(self._cloud().recover())})

    def _cloud(self) -> Cloud:
        if self.cloud is None:
            raise Refusal("No local AWS is running.", 503)
        return self.cloud


async def said(work: Awaitable[T]) -> T:
    """Await what the local AWS does; what it refuses is said to the person who asked."""
    try:
        return await work
    except CloudRefused as refused:
        raise Refusal(str(refused)) from refused
