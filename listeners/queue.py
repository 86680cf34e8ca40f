"""The queue wakes the bot: long polls on threads of their own, deleted only after the store has it."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from services.alarm import Alarm
from services.desk import AlertDesk, Delivery, Outcome, StoreUnavailable, Verdict
from services.health import STORE_FAILS

log = structlog.get_logger(__name__)

POLLERS = 2
HELPERS = 4  # more of them, while batches come in full: an idle poll costs a request every 20 seconds
FULL = 10  # messages; the most that SQS gives at once
PAUSE = 5.0  # seconds after a failure
HELD = 30  # seconds that a batch stays hidden from others while the store is down
# Seconds until a message that could not be accepted comes again. With the template's eight tries it is in the
# dead-letter queue after some 50 minutes: time to restart with a mended bot, and soon enough to be told.
DELAYS = (5, 30, 120, 600)

HandOver = Callable[[Sequence[Delivery]], list[Outcome]]


class AlarmQueue(Protocol):
    """Blocking calls, made from threads."""

    def receive(self) -> list[Delivery]: ...

    def delete(self, deliveries: Sequence[Delivery]) -> None: ...

    def hide(self, deliveries: Sequence[tuple[Delivery, int]]) -> None:
        """Let each come again only after so many seconds; it never raises."""


async def listen(
    queue: AlarmQueue, desk: AlertDesk, stop: asyncio.Event, told: Callable[[str], None]
) -> None:
    """Poll until *stop*; a poll that is under way then is abandoned, and its messages come again."""
    loop = asyncio.get_running_loop()

    def hand_over(batch: Sequence[Delivery]) -> list[Outcome]:
        return asyncio.run_coroutine_threadsafe(desk.accept(batch), loop).result()

    poller = Poller(queue, hand_over, told)
    for number in range(POLLERS + HELPERS):
        work = poller.poll if number < POLLERS else poller.help
        # an executor would join its threads at exit, 20 seconds late
        threading.Thread(target=work, name=f"poller-{number}", daemon=True).start()
    log.info("queue_polled", pollers=POLLERS)
    await stop.wait()
    poller.stopping.set()


def _nobody(_: str) -> None:
    """Hear of a poll."""


@dataclass(frozen=True, slots=True)
class Poller:
    """The loop that one or more threads run; while the store fails, none of them receives."""

    queue: AlarmQueue
    hand_over: HandOver
    told: Callable[[str], None] = _nobody  # what was wrong with a poll, or nothing
    pause: float = PAUSE
    stopping: threading.Event = field(default_factory=threading.Event)
    store_fails: threading.Event = field(default_factory=threading.Event)
    crowded: threading.Event = field(default_factory=threading.Event)  # the last batch was full

    def help(self) -> None:
        """Poll while there is much to take in."""
        while not self.stopping.is_set():
            if self.crowded.wait(self.pause):
                self.poll_or_pause()

    def poll(self) -> None:
        while not self.stopping.is_set():
            self.poll_or_pause()

    def poll_or_pause(self) -> None:
        try:
            self.poll_once()
            self.told("")
        except Exception as error:  # whatever it is, the next poll may succeed
            log.exception("queue_poll_failed", pause=self.pause)
            self.told(str(error) or type(error).__name__)
            self.stopping.wait(self.pause)

    def poll_once(self) -> None:
        """Receive, accept, delete: in this order nothing is lost."""
        while self.store_fails.is_set():
            self.told(STORE_FAILS)  # and so nothing is received
            if self.stopping.wait(self.pause / 10):
                return
        batch = self.queue.receive()
        (self.crowded.set if len(batch) >= FULL else self.crowded.clear)()
        if batch:
            outcomes = self._accept(batch)
            self._settle(batch, outcomes)
            self._give_back(batch[len(outcomes) :])

    def _accept(self, batch: Sequence[Delivery]) -> list[Outcome]:
        """Hand over until the store has it, so that an outage sends nothing to the dead-letter queue.

        It stays hidden meanwhile: given to somebody else, it would count as tried once more.
        """
        while not self.stopping.is_set():
            try:
                outcomes = self.hand_over(batch)
            except StoreUnavailable as error:
                self.store_fails.set()
                self.told(STORE_FAILS)
                log.error("store_unavailable", error=str(error), waiting=len(batch))
                self.queue.hide([(one, HELD) for one in batch])
                self.stopping.wait(self.pause)
            else:
                self.store_fails.clear()
                return outcomes
        return []  # nobody knows

    def _settle(self, batch: Sequence[Delivery], outcomes: Sequence[Outcome]) -> None:
        """Delete what was taken in; what could not be comes again, the later the oftener it came."""
        done: list[Delivery] = []
        failed: list[Delivery] = []
        for delivery, outcome in zip(batch, outcomes, strict=False):
            _log(delivery, outcome)
            (failed if outcome.verdict is Verdict.FAILED else done).append(delivery)
        if done:
            self.queue.delete(done)
        if failed:
            self.queue.hide([(one, delay(one.receives)) for one in failed])

    def _give_back(self, left: Sequence[Delivery]) -> None:
        """What came in while we stop comes again at once, to whoever goes on."""
        if left:
            self.queue.hide([(one, 0) for one in left])


def delay(receives: int) -> int:
    """Seconds until what has come so often in vain may come again."""
    return DELAYS[min(max(receives, 1), len(DELAYS)) - 1]


def _log(delivery: Delivery, outcome: Outcome) -> None:
    said = delivery.notification
    kind, name = type(said).__name__.lower(), said.name if isinstance(said, Alarm) else said.title
    log.info(
        outcome.verdict,
        message_id=delivery.message_id,
        key=delivery.key,
        kind=kind,
        name=name[:255],
        incident=outcome.incident,
        **({"receives": delivery.receives} if outcome.verdict is Verdict.FAILED else {}),
    )
