"""What people do in the local Slack, as a test or the page does it for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from demo.slack.acting import Acting
from demo.slack.modals import Modals
from demo.slack.searches import Searches

if TYPE_CHECKING:
    from demo.slack.entries import Said, Values
    from demo.slack.envelopes import Envelopes
    from demo.slack.installation import Installation
    from demo.slack.webapi import WebApi
    from demo.slack.workspace import Message


class Hands:
    """The hands of everybody in the workspace; each raises NothingToClick where they see no such thing."""

    def __init__(self, slack: Installation, envelopes: Envelopes, web: WebApi) -> None:
        searches = Searches(slack, envelopes, web)
        self._modals = Modals(slack, envelopes, web, searches)
        self._acting = Acting(slack, envelopes, web, searches)

    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write *text* as a person."""
        return self._acting.say(user, channel, text, thread_ts)

    async def click(self, user: str, channel: str, ts: str, action_id: str, value: str | None = None) -> bool:
        """Click an element of a message, in a menu on the option *value*; return whether the app acked."""
        return await self._acting.click(user, channel, ts, action_id, value)

    async def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete a message: one's own, or as an admin anybody's; what stands in its thread stays.

        https://slack.com/help/articles/202395258-Edit-or-delete-messages
        """
        self._acting.delete(user, channel, ts)

    async def command(
        self, user: str, channel: str, command: str, text: str = "", thread_ts: str | None = None
    ) -> bool:
        """Type a slash command; return whether the app acked.

        One that nobody registered, and any in a thread, reaches no app: Slackbot says so.
        """
        return await self._acting.command(user, channel, command, text, thread_ts)

    async def stop_agent(self, user: str, channel: str, thread_ts: str) -> list[str]:
        """Press the button that stops an answer; return the timestamps of the streams that end by it.

        There is none unless the thread's session is processing and the app can be stopped.
        """
        return self._acting.stop(user, channel, thread_ts)

    async def open_dm(self, user: str) -> str:
        """Look into the direct messages with the app, which is told so; return their channel."""
        return self._acting.look(user)

    async def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> bool:
        """Choose a shortcut in the menu of a message; return whether the app acked."""
        return await self._acting.message_shortcut(user, channel, ts, callback_id)

    async def global_shortcut(self, user: str, callback_id: str) -> bool:
        """Choose a shortcut that stands beside no message; return whether the app acked."""
        return await self._acting.global_shortcut(user, callback_id)

    async def suggest(
        self, user: str, channel: str, ts: str, action_id: str, query: str
    ) -> list[dict[str, Any]]:
        """Type into an external select of a message; return the options, or groups of them, that come up."""
        return await self._acting.suggest(user, channel, ts, action_id, query)

    async def suggest_in_view(
        self, user: str, view_id: str, action_id: str, query: str
    ) -> list[dict[str, Any]]:
        """Type into an external select of a modal; return the options, or groups of them, that come up."""
        return await self._modals.suggest(user, view_id, action_id, query)

    async def submit(self, user: str, view_id: str, values: Values | None = None) -> bool:
        """Fill a modal in and submit it; return whether the app acked.

        *values* are by block id: a text, the value of an option, several of them, or such by action id.
        What is not among them stays as it was. Where a field lacks something, Slack does not ask the app:
        that and the app's own errors stand in `workspace.views.get(view_id).errors`, and what the app
        answered in vain in its `trouble`.
        """
        return await self._modals.submit(user, view_id, values or {})

    async def close(self, user: str, view_id: str) -> bool:
        """Close a modal; return whether the app, if it wants to hear of that, acked."""
        return await self._modals.close(user, view_id)

    async def click_in_view(
        self, user: str, view_id: str, action_id: str, value: Said = None, values: Values | None = None
    ) -> bool:
        """Press a button of a modal, or fill in a field that tells the app at once."""
        return await self._modals.click(user, view_id, action_id, value, values or {})
