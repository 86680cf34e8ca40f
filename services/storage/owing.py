"""What a change owes to the channels that show it, and in which order; the same in every store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from services.incident import Acted, Changed, Incident, Line, Muted, Reported, Unmuted
from services.post import Owed

PERSON, ALARM, STATE, LINE = range(4)  # the order in which things are shown
KEPT_BACK = 0  # the version of a card that nobody wants to see yet: no version is smaller
SEEN_FOR = timedelta(days=30)  # queue and dead-letter queue keep a message 14 days each
TALKED_FOR = timedelta(days=30)  # after its last question
CLAIMED_FOR = timedelta(days=1)  # a run of a job


def is_loud(line: Line | None) -> bool:
    return isinstance(line, Changed) and line.loud


def quietened(incident: Incident, line: Line | None) -> Line | None:
    """*line* as it is told: while its incident is muted it is not loud."""
    return replace(line, loud=False) if incident.muting and isinstance(line, Changed) else line


def urgency_of_change(line: Line | None) -> int:
    """Of a card, when *line* changed what it shows."""
    if _is_by_a_person(line):
        return PERSON
    return ALARM if is_loud(line) else STATE


def urgency_of_line(line: Line | None) -> int:
    return ALARM if is_loud(line) else LINE


def merged(owed: Sequence[Owed]) -> list[Owed]:
    """Lines of one thread that wait side by side become one message, unless one was begun already."""
    together: list[Owed] = []
    for _, group in groupby(owed, key=_together):
        lines = list(group)
        posts = tuple(one.id for one in lines)
        texts = tuple(line for one in lines for line in one.lines)
        together.append(replace(lines[0], posts=posts, lines=texts, loud=any(one.loud for one in lines)))
    return together


def _together(owed: Owed) -> tuple[object, ...]:
    return owed.card, owed.is_card, owed.intent, owed.plain, owed.page and owed.page.number


def _is_by_a_person(line: Line | None) -> bool:
    return isinstance(line, Acted | Muted | Reported) or (isinstance(line, Unmuted) and line.by is not None)
