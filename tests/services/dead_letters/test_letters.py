"""The dead letters, page by page, and what becomes of those that were chosen."""

from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from services.dead_letters.letters import Choice, DeadLetter, DeadLetterId, DeadLetters, Gathered, Moved
from tests.builders import NOON, event, minutes


@dataclass
class FakeDeadQueue:
    lies: list[str]
    hidden: int = 0
    looks: int = 0
    back: list[str] = field(default_factory=list)

    async def look(self, most: int) -> Gathered:
        self.looks += 1
        letters = [DeadLetter(DeadLetterId(one), event(one), NOON, 9) for one in self.lies[:most]]
        return Gathered(tuple(letters), len(self.lies) + self.hidden)

    async def send_back(self, ids: Collection[DeadLetterId] | None) -> Moved:
        self.back += self.lies if ids is None else ids
        return Moved("sent back", self._gone(ids))

    async def throw_away(self, ids: Collection[DeadLetterId]) -> Moved:
        return Moved("thrown away", self._gone(ids))

    def _gone(self, ids: Collection[DeadLetterId] | None) -> int:
        before = len(self.lies)
        self.lies = [] if ids is None else [one for one in self.lies if one not in ids]
        return before - len(self.lies)


@dataclass
class Hands:
    after: float = 0  # minutes past noon

    def __call__(self):
        return NOON + minutes(self.after)


@pytest.fixture
def queue():
    return FakeDeadQueue([f"m{n}" for n in range(12)])


@pytest.fixture
def clock():
    return Hands()


@pytest.fixture
def letters(queue, clock):
    return DeadLetters(queue, clock)


async def test_they_come_in_pages_of_one_look(letters, queue):
    shelves = [await letters.read(page) for page in (1, 2, 3, 4, 0)]
    assert [len(one.letters) for one in shelves] == [5, 5, 2, 2, 5]
    assert [one.page for one in shelves] == [1, 2, 3, 3, 1]
    assert (shelves[0].pages, shelves[0].found, shelves[0].counted, queue.looks) == (3, 12, 12, 1)


async def test_an_old_look_is_not_believed(letters, queue, clock):
    await letters.read()
    clock.after = 2
    await letters.read(2)
    assert queue.looks == 2


async def test_after_a_page_was_sent_back_the_rest_is_shown(letters, queue):
    here = tuple(one.id for one in (await letters.read(3)).letters)
    shelf = await letters.send_back(Choice(here, page=3))
    assert (shelf.moved, shelf.page, shelf.pages, shelf.found) == (Moved("sent back", 2), 2, 2, 10)
    assert queue.back == ["m10", "m11"]


async def test_all_are_sent_back(letters):
    shelf = await letters.send_back(Choice(None))
    assert (shelf.moved, shelf.found) == (Moved("sent back", 12), 0)


async def test_all_are_never_thrown_away_unseen(letters, queue):
    shelf = await letters.throw_away(Choice(None))
    assert (shelf.moved, len(queue.lies)) == (Moved("thrown away", 0), 12)


@pytest.mark.parametrize(
    "choice", [Choice(None), Choice((DeadLetterId("a"),), 2), Choice((DeadLetterId("a"), DeadLetterId("b")))]
)
def test_a_button_carries_a_choice(choice):
    assert Choice.read(str(choice)) == choice


@pytest.mark.parametrize("text", ["", "page", " page ", "page 1", ", page x"])
def test_a_button_that_cannot_be_read_chooses_nothing(text):
    assert Choice.read(text) == Choice((), 1)
