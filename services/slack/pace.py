"""How fast the bot may write to Slack: a bucket for each of Slack's limits.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from services.post import Owed


@dataclass(frozen=True, slots=True)
class Limit:
    """One write each *interval* seconds, and *burst* of them at once; *reserve* of those only if urgent."""

    interval: float
    burst: int
    reserve: int = 0


POSTS = Limit(1.05, burst=2)  # chat.postMessage: "1 per second per channel"
UPDATES = Limit(1.5, burst=8, reserve=3)  # chat.update: tier 3, 50 a minute for the whole app
READS = Limit(1.5, burst=8)  # conversations.history and .replies: tier 3 for apps of one's own
STARTS = Limit(3.0, burst=6)  # chat.startStream: tier 2, 20 a minute for the whole app
APPENDS = Limit(0.65, burst=10)  # chat.appendStream: tier 4, 100 a minute for the whole app
STOPS = Limit(3.0, burst=6)  # chat.stopStream: tier 2
CARD = Limit(3.0, burst=1)  # "no more than once every 3 seconds" for one message
FORGET_AFTER = 1000  # buckets


@dataclass
class Pacer:
    """Generic cell rate: a bucket is the time at which it will be empty."""

    clock: Callable[[], float]  # monotonic seconds
    buckets: dict[tuple[str, str], float] = field(default_factory=dict)
    bots: int = 1  # that share the limits of the whole app

    def share(self, bots: int) -> None:
        """Leave others their part of what Slack allows the app; a channel or a card is one bot's alone."""
        self.bots = bots

    def delay(self, owed: Owed) -> float:
        """Seconds until *owed* may be written."""
        return max(self._delay(key, limit, urgent=owed.urgent) for key, limit in _limits(owed))

    def took(self, owed: Owed) -> None:
        for key, limit in _limits(owed):
            self.book(key, limit)
        now = self.clock()
        if len(self.buckets) > FORGET_AFTER:
            self.buckets = {key: empty for key, empty in self.buckets.items() if empty > now}

    def wait(self, key: tuple[str, str], limit: Limit) -> float:
        """Seconds until the next turn under *key*, if somebody took it now."""
        return max(0.0, self._delay(key, limit, urgent=True))

    async def turn(self, key: tuple[str, str], limit: Limit) -> None:
        """Wait for a turn under *key*, and take it."""
        delay = self._delay(key, limit, urgent=True)
        self.book(key, limit)
        if delay > 0:
            await asyncio.sleep(delay)

    def hold(self, key: tuple[str, str], limit: Limit, seconds: float) -> None:
        """Slack said how long to wait under *key*."""
        limit = self._part(key, limit)
        self.buckets[key] = self.clock() + seconds + (limit.burst - 1) * limit.interval

    def penalise(self, owed: Owed, seconds: float) -> None:
        """Slack said how long to wait."""
        self.hold(*_limits(owed)[0], seconds)

    def book(self, key: tuple[str, str], limit: Limit) -> None:
        """Take a turn under *key*."""
        now = self.clock()
        self.buckets[key] = max(self.buckets.get(key, now), now) + self._part(key, limit).interval

    def _part(self, key: tuple[str, str], limit: Limit) -> Limit:
        """This bot's part of *limit*, where that is one for the whole app."""
        if key[1] or self.bots == 1:
            return limit
        burst = max(1, limit.burst // self.bots)
        return Limit(limit.interval * self.bots, burst, min(limit.reserve, burst - 1))

    def _delay(self, key: tuple[str, str], limit: Limit, *, urgent: bool) -> float:
        limit = self._part(key, limit)
        burst = limit.burst if urgent else limit.burst - limit.reserve
        return self.buckets.get(key, 0.0) - (burst - 1) * limit.interval - self.clock()


def _limits(owed: Owed) -> list[tuple[tuple[str, str], Limit]]:
    """The limits that *owed* falls under, Slack's own first."""
    if owed.intent is not None:
        return [(("read", ""), READS)]
    if owed.method == "post":
        return [(("post", owed.channel), POSTS)]
    app = (("update", ""), UPDATES)
    return [app] if owed.urgent else [app, (("card", owed.card), CARD)]
