"""The store that STATE_URL names, as each part of the bot needs it."""

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from bot.clients import aws_clients
from bot.errors import StartError
from bot.settings import Settings
from listeners.schedule import Slots
from services.asking import assistant
from services.asking.assistant import Talks
from services.attendance import Logbook
from services.audit import Trail
from services.dead_letters.watch import Memory
from services.desk import Store
from services.drill import Progress
from services.flap_watch import FlapStore
from services.health import Proof
from services.incident import ChannelId
from services.locale import translations
from services.locale.sentences import Sentences
from services.muting.mutes import MuteStore
from services.post import Backlog
from services.reporting import filing, material
from services.retention import Archive
from services.sharing.duty import SharedBacklog
from services.sharing.rota import Rota
from services.slack.notices import memory_lost
from services.status import StoreFigures
from services.storage.dynamodb.dead_letters import DynamoDeadLetters
from services.storage.dynamodb.logbook import DynamoLogbook
from services.storage.dynamodb.mutes import DynamoMutes
from services.storage.dynamodb.notices import DynamoNotices
from services.storage.dynamodb.opening import TableUnusable, look_at
from services.storage.dynamodb.proof import DynamoProof
from services.storage.dynamodb.reports import DynamoReports
from services.storage.dynamodb.retention import DynamoArchive
from services.storage.dynamodb.rota import DynamoRota
from services.storage.dynamodb.shared import SharedDynamoBacklog
from services.storage.dynamodb.store import DynamoStore
from services.storage.dynamodb.storms import DynamoStorms
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.talks import DynamoTalks
from services.storage.dynamodb.tallies import DynamoTallies
from services.storage.dynamodb.trail import DynamoTrail
from services.storage.dynamodb.truth import DynamoTruth
from services.storage.dynamodb.views import DynamoViews
from services.storage.owing import SEEN_FOR
from services.storage.sqlite.backlog import SqliteBacklog
from services.storage.sqlite.database import Database, DatabaseInUse, DatabaseTooNew
from services.storage.sqlite.dead_letters import SqliteDeadLetters
from services.storage.sqlite.logbook import SqliteLogbook
from services.storage.sqlite.mutes import SqliteMutes
from services.storage.sqlite.notices import SqliteNotices
from services.storage.sqlite.proof import SqliteProof
from services.storage.sqlite.reports import SqliteReports
from services.storage.sqlite.retention import SqliteArchive
from services.storage.sqlite.store import SqliteStore
from services.storage.sqlite.storms import SqliteStorms
from services.storage.sqlite.subjects import put_event
from services.storage.sqlite.talks import SqliteTalks
from services.storage.sqlite.tallies import SqliteTallies
from services.storage.sqlite.trail import SqliteTrail
from services.storage.sqlite.truth import SqliteTruth
from services.storage.sqlite.views import SqliteViews
from services.storming.storms import StormStore
from services.summing.digest import Notices
from services.summing.tally import Tallies
from services.sweep import Truth

Clock = Callable[[], float]

THREADS = 12  # requests to DynamoDB at once; each takes some milliseconds
ROTA_THREADS = 2  # more, so that no crowd keeps the bot from beating
TABLE_REMEDY = (
    "Deploy infra/watchbell.yml with SharedState=true and take its TableName, or make a table with "
    "the string keys pk (partition) and sk (sort), and time-to-live on ttl."
)


class Attended(Logbook, Slots, Protocol):
    """When the bot was there, and which runs of its jobs are taken."""


class Views(assistant.Incidents, Progress, StoreFigures, Protocol):
    """What commands, the assistant and reports want to see."""


class Storms(StormStore, assistant.Storms, Protocol):
    """What is remembered of storms, for those who tell of them and for those who are asked about them."""


class Reports(filing.Records, material.Courses, Protocol):
    """What is remembered of reports, and the timelines that they are made of."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What a store has that several bots write."""

    rota: Rota
    backlog: SharedBacklog


