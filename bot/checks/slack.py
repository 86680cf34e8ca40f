"""Slack: the bot token and its scopes, the channels, the group of admins."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.checks.finding import Finding, Say, clock_finding
from bot.checks.reason import unreached, why
from bot.checks.socket import check_socket
from bot.clients import slack_client
from bot.settings import Settings
from services.slack.answers import FAILURES, NOT_LET_IN, seconds_ahead

SECONDS = 5.0  # for one call
NEEDED_SCOPES = (  # those of manifest.yml
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "usergroups:read",
    "users:read",
)


async def check_slack(settings: Settings, clock: Callable[[], float], _: Say) -> list[Finding]:
    token = settings.slack_bot_token.get_secret_value()
    async with slack_client(token, settings.slack_api_url, SECONDS) as client:
        of_bot, of_socket = await asyncio.gather(
            _of_bot_token(client, settings, clock, _),
            check_socket(client, settings.slack_app_token.get_secret_value(), _),
        )
        return [*of_bot[:2], *of_socket, *of_bot[2:]]


async def _of_bot_token(
    client: AsyncWebClient, settings: Settings, clock: Callable[[], float], _: Say
) -> list[Finding]:
    try:
        answer = await client.auth_test()
    except FAILURES as error:
        return [_not_let_in(error, settings, _), *_not_tried(_), clock_finding("clock of Slack", None, _)]
    ahead = seconds_ahead(answer, clock())
    looks = Looks(client, str(answer.get("user", "watchbell")), _granted(answer), _)
    return [
        _bot_token(answer, _),
        scopes_finding(looks.granted, _),
        *await looks.all(settings),
        clock_finding("clock of Slack", ahead, _),
    ]


def _bot_token(answer: AsyncSlackResponse, _: Say) -> Finding:
    if not answer.get("bot_id"):
        return Finding(
            "bot token",
            "failed",
            _("this is a person's token, not a bot's"),
            _("Set SLACK_BOT_TOKEN to the bot token (xoxb-…), under OAuth & Permissions."),
        )
    says = _("@{bot} in the workspace {team}")
    return Finding("bot token", "ok", says.format(bot=answer.get("user"), team=answer.get("team")))


def _not_let_in(error: Exception, settings: Settings, _: Say) -> Finding:
    code = why(error)
    if code in NOT_LET_IN | {"not_allowed_token_type"}:
        says = _("Slack refuses SLACK_BOT_TOKEN: {code}").format(code=code)
        remedy = _("Copy the bot token (xoxb-…) again, under OAuth & Permissions, or install the app anew.")
        return Finding("bot token", "failed", says, remedy)
    return unreached("bot token", code, settings.slack_api_url, _)


def _not_tried(_: Say) -> list[Finding]:
    says = _("not tried without a bot token that works")
    return [
        Finding(name, "skipped", says) for name in ("scopes", "ALERT_CHANNEL", "OPS_CHANNEL", "ADMIN_GROUP")
    ]


def _granted(answer: AsyncSlackResponse) -> frozenset[str] | None:
    """The scopes that Slack names with every answer; None where a proxy has dropped them."""
    said = answer.headers.get("X-OAuth-Scopes")
    return None if said is None else frozenset(one.strip() for one in said.split(",") if one.strip())


def scopes_finding(granted: frozenset[str] | None, _: Say) -> Finding:
    if granted is None:
        return Finding("scopes", "skipped", _("not looked at: Slack's answer did not name them"))
    missing = [scope for scope in NEEDED_SCOPES if scope not in granted]
    if missing:
        remedy = _("Add them under OAuth & Permissions (manifest.yml has them all) and install the app anew.")
        return Finding("scopes", "failed", _("missing: {scopes}").format(scopes=", ".join(missing)), remedy)
    return Finding("scopes", "ok", _("all {number} that are needed").format(number=len(NEEDED_SCOPES)))


@dataclass(frozen=True, slots=True)
class Looks:
    """What the bot's token lets one see."""

    client: AsyncWebClient
    bot: str
    granted: frozenset[str] | None
    say: Say

    async def all(self, settings: Settings) -> list[Finding]:
        found = await asyncio.gather(
            self._channel("ALERT_CHANNEL", settings.alert_channel),
            self._ops(settings.ops_channel),
            self._group(settings.admin_group),
        )
        return list(found)

    async def _ops(self, channel: str) -> Finding:
        _ = self.say
        if not channel:
            return Finding("OPS_CHANNEL", "skipped", _("not set: ALERT_CHANNEL stands in for it"))
        return await self._channel("OPS_CHANNEL", channel)

    async def _channel(self, name: str, channel: str) -> Finding:
        try:
            info = (await self.client.conversations_info(channel=channel)).get("channel")
        except FAILURES as error:
            return self._channel_refused(name, channel, error)
        if not info:
            return unreached(name, "?", self.client.base_url, self.say)
        return self._judged(name, info)

    def _channel_refused(self, name: str, channel: str, error: Exception) -> Finding:
        _, code = self.say, why(error)
        says = _("{channel} can't be looked at: {code}").format(channel=channel, code=code)
        if code != "channel_not_found":
            return Finding(name, "failed", says, self._remedy(error))
        remedy = _(
            "If it is private, write /invite @{bot} there. "
            "If not, copy the channel's id (C…) again, at the bottom of its details."
        )
        return Finding(name, "failed", says, remedy.format(bot=self.bot))

    def _judged(self, name: str, info: dict[str, Any]) -> Finding:
        _ = self.say
        shown = f"#{info.get('name') or info.get('id')}"
        invite = _("Write /invite @{bot} there.").format(bot=self.bot)
        if info.get("is_archived"):
            says = _("{channel} is archived").format(channel=shown)
            return Finding(name, "failed", says, _("Bring it back, or set {name} anew.").format(name=name))
        if info.get("is_member") or info.get("is_im"):
            return Finding(name, "ok", _("{channel}, and the bot is in it").format(channel=shown))
        if info.get("is_private"):
            says = _("{channel} is private, and the bot is not in it").format(channel=shown)
            return Finding(name, "failed", says, invite)
        if self.granted is not None and "channels:join" not in self.granted:
            says = _("the bot is not in {channel}, and may not join it").format(channel=shown)
            return Finding(name, "failed", says, invite)
        return Finding(name, "ok", _("{channel}; the bot joins it at its start").format(channel=shown))

    async def _group(self, group: str) -> Finding:
        _ = self.say
        if not group:
            return Finding("ADMIN_GROUP", "skipped", _("not set: the workspace's admins stand in for it"))
        try:
            people = (await self.client.usergroups_users_list(usergroup=group)).get("users")
        except FAILURES as error:
            says = _("{group} can't be looked at: {code}").format(group=group, code=why(error))
            return Finding("ADMIN_GROUP", "failed", says, self._remedy(error))
        if not people:
            remedy = _("Add people to the group, or set ADMIN_GROUP anew.")
            return Finding("ADMIN_GROUP", "warning", _("nobody is in it"), remedy)
        return Finding("ADMIN_GROUP", "ok", _("people in it: {number}").format(number=len(people)))

    def _remedy(self, error: Exception) -> str:
        _ = self.say
        if why(error) == "missing_scope":
            return _("Add the missing scopes under OAuth & Permissions and install the app anew.")
        if why(error) in {"no_such_subteam", "invalid_arguments", "subteam_not_found"}:
            return _("Copy the group's id (S…) again, from the group's address in Slack.")
        return _("Try again in a minute; status.slack.com says whether Slack is itself.")
