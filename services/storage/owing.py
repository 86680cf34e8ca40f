"""What a change owes to the channels that show it, the same in every store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from services.alarm import State
from services.incident import Acted, Changed, Incident, Line, Loud, Muted, Reported, Unmuted, is_loud
from services.post import Owed
from services.storage.urgency import ALARM, LINE, PERSON, STATE

KEPT_BACK = 0  # the version of a card that nobody wants to see yet: no version is smaller
SEEN_FOR = timedelta(days=30)  # queue and dead-letter queue keep a message 14 days each
TALKED_FOR = timedelta(days=30)  # after its last question
CLAIMED_FOR = timedelta(days=1)  # a run of a job


def quietened(incident: Incident, line: Line | None) -> Line | None:
    """*line* as it is told: while its incident is muted it is not loud."""
    return replace(line, loud=False) if incident.muting and isinstance(line, Loud) else line


def is_quiet(line: Line | None) -> bool:
    """Whether no message tells it."""
    return isinstance(line, Changed) and line.quiet


def is_anew(incident: Incident, line: Line | None) -> bool:
    """Whether it went off again, with a message of its own or without: a deleted card comes back."""
    gone_off = is_quiet(line) and isinstance(line, Changed) and line.state is State.ALARM
    return is_loud(line) or (gone_off and incident.is_open and not incident.muting)


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
