"""The two worlds behind the page, as it uses them: the local Slack and the local AWS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from demo.slack.manifest import Command
    from demo.slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CloudAlarm:
    name: str
    state: str
    kind: Literal["metric", "composite"]
    description: str
    metric: str  # as people say it: "CPUUtilization > 80"
    updated: str  # ISO 8601


class CloudRefused(Exception):
    """The local AWS said no; the sentence is shown to the person who asked."""


class Cloud(Protocol):
    """The local AWS as the panel drives it; each call may raise CloudRefused."""

    async def alarms(self) -> list[CloudAlarm]: ...
    async def set_state(self, name: str, state: str, reason: str) -> None: ...
    async def publish(self, body: str) -> str: ...
    async def queue(self) -> dict[str, int]: ...


class Slack(Protocol):
    """The local Slack as people use it from the page."""

    @property
    def workspace(self) -> Workspace: ...
    @property
    def commands(self) -> list[Command]: ...
    async def click(
        self, user: str, channel: str, ts: str, action_id: str, value: str | None = None
    ) -> object: ...
    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> object: ...
    async def command(
        self, user: str, channel: str, command: str, text: str = "", thread_ts: str | None = None
    ) -> object: ...
