"""What people do on the page in modals, with shortcuts, in searching menus, and with files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

from aiohttp import web

from demo.slack.interactions import NothingToClick
from demo.slack.page_gate import HEADERS, Refusal, answer, read_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from demo.slack.page_gate import Form, Gate, Handler
    from demo.slack.page_worlds import Slack

NAME_LIMIT: Final = 255
QUERY_LIMIT: Final = 255
TEXT_LIMIT: Final = 12_000  # more than any field takes: Slack itself says what is too long
MOST_FIELDS: Final = 200
Said = str | list[str] | None
FILE: Final = {"Content-Type": "application/octet-stream"}


@dataclass(frozen=True, slots=True)
class DialogRoutes:
    """*place* reads from a form who acts, and in which channel."""

    slack: Slack
    place: Callable[[Form], tuple[str, str]]

    def add_to(self, app: web.Application, gate: Gate, own: Callable[[Handler], Handler]) -> None:
        """Add the routes; *own* is wrapped around what a person does."""
        routes = app.router
        routes.add_post("/page/view/submit", gate.behind_token(own(self.submit)))
        routes.add_post("/page/view/close", gate.behind_token(own(self.close)))
        routes.add_post("/page/view/press", gate.behind_token(own(self.press)))
        routes.add_post("/page/shortcut", gate.behind_token(own(self.shortcut)))
        routes.add_post("/page/suggest", gate.behind_token(own(self.suggest)))
        routes.add_get("/page/file/{id}", gate.behind_token_in_query(self.file))

    async def submit(self, request: web.Request) -> web.Response:
        form = await read_form(request, "user", "view_id", "values")
        user, view_id = self._person(form), form.text("view_id", NAME_LIMIT)
        try:
            await self.slack.submit(user, view_id, read_values(form))
        except NothingToClick as error:
            gone(error)
        return answer({"ok": True})

    async def close(self, request: web.Request) -> web.Response:
        form = await read_form(request, "user", "view_id")
        try:
            await self.slack.close(self._person(form), form.text("view_id", NAME_LIMIT))
        except NothingToClick as error:
            gone(error)
        return answer({"ok": True})

    async def press(self, request: web.Request) -> web.Response:
        form = await read_form(request, "user", "view_id", "action_id", "value", "values")
        user, view_id = self._person(form), form.text("view_id", NAME_LIMIT)
        action_id, value = form.text("action_id", NAME_LIMIT), read_said(form.fields.get("value"))
        try:
            acked = await self.slack.click_in_view(user, view_id, action_id, value, read_values(form))
        except NothingToClick as error:
            gone(error)
        return answer({"ok": bool(acked)})

    async def shortcut(self, request: web.Request) -> web.Response:
        """Choose a shortcut, of a message or, where none is named, of none."""
        form = await read_form(request, "user", "channel", "ts", "callback_id")
        callback_id = form.text("callback_id", NAME_LIMIT)
        try:
            if form.fields.get("ts") is None:
                acked = await self.slack.global_shortcut(self._person(form), callback_id)
            else:
                place = (*self.place(form), form.text("ts", NAME_LIMIT))
                acked = await self.slack.shortcut(*place, callback_id)
        except NothingToClick as error:
            raise Refusal("There is no such shortcut here any more.") from error
        return answer({"ok": bool(acked)})

    async def suggest(self, request: web.Request) -> web.Response:
        """Search in a menu of a modal, or of a message where no view is named."""
        form = await read_form(request, "user", "channel", "ts", "view_id", "action_id", "query")
        action_id = form.text("action_id", NAME_LIMIT)
        query = form.text("query", QUERY_LIMIT) if form.fields.get("query") else ""
        try:
            if view_id := form.text_or_none("view_id", NAME_LIMIT):
                found = await self.slack.suggest_in_view(self._person(form), view_id, action_id, query)
            else:
                place = (*self.place(form), form.text("ts", NAME_LIMIT))
                found = await self.slack.suggest(*place, action_id, query)
        except NothingToClick as error:
            raise Refusal("There is no such menu any more.") from error
        return answer({"options": found})

    async def file(self, request: web.Request) -> web.Response:
        """Hand a file to somebody who sees it; it is saved, never shown by the browser."""
        workspace = self.slack.workspace
        file = workspace.files.get(request.match_info["id"])
        user = workspace.users.get(request.query.get("user", ""))
        shared = [workspace.channels[channel] for channel in (file.shared if file else ())]
        if file is None or user is None or not any(channel.is_seen_by(user) for channel in shared):
            raise Refusal("There is no such file.", 404)
        return web.Response(
            body=file.content or b"", headers=HEADERS | FILE | {"Content-Disposition": "attachment"}
        )

    def _person(self, form: Form) -> str:
        user = self.slack.workspace.users.get(form.text("user", NAME_LIMIT))
        if user is None or user.is_bot:
            raise Refusal("Nobody of this name can act here.")
        return user.id


def gone(error: NothingToClick) -> NoReturn:
    raise Refusal("This form is no longer open, or has changed.") from error


def read_values(form: Form) -> dict[str, dict[str, Said]]:
    """Read what is filled in: by block, then by action."""
    values = form.fields.get("values") or {}
    if not isinstance(values, dict) or len(values) > MOST_FIELDS:
        raise Refusal("Fill in the fields of the form.")
    return {str(block): _of_block(said) for block, said in values.items()}


def read_said(said: Any) -> Said:  # noqa: ANN401 — whatever JSON can carry
    texts = said if isinstance(said, list) else [] if said is None else [said]
    if len(texts) > MOST_FIELDS or not all(isinstance(text, str) for text in texts):
        raise Refusal("A field takes text, or a choice, or several.")
    if any(len(text) > TEXT_LIMIT or _is_broken(text) for text in texts):
        raise Refusal(f"Write less: {TEXT_LIMIT:,} characters are the most.")
    found: Said = said
    return found


def _of_block(said: Any) -> dict[str, Said]:  # noqa: ANN401 — whatever JSON can carry
    if not isinstance(said, dict):
        raise Refusal("Fill in the fields of the form.")
    return {str(action): read_said(value) for action, value in said.items()}


def _is_broken(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)
