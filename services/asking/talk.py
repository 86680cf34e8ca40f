"""What the people of one thread asked the assistant, and what it answered."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from services.asking.agent import Exchange, SessionId
from services.incident import ChannelId, IncidentId, Person
from services.post import Ts
from services.storming.storm import StormId

REMEMBERED = 8  # exchanges
LONGEST = 4_000  # characters of a question or an answer that are kept
# Agents Classic forgets a session after 10 minutes unless its owner said otherwise, AgentCore after 15
SESSION = timedelta(minutes=9)


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread in Slack, under its first message."""

    channel: ChannelId
    ts: Ts

    def __str__(self) -> str:
        return f"{self.channel}:{self.ts}"

    @classmethod
    def read(cls, text: str) -> Self:
        channel, _, ts = text.partition(":")
        return cls(ChannelId(channel), Ts(ts))


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    by: Person
    thread: Thread
    incident: IncidentId | None = None  # what it is about, where the asker pointed at a card
    storm: StormId | None = None  # likewise


@dataclass(frozen=True, slots=True)
class Talk:
    thread: Thread
    session: SessionId
    incident: IncidentId | None = None
    question: str = ""  # the last one, for another try
    exchanges: tuple[Exchange, ...] = ()
    answered_at: datetime | None = None
    storm: StormId | None = None

    def remembered(self, now: datetime) -> bool:
        """Whether the agent's own session still holds what was said."""
        return self.answered_at is not None and now - self.answered_at < SESSION

    def asked(self, question: str, incident: IncidentId | None, storm: StormId | None = None) -> Self:
        incident, storm = incident or self.incident, storm or self.storm
        return replace(self, question=question[:LONGEST], incident=incident, storm=storm)

    def renewed(self, session: SessionId) -> Self:
        """Whatever the old session held is told again."""
        return replace(self, session=session, answered_at=None)

    def answered(self, answer: str, at: datetime) -> Self:
        exchange = Exchange(self.question, answer[:LONGEST])
        kept = (*self.exchanges, exchange)[-REMEMBERED:]
        return replace(self, exchanges=kept, answered_at=at)
