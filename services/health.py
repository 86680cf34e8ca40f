"""How the parts are that keep the bot alive: judged by their last good sign, and what was said since.

A restart is for what a restart mends: a part that fell silent, or that says so itself. While Slack, AWS,
the network or the disk are the trouble, the bot says so and stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

GIVE_UP = 300.0  # seconds unwell, and by its own fault: let the supervisor start the bot anew
SAID = 120.0  # seconds that a complaint explains a silence
RENEW = 120.0  # seconds without a sound connection, before a new one is forced

# complaints of our own; others are in the words of those who complain
STORE_FAILS, NO_RETURN = "the store fails", "no return"


class Part(StrEnum):
    LOOP = "loop"  # the event loop
    QUEUE = "queue"  # the pollers, and SQS behind them
    SOCKET = "socket"  # Socket Mode
    SLACK = "slack"  # its Web API
    STORE = "store"
    SCHEDULER = "scheduler"


# how old, in seconds, its newest good sign may be; each is given several times as often
FRESH = {
    Part.LOOP: 15.0,
    Part.QUEUE: 90.0,  # an idle poll is answered after 20 seconds
    Part.SOCKET: 30.0,
    Part.SLACK: 150.0,
    Part.STORE: 90.0,
    Part.SCHEDULER: 60.0,
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was said instead of a good sign."""

    at: float
    why: str
    curable: bool


@dataclass(frozen=True, slots=True)
class Vital:
    part: Part
    ago: float  # seconds since it was last well
    unwell_for: float = 0.0
    why: str = ""  # in the words of whoever complained; without any it is silent
    curable: bool = False  # a new start of the bot may help

    @property
    def is_well(self) -> bool:
        return self.unwell_for <= 0


def judge(part: Part, well_at: float, complaint: Complaint | None, now: float) -> Vital:
    """How *part* is; of one that neither is well nor complains, nobody but the bot itself is the cause."""
    ago, fresh = max(now - well_at, 0.0), FRESH[part]
    if ago <= fresh:
        return Vital(part, ago)
    if complaint is None or complaint.at < well_at or now - complaint.at > SAID:
        return Vital(part, ago, ago - fresh, curable=part is not Part.SLACK)
    return Vital(part, ago, ago - fresh, complaint.why, complaint.curable)


def beyond_help(vitals: Sequence[Vital]) -> Vital | None:
    """The part for whose sake the bot has to end, if there is one."""
    lost = (vital for vital in vitals if vital.curable and vital.unwell_for >= GIVE_UP)
    return max(lost, key=lambda vital: vital.unwell_for, default=None)


@dataclass(slots=True)
class Health:
    """What the parts last said of themselves, from whatever thread; all are well to begin with."""

    clock: Callable[[], float]
    lag: float = 0.0  # of the event loop, in seconds
    _well: dict[Part, float] = field(init=False)
    _complaints: dict[Part, Complaint] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._well = dict.fromkeys(Part, self.clock())

    def well(self, part: Part) -> None:
        self._well[part] = self.clock()

    def unwell(self, part: Part, why: str, *, curable: bool = False) -> None:
        self._complaints[part] = Complaint(self.clock(), why, curable)

    def begin_anew(self) -> None:
        """Nobody could give a sign meanwhile: the machine slept, or the loop was held up."""
        for part in Part:
            if part is not Part.LOOP:
                self.well(part)

    def of(self, part: Part) -> Vital:
        return judge(part, self._well[part], self._complaints.get(part), self.clock())

    def vitals(self) -> list[Vital]:
        return [self.of(part) for part in Part]


class Ailing(Exception):
    """A store that does not do its work, in words; *curable* where a new start may help."""

    def __init__(self, why: str, *, curable: bool) -> None:
        super().__init__(why)
        self.curable = curable


class Proof(Protocol):
    async def prove(self) -> None:
        """Write a little and read it back, or raise Ailing: not curable where others have to act."""


class Metric(Protocol):
    async def put(self, *, healthy: bool) -> None:
        """Say so where an alarm listens for it; what can't be said is logged."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Once a minute: an alarm goes off when it stops, or says for minutes that something is wrong."""

    health: Health
    metric: Metric

    async def beat(self) -> None:
        await self.metric.put(healthy=all(vital.is_well for vital in self.health.vitals()))
