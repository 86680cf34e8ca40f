"""The people, channels and messages of the local Slack: values, and who is there at the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypedDict

from demo.slack.pings import pings

TEAM: Final = "T0000LOCAL"
PARTNER: Final = "T0STRANGER"  # another company, met in shared channels
DOMAINS: Final = {TEAM: "local", PARTNER: "partner"}
APP: Final = "A0WATCHBELL"
BOT: Final = "U0WATCHBELL"
BOT_ID: Final = "B0WATCHBELL"
SLACKBOT: Final = "USLACKBOT"
ALICE: Final = "U0000ALICE"
BOB: Final = "U000000BOB"
CAROL: Final = "U0000CAROL"
DAN: Final = "U000000DAN"
ADMINS: Final = "S000ADMINS"
ALERTS: Final = "C000ALERTS"
OPS: Final = "C000000OPS"
GENERAL: Final = "C00GENERAL"
PARTNERS: Final = "C0PARTNERS"
SECRETS: Final = "C00SECRETS"


@dataclass(frozen=True, slots=True)
class User:
    id: str
    name: str
    real_name: str
    display_name: str
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    team_id: str = TEAM
    color: str = ""

    @property
    def is_full_member(self) -> bool:
        """Whether they may look into every public channel: guests and other companies may not."""
        return self.team_id == TEAM and not (self.is_restricted or self.is_ultra_restricted)


@dataclass(frozen=True, slots=True)
class UserGroup:
    id: str
    handle: str
    name: str
    users: tuple[str, ...]


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    members: set[str]
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False

    def is_seen_by(self, user: User) -> bool:
        hidden = self.is_private or self.is_im or not user.is_full_member
        return user.id in self.members or not hidden


@dataclass(frozen=True, slots=True)
class Message:
    channel: str
    ts: str
    user: str
    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    attachments: tuple[dict[str, Any], ...] = ()
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    reply_broadcast: bool = False
    edited: str | None = None
    ephemeral_to: str | None = None
    bot_id: str | None = None
    unfurl_links: bool | None = None
    unfurl_media: bool | None = None
    team: str = TEAM
    streaming_state: str | None = None
    files: tuple[dict[str, Any], ...] = ()

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_streaming(self) -> bool:
        return self.streaming_state == "in_progress"

    @property
    def in_channel(self) -> bool:
        return not self.is_reply or self.reply_broadcast

    @property
    def subtype(self) -> str | None:
        if self.files:
            return "file_share"
        return "thread_broadcast" if self.is_reply and self.reply_broadcast else None

    @property
    def pinged(self) -> tuple[str, ...]:
        """Whom it notifies, as it names them; Slack shows no such field."""
        return pings(self.text, self.blocks, self.attachments)

    def as_json(self) -> dict[str, Any]:
        """Return the message as Slack's methods and events show it, its metadata included."""
        known = {
            "type": "message",
            "subtype": self.subtype,
            "user": self.user,
            "text": self.text,
            "ts": self.ts,
            "team": self.team,
            "user_team": None if self.team == TEAM else self.team,
            "source_team": None if self.team == TEAM else self.team,
            "bot_id": self.bot_id,
            "app_id": APP if self.bot_id else None,
            "blocks": list(self.blocks) or None,
            "attachments": list(self.attachments) or None,
            "files": list(self.files) or None,
            "metadata": self.metadata,
            "thread_ts": self.thread_ts,
            "edited": {"user": self.user, "ts": self.edited} if self.edited else None,
            "streaming_state": self.streaming_state,
            "ephemeral_to": self.ephemeral_to,
        }
        return {key: value for key, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Page:
    """What one look into a channel or thread found, and whether more is left."""

    messages: tuple[Message, ...]
    more: bool


class Fields(TypedDict, total=False):
    """What a message may be given beside its place, author and text."""

    blocks: tuple[dict[str, Any], ...]
    attachments: tuple[dict[str, Any], ...]
    metadata: dict[str, Any] | None
    thread_ts: str | None
    reply_broadcast: bool
    bot_id: str | None
    unfurl_links: bool | None
    unfurl_media: bool | None
    streaming_state: str | None
    files: tuple[dict[str, Any], ...]


def seeded_people() -> list[User]:
    return [
        User(ALICE, "alice", "Alice Ahn", "Alice", is_admin=True, color="e0607e"),
        User(BOB, "bob", "Bob Baek", "Bob", color="3c8ced"),
        User(CAROL, "carol", "Carol Choi", "Carol", is_restricted=True, color="8d4bbb"),
        User(DAN, "dan", "Dan Diaz", "Dan", team_id=PARTNER, color="c77700"),
        User(BOT, "watchbell", "Watchbell", "watchbell", is_bot=True, color="4b9b6e"),
        User(SLACKBOT, "slackbot", "Slackbot", "Slackbot", is_bot=True, color="757575"),
    ]


def seeded_groups() -> list[UserGroup]:
    return [UserGroup(ADMINS, "admins", "Administrators", (ALICE,))]


def seeded_channels() -> list[Channel]:
    everybody = {ALICE, BOB}
    return [
        Channel(ALERTS, "alerts", everybody | {CAROL, DAN}, is_ext_shared=True),
        Channel(OPS, "ops", set(everybody)),
        Channel(GENERAL, "general", set(everybody)),
        Channel(PARTNERS, "partners", everybody | {DAN}, is_ext_shared=True),
        Channel(SECRETS, "secrets", {ALICE}, is_private=True),
        *(Channel("D" + user[1:], "", {user, BOT}, is_im=True) for user in (ALICE, BOB, CAROL)),
    ]
