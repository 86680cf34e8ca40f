"""The last steps of the bot, each with how long after the start of its alarm's change it came."""

from collections import deque
from dataclasses import dataclass, replace
from typing import Final, TypeVar

T = TypeVar("T")
KEPT: Final = 300
KNOWN: Final = 10_000  # alarms whose changes are remembered
WHAT, ABOUT, TEXT = 40, 255, 200  # characters


@dataclass(frozen=True, slots=True)
class Step:
    id: int
    revision: int  # grows with each change of any step: a page asks for what is newer than it has
    at: float  # Unix time in seconds
    what: str
    about: str  # the alarm's name or the event's title; nothing where it is the bot itself
    text: str
    since: float | None  # seconds
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One change of an alarm, from its publishing on."""

    start: float
    accepted: bool = False


class Chronicle:
    """Steps in the order in which they became known."""

    def __init__(self) -> None:
        self.steps: deque[Step] = deque(maxlen=KEPT)
        self.revision = 0
        self._id = 0
        self._changes: dict[str, Change] = {}  # by alarm

    def after(self, revision: int) -> list[Step]:
        return [step for step in self.steps if step.revision > revision]

    def begin(self, about: str, at: float) -> None:
        """Let a change of *about* begin: what follows is timed from here."""
        keep(self._changes, about, Change(at))

    def accept(self, about: str, at: float) -> None:
        """Take in that the bot has it; what nobody here published begins with this."""
        change = self._changes.get(about)
        start = at if change is None or change.accepted else change.start
        keep(self._changes, about, Change(start, accepted=True))

    def add(self, at: float, what: str, about: str, text: str, *, bad: bool = False) -> Step:
        self._id += 1
        self.revision += 1
        change = self._changes.get(about) if about else None
        since = max(0.0, at - change.start) if change else None
        step = Step(self._id, self.revision, at, what[:WHAT], about[:ABOUT], text[:TEXT], since, bad)
        self.steps.append(step)
        return step

    def name(self, step_id: int, about: str) -> None:
        """Say what a step was about, now that the bot has read it."""
        for place, step in enumerate(self.steps):
            if step.id == step_id:
                self.begin(about, step.at)
                self.revision += 1
                self.steps[place] = replace(step, about=about[:ABOUT], since=0.0, revision=self.revision)


def keep(known: dict[str, T], key: str, value: T) -> None:
    """Remember it as the newest, and forget the oldest of too many."""
    known.pop(key, None)
    known[key] = value
    if len(known) > KNOWN:
        del known[next(iter(known))]
