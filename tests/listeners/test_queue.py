"""Receive, accept, delete: nothing leaves the queue before the store has it."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from listeners.queue import Poller
from services.desk import Delivery, Outcome, StoreUnavailable, Verdict
from tests.builders import deliver, event


@dataclass
class FakeQueue:
    """Gives each batch once; what was not deleted is asked for again."""

    batches: list[list[Delivery]]
    deleted: list[str] = field(default_factory=list)
    received: int = 0
    hidden: list[tuple[str, int]] = field(default_factory=list)

    def receive(self) -> list[Delivery]:
        self.received += 1
        return self.batches.pop(0) if self.batches else []

    def delete(self, deliveries: Sequence[Delivery]) -> None:
        self.deleted += [one.message_id for one in deliveries]

    def hide(self, deliveries: Sequence[tuple[Delivery, int]]) -> None:
        self.hidden += [(one.message_id, seconds) for one, seconds in deliveries]


@dataclass
class FakeStore:
    """Fails so many times, then accepts."""

    failures: int = 0
    refuses: str = ""
    accepted: list[str] = field(default_factory=list)

    def hand_over(self, batch: Sequence[Delivery]) -> list[Outcome]:
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable("the disk is full")
        return [self._take(one) for one in batch]

    def _take(self, one: Delivery) -> Outcome:
        if one.message_id == self.refuses:
            return Outcome(Verdict.FAILED)
        self.accepted.append(one.message_id)
        return Outcome(Verdict.ACCEPTED)


def test_what_was_accepted_is_deleted_and_what_was_not_stays():
    queue, store = FakeQueue([deliver(event("a"), event("b"), event("c"))]), FakeStore(refuses="message-1")
    Poller(queue, store.hand_over).poll_once()
    assert queue.deleted == store.accepted == ["message-0", "message-2"]
    assert queue.hidden == [("message-1", 5)]


@pytest.mark.parametrize(
    ("receives", "seconds"), [(0, 5), (1, 5), (2, 30), (3, 120), (4, 600), (8, 600), (999, 600)]
)
def test_what_could_not_be_accepted_comes_again_the_later_the_oftener_it_came(receives, seconds):
    (one,) = deliver(event("a"))
    queue, store = FakeQueue([[replace(one, receives=receives)]]), FakeStore(refuses="message-0")
    Poller(queue, store.hand_over).poll_once()
    assert (queue.deleted, queue.hidden) == ([], [("message-0", seconds)])


def test_while_the_store_fails_nothing_is_deleted_and_the_batch_is_kept():
    queue, store = FakeQueue([deliver(event("a"))]), FakeStore(failures=3)
    Poller(queue, store.hand_over, pause=0.001).poll_once()
    assert queue.received == 1
    assert queue.deleted == ["message-0"]
    assert queue.hidden == [("message-0", 30)] * 3, "nobody else is given it meanwhile"


def test_a_stop_while_the_store_fails_gives_the_batch_back():
    class Failing(FakeStore):
        def hand_over(self, batch: Sequence[Delivery]) -> list[Outcome]:
            poller.stopping.set()
            raise StoreUnavailable("the disk is full")

    queue = FakeQueue([deliver(event("a"))])
    poller = Poller(queue, Failing().hand_over, pause=0.001)
    poller.poll_once()
    assert (queue.deleted, queue.hidden) == ([], [("message-0", 30), ("message-0", 0)])


def test_what_a_poll_brings_after_the_stop_is_for_whoever_goes_on():
    queue, store = FakeQueue([deliver(event("a"), event("b"))]), FakeStore()
    poller = Poller(queue, store.hand_over, pause=0.001)
    poller.stopping.set()
    poller.poll_once()
    assert store.accepted == []
    assert (queue.deleted, queue.hidden) == ([], [("message-0", 0), ("message-1", 0)])


def test_while_the_store_fails_the_other_poller_receives_nothing():
    queue, store = FakeQueue([deliver(event("a"))]), FakeStore()
    poller = Poller(queue, store.hand_over, pause=0.001)
    poller.store_fails.set()
    other = threading.Thread(target=poller.poll_once)
    other.start()
    assert queue.received == 0
    poller.store_fails.clear()
    other.join(5)
    assert queue.received == 1


def test_a_failing_poll_is_not_the_last():
    class Broken(FakeQueue):
        def receive(self) -> list[Delivery]:
            if not self.received:
                self.received += 1
                raise OSError("no route to host")
            poller.stopping.set()
            return super().receive()

    queue, store = Broken([deliver(event("a"))]), FakeStore()
    poller = Poller(queue, store.hand_over, pause=0.001)
    poller.poll()
    assert queue.received == 2


def test_more_pollers_help_while_batches_come_in_full_and_rest_when_they_do_not():
    full = deliver(*(event(str(number)) for number in range(10)))
    queue, store = FakeQueue([full, full, full, deliver(event("last"))]), FakeStore()
    poller = Poller(queue, store.hand_over, pause=0.001)
    helper = threading.Thread(target=poller.help)
    helper.start()
    assert queue.received == 0
    poller.poll_once()
    for _ in range(30_000):
        if len(store.accepted) == 31:
            break
        poller.stopping.wait(0.001)
    poller.stopping.set()
    helper.join(30)
    assert (queue.received, len(store.accepted)) == (4, 31)
