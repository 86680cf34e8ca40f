"""A test alarm through the whole path: topic, queue, store, Slack; and its OK, which closes it again."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.alarm import AlarmArn
from services.overview import Shown

PATIENCE = 30.0  # seconds for each leg
TICK = 0.02  # seconds; no leg is measured finer


class CannotPublish(Exception):
    """The test alarm can't be published; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Leg:
    """How long one part of the way took, in seconds; None where it did not end in time."""

    name: str  # published, accepted, shown, recovered
    took: float | None


class Topic(Protocol):
    async def publish(self, body: str) -> None: ...


class Progress(Protocol):
    async def of(self, arn: AlarmArn) -> Shown | None:
        """The newest incident of an alarm, with its card."""


@dataclass(frozen=True, slots=True)
class Drill:
    topic: Topic
    progress: Progress
    clock: Callable[[], datetime]
    new_name: Callable[[], str]
    arn_of: Callable[[str], AlarmArn]
    running: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self, by: str) -> list[Leg]:
        """Send it, wait for it, close it; the legs in their order, the last one perhaps unfinished."""
        async with self.running:
            name = self.new_name()
            legs = [await self._leg("published", self.topic.publish(self._body(name, "ALARM", by)))]
            legs.append(await self._until("accepted", name, lambda shown: bool(shown.incident)))
            legs.append(await self._until("shown", name, lambda shown: shown.ts is not None))
            await self.topic.publish(self._body(name, "OK", by))
            legs.append(await self._until("recovered", name, lambda shown: not shown.incident.is_open))
            return legs

    def _body(self, name: str, state: str, by: str) -> str:
        said = {
            "AlarmName": name,
            "AlarmArn": self.arn_of(name),
            "AlarmDescription": f"A test of the whole path, asked for by {by}. It closes itself.",
            "NewStateValue": state,
            "OldStateValue": "OK" if state == "ALARM" else "ALARM",
            "NewStateReason": "This is a test.",
            "StateChangeTime": self.clock().isoformat(timespec="milliseconds"),
        }
        return json.dumps(said, ensure_ascii=False)

    async def _until(self, name: str, alarm: str, reached: Callable[[Shown], bool]) -> Leg:
        async def wait() -> None:
            while not ((shown := await self.progress.of(self.arn_of(alarm))) and reached(shown)):  # noqa: ASYNC110
                await asyncio.sleep(TICK)  # the store tells, also where another machine shows it

        return await self._leg(name, wait())

    async def _leg(self, name: str, work: Awaitable[None]) -> Leg:
        began = time.monotonic()
        try:
            await asyncio.wait_for(work, PATIENCE)
        except TimeoutError:
            return Leg(name, None)
        return Leg(name, time.monotonic() - began)