@dataclass(frozen=True, slots=True)
class Storage:
    desk: Store
    flaps: FlapStore
    archive: Archive
    backlog: Backlog
    dead_letters: Memory
    logbook: Attended
    mutes: MuteStore
    storms: Storms
    reports: Reports
    talks: Talks
    tallies: Tallies
    trail: Trail
    truth: Truth
    views: Views
    notices: Callable[[ChannelId, Callable[[ChannelId], None]], Notices]
    proof: Proof
    close: Callable[[], None]
    shared: Shared | None = None  # none where there is one bot, which shows everything


def open_storage(settings: Settings) -> Storage:
    """Open it, or raise StartError with what to do."""
    if settings.state_table:
        seen_for = timedelta(days=settings.keep_seen)
        return open_table(settings.state_table, dynamo_client(settings), seen_for)
    try:
        database = Database(settings.state_path, partial(_memory_lost, settings))
        return sqlite_storage(database, seen_for=timedelta(days=settings.keep_seen))
    except (DatabaseInUse, DatabaseTooNew) as error:
        raise StartError(str(error)) from None
    except OSError as error:
        raise StartError(f"STATE_URL: {settings.state_path} can't be opened: {error.strerror}") from None


def _memory_lost(settings: Settings, db: sqlite3.Connection, at: datetime) -> None:
    """The bot says where it speaks of itself that it begins anew."""
    sentences = Sentences(translations(settings.bot_language))
    ops = ChannelId(settings.ops_channel or settings.alert_channel)
    put_event(db, memory_lost(sentences, at), [ops])


def open_table(name: str, client: Any, seen_for: timedelta = SEEN_FOR) -> Storage:  # noqa: ANN401 — boto3's
    """The table is other people's to make: it is looked at, and used as it is."""
    try:
        look_at(client, name)
    except TableUnusable as error:
        raise StartError(f"STATE_URL: {error}. {TABLE_REMEDY}") from None
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="store")
    aside = ThreadPoolExecutor(ROTA_THREADS, thread_name_prefix="rota")

    def close() -> None:
        pool.shutdown()
        aside.shutdown(wait=False, cancel_futures=True)

    return dynamo_storage(
        Table(client, name, pool), close, seen_for=seen_for, rota=Table(client, name, aside)
    )


def dynamo_client(settings: Settings) -> Any:  # noqa: ANN401 — boto3's
    aws = aws_clients(settings.aws_region)
    return aws.dynamodb(settings.alarm_queue_url, THREADS + ROTA_THREADS)


def sqlite_storage(
    database: Database, clock: Clock = time.time, *, seen_for: timedelta = SEEN_FOR
) -> Storage:
    return Storage(
        desk=(store := SqliteStore(database, clock, seen_for)),
        flaps=store,
        archive=SqliteArchive(database),
        backlog=SqliteBacklog(database),
        dead_letters=SqliteDeadLetters(database),
        logbook=SqliteLogbook(database),
        mutes=SqliteMutes(database),
        storms=SqliteStorms(database),
        reports=SqliteReports(database),
        talks=SqliteTalks(database, clock),
        tallies=SqliteTallies(database),
        trail=SqliteTrail(database),
        truth=SqliteTruth(database),
        views=SqliteViews(database),
        notices=partial(SqliteNotices, database),
        proof=SqliteProof(database),
        close=database.close,
    )


def dynamo_storage(
    table: Table,
    close: Callable[[], None],
    clock: Clock = time.time,
    *,
    seen_for: timedelta = SEEN_FOR,
    rota: Table | None = None,
) -> Storage:
    backlog = SharedDynamoBacklog(table)
    return Storage(
        desk=(store := DynamoStore(table, clock, seen_for)),
        flaps=store,
        archive=DynamoArchive(table),
        backlog=backlog,
        dead_letters=DynamoDeadLetters(table),
        logbook=DynamoLogbook(table, clock),
        mutes=DynamoMutes(table),
        storms=DynamoStorms(table),
        reports=DynamoReports(table),
        talks=DynamoTalks(table, clock),
        tallies=DynamoTallies(table),
        trail=DynamoTrail(table),
        truth=DynamoTruth(table),
        views=DynamoViews(table),
        notices=partial(DynamoNotices, table),
        proof=DynamoProof(table),
        close=close,
        shared=Shared(DynamoRota(rota or table), backlog),
    )
