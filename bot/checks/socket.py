"""Socket Mode: the app token, and one connection that is closed at Slack's hello.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

import asyncio
import time
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.checks.finding import Finding, Say
from bot.checks.reason import unreached, why
from services.slack.answers import FAILURES, NOT_LET_IN, code_of

HELLO = 8.0  # seconds
BYE = aiohttp.ClientWSTimeout(ws_close=1.0)


async def check_socket(client: AsyncWebClient, app_token: str, _: Say) -> list[Finding]:
    try:
        url = str((await client.apps_connections_open(app_token=app_token)).get("url"))
    except FAILURES as error:
        return [
            _token_refused(client, error, _),
            Finding("socket", "skipped", _("not tried without an app token that works")),
        ]
    return [Finding("app token", "ok", _("Slack takes it")), await _hello(client, url, _)]


def _token_refused(client: AsyncWebClient, error: Exception, _: Say) -> Finding:
    code = why(error)
    if not code_of(error) or not isinstance(error, SlackApiError):
        return unreached("app token", code, client.base_url, _)
    if code in NOT_LET_IN | {"not_allowed_token_type"}:
        says = _("Slack refuses SLACK_APP_TOKEN: {code}").format(code=code)
        remedy = _("Make an app-level token (xapp-…) with connections:write, under Basic Information.")
        return Finding("app token", "failed", says, remedy)
    says = _("Slack opens no connection: {code}").format(code=code)
    remedy = _("Turn Socket Mode on in the app's settings; if it is on, try again in a minute.")
    return Finding("app token", "failed", says, remedy)


async def _hello(client: AsyncWebClient, url: str, _: Say) -> Finding:
    """Connect, and leave at once: what Slack sent down this connection would not be answered."""
    begun = time.monotonic()
    try:
        said = await asyncio.wait_for(first_word(client, url), HELLO)
    except (aiohttp.ClientError, TimeoutError, TypeError, ValueError) as error:
        says = _("the websocket did not open: {error}").format(error=_in_short(error))
        remedy = _("Let this machine reach wss://*.slack.com:443; a proxy must let websockets through.")
        return Finding("socket", "failed", says, remedy)
    if said.get("type") != "hello":
        return _turned_away(str(said.get("reason", "?")), _)
    says = _("Slack said hello after {seconds} s; open connections, this one included: {number}")
    seconds = f"{time.monotonic() - begun:.1f}"
    return Finding("socket", "ok", says.format(seconds=seconds, number=said.get("num_connections", "?")))


async def first_word(client: AsyncWebClient, url: str) -> dict[str, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, proxy=client.proxy, timeout=BYE) as socket,
    ):
        said = await socket.receive_json()
        return said if isinstance(said, dict) else {}


def _in_short(error: Exception) -> str:
    """Its kind alone: its text holds the address, which is a ticket."""
    status = f" {error.status}" if isinstance(error, aiohttp.WSServerHandshakeError) else ""
    return type(error).__name__ + status


def _turned_away(reason: str, _: Say) -> Finding:
    says = _("Slack closed the websocket: {reason}").format(reason=reason)
    if reason == "too_many_websockets":
        return Finding(
            "socket", "failed", says, _("Stop another bot of this app: Slack allows ten connections.")
        )
    if reason == "link_disabled":
        return Finding("socket", "failed", says, _("Turn Socket Mode on in the app's settings."))
    return Finding("socket", "warning", says, _("Try again in a minute."))
