"""The store that STATE_URL names, as each part of the bot needs it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Protocol

from bot.errors import StartError
from bot.settings import Settings
from listeners.schedule import Slots
from services.asking import assistant
from services.asking.assistant import Talks
from services.attendance import Logbook
from services.audit import Trail
from services.dead_letter_watch import Memory
from services.desk import Store
from services.drill import Progress
from services.flap_watch import FlapStore
from services.health import Proof
from services.incident import ChannelId
from services.muting.mutes import MuteStore
from services.overview import OpenIncidents
from services.post import Backlog
from services.reporting import filing, material
from services.retention import Archive
from services.status import StoreFigures
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
from services.storage.sqlite.talks import SqliteTalks
from services.storage.sqlite.tallies import SqliteTallies
from services.storage.sqlite.trail import SqliteTrail
from services.storage.sqlite.truth import SqliteTruth
from services.storage.sqlite.views import SqliteViews
from services.storming.storms import StormStore
from services.summing.digest import Notices
from services.summing.tally import Tallies
from services.sweep import Truth


class Attended(Logbook, Slots, Protocol):
    """When the bot was there, and which runs of its jobs are taken."""


class Views(assistant.Incidents, OpenIncidents, Progress, StoreFigures, Protocol):
    """What commands, the assistant and reports want to see."""


class Reports(filing.Records, material.Courses, Protocol):
    """What is remembered of reports, and the timelines that they are made of."""


@dataclass(frozen=True, slots=True)
class Storage:
    desk: Store
    flaps: FlapStore
    archive: Archive
    backlog: Backlog
    dead_letters: Memory
    logbook: Attended
    mutes: MuteStore
    storms: StormStore
    reports: Reports
    talks: Talks
    tallies: Tallies
    trail: Trail
    truth: Truth
    views: Views
    notices: Callable[[ChannelId, Callable[[ChannelId], None]], Notices]
    proof: Proof
    close: Callable[[], None]


def open_storage(settings: Settings) -> Storage:
    """Open it, or raise StartError with what to do."""
    try:
        return _sqlite(Database(settings.state_path), timedelta(days=settings.keep_seen))
    except (DatabaseInUse, DatabaseTooNew) as error:
        raise StartError(str(error)) from None
    except OSError as error:
        raise StartError(f"STATE_URL: {settings.state_path} can't be opened: {error.strerror}") from None


def _sqlite(database: Database, seen_for: timedelta) -> Storage:
    return Storage(
        desk=(store := SqliteStore(database, seen_for=seen_for)),
        flaps=store,
        archive=SqliteArchive(database),
        backlog=SqliteBacklog(database),
        dead_letters=SqliteDeadLetters(database),
        logbook=SqliteLogbook(database),
        mutes=SqliteMutes(database),
        storms=SqliteStorms(database),
        reports=SqliteReports(database),
        talks=SqliteTalks(database),
        tallies=SqliteTallies(database),
        trail=SqliteTrail(database),
        truth=SqliteTruth(database),
        views=SqliteViews(database),
        notices=partial(SqliteNotices, database),
        proof=SqliteProof(database),
        close=database.close,
    )
