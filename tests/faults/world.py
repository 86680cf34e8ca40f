"""Everything outside of the bot, as one seed has it: what happens there, and what is known of it."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random

from services.desk import Notification
from services.event import Event, EventId
from services.incident import ChannelId, Incident
from services.post import Backlog
from services.slack.notices import memory_lost
from services.storage.sqlite.backlog import SqliteBacklog
from services.storage.sqlite.database import Database
from services.storage.sqlite.subjects import put_event
from services.storming.storm import StormId
from tests.faults.aws import Cloud, Queue
from tests.faults.disk import Disk
from tests.faults.life import SAYS, Life
from tests.faults.slack import Channel, Workspace
from tests.faults.time import Time
from tests.faults.weather import Weather

POISON = "poison"
MakeBacklog = Callable[[Database, Callable[[], StormId]], Backlog]


@dataclass
class Act:
    """What a person did, and whether the bot said that it was done."""

    what: str
    person: str
    incident: str
    at: float
    done: bool = False


class World:
    alerts, team, ops = ChannelId("C0ALERTS"), ChannelId("C0TEAM"), ChannelId("C0OPS")

    def __init__(self, seed: int, folder: Path, backlog: MakeBacklog = SqliteBacklog) -> None:
        self.seed, self.path, self.backlog = seed, folder / "state.db", backlog
        self.random, self.time = Random(seed), Time()  # noqa: S311 — nothing here is secret
        self.story: list[str] = []
        self.weather = Weather(self.time, self.random, self.tell)
        self.channels_of_the_bot = (self.alerts, self.ops)
        channels = {str(name): Channel() for name in (self.alerts, self.team, self.ops)}
        self.slack = Workspace(
            self.time, channels, lambda text: False, lambda: self.weather.blows("slack is stricter")
        )
        self.queue = Queue(self.time, self.random, self.weather, self.tell)
        self.cloud = Cloud(self.time, self.queue)
        self.disk = Disk(self.weather, self.random)
        self.life: Life | None = None
        self.down = 0.0  # seconds until the next life begins; some, if it is 0
        self.on_burial: list[Callable[[], None]] = []  # what happens between two lives
        self.graves: list[object] = []
        self.numbers = 0
        self.memory = 0  # how often it was lost
        self.lost_at = -1.0  # by the true clock
        self.acts: list[Act] = []
        self.absent: set[str] = set()  # alarms that a message about an absence speaks for
        self.spoken: list[Event] = []  # what the bot had to say of itself, of the present memory
        self.crashes: list[Exception] = []
        self.swept_since = -1.0
        self.store_trap = ""  # kills around the next transaction of that name
        self.slack_trap = ""  # kills while Slack is asked

    def tell(self, what: str) -> None:
        self.story.append(f"{self.time.now:10.3f} {what.replace(str(self.path), 'the store')}")

    def id(self, of: str) -> str:
        self.numbers += 1
        return f"{of}-{self.memory}-{self.numbers:05}"

    def channels(self, notification: Notification) -> Sequence[ChannelId]:
        """The routes: some alarms have two channels; what is poisonous has none."""
        name = notification.title if isinstance(notification, Event) else notification.name
        if POISON in str(notification):
            self.weather.happened("message cannot be accepted")
            raise ValueError("can't be routed")
        return self.routes(name)

    def routes(self, name: str) -> Sequence[ChannelId]:
        return (self.alerts, self.team) if name.endswith("2") else (self.alerts,)

    def memory_lost(self, db: sqlite3.Connection, at: datetime) -> None:
        self.memory += 1
        self.lost_at = self.time.true()
        self.tell("THE BOT HAS LOST ITS MEMORY")
        notice = memory_lost(SAYS, at)
        self.spoken = [notice]
        self.absent = set()
        put_event(db, notice, [self.ops])

    def speaks(self, event: Event, of: str) -> Event:
        named = replace(event, id=EventId(self.id(of)))
        self.spoken.append(named)
        return named

    def told_of_absence(self, incidents: Sequence[Incident]) -> None:
        self.absent |= {incident.alarm.name for incident in incidents}

    def crashed(self, error: Exception) -> None:
        self.crashes.append(error)

    def store_delay(self) -> tuple[float, float]:
        if not self.weather.strikes("store slow"):
            return 0.0, 0.0
        return self.random.choice(((0.0, 3.0), (3.0, 0.0), (0.3, 0.3), (8.0, 1.0)))

    def around_store(self, phase: str, work: object) -> None:
        if self.store_trap and self.life and self.store_trap == f"{_name(work)} {phase}":
            self.store_trap = ""
            self.weather.happened("kill -9 around a transaction", f"{phase} {_name(work)}")
            self.life.kill("killed around a transaction")

    def around_slack(self, method: str, phase: str) -> None:
        if self.slack_trap and self.life and self.slack_trap == f"{method} {phase}":
            self.slack_trap = ""
            self.weather.happened("kill -9 while slack is asked", f"{phase} {method}")
            self.life.kill("killed while Slack is asked")


def _name(work: object) -> str:
    """What a transaction is for: the method that the first piece of work in it comes from."""
    pieces = work[0] if isinstance(work, tuple) and work else []
    if not isinstance(pieces, list) or not pieces:
        return ""
    said = getattr(getattr(pieces[0], "work", None), "__qualname__", "")
    return said.split(".")[1] if "." in said else said
