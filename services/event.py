"""Any notification that is not an alarm: a value without I/O."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from services.alarm import NOWHERE, Place

# what a card has room for; the rest stands in its thread
FACTS_ON_CARD = 5
FACT_ON_CARD = 150  # characters
TEXT_ON_CARD = 400
LINES_ON_CARD = 5

EventId = NewType("EventId", str)


@dataclass(frozen=True, slots=True)
class Event:
    """A notification to read: a title, its facts in the order of their weight, and what it said as text."""

    id: EventId
    title: str
    at: datetime  # UTC
    facts: tuple[tuple[str, str], ...] = ()
    text: str = ""
    place: Place = NOWHERE
    source: str = ""  # aws.s3, sns, …

    @property
    def is_long(self) -> bool:
        """Whether its card has no room for all that it says."""
        facts_fit = len(self.facts) <= FACTS_ON_CARD and all(
            len(fact) <= FACT_ON_CARD for _, fact in self.facts
        )
        text_fits = len(self.text) <= TEXT_ON_CARD and self.text.count("\n") < LINES_ON_CARD
        return not (facts_fit and text_fits) or bool(self.facts and self.text)
