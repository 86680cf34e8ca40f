"""What people do in the modals before them: fill in, press, submit, close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from demo.slack.call import Call
from demo.slack.entries import KEPT, NothingToClick, all_entries, element_of, lacking
from demo.slack.interactions import action_in
from demo.slack.interactions_of_views import in_view, view_actions, view_closed, view_submission
from demo.slack.methods_beside import SUBMISSION
from demo.slack.searches import Place

if TYPE_CHECKING:
    from demo.slack.entries import Said, Values
    from demo.slack.envelopes import Envelopes
    from demo.slack.installation import Installation
    from demo.slack.searches import Searches
    from demo.slack.views import View
    from demo.slack.webapi import WebApi
    from demo.slack.workspace import User

TROUBLE: Final = "We had some trouble connecting. Try again?"
Json = dict[str, Any]


class Modals:
    def __init__(self, slack: Installation, envelopes: Envelopes, web: WebApi, searches: Searches) -> None:
        self._slack = slack
        self._views = slack.workspace.views
        self._envelopes = envelopes
        self._web = web
        self._searches = searches

    async def submit(self, user: str, view_id: str, values: Values) -> bool:
        """Submit a view; what Slack itself has against it, and what the app says, stands on the view then."""
        view = self.seen_by(user, view_id)
        if "submit" not in view.content:
            raise NothingToClick(f"{view_id} has no button to submit it")
        view = self._fill(view, values)
        if errors := lacking(view.blocks, view.values):
            self._views.fill(view.id, errors=errors)
            return False
        payload = view_submission(self._slack, self._who(user), view)
        acked = await self._envelopes.ask("interactive", payload)
        if acked is None or not self._answered(view.id, acked.get("payload") or {}):
            self._views.fill(view.id, trouble=TROUBLE)
        return acked is not None

    async def close(self, user: str, view_id: str) -> bool:
        """Close a view, and those on it; the app is told where it asked for that."""
        view = self.seen_by(user, view_id)
        cleared = bool(view.content.get("clear_on_close"))
        if cleared:
            self._views.clear(user)
        else:
            self._views.close(view)
        if not view.content.get("notify_on_close"):
            return False
        payload = view_closed(self._who(user), view, cleared=cleared)
        return await self._envelopes.ask("interactive", payload) is not None

    async def click(self, user: str, view_id: str, action_id: str, value: Said, values: Values) -> bool:
        """Press a button, or fill in a field that tells the app at once; *values* are the other fields'."""
        view = self.seen_by(user, view_id)
        block, element = element_of(view.blocks, action_id)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise NothingToClick(f"{action_id} is told to the app when the view is submitted")
        if element["type"] in KEPT:
            beside = values.get(block["block_id"])
            filled = {**(beside if isinstance(beside, Mapping) else {}), action_id: value}
            values = {**values, block["block_id"]: filled}
        offered = self._slack.offered_to(user, view_id).get(action_id, {})
        action = action_in(view.blocks, action_id, value, offered)
        view = self._fill(view, values)
        payload = view_actions(self._slack, self._who(user), view, action)
        return await self._envelopes.ask("interactive", payload) is not None

    async def suggest(self, user: str, view_id: str, action_id: str, query: str) -> list[Json]:
        view = self.seen_by(user, view_id)
        return await self._searches.ask(user, Place(view_id, view.blocks, in_view(view)), action_id, query)

    def seen_by(self, user: str, view_id: str) -> View:
        view = self._slack.workspace.views.get(view_id)
        if view is None or view.user != user:
            raise NothingToClick(f"{user} sees no view {view_id}")
        return view

    def _fill(self, view: View, values: Values) -> View:
        offered = self._slack.offered_to(view.user, view.id)
        state = all_entries(view.blocks, values, offered, view.values)
        self._views.fill(view.id, values=state, errors={}, trouble="")
        return replace(view, values=state)

    def _answered(self, view_id: str, said: Json) -> bool:
        """Do what the ack says, held against the rules like a call; return whether they allow it."""
        call = Call("view_submission", SUBMISSION, self._slack, said, submitted=view_id)
        return self._web.perform_noted(call).outcome == "ok"

    def _who(self, user: str) -> User:
        return self._slack.workspace.users[user]
