"""What the page does with several bots: says who shows which channel, kills one, starts it anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from demo.slack.page_gate import Refusal, answer, read_form

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from aiohttp import web

    from demo.slack.page_gate import Gate, Handler

NAME_LIMIT: Final = 255


class Crew(Protocol):
    """The bots as the panel drives them; kill and start raise LookupError."""

    @property
    def logs(self) -> Sequence[Path]: ...
    async def look(self) -> list[dict[str, object]]: ...
    async def kill(self, name: str) -> None: ...
    async def start(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class BotRoutes:
    crew: Crew | None

    def add_to(self, app: web.Application, gate: Gate, own: Callable[[Handler], Handler]) -> None:
        """Add the routes; *own* is wrapped around what a person does."""
        routes = app.router
        routes.add_get("/page/bots", gate.behind_token(self.state))
        routes.add_post("/page/bots/kill", gate.behind_token(own(self.kill)))
        routes.add_post("/page/bots/start", gate.behind_token(own(self.start)))

    async def state(self, _: web.Request) -> web.Response:
        return answer({"bots": await self.crew.look() if self.crew else []})

    async def kill(self, request: web.Request) -> web.Response:
        crew, name = await self._meant(request)
        try:
            await crew.kill(name)
        except LookupError:
            raise Refusal("No bot of this name runs.") from None
        return await self.state(request)

    async def start(self, request: web.Request) -> web.Response:
        crew, name = await self._meant(request)
        try:
            await crew.start(name)
        except LookupError:
            raise Refusal("This bot runs already.") from None
        return await self.state(request)

    async def _meant(self, request: web.Request) -> tuple[Crew, str]:
        form = await read_form(request, "name")
        name = form.text("name", NAME_LIMIT)
        if self.crew is None or name not in {bot["name"] for bot in await self.crew.look()}:
            raise Refusal("There is no such bot.")
        return self.crew, name
