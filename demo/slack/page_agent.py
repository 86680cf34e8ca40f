"""What people do with the agent on the page: stop its answer, look into their talk with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from demo.slack.interactions import NothingToClick
from demo.slack.page_gate import Refusal, answer, read_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

    from demo.slack.page_gate import Form, Gate, Handler
    from demo.slack.page_worlds import Slack

NAME_LIMIT: Final = 255


@dataclass(frozen=True, slots=True)
class AgentRoutes:
    """*place* reads from a form who acts, and in which channel."""

    slack: Slack
    place: Callable[[Form], tuple[str, str]]

    def add_to(self, app: web.Application, gate: Gate, own: Callable[[Handler], Handler]) -> None:
        """Add the routes; *own* is wrapped around what a person does."""
        app.router.add_post("/page/stop", gate.behind_token(own(self.stop)))
        app.router.add_post("/page/open", gate.behind_token(self.open))

    async def stop(self, request: web.Request) -> web.Response:
        form = await read_form(request, "user", "channel", "thread_ts")
        user, channel = self.place(form)
        try:
            await self.slack.stop_agent(user, channel, form.text("thread_ts", NAME_LIMIT))
        except NothingToClick as error:
            raise Refusal("There is nothing to stop any more.") from error
        return answer({"ok": True})

    async def open(self, request: web.Request) -> web.Response:
        form = await read_form(request, "user", "channel")
        user, channel = self.place(form)
        if self.slack.workspace.channels[channel].is_im:
            await self.slack.open_dm(user)
        return answer({"ok": True})
