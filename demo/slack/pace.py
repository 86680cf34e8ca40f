"""How often Slack lets an app call: a burst of posts a channel, and so many calls a minute."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

POSTS_A_SECOND: Final = 1.0
POSTS_AT_ONCE: Final = 3
MINUTE: Final = 60.0


@dataclass(slots=True)
class Bucket:
    """Gives *at_once* right away and then one a second; what is not used does not pile up further."""

    at_once: int
    a_second: float
    left: float = field(init=False)
    seen: float = 0.0

    def __post_init__(self) -> None:
        self.left = self.at_once

    def take(self, now: float) -> float:
        """Take one and return 0, or return for how many seconds to wait."""
        self.left = min(self.at_once, self.left + (now - self.seen) * self.a_second)
        self.seen = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / self.a_second


@dataclass(slots=True)
class Window:
    """Gives so many in any minute."""

    a_minute: int
    taken: deque[float] = field(default_factory=deque)

    def take(self, now: float) -> float:
        """Take one and return 0, or return for how many seconds to wait."""
        while self.taken and self.taken[0] <= now - MINUTE:
            self.taken.popleft()
        if len(self.taken) < self.a_minute:
            self.taken.append(now)
            return 0.0
        return self.taken[0] + MINUTE - now


class Pace:
    """What the app has used up; with *on* false nothing is counted."""

    def __init__(
        self, clock: Callable[[], float], *, on: bool = True, posts_at_once: int = POSTS_AT_ONCE
    ) -> None:
        self.on = on
        self._clock = clock
        self._posts: dict[str, Bucket] = defaultdict(lambda: Bucket(posts_at_once, POSTS_A_SECOND))
        self._calls: dict[str, Window] = {}

    def wait_to_post(self, channel: str) -> float:
        return self._posts[channel].take(self._clock()) if self.on else 0.0

    def wait_to_call(self, method: str, a_minute: int) -> float:
        if not self.on:
            return 0.0
        return self._calls.setdefault(method, Window(a_minute)).take(self._clock())
