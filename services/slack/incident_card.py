"""The card of an incident: what is wrong, where and since when, who has it, and what to do."""

from gettext import NullTranslations

from services.alarm import Kind, State
from services.flap import Flap
from services.incident import Ending, Incident, Watcher
from services.post import Block, Message
from services.slack.buttons import buttons
from services.slack.lines import flapping, muted
from services.slack.links import console, runbook, web_address
from services.slack.looks import SHORT, closed_early, framed, heading, look_of, named, where
from services.slack.members import MOST_NAMED, and_more, census
from services.slack.rich_text import (
    Phrase,
    emoji,
    fill,
    joined,
    lines,
    link,
    quote,
    rich_text,
    section,
    words,
)
from services.slack.sentences import gist, trouble
from services.slack.speech import Speech
from services.slack.text import glimpse
from services.slack.words import duration

DESCRIPTION = 300  # characters
DESCRIPTION_LINES = 8


def incident_card(speech: Speech, incident: Incident, *, earlier: str, dashboard: str) -> Message:
    look, name = look_of(incident), named(speech.tr, incident.alarm.name)
    first = [*named(speech.tr, incident.alarm.name, bold=True), *_makeup(speech, incident)]
    rest: list[Block] = [
        *rich_text(section(trouble(speech, incident))),
        *rich_text(section(joined([*_state(speech, incident), *where(incident.alarm.place)]))),
        *rich_text(section(_flapping(speech, incident))),
        *rich_text(quote(lines(_in_short(glimpse(incident.alarm.description, DESCRIPTION)), DESCRIPTION))),
        *rich_text(section(muted(speech, incident, incident.muting) if incident.muting else [])),
        *rich_text(section(_history(speech, incident, earlier))),
        *rich_text(section(_links(speech, incident, dashboard))),
        buttons(speech.tr, incident),
    ]
    return framed(look, first, heading(look, name, _about(speech, incident), incident.alarm.place), rest)


def _makeup(speech: Speech, incident: Incident) -> Phrase:
    """How much of what watches many is in ALARM."""
    tr, alarm, parts = speech.tr, incident.alarm, len(incident.parts)
    alarming = incident.state is State.ALARM
    if parts and alarming:
        return words(f" ({census(tr, incident)})")
    if parts:
        return words(tr.ngettext(" ({n} contributor)", " ({n} contributors)", parts).format(n=parts))
    if alarm.kind is Kind.COMPOSITE and alarming and any(child.state for child in alarm.children):
        return fill(tr.gettext(" (composite: {children})"), children=census(tr, incident))
    return words(tr.gettext(" (composite)")) if alarm.kind is Kind.COMPOSITE else []


def _flapping(speech: Speech, incident: Incident) -> Phrase:
    """What goes up and down, the most restless first."""
    flaps = sorted(incident.flaps, key=_changes)
    named = [flapping(speech, incident, flap) for flap in flaps[:MOST_NAMED]]
    return joined([*named, and_more(speech.tr, len(flaps) - MOST_NAMED)])


def _changes(flap: Flap) -> int:
    return -flap.changes


def _about(speech: Speech, incident: Incident) -> str:
    tr = speech.tr
    if not closed_early(incident):
        return ", ".join(filter(None, [_flapping_in_short(tr, incident), gist(tr, incident)]))
    if incident.closed_by:
        return tr.gettext("closed by hand by {person}").format(person=incident.closed_by.name)
    deleted = incident.ending is Ending.DELETED
    return tr.gettext("deleted in CloudWatch") if deleted else tr.gettext("closed, as nobody spoke of it")


def _flapping_in_short(tr: NullTranslations, incident: Incident) -> str:
    if not incident.flaps:
        return ""
    changes = sum(flap.changes for flap in incident.flaps)
    since = min(flap.since for flap in incident.flaps)
    lasted = duration(tr, (max(flap.last for flap in incident.flaps) - since).total_seconds())
    said = tr.ngettext("flapping, {n} change in {duration}", "flapping, {n} changes in {duration}", changes)
    return said.format(n=changes, duration=lasted)


