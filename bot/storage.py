"""The store that STATE_URL names, as each part of the bot needs it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from bot.errors import StartError
from bot.settings import Settings
from listeners.schedule import Slots
from services.asking import assistant
from services.asking.assistant import Talks
from services.attendance import Logbook
from services.audit import Trail
from services.desk import Store
from services.drill import Progress
from services.duty import SharedBacklog
from services.incident import ChannelId
from services.muting.mutes import MuteStore
from services.overview import OpenIncidents
from services.post import Backlog
from services.reporting import filing, material
from services.rota import Rota
from services.status import StoreFigures
from services.storage.sqlite.backlog import SqliteBacklog
from services.storage.sqlite.database import Database, DatabaseInUse, DatabaseTooNew
from services.storage.sqlite.logbook import SqliteLogbook
from services.storage.sqlite.mutes import SqliteMutes
from services.storage.sqlite.notices import SqliteNotices
from services.storage.sqlite.reports import SqliteReports
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
class Shared:
    """What a store has that several bots write."""

    rota: Rota
    backlog: SharedBacklog


@dataclass(frozen=True, slots=True)
class Storage:
    desk: Store
    backlog: Backlog
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
    close: Callable[[], None]
    shared: Shared | None = None  # none where there is one bot, which shows everything


def open_storage(settings: Settings) -> Storage:
    """Open it, or raise StartError with what to do."""
    try:
        return _sqlite(Database(settings.state_path))
    except (DatabaseInUse, DatabaseTooNew) as error:
        raise StartError(str(error)) from None
    except OSError as error:
        raise StartError(f"STATE_URL: {settings.state_path} can't be opened: {error.strerror}") from None


def _sqlite(database: Database) -> Storage:
    return Storage(
        desk=SqliteStore(database),
        backlog=SqliteBacklog(database),
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
        close=database.close,
    )
