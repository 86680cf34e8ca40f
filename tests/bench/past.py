"""Whether a long past makes the store slow: accepting and showing with and without closed incidents."""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from services.board import AlertBoard
from services.desk import AlertDesk
from services.incident import ChannelId, IncidentId
from services.storage.sqlite.backlog import SqliteBacklog
from services.storage.sqlite.database import Database
from services.storage.sqlite.store import SqliteStore
from tests.bench.bot import Spread, Unlimited
from tests.bench.figures import Figure
from tests.bench.names import CHANNELS
from tests.bench.world import BATCH
from tests.builders import alarm, deliver, event, ok
from tests.fakes import FakeBook, FakeSlack, PlainFace

# what one alarm that came and went leaves behind, as often as wanted
_COPY = """
    WITH RECURSIVE again(time, new) AS (
        SELECT 1, 'past-000000001' UNION ALL
        SELECT time + 1, printf('past-%09d', time + 1) FROM again WHERE time < :times
    )
    INSERT INTO {table} ({columns}) SELECT {values} FROM again, {table} WHERE {which}
"""
_COPIES = (
    {
        "table": "subject",
        "columns": "id, kind, earlier, doc, closed",
        "values": "new, kind, earlier, replace(doc, :old, new), closed",
        "which": "id = :old",
    },
    {
        "table": "line",
        "columns": "subject, seq, doc",
        "values": "new, seq, doc",
        "which": "subject = :old",
    },
    {
        "table": "alarm",
        "columns": "arn, incident, doc, described",
        "values": "arn || time, new, doc, described",
        "which": "incident = :old",
    },
    {
        "table": "seen",
        "columns": "key, until",
        "values": "key || time, until",
        "which": "true",
    },
    {
        "table": "post",
        "columns": "id, channel, subject, card, seq, urgency, wanted, shown, ts",
        "values": """
            replace(id, :old, new), channel, new, replace(card, :old, new),
            seq, urgency, wanted, shown, ts || time
        """,
        "which": "subject = :old",
    },
)

ROUNDS = 3  # the best counts: what else goes on here is not the store's fault


async def past(folder: Path, incidents: int, number: int) -> list[Figure]:
    empty, full = folder / "empty.db", folder / "full.db"
    await _one_closed(full)
    await asyncio.to_thread(_multiply, full, incidents)
    rounds = [
        (await _timed(empty, f"now{one}", number), await _timed(full, f"now{one}", number))
        for one in range(ROUNDS)
    ]
    without, among = _best([one for one, _ in rounds]), _best([one for _, one in rounds])
    note = f"{incidents:,} closed incidents against none"
    return [
        Figure("accept, with a past", among[0], "ms", without[0], 1.2, note=note),
        Figure("show, with a past", among[1], "ms", without[1], 1.2, note=note),
    ]


@dataclass(frozen=True, slots=True)
class Shop:
    """Desk, store and board, with a Slack that costs nothing."""

    database: Database
    desk: AlertDesk
    board: AlertBoard

    @classmethod
    def open(cls, path: Path, run: str) -> "Shop":
        database, numbers = Database(path), count(1)
        board = AlertBoard(
            SqliteBacklog(database),
            FakeSlack(),
            PlainFace(),
            Unlimited(),
            ops=CHANNELS[0],
            notice=event,
            clock=time.time,
        )
        desk = AlertDesk(
            SqliteStore(database),
            Spread(),
            FakeBook(),
            changed=lambda *_: None,
            later=lambda work: work.close(),
            clock=lambda: datetime.now(UTC),
            new_id=lambda: IncidentId(f"{run}-{next(numbers):06}"),
        )
        return cls(database, desk, board)

    async def show(self, channel: ChannelId) -> None:
        while await self.board.step(channel) == 0:
            pass


async def _one_closed(path: Path) -> None:
    shop = Shop.open(path, "old")
    name = "bench-past-000000"
    await shop.desk.accept(deliver(alarm(name), ok(name, after=5)))
    await shop.show(CHANNELS[0])
    shop.database.close()


def _multiply(path: Path, times: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=OFF")  # nothing of it is worth keeping
        db.execute("PRAGMA synchronous=OFF")
        for copy in _COPIES:
            db.execute(_COPY.format(**copy), {"times": times, "old": "old-000001"})


async def _timed(path: Path, run: str, number: int) -> tuple[float, float]:
    """Milliseconds to accept an alarm, and to show it."""
    shop = Shop.open(path, run)
    names = [f"bench-{run}-{one:06}" for one in range(number)]
    await shop.desk.accept(deliver(*(alarm(f"bench-first{run}-{one:06}") for one in range(BATCH))))
    began = time.perf_counter()
    for at in range(0, number, BATCH):
        await shop.desk.accept(deliver(*(alarm(name) for name in names[at : at + BATCH])))
    accepted = time.perf_counter()
    await asyncio.gather(*(shop.show(channel) for channel in CHANNELS))
    shown = time.perf_counter()
    shop.database.close()
    return 1000 * (accepted - began) / number, 1000 * (shown - accepted) / number


def _best(times: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return min(accepted for accepted, _ in times), min(shown for _, shown in times)
