"""What a seed comes to: alarms, what they do and when, and what goes wrong meanwhile."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["ALARM", "OK", "INSUFFICIENT_DATA"]

SPAN = 7.0  # seconds in which everything is published, and every fault begins
BURSTS = (40, 80, 300)  # alarms at once
APART = 1.3  # seconds between two changes of an alarm: the local CloudWatch tells them to the second
LONG_LOCK = 11.0  # seconds; the bot's SQLite waits ten
LONG_LOCKS = 1 / 3  # of all
AS_IT_IS = 3  # every third seed runs `python -m bot` itself, and so at Slack's pace

KINDS = (
    "killed",
    "terminated",
    "stalled",
    "slack_429",
    "slack_500",
    "slack_503",
    "slack_timeout",
    "answer_lost",
    "slack_down",
    "socket_cut",
    "socket_refresh",
    "socket_half_open",
    "card_deleted",
    "invalid_blocks",
    "channel_archived",
    "channel_left",
    "sqs_errors",
    "sqs_repeats",
    "sqs_reorders",
    "queue_expired",
    "alarm_deleted",
    "disk_full",
    "store_locked",
    "store_corrupted",
)


@dataclass(frozen=True, slots=True)
class Change:
    at: float
    alarm: str
    state: State
    token: str  # its reason, which no other change has


@dataclass(frozen=True, slots=True)
class Fault:
    at: float
    kind: str
    lasts: float


@dataclass(frozen=True, slots=True)
class Plan:
    seed: int
    alarms: Sequence[str]
    changes: Sequence[Change]
    faults: Sequence[Fault]
    as_it_is: bool

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(fault.kind for fault in self.faults)


def generator(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 — a schedule is no secret


def make_plan(seed: int, kinds: Sequence[str] = ()) -> Plan:
    """The plan of *seed*; with *kinds* these faults and no others."""
    rng = generator(seed)
    as_it_is = seed % AS_IT_IS == 0
    faults = _faults(rng, kinds)
    alarms = [f"w{seed}-{n}-{rng.choice(('cpu', 'disk', 'errors'))}" for n in range(_count(rng, as_it_is))]
    changes = [change for alarm in alarms for change in _changes(rng, alarm, as_it_is=as_it_is)]
    if not as_it_is and rng.random() < 1 / 3:
        burst = [f"w{seed}-burst-{n}" for n in range(rng.choice(BURSTS))]
        alarms, at = alarms + burst, rng.uniform(0, SPAN / 2)
        changes += [Change(at, alarm, "ALARM", f"token {alarm}/0 told") for alarm in burst]
    return Plan(seed, alarms, sorted(changes, key=lambda one: one.at), faults, as_it_is)


def _count(rng: random.Random, as_it_is: bool) -> int:  # noqa: FBT001 — one of two sorts
    return rng.choice((3, 3, 4, 12)) if as_it_is else rng.randint(10, 30)


def _faults(rng: random.Random, kinds: Sequence[str]) -> list[Fault]:
    chosen = kinds or rng.sample(KINDS, rng.randint(3, 6))
    faults = [Fault(rng.uniform(0.3, SPAN - 1), kind, _length(rng, kind)) for kind in chosen]
    return sorted(faults, key=lambda fault: fault.at)


def _length(rng: random.Random, kind: str) -> float:
    longer = rng.random() < LONG_LOCKS and kind == "store_locked"
    return LONG_LOCK if longer else rng.uniform(1.5, 3.5)


def _changes(rng: random.Random, alarm: str, *, as_it_is: bool) -> list[Change]:
    """It goes off, and perhaps recovers, loses its data, or goes off again."""
    at, state, changes = rng.uniform(0, SPAN / 2), "OK", []
    for number in range(1 + rng.randrange(2 if as_it_is else 4)):
        if at > SPAN:
            break
        state = _next(rng, state)
        changes.append(Change(at, alarm, state, f"token {alarm}/{number} told"))
        at += APART + rng.uniform(0, 2)
    return changes


def _next(rng: random.Random, state: str) -> State:
    after: dict[str, Sequence[State]] = {
        "OK": ("ALARM",),
        "ALARM": ("OK", "OK", "INSUFFICIENT_DATA"),
        "INSUFFICIENT_DATA": ("OK", "ALARM"),
    }
    return rng.choice(after[state])
