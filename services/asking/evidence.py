"""What is looked up before a model is asked: findings, and what could not be found out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from services.alarm import Alarm

BEFORE, AFTER = timedelta(hours=1), timedelta(minutes=15)


class Topic(StrEnum):
    """What there is to look at, in the order in which people read it."""

    HISTORY = "history"
    METRIC = "metric"
    LOGS = "logs"
    CHANGES = "changes"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time that is looked at."""

    since: datetime
    until: datetime

    @classmethod
    def around(cls, moment: datetime, now: datetime) -> "Window":
        """From an hour before *moment* until a quarter of an hour after it, if that has come."""
        return cls(moment - BEFORE, min(moment + AFTER, max(now, moment)))


@dataclass(frozen=True, slots=True)
class Finding:
    """What one topic gave: *text* is for the model; *count* and *where* tell people how much, and of what."""

    topic: Topic
    text: str = ""
    count: int = 0
    where: str = ""  # a log group, a metric
    url: str = ""  # the same in AWS's console
    missing: str = ""  # the permission that the bot's role lacks: logs:FilterLogEvents
    trouble: str = ""  # what else kept it from looking

    @property
    def failed(self) -> bool:
        return bool(self.missing or self.trouble)


class Source(Protocol):
    @property
    def topic(self) -> Topic: ...

    async def look(self, alarm: Alarm, window: Window) -> Finding | None:
        """What there is of *alarm* in *window*; None where this alarm has nothing of the kind.

        It never raises for what AWS refuses: that is a finding as well.
        """
