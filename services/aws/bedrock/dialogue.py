"""An answer in turns: the model speaks, asks for look-ups, gets them, and speaks again."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from services.asking.agent import AgentFailed, Call, Finished, Said, Step, ToolResult, Trouble
from services.aws.bedrock.lookups import Wanted, enough, look_up
from services.aws.bedrock.stream import Event, Opening, Wire

ROUNDS = 8
STEPS = 60
LONGEST_ANSWER = 40_000  # characters
LONGEST_TITLE = 120
LONGEST_DETAIL = 300

Words = AsyncGenerator[Said | Step | Finished, None]


@dataclass(frozen=True, slots=True)
class Pause:
    """How a turn ended: with look-ups that are asked for, or for good."""

    wanted: tuple[Wanted, ...] = ()
    cut: bool = False


class Turn(Protocol):
    def read(self, event: Event) -> Iterable[str | Step]:
        """What is said and done by *event*."""

    def end(self) -> Pause:
        """How the turn ended, or raise AgentFailed."""


Kind = TypeVar("Kind", bound=Turn)


class Dialogue(Protocol[Kind]):
    @property
    def model(self) -> str: ...

    def begin(self) -> Kind: ...

    def opening(self) -> Opening:
        """The next request."""

    def tell(self, turn: Kind, results: tuple[ToolResult, ...]) -> None:
        """Take up what *turn* asked for."""


@dataclass(slots=True)
class Spoken:
    """What was said so far, up to the longest answer."""

    length: int = 0
    steps: int = 0
    between: bool = False  # at the first word of a turn

    @property
    def full(self) -> bool:
        return self.length >= LONGEST_ANSWER

    def take(self, text: str) -> str:
        if self.between and self.length and text:
            text = f"\n\n{text}"
        self.between = self.between and not text
        kept = text[: LONGEST_ANSWER - self.length]
        self.length += len(kept)
        return kept


@dataclass(slots=True)
class Talking(Generic[Kind]):
    dialogue: Dialogue[Kind]
    wire: Wire
    call: Call
    rounds: int = ROUNDS

    async def words(self) -> Words:
        """Everything until *Finished*; raise AgentFailed."""
        deadline, spoken = self.wire.deadline(), Spoken()
        for number in range(1, self.rounds + 1):
            turn = self.dialogue.begin()
            spoken.between = True
            opening = self.dialogue.opening()
            async with aclosing(self._turn(turn, opening, deadline, spoken)) as words:
                async for word in words:
                    yield word
            if spoken.full:
                break
            pause = turn.end()
            if not pause.wanted:
                _check(spoken, cut=pause.cut)
                yield Finished(self.dialogue.model, cut=pause.cut)
                return
            if number == self.rounds:
                break
            results = await look_up(pause.wanted, self.call, deadline)
            self.dialogue.tell(turn, enough(results) if number == self.rounds - 1 else results)
        _check(spoken, cut=True)
        yield Finished(self.dialogue.model, cut=True)

    async def _turn(self, turn: Kind, opening: Opening, deadline: float, spoken: Spoken) -> Words:
        async with aclosing(self.wire.events(opening, deadline)) as events:
            async for event in events:
                for word in turn.read(event):
                    if isinstance(word, Step):
                        spoken.steps += 1
                        if spoken.steps <= STEPS:
                            yield word
                    elif kept := spoken.take(word):
                        yield Said(kept)
                if spoken.full:
                    return


def _check(spoken: Spoken, *, cut: bool) -> None:
    if not spoken.length:
        raise AgentFailed(Trouble.BROKEN, "cut before its first word" if cut else "an empty answer")
