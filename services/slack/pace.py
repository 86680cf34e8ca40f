"""The governor: how fast the bot may write to Slack, a bucket for each of Slack's limits.

https://docs.slack.dev/apis/web-api/rate-limits

Where Slack turns out to be stricter than it says, a bucket first gives up its burst, then slows down, and
tries again after a while. Where several bots share an app, each has its part of what Slack gives to the app.
"""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from services.incident import ChannelId
from services.post import Owed


@dataclass(frozen=True, slots=True)
class Limit:
    """One write each *interval* seconds, and *burst* of them at once; *reserve* of those only if urgent."""

    interval: float
    burst: int
    reserve: int = 0


POSTS = Limit(1.05, burst=2)  # chat.postMessage: "1 per second per channel"
WORKSPACE = Limit(0.25, burst=20, reserve=5)  # the same: "several hundred messages per minute" a workspace
UPDATES = Limit(1.5, burst=8, reserve=3)  # chat.update: tier 3, 50 a minute for the whole app
READS = Limit(1.5, burst=8)  # conversations.history and .replies: tier 3 for apps of one's own
STARTS = Limit(3.0, burst=6)  # chat.startStream: tier 2, 20 a minute for the whole app
APPENDS = Limit(0.65, burst=10)  # chat.appendStream: tier 4, 100 a minute for the whole app
STOPS = Limit(3.0, burst=6)  # chat.stopStream: tier 2
CARD = Limit(3.0, burst=1)  # "no more than once every 3 seconds" for one message
FORGET_AFTER = 1000  # buckets
SLOWER = 1.25  # times, for each refusal after the first
STRICTEST = 8  # refusals in a row that are still believed
AT_ONCE = 0.5  # seconds; what was under way together was refused together
RELAX = 300.0  # seconds without a refusal until it is tried a little faster

Key = tuple[str, str]  # what is limited, and where: "" for the whole app


@dataclass(slots=True)
class Bucket:
    """Generic cell rate: the time at which it will be empty; and how much stricter Slack is than it says."""

    empty: float = 0.0
    refusals: int = 0
    refused_at: float = -math.inf

    def pace(self, limit: Limit, share: int, now: float) -> tuple[float, int, int]:
        """Interval, burst and reserve, as things are now."""
        if self.refusals and now - self.refused_at > RELAX:
            self.refusals, self.refused_at = self.refusals - 1, now
        if self.refusals:
            return limit.interval * share * SLOWER ** (self.refusals - 1), 1, 0
        return limit.interval * share, max(1, limit.burst // share), limit.reserve // share

    def refuse(self, until: float, now: float) -> None:
        if now - self.refused_at > AT_ONCE:
            self.refusals = min(self.refusals + 1, STRICTEST)
        self.empty, self.refused_at = max(self.empty, until), now


@dataclass
class Pacer:
    clock: Callable[[], float]  # monotonic seconds
    buckets: dict[Key, Bucket] = field(default_factory=dict)
    bots: int = 1  # that share the app

    def share(self, bots: int) -> None:
        """So many bots use what Slack gives to the app as a whole."""
        self.bots = max(1, bots)

    def delay(self, owed: Owed) -> float:
        """Seconds until *owed* may be written."""
        return max(self._delay(key, limit, urgent=owed.urgent) for key, limit in _limits(owed))

    def took(self, owed: Owed) -> None:
        for key, limit in _limits(owed):
            self.book(key, limit)
        if len(self.buckets) > FORGET_AFTER:
            self._forget()

    def takes(self, channel: ChannelId, within: float) -> float:
        """How many posts *channel* takes in so many seconds, as far as is known."""
        interval, burst, _ = self._pace(("post", channel), POSTS)
        return within / interval + burst - 1

    def wait(self, key: Key, limit: Limit) -> float:
        """Seconds until the next turn under *key*, if somebody took it now."""
        return max(0.0, self._delay(key, limit, urgent=True))

    async def turn(self, key: Key, limit: Limit) -> None:
        """Wait for a turn under *key*, and take it."""
        delay = self._delay(key, limit, urgent=True)
        self.book(key, limit)
        if delay > 0:
            await asyncio.sleep(delay)

    def hold(self, key: Key, seconds: float) -> None:
        """Slack said how long to wait under *key*; from then on it is asked less often."""
        now = self.clock()
        self._bucket(key).refuse(now + seconds, now)

    def penalise(self, owed: Owed, seconds: float) -> None:
        """Slack said how long to wait."""
        self.hold(_limits(owed)[0][0], seconds)

    def book(self, key: Key, limit: Limit) -> None:
        """Take a turn under *key*."""
        bucket = self._bucket(key)
        bucket.empty = max(bucket.empty, self.clock()) + self._pace(key, limit)[0]

    def _delay(self, key: Key, limit: Limit, *, urgent: bool) -> float:
        interval, burst, reserve = self._pace(key, limit)
        free = burst if urgent else burst - reserve
        return self._bucket(key).empty - (free - 1) * interval - self.clock()

    def _pace(self, key: Key, limit: Limit) -> tuple[float, int, int]:
        share = self.bots if not key[1] else 1
        return self._bucket(key).pace(limit, share, self.clock())

    def _bucket(self, key: Key) -> Bucket:
        return self.buckets.setdefault(key, Bucket())

    def _forget(self) -> None:
        now = self.clock()
        kept = {key: one for key, one in self.buckets.items() if one.empty > now or one.refusals}
        self.buckets = kept


def _limits(owed: Owed) -> list[tuple[Key, Limit]]:
    """The limits that *owed* falls under, Slack's own first."""
    if owed.intent is not None:
        return [(("read", ""), READS)]
    if owed.method == "post":
        return [(("post", owed.channel), POSTS), (("posts", ""), WORKSPACE)]
    app = (("update", ""), UPDATES)
    return [app] if owed.urgent else [app, (("card", owed.id), CARD)]
