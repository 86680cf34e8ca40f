"""Who somebody is, and what they may."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from services.incident import Person, UserId
from services.slack.answers import FAILURES, code_of

log = structlog.get_logger(__name__)

KEPT = 300.0  # seconds that an answer of Slack's is believed


class PersonUnknown(LookupError):
    """Slack does not tell who somebody is."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in Slack: a member of the workspace, or less than that."""

    person: Person
    team: str
    is_admin: bool = False
    is_guest: bool = False
    is_bot: bool = False


@dataclass
class People:
    """Follows https://docs.slack.dev/reference/methods/users.info and usergroups.users.list; asks rarely."""

    client: AsyncWebClient
    clock: Callable[[], float]
    admin_group: str = ""
    known: dict[UserId, tuple[float, Member]] = field(default_factory=dict)
    admins: tuple[float, frozenset[str]] = (0.0, frozenset())

    async def find(self, user: UserId) -> Member:
        """Who *user* is, or PersonUnknown while Slack does not tell it."""
        until, member = self.known.get(user, (0.0, None))
        if member is None or until < self.clock():
            member = await self._ask(user)
            self.known[user] = (self.clock() + KEPT, member)
        return member

    async def _ask(self, user: UserId) -> Member:
        try:
            told = (await self.client.users_info(user=user))["user"]
            group = await self._admin_group() if self.admin_group else None
        except FAILURES as error:
            log.warning("person_unknown", user=user, error=code_of(error))
            raise PersonUnknown(user) from error
        return _member(told, group)

    async def _admin_group(self) -> frozenset[str]:
        until, admins = self.admins
        if until < self.clock():
            answer = await self.client.usergroups_users_list(usergroup=self.admin_group)
            admins = frozenset(answer["users"])
            self.admins = (self.clock() + KEPT, admins)
        return admins


def _member(told: dict[str, Any], admins: frozenset[str] | None) -> Member:
    profile = told.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or told.get("name") or told["id"]
    return Member(
        Person(UserId(told["id"]), str(name)),
        team=str(told.get("team_id", "")),
        is_admin=told["id"] in admins if admins is not None else bool(told.get("is_admin")),
        is_guest=bool(told.get("is_restricted") or told.get("is_ultra_restricted") or told.get("deleted")),
        is_bot=bool(told.get("is_bot") or told["id"] == "USLACKBOT"),
    )
