"""The bot says that the dead-letter queue grew: once for each growth, through crashes and restarts."""

import sqlite3
from dataclasses import dataclass, field
from functools import partial

import pytest
from structlog.testing import capture_logs

from services.dead_letters.watch import DeadLetterWatch
from services.event import Event
from services.locale import translations
from services.slack.dead_letter_notice import dead_letter_notice
from services.status import Depth, QueueUnreadable
from services.storage.sqlite.database import Database
from services.storage.sqlite.dead_letters import SqliteDeadLetters
from services.storage.sqlite.notices import SqliteNotices
from tests.builders import NOON, OPS, minutes


@dataclass
class Queues:
    depth: Depth | str = "never looked"

    async def dead(self) -> Depth:
        if isinstance(self.depth, str):
            raise QueueUnreadable(self.depth)
        return self.depth


class Crash(Exception):
    pass


@dataclass
class Post:
    """A watch over a real file, and what it owes to the channel."""

    database: Database
    queues: Queues = field(default_factory=Queues)
    now: float = 0
    crashes: bool = False
    watch: DeadLetterWatch = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.watch = DeadLetterWatch(
            self.queues,
            SqliteDeadLetters(self.database),
            SqliteNotices(self.database, OPS, self._owed),
            partial(dead_letter_notice, translations("en")),
            lambda: NOON + minutes(self.now),
        )

    def _owed(self, _: object) -> None:
        if self.crashes:
            raise Crash

    async def see(self, *counts: int | str | Depth) -> list[str]:
        """Look a minute apart; give the titles of all that is owed."""
        for count in counts:
            self.now += 1
            self.queues.depth = Depth(count, 0) if isinstance(count, int) else count
            await self.watch.look()
        return await self.titles()

    async def titles(self) -> list[str]:
        return [one["title"] for one in await self.database.run(_events)]


def _events(db: sqlite3.Connection) -> list[sqlite3.Row]:
    query = "SELECT json_extract(doc, '$.title') AS title FROM subject ORDER BY json_extract(doc, '$.at')"
    return db.execute(query).fetchall()


@pytest.fixture
def post(tmp_path):
    database = Database(tmp_path / "state.db")
    yield Post(database)
    database.close()


def titled(*counts: int) -> list[str]:
    return [f"{n} message{'' if n == 1 else 's'} in the dead-letter queue" for n in counts]


async def test_an_empty_queue_is_nothing_to_tell(post):
    assert await post.see(0, 0) == []


async def test_a_growth_is_told_once(post):
    assert await post.see(0, 2, 2, 2) == titled(2)


async def test_it_is_told_once_through_a_restart(post):
    await post.see(2)
    post.restart()
    assert await post.see(2, 2) == titled(2)


async def test_more_is_told_again_and_less_is_not(post):
    assert await post.see(1, 3, 2, 2) == titled(1, 3)


async def test_what_lies_there_after_it_was_emptied_is_told_again(post):
    assert await post.see(3, 0, 1) == titled(3, 1)


async def test_one_that_replaces_another_is_told(post):
    assert await post.see(3, 2, 2, 3) == titled(3, 3)


async def test_an_estimate_that_slips_for_a_moment_is_not_believed(post):
    assert await post.see(3, 2, 3, 3) == titled(3)


async def test_what_somebody_looks_at_is_still_there(post):
    assert await post.see(3, Depth(0, 3), Depth(1, 2)) == titled(3)


async def test_a_crash_after_the_notice_does_not_double_it(post):
    post.crashes = True
    with pytest.raises(Crash):
        await post.see(2)
    post.crashes = False
    post.restart()
    assert await post.see(2, 2) == titled(2)


async def test_a_queue_that_cannot_be_read_is_logged_once_and_not_told(post):
    with capture_logs() as logs:
        assert await post.see("not allowed", "not allowed", 0, "not allowed") == []
    assert [line["reason"] for line in logs if line["event"] == "dead_letters_unreadable"] == [
        "not allowed"
    ] * 2


async def test_the_notice_says_what_to_do_and_has_room_on_its_card(post):
    said: list[Event] = []

    class Notices:
        async def put(self, event: Event) -> None:
            said.append(event)

    post.watch.notices = Notices()
    await post.see(Depth(1, 0), Depth(4, 0, oldest=7200.0))
    assert "/aws dlq" in said[0].text
    assert "The oldest" not in said[0].text
    assert "3 more than I told before. The oldest has been there for 2 h." in said[1].text
    assert not said[1].is_long
