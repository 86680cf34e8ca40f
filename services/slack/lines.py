"""How an incident came to be: one short line a change, for the thread below its card."""

from collections.abc import Iterable, Sequence

from services.flap import Flap, Flapped
from services.incident import Acted, Changed, Ended, Ending, Incident, Line, Muted, Muting, Reported, Unmuted
from services.post import Message
from services.slack.limits import weight
from services.slack.links import web_address
from services.slack.looks import SHORT, SIGN, named
from services.slack.members import and_more, part_name
from services.slack.rich_text import Phrase, emoji, fill, joined, link, rich_text, section, spoken, words
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
        case Changed() | Flapped():
            return _of_the_alarm(speech, incident, line)
        case Acted():
            return _acted(speech, line)
        case Ended():
            return _ended(speech, line)
        case Muted():
            return muted(speech, incident, line.muting)
        case Unmuted():
            return _unmuted(speech, line)
        case Reported():
            return _reported(speech, line)


def _of_the_alarm(speech: Speech, incident: Incident, line: Changed | Flapped) -> Phrase:
    return _flapped(speech, line) if isinstance(line, Flapped) else _changed(speech, incident, line)


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
    swings = flapping(speech, incident, line.flap) if line.flap else []
    told = words(tr.gettext("I count its changes on the card until it has settled.")) if swings else []
    return joined([joined(head, " ") + reason, joined([swings, told], ". ")], "\n")


def flapping(speech: Speech, incident: Incident, flap: Flap) -> Phrase:
    """That it goes up and down, how often, and since when; the card says so as well."""
    many = speech.tr.ngettext(
        "flapping: {n} change since {time}", "flapping: {n} changes since {time}", flap.changes
    )
    said = fill(many, n=str(flap.changes), time=speech.when(flap.since, near=incident.since))
    of = words(f" {part_name(flap.attributes)}") if flap.attributes else []
    return [*emoji("repeat"), *of, *words(" "), *said]


def _flapped(speech: Speech, line: Flapped) -> Phrase:
    """It has its day: the first of the changes may be long ago."""
    tr = speech.tr
    many = tr.ngettext(
        "flapped from {since} to {until}: {n} change, {state} since then",
        "flapped from {since} to {until}: {n} changes, {state} since then",
        line.changes,
    )
    said = fill(
        many,
        since=speech.when(line.since),
        until=speech.when(line.until, near=line.since),
        n=str(line.changes),
        state=line.state.value,
    )
    of = words(f" {part_name(line.contributor)}") if line.contributor else []
    return [*emoji(SIGN[line.state] if line.loud else "repeat"), *of, *words(" "), *said]


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


def muted(speech: Speech, incident: Incident, muting: Muting) -> Phrase:
    """By whom, until when and why it is quiet, and together with which; the card says so as well."""
    wide = words(muting.pattern, SHORT) if muting.pattern != incident.alarm.name else []
    said = fill(
        speech.tr.gettext("muted by {person} until {time}"),
        person=words(muting.by.name, SHORT),
        time=speech.when(muting.until),
    )
    return [*emoji("mute"), *words(" "), *joined([said, wide, words(muting.reason, REASON)])]


def muted_until(speech: Speech, muting: Muting) -> Phrase:
    """The same in a list of many."""
    said = fill(speech.tr.gettext("until {time}"), time=speech.when(muting.until))
    reason = words(f" ({muting.reason})", SHORT) if muting.reason else []
    return [*emoji("mute"), *words(" "), *said, *reason]


def _unmuted(speech: Speech, line: Unmuted) -> Phrase:
    if line.by is None:
        return words(speech.tr.gettext("The mute has run its time."))
    return fill(speech.tr.gettext("{person} ended the mute"), person=words(line.by.name, SHORT))


def _reported(speech: Speech, line: Reported) -> Phrase:
    tr, address = speech.tr, web_address(line.url)
    again = tr.gettext("{person} filed the report again: {page} (version {n})")
    said = fill(
        tr.gettext("{person} filed the report: {page}") if line.version == 1 else again,
        person=words(line.by.name, SHORT),
        page=link(address.url, line.title) if address else words(line.title, SHORT),
        n=str(line.version),
    )
    mine = tr.gettext("People have changed the page before it, so this is a new one below that.")
    return [*emoji("memo"), *words(" "), *joined([said, words(mine) if line.below else []])]


def _ended(speech: Speech, line: Ended) -> Phrase:
    if line.ending is Ending.DELETED:
        return words(speech.tr.gettext("The alarm was deleted in CloudWatch: closed."))
    return words(speech.tr.gettext("No word of this alarm for 7 days: closed."))
