"""How an incident came to be: one short line a change, for the thread below its card."""

from collections.abc import Iterable, Sequence

from services.incident import Acted, Changed, Ended, Ending, Incident, Line
from services.post import Message
from services.slack.limits import weight
from services.slack.looks import SHORT, SIGN, named
from services.slack.members import and_more, part_name
from services.slack.rich_text import Phrase, emoji, fill, joined, rich_text, section, spoken, words
from services.slack.speech import Speech
from services.slack.text import cut

REASON = 500  # characters
ROOM = 8_000  # characters of one message, before the rest is only counted


def incident_lines(speech: Speech, incident: Incident, lines: Sequence[Line]) -> Message:
    """One message for all *lines*, and the number of those that it has no room for."""
    shown = _with_room(_line(speech, incident, line) for line in lines)
    shown.append(and_more(speech.tr, len(lines) - len(shown)))
    said = joined(shown, "\n")
    name = spoken(named(speech.tr, incident.alarm.name))
    return Message(f"{name}: {spoken(said)}" if said else name, tuple(rich_text(section(said))))


def _with_room(lines: Iterable[Phrase]) -> list[Phrase]:
    shown: list[Phrase] = []
    room = ROOM
    for line in lines:
        room -= sum(map(weight, line))
        if room < 0:
            break
        shown.append(line)
    return shown


def _line(speech: Speech, incident: Incident, line: Line) -> Phrase:
    match line:
        case Changed():
            return _changed(speech, incident, line)
        case Acted():
            return _acted(speech, line)
        case Ended():
            return _ended(speech, line)


def _changed(speech: Speech, incident: Incident, line: Changed) -> Phrase:
    """What comes late has its day; of the rest, the card above tells it."""
    tr = speech.tr
    was = f"{line.previous.value} → " if line.previous else "→ "
    head = [
        emoji(SIGN[line.state]) if line.loud else [],
        speech.when(line.at, near=None if line.late else incident.since),
        words(f"{part_name(line.contributor)}:") if line.contributor else [],
        words(f"{was}{line.state.value}"),
        words(tr.gettext("(late)")) if line.late else [],
    ]
    reason = words(f": {cut(line.reason.strip(), REASON)}") if line.reason.strip() else []
    return joined(head, " ") + reason


def _acted(speech: Speech, line: Acted) -> Phrase:
    tr, person = speech.tr, words(line.person.name, SHORT)
    match line.act:
        case "watched":
            said = fill(tr.gettext("{person} is watching"), person=person)
            return [*emoji("eyes"), *words(" "), *said]
        case "unwatched":
            return fill(tr.gettext("{person} stopped watching"), person=person)
        case "closed":
            return fill(tr.gettext("{person} closed this by hand"), person=person)


def _ended(speech: Speech, line: Ended) -> Phrase:
    if line.ending is Ending.DELETED:
        return words(speech.tr.gettext("The alarm was deleted in CloudWatch: closed."))
    return words(speech.tr.gettext("No word of this alarm for 7 days: closed."))
