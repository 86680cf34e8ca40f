"""What the bot is told through Socket Mode: events until it acks, clicks and commands once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

    from demo.slack.socket_mode import SocketMode

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an ack may take, and after which times an event is sent once more."""

    ack_within_s: float = 3.0
    retry_after_s: Sequence[float] = (0.0, 60.0, 300.0)


class Envelopes:
    def __init__(self, socket: SocketMode, patience: Patience) -> None:
        self.undelivered: list[Json] = []
        self._socket = socket
        self._patience = patience
        self._under_way: set[asyncio.Task[None]] = set()

    def event(self, payload: Json) -> None:
        """Send an event in the background; one that is not acked comes again, with the same event_id."""
        if self._socket.ever_open:
            self._start(self._deliver(payload))

    async def ask(self, kind: str, payload: Json, *, answered: bool = True) -> Json | None:
        """Send a click or a command, once, and return its ack, in which it may be *answered*."""
        envelope = {"type": kind, "payload": payload, "accepts_response_payload": answered}
        return await self._socket.offer(envelope, self._patience.ack_within_s)

    async def close(self) -> None:
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _deliver(self, payload: Json) -> None:
        for attempt, pause in enumerate((0.0, *self._patience.retry_after_s)):
            if pause:
                await asyncio.sleep(pause)
            envelope = {
                "type": "events_api",
                "payload": payload,
                "accepts_response_payload": False,
                "retry_attempt": attempt,
                "retry_reason": "timeout" if attempt else "",
            }
            within = self._patience.ack_within_s
            if await self._socket.offer(envelope, within, wait_for_link=True) is not None:
                return
        self.undelivered.append(payload)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
