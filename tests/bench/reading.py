"""What it costs to read a long thread for a summary, and to count a past for a digest."""

import sqlite3
import time
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from demo.slack.people import ALERTS, ALICE, BOB, BOT
from demo.slack.server import LocalSlack
from services.asking.talk import Thread
from services.incident import ChannelId
from services.post import Ts
from services.slack.asking import PacedReader
from services.slack.conversation import SlackConversations
from services.slack.pace import Pacer
from services.slack.people import People
from services.storage import codec
from services.storage.sqlite.database import Database
from services.storage.sqlite.tallies import SqliteTallies
from services.summing.summary import Room
from services.summing.tally import Stretch
from tests.bench.figures import Figure
from tests.builders import NOON, incident, minutes, ok

KIB = 1024
YEARS = timedelta(days=730)  # over which a past is spread
_PAST = "INSERT INTO subject (id, kind, doc, closed) VALUES (?, ?, ?, 1)"


@dataclass(frozen=True, slots=True)
class Cost:
    """Of reading one thread, as a process that has read none before."""

    calls: int
    seconds: float
    peak: int  # bytes, above what stood there before
    read: int  # messages


async def cost_of_thread(answers: int = 1000) -> Cost:
    """Read a thread of *answers* from a local Slack, paced as the bot is; the second time for its memory."""
    async with _scene(answers) as (slack, conversations, thread):
        room = Room(ChannelId(ALERTS), "alerts")
        began = time.perf_counter()
        reading = await conversations.read_thread(room, thread)
        seconds = time.perf_counter() - began
        calls = len(slack.faults.calls)
        tracemalloc.start()
        await conversations.read_thread(room, thread)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return Cost(calls, seconds, peak, len(reading.remarks))


async def thread(answers: int = 1000) -> list[Figure]:
    cost = await cost_of_thread(answers)
    note = f"{answers:,} answers, {cost.read:,} told"
    return [
        Figure("read a thread: calls", cost.calls, "calls", aim=10, note=note),
        Figure("read a thread", 1000 * cost.seconds, "ms", aim=5000, note=note),
        Figure("read a thread: memory at its peak", cost.peak / KIB / KIB, "MiB", aim=30, note=note),
    ]


async def figures_of_a_day(folder: Path, incidents: int) -> list[Figure]:
    """How long the figures of a day and of a week take, with *incidents* over two years behind them."""
    path = folder / "years.db"
    Database(path).close()
    _fill(path, incidents)
    database = Database(path)
    found = [
        Figure(
            f"figures of {days} days", await _tallied(database, days), "ms", aim=100, note=f"of {incidents:,}"
        )
        for days in (1, 7)
    ]
    database.close()
    return found


async def _tallied(database: Database, days: int) -> float:
    began = time.perf_counter()
    await SqliteTallies(database).tally(Stretch.back(NOON, timedelta(days=days)))
    return 1000 * (time.perf_counter() - began)


def _fill(path: Path, number: int) -> None:
    """Incidents that came and went, one after the other, of 500 alarms."""
    closed = incident(closed_at=NOON + minutes(9), state=ok(after=9).state)
    kind, doc = codec.dump_subject(closed)

    def rows() -> Iterator[tuple[str, str, str]]:
        for one in range(number):
            at = NOON - YEARS * (number - one) / number
            name = doc.replace("web-7-cpu-high", f"alarm-{one % 500:03}")
            dated = name.replace("T12:00:00Z", "OPENED").replace("T12:09:00Z", "CLOSED")
            began, ended = f"{at:%Y-%m-%dT%H:%M:%SZ}", f"{at + minutes(9):%Y-%m-%dT%H:%M:%SZ}"
            day = f"{NOON:%Y-%m-%d}"
            yield f"year-{one:09}", kind, dated.replace(f"{day}OPENED", began).replace(f"{day}CLOSED", ended)

    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=OFF")  # nothing of it is worth keeping
        db.execute("PRAGMA synchronous=OFF")
        db.execute("BEGIN")
        db.executemany(_PAST, rows())
        db.execute("COMMIT")


@asynccontextmanager
async def _scene(answers: int) -> AsyncIterator[tuple[LocalSlack, SlackConversations, Thread]]:
    async with LocalSlack(paced=False) as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(slack.bot_token, slack.api_url, session=session, retry_handlers=[])
        slack.workspace.join(ALERTS, BOT)
        root = slack.workspace.post(ALERTS, ALICE, "what is going on?")
        for number in range(answers):
            text = f"answer {number}: " + "words about what was tried and what came of it " * 3
            slack.workspace.post(ALERTS, (ALICE, BOB)[number % 2], text, thread_ts=root.ts)
        reader, people = PacedReader(client, Pacer(time.monotonic)), People(client, time.monotonic)
        yield slack, SlackConversations(reader, people), Thread(ChannelId(ALERTS), Ts(root.ts))
