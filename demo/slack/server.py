"""The local Slack: one server with a workspace, the Web API and Socket Mode, and people who act in it."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self, TypeVar

from aiohttp import web

from demo.slack.dump import dump
from demo.slack.envelopes import Envelopes, Patience
from demo.slack.events import EventsOf
from demo.slack.faults import Faults
from demo.slack.hands import Hands
from demo.slack.installation import Installation
from demo.slack.manifest import read_manifest
from demo.slack.pace import POSTS_AT_ONCE, Pace
from demo.slack.rules import Rulebook
from demo.slack.socket_mode import SocketMode
from demo.slack.webapi import WebApi
from demo.slack.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from demo.slack.changes import Change
    from demo.slack.manifest import Agent, Command, Shortcut

T = TypeVar("T")
LARGEST_CALL: Final = 4 * 1024 * 1024
TICK_S: Final = 0.05
STOP_WITHIN_S: Final = 0.1


class LocalSlack(Hands):
    """A Slack of one's own: `async with LocalSlack() as slack`.

    The app is installed as the project's own manifest says, unless *scopes*, *bot_events*,
    *commands* or *shortcuts* say otherwise. With *paced* false it may be called as often as one likes, else
    a channel takes *posts_at_once* and then one a second;
    *without* names rules that it then does not know. *ack_within_s* and *retry_after_s* say how long it
    waits for the app, *stream_life_s* how long an answer may be streamed, *trigger_life_s* for how long a
    trigger opens a modal; *app_routes* adds more to the same server.
    """

    def __init__(  # noqa: PLR0913 — settings, all of them by name
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        paced: bool = True,
        posts_at_once: int = POSTS_AT_ONCE,
        ack_within_s: float = 3.0,
        retry_after_s: Sequence[float] = (0.0, 60.0, 300.0),
        stream_life_s: float = 300.0,
        trigger_life_s: float = 3.0,
        scopes: Iterable[str] | None = None,
        bot_events: Iterable[str] | None = None,
        commands: Iterable[Command] | None = None,
        shortcuts: Iterable[Shortcut] | None = None,
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
            Pace(clock, on=paced, posts_at_once=posts_at_once),
            clock,
            frozenset(_or(scopes, manifest.scopes)),
            frozenset(_or(bot_events, manifest.bot_events)),
            {each.command: each for each in _or(commands, manifest.commands)},
            agent=manifest.agent,
            stream_life_s=stream_life_s,
            trigger_life_s=trigger_life_s,
            shortcuts={each.callback_id: each for each in _or(shortcuts, manifest.shortcuts)},
        )
        rules = Rulebook(without)
        self._web = WebApi(self.installation, rules, self.faults)
        self._socket = SocketMode(self.installation, rules, self.faults)
        self._envelopes = Envelopes(self._socket, Patience(ack_within_s, retry_after_s))
        super().__init__(self.installation, self._envelopes, self._web)
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
    def shortcuts(self) -> list[Shortcut]:
        """The shortcuts that people can choose here."""
        return list(self.installation.shortcuts.values())

    @property
    def agent(self) -> Agent:
        return self.installation.agent

    @property
    def can_be_stopped(self) -> bool:
        return self.installation.can_be_stopped

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

    async def refresh(self, grace_s: float = 10.0) -> None:
        """Ask the app for new connections, as Slack does every few hours, and close the old ones."""
        await self._socket.refresh(grace_s)

    def disconnect(self) -> None:
        """Tear every Socket Mode connection down without a word."""
        self._socket.cut()

    def go_deaf(self) -> None:
        """Leave every Socket Mode connection half-open: pings get no pongs, envelopes no acks."""
        self._socket.go_deaf()

    async def until(self, condition: Callable[[], T], within: float = 30.0) -> T:
        """Return what *condition* returns once it is truthy, or fail with all messages."""
        changed = asyncio.Event()
        stop = self.workspace.observe(lambda _: changed.set())
        try:
            async with asyncio.timeout(within):
                while not (found := condition()):
                    changed.clear()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(changed.wait(), TICK_S)
                return found
        except TimeoutError:
            raise AssertionError(f"not so within {within} s:\n{dump(self.workspace)}") from None
        finally:
            stop()

    def _announce(self, change: Change) -> None:
        if self._socket.ever_open:
            for event in self._events.events(change):
                self._envelopes.event(event)


def _or(given: Iterable[T] | None, otherwise: Iterable[T]) -> Iterable[T]:
    return otherwise if given is None else given
