"""The two worlds behind the page, as it uses them: the local Slack and the local AWS."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from demo.slack.entries import Said, Values
    from demo.slack.manifest import Agent, Command, Shortcut
    from demo.slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CloudAlarm:
    name: str
    state: str
    kind: Literal["metric", "composite"]
    description: str
    metric: str  # as people say it: "CPUUtilization > 80"
    updated: str  # ISO 8601
    points: tuple[tuple[float, float], ...] = ()  # of its metric lately: Unix time in seconds, value
    threshold: float | None = None
    warns: Literal["", "above", "below"] = ""  # on which side of the threshold
    unmovable: str = ""  # why its metric cannot be pushed, in a sentence


@dataclass(frozen=True, slots=True)
class Published:
    """What somebody set off here: one alarm, one message, or a storm of them."""

    at: float  # Unix time in seconds
    text: str
    names: tuple[str, ...] = ()  # the alarms it is about, where it is about any
    message_id: str = ""  # SNS's


@dataclass(frozen=True, slots=True)
class Pushed:
    value: float
    state: str  # the alarm's, after its evaluation


class CloudRefused(Exception):
    """The local AWS said no; the sentence is shown to the person who asked."""


class Cloud(Protocol):
    """The local AWS as the panel drives it; each call may raise CloudRefused."""

    async def alarms(self) -> list[CloudAlarm]: ...
    async def set_state(self, name: str, state: str, reason: str) -> None: ...
    async def push(self, name: str, *, up: bool) -> Pushed: ...
    async def publish(self, body: str) -> str: ...
    async def bury(self, body: str) -> str: ...
    async def storm(self, count: int) -> int: ...
    async def recover(self) -> int: ...
    def observe(self, observer: Callable[[Published], None]) -> None: ...
    async def queue(self) -> dict[str, int]: ...


class Slack(Protocol):
    """The local Slack as people use it from the page."""

    @property
    def workspace(self) -> Workspace: ...
    @property
    def commands(self) -> list[Command]: ...
    @property
    def shortcuts(self) -> list[Shortcut]: ...
    @property
    def agent(self) -> Agent: ...
    @property
    def can_be_stopped(self) -> bool: ...
    async def click(
        self, user: str, channel: str, ts: str, action_id: str, value: str | None = None
    ) -> object: ...
    async def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> object: ...
    async def global_shortcut(self, user: str, callback_id: str) -> object: ...
    async def suggest(
        self, user: str, channel: str, ts: str, action_id: str, query: str
    ) -> list[dict[str, Any]]: ...
    async def suggest_in_view(
        self, user: str, view_id: str, action_id: str, query: str
    ) -> list[dict[str, Any]]: ...
    async def submit(self, user: str, view_id: str, values: Values | None = None) -> object: ...
    async def close(self, user: str, view_id: str) -> object: ...
    async def click_in_view(
        self, user: str, view_id: str, action_id: str, value: Said = None, values: Values | None = None
    ) -> object: ...
    async def stop_agent(self, user: str, channel: str, thread_ts: str) -> object: ...
    async def open_dm(self, user: str) -> object: ...
    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> object: ...
    async def command(
        self, user: str, channel: str, command: str, text: str = "", thread_ts: str | None = None
    ) -> object: ...


def snapshot(slack: Slack) -> dict[str, object]:
    """Return what the page starts from: the workspace, and what can be typed in it."""
    commands = [asdict(command) for command in slack.commands]
    agent = asdict(slack.agent) | {"can_be_stopped": slack.can_be_stopped}
    shortcuts = [asdict(shortcut) for shortcut in slack.shortcuts]
    typed = {"commands": commands, "shortcuts": shortcuts, "agent": agent}
    return slack.workspace.snapshot() | typed
