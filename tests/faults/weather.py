"""Which faults a seed has, when, and how likely each is meanwhile."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.faults.time import Time

# those that come by chance at each call of what they trouble, with their odds
BY_CHANCE = {
    "slack 429": 0.25,
    "slack 500": 0.15,
    "slack 503": 0.25,
    "slack unreachable": 0.4,
    "slack times out before arrival": 0.1,
    "slack accepts and the answer is lost": 0.2,
    "slack accepts after the time-out": 0.1,
    "slack says invalid_blocks": 0.1,
    "sqs receive fails": 0.3,
    "sqs delete fails": 0.4,
    "sqs delivers again": 0.3,
    "disk full": 0.15,
    "database locked": 0.3,
    "store slow": 0.3,
    "cloudwatch unreadable": 0.6,
}
# those that are so for a while
FOR_A_WHILE = ("slack is stricter", "channel archived", "bot removed from channel", "ops channel archived")
# those that happen at a moment
AT_A_MOMENT = (
    "kill -9",
    "kill -9 around a transaction",
    "kill -9 while slack is asked",
    "sigterm",
    "clock steps",
    "card deleted",
    "alarm deleted in alarm",
    "queue expired",
    "store corrupted",
    "long absence",
)
ALWAYS = ("sqs reorders",)
OF_MESSAGES = ("message cannot be accepted", "message cannot be parsed", "storm")
ALL = (*BY_CHANCE, *FOR_A_WHILE, *AT_A_MOMENT, *ALWAYS, *OF_MESSAGES)


@dataclass
class Weather:
    """One seed's faults, and a count of those that came about."""

    time: Time
    random: Random
    tell: Callable[[str], None]
    kinds: frozenset[str] = frozenset()
    odds: dict[str, float] = field(default_factory=dict)
    windows: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    injected: Counter[str] = field(default_factory=Counter)
    over: bool = False

    def plan(self, length: float) -> None:
        """Choose the kinds of this seed: one or a few as a rule, sometimes nearly all of them."""
        share = self.random.choice((0.05, 0.1, 0.2, 0.2, 0.4, 0.8))
        chosen = [kind for kind in ALL if self.random.random() < share]
        self.kinds = frozenset(chosen or [self.random.choice(ALL)])
        for kind in ALL:
            if kind in self.kinds and (kind in BY_CHANCE or kind in FOR_A_WHILE):
                self.odds[kind] = BY_CHANCE.get(kind, 1.0) * self.random.choice((0.3, 1.0, 2.5))
                self.windows[kind] = [self._window(length) for _ in range(self.random.randint(1, 3))]

    def _window(self, length: float) -> tuple[float, float]:
        begin = self.random.uniform(0, length)
        return begin, begin + self.random.choice((5.0, 20.0, 60.0, 150.0))

    def blows(self, kind: str) -> bool:
        """Whether *kind* is about at this time."""
        if self.over or kind not in self.windows:
            return False
        return any(begin <= self.time.now < end for begin, end in self.windows[kind])

    def strikes(self, kind: str) -> bool:
        """Whether it happens here and now."""
        if self.blows(kind) and self.random.random() < self.odds[kind]:
            self.happened(kind)
            return True
        return False

    def happened(self, kind: str, about: str = "") -> None:
        self.injected[kind] += 1
        self.tell(f"FAULT {kind}{f': {about}' if about else ''}")