def _state(speech: Speech, incident: Incident) -> list[Phrase]:
    """The state and since when; who closed it, if a person did."""
    state = words(incident.state.value)
    if incident.state is not State.INSUFFICIENT_DATA:  # there, the line above says since when
        state = fill(speech.tr.gettext("{state} since {time}"), state=state, time=speech.when(incident.since))
    return [_closed(speech, incident), state + _before(speech, incident)]


def _before(speech: Speech, incident: Incident) -> Phrase:
    tr, opened, ok_since = speech.tr, incident.opened_at, incident.was_ok_since
    if incident.state is not State.ALARM or opened is None:
        return []
    if opened < incident.since:
        return fill(tr.gettext(" (first at {time})"), time=speech.when(opened, near=incident.since))
    if ok_since is None or ok_since >= opened:
        return []
    span = duration(tr, (opened - ok_since).total_seconds())
    return fill(tr.gettext(" (was OK for {duration})"), duration=span)


def _closed(speech: Speech, incident: Incident) -> Phrase:
    tr = speech.tr
    if incident.closed_at is None or not (incident.closed_by or incident.ending):
        return []
    at = speech.when(incident.closed_at, near=incident.since)
    if incident.closed_by:
        person = words(incident.closed_by.name, SHORT)
        return fill(tr.gettext("Closed by hand by {person} at {time}"), person=person, time=at)
    if incident.ending is Ending.DELETED:
        return fill(tr.gettext("Closed at {time}: deleted in CloudWatch"), time=at)
    return fill(tr.gettext("Closed at {time}: no word of it for 7 days"), time=at)


def _in_short(description: str) -> str:
    told = [line for line in description.strip().splitlines() if line.strip()]
    return "\n".join([*told[:DESCRIPTION_LINES], *(["…"] if len(told) > DESCRIPTION_LINES else [])])


def _history(speech: Speech, incident: Incident, earlier: str) -> Phrase:
    """Who has it, and how often it went off."""
    tr, address = speech.tr, web_address(earlier)
    often = tr.ngettext("seen {n} time in 30 days", "seen {n} times in 30 days", incident.recent)
    seen = words(often.format(n=incident.recent)) if incident.recent > 1 else []
    last = link(address.url, tr.gettext("the time before")) if address else []
    return joined([_watchers(speech, incident), _report(speech, incident), seen, last])


def _report(speech: Speech, incident: Incident) -> Phrase:
    page = web_address(incident.report)
    return [*emoji("memo"), *words(" "), *link(page.url, speech.tr.gettext("report"))] if page else []


def _watchers(speech: Speech, incident: Incident) -> Phrase:
    if not incident.watchers:
        return []
    shown = [_watcher(speech, incident, watcher) for watcher in incident.watchers[:MOST_NAMED]]
    more = and_more(speech.tr, len(incident.watchers) - MOST_NAMED)
    return [*emoji("eyes"), *words(" "), *joined([*shown, more], ", ")]


def _watcher(speech: Speech, incident: Incident, watcher: Watcher) -> Phrase:
    since = speech.when(watcher.since, near=incident.since)
    person = words(watcher.person.name, SHORT)
    return fill(speech.tr.gettext("{person} from {time}"), person=person, time=since)


def _links(speech: Speech, incident: Incident, dashboard: str) -> Phrase:
    tr, book, board = speech.tr, runbook(incident.alarm.description), web_address(dashboard)
    manual = tr.gettext("Runbook ({host})").format(host=book.host) if book else ""
    return joined(
        [
            [*emoji("book"), *words(" "), *link(book.url, manual)] if book else [],
            link(console(incident.alarm), "CloudWatch"),
            link(board.url, tr.gettext("Dashboard")) if board else [],
        ]
    )
