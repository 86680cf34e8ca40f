"""The local Slack: one server with a workspace, the Web API and Socket Mode, and people who act in it."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self, TypeVar

from aiohttp import web

from demo.slack.acting import Acting
from demo.slack.envelopes import Envelopes, Patience
from demo.slack.events import EventsOf
from demo.slack.faults import Faults
from demo.slack.installation import Installation
from demo.slack.manifest import read_manifest
from demo.slack.pace import Pace
from demo.slack.rules import Rulebook
from demo.slack.socket_mode import SocketMode
from demo.slack.webapi import WebApi
from demo.slack.workspace import Message, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from demo.slack.changes import Change
    from demo.slack.manifest import Command

T = TypeVar("T")
LARGEST_CALL: Final = 4 * 1024 * 1024
TICK_S: Final = 0.05
STOP_WITHIN_S: Final = 0.1


class LocalSlack:
    """A Slack of one's own: `async with LocalSlack() as slack`.

    The app is installed as the project's own manifest says, unless *scopes*, *bot_events* or
    *commands* say otherwise. With *paced* false it may be called as often as one likes; *without*
    names rules that it then does not know. *ack_within_s* and *retry_after_s* say how long it waits
    for the app, *app_routes* adds more to the same server.
    """

    def __init__(  # noqa: PLR0913 — settings, all of them by name
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        paced: bool = True,
        ack_within_s: float = 3.0,
        retry_after_s: Sequence[float] = (0.0, 60.0, 300.0),
        scopes: Iterable[str] | None = None,
        bot_events: Iterable[str] | None = None,
        commands: Iterable[Command] | None = None,
        app_routes: Callable[[web.Application, LocalSlack], None] | None = None,
        without: Iterable[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._host, self._port = host, port
        self._app_routes = app_routes
        self._runner: web.AppRunner | None = None
        self.workspace = Workspace()
        self.faults = Faults()
        manifest = read_manifest()
        self.installation = Installation(
            self.workspace,
            Pace(clock, on=paced),
            clock,
            manifest.scopes if scopes is None else frozenset(scopes),
            manifest.bot_events if bot_events is None else frozenset(bot_events),
            {each.command: each for each in (manifest.commands if commands is None else commands)},
        )
        rules = Rulebook(without)
        self._web = WebApi(self.installation, rules, self.faults)
        self._socket = SocketMode(self.installation, rules, self.faults)
        self._envelopes = Envelopes(self._socket, Patience(ack_within_s, retry_after_s))
        self._acting = Acting(self.installation, self._envelopes, self._web)
        self._events = EventsOf(self.installation)

    @property
    def bot_token(self) -> str:
        return self.installation.bot_token

    @property
    def app_token(self) -> str:
        return self.installation.app_token

    @property
    def url(self) -> str:
        return self.installation.url

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    @property
    def commands(self) -> list[Command]:
        """The slash commands that people can type here."""
        return list(self.installation.commands.values())

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return self.installation.links

    @property
    def undelivered(self) -> list[dict[str, object]]:
        """The events that the app acked at no try."""
        return self._envelopes.undelivered

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST_CALL)
        self._web.add_to(app)
        self._socket.add_to(app)
        if self._app_routes:
            self._app_routes(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_WITHIN_S)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self.installation.url = f"http://{self._host}:{self._runner.addresses[0][1]}"
        self._stop_observing = self.workspace.observe(self._announce)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop_observing()
        self.faults.clear()
        await self._envelopes.close()
        await self._socket.close()
        if self._runner:
            await self._runner.cleanup()

    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write *text* as a person."""
        return self._acting.say(user, channel, text, thread_ts)

    async def click(self, user: str, channel: str, ts: str, action_id: str, value: str | None = None) -> bool:
        """Click an element of a message, in a menu on the option *value*; return whether the app acked.

        Raise NothingToClick where this person sees no such element.
        """
        return await self._acting.click(user, channel, ts, action_id, value)

    async def command(
        self, user: str, channel: str, command: str, text: str = "", thread_ts: str | None = None
    ) -> bool:
        """Type a slash command; return whether the app acked.

        One that nobody registered, and any in a thread, reaches no app: Slackbot says so.
        """
        return await self._acting.command(user, channel, command, text, thread_ts)

    async def refresh(self, grace_s: float = 10.0) -> None:
        """Ask the app for new connections, as Slack does every few hours, and close the old ones."""
        await self._socket.refresh(grace_s)

    async def until(self, condition: Callable[[], T], within: float = 30.0) -> T:
        """Return what *condition* returns once it is truthy, or fail with all messages."""
        changed = asyncio.Event()
        stop = self.workspace.observe(lambda _: changed.set())
        try:
            async with asyncio.timeout(within):
                while not (found := condition()):
                    changed.clear()
                    await _either(changed, TICK_S)
                return found
        except TimeoutError:
            raise AssertionError(f"not so within {within} s:\n{dump(self.workspace)}") from None
        finally:
            stop()

    def _announce(self, change: Change) -> None:
        if self._socket.ever_open:
            for event in self._events.events(change):
                self._envelopes.event(event)


async def _either(happened: asyncio.Event, tick: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(happened.wait(), tick)


def dump(workspace: Workspace) -> str:
    """Return all messages, a line each."""
    seen = workspace.snapshot()
    lines = [
        f"{m['channel']} {m.get('thread_ts', '')} {m['ts']} {m['user']}: {m['text']!r}"
        for m in (*seen["messages"], *seen["ephemerals"])
    ]
    return "\n".join(lines) or "(no messages)"
