"""What the demo's story consists of: a table of steps, each done to the real thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from demo.slack.interactions import NothingToClick
from demo.slack.people import ALERTS, ALICE, BOT

if TYPE_CHECKING:
    from demo.slack.people import Message
    from demo.slack.workspace import Workspace

RED: Final = "🔴"
GREEN: Final = "🟢"


class Slack(Protocol):
    @property
    def workspace(self) -> Workspace: ...
    async def click(
        self, user: str, channel: str, ts: str, action_id: str, value: str | None = None
    ) -> object: ...


class Cloud(Protocol):
    async def set_state(self, name: str, state: str, reason: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Card:
    """The newest card of an alarm, once its text begins with *sign* and it names *person*."""

    alarm: str
    sign: str
    person: str = ""

    def found(self, workspace: Workspace) -> Message | None:
        cards = [message for message in workspace.messages(ALERTS) if self._is_of(message)]
        so = cards and cards[-1].text.startswith(self.sign) and self.person in str(cards[-1].attachments)
        return cards[-1] if so else None

    def _is_of(self, message: Message) -> bool:
        return message.user == BOT and not message.is_reply and f"{self.alarm}:" in message.text


@dataclass(frozen=True, slots=True)
class SetAlarm:
    name: str
    state: str

    async def done(self, _: Slack, cloud: Cloud) -> None:
        await cloud.set_state(self.name, self.state, "")


@dataclass(frozen=True, slots=True)
class Click:
    user: str
    card: Card
    action_id: str

    async def done(self, slack: Slack, _: Cloud) -> None:
        card = self.card.found(slack.workspace)
        if card is None:
            raise NothingToClick(f"the card of {self.card.alarm} has changed meanwhile.")
        await slack.click(self.user, ALERTS, card.ts, self.action_id)


@dataclass(frozen=True, slots=True)
class Look:
    """Nothing is done."""

    async def done(self, _: Slack, __: Cloud) -> None: ...


@dataclass(frozen=True, slots=True)
class Step:
    """What is done, the card that then has to be there, and the sentence that goes with it."""

    caption: str
    act: SetAlarm | Click | Look
    shown: Card | None


CPU: Final = "web-7-cpu-high"
ERRORS: Final = "checkout-5xx"
COMPOSITE: Final = "checkout-degraded"
STEPS: Final = (
    Step(
        "An alarm has just gone off in AWS. Its card says what is wrong, where, and since when.",
        SetAlarm(CPU, "ALARM"),
        Card(CPU, RED),
    ),
    Step(
        "Alice presses “Watching”: now everybody sees that somebody is on it.",
        Click(ALICE, Card(CPU, RED), "click_watch"),
        Card(CPU, RED, person="Alice"),
    ),
    Step(
        "Something else breaks: another alarm, a card of its own.",
        SetAlarm(ERRORS, "ALARM"),
        Card(ERRORS, RED),
    ),
    Step(
        "A composite alarm follows, and its card names the alarm behind it.",
        SetAlarm(COMPOSITE, "ALARM"),
        Card(COMPOSITE, RED),
    ),
    Step(
        "The CPU has recovered: the same card turns green, and its thread keeps what happened.",
        SetAlarm(CPU, "OK"),
        Card(CPU, GREEN),
    ),
    Step(
        "It is back. The new card says that this is not the first time, and links to the time before.",
        SetAlarm(CPU, "ALARM"),
        Card(CPU, RED),
    ),
    Step("Now you: press a button on a card, set off an alarm under AWS, or type /aws alarms.", Look(), None),
)
