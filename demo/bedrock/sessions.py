"""What an agent remembers, and how it forgets."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from demo.bedrock.replies import Turn, Wants


@dataclass(slots=True)
class Session:
    turns: tuple[Turn, ...] = ()
    invocation: str = ""  # what it waits for, if for anything
    wanted: Wants | None = None
    at: float = 0.0


@dataclass(slots=True)
class Sessions:
    """The sessions by their ids; one that nobody used for *life* seconds is forgotten."""

    life: float
    clock: Callable[[], float] = time.monotonic
    held: dict[str, Session] = field(default_factory=dict)

    def open(self, name: str) -> Session:
        """The session as it stands, or a new one."""
        session = self.held.get(name)
        if session is None or self.clock() - session.at > self.life:
            session = self.held[name] = Session()
        session.at = self.clock()
        return session

    def forget(self, name: str | None = None) -> None:
        """Let one session expire, or all of them."""
        if name is None:
            self.held.clear()
        else:
            self.held.pop(name, None)
