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
    return _goes_off(incident, line) or (gone_off and incident.is_open and not incident.muting)


def urgency_of_change(incident: Incident, line: Line | None) -> int:
    """Of a card, when *line* changed what it shows."""
    if _is_by_a_person(line):
        return PERSON
    return ALARM if _goes_off(incident, line) else STATE


def _goes_off(incident: Incident, line: Line | None) -> bool:
    """Whether people are to notice: a contributor more on a card that was deleted is seen by nobody else."""
    if not isinstance(line, Changed) or line.late or line.quiet or incident.muting:
        return is_loud(line)
    another = bool(line.contributor) and line.state is State.ALARM
    return is_loud(line) or (incident.is_open and another)


def urgency_of_line(line: Line | None) -> int:
    return ALARM if is_loud(line) else LINE


def merged(owed: Sequence[Owed]) -> list[Owed]:
    """Lines of one thread that wait side by side become one message, unless one was begun already.

    What was begun as one is looked for as one, whatever has come in between.
    """
    groups: dict[object, list[Owed]] = {}
    for number, (key, lines) in enumerate(groupby(owed, key=_together)):
        some = list(lines)
        groups.setdefault(number if some[0].intent is None else key, []).extend(some)
    return [_one_message(lines) for lines in groups.values()]


def _one_message(owed: Sequence[Owed]) -> Owed:
    posts = tuple(one.id for one in owed)
    lines = tuple(line for one in owed for line in one.lines)
    return replace(owed[0], posts=posts, lines=lines, loud=any(one.loud for one in owed))


def _together(owed: Owed) -> tuple[object, ...]:
    return owed.card, owed.is_card, owed.intent, owed.plain, owed.page and owed.page.number


def _is_by_a_person(line: Line | None) -> bool:
    return isinstance(line, Acted | Muted | Reported) or (isinstance(line, Unmuted) and line.by is not None)
