"""A Bolt app at the other end of Socket Mode."""

import re
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.server import LocalSlack


@dataclass
class Listening:
    """An app that keeps every event it hears; a test adds listeners and calls `connect()`."""

    slack: LocalSlack
    app: AsyncApp
    heard: list[dict[str, Any]] = field(default_factory=list)
    handlers: list[AsyncSocketModeHandler] = field(default_factory=list)

    async def connect(self) -> None:
        before = self.slack.connections
        self.handlers.append(AsyncSocketModeHandler(self.app, self.slack.app_token, ping_interval=1))
        await self.handlers[-1].connect_async()
        await self.slack.until(lambda: self.slack.connections > before)

    async def close(self) -> None:
        for handler in self.handlers:
            await handler.close_async()


def listening(slack: LocalSlack, client: AsyncWebClient) -> Listening:
    bolt = Listening(slack, AsyncApp(client=client))

    @bolt.app.event(re.compile(".*"))
    async def hear(body: dict[str, Any]) -> None:
        bolt.heard.append(body)

    return bolt
