"""The answer to `/aws alarms`: counts, a page of lines, and buttons to turn it."""

from gettext import NullTranslations

from services.alarm import State
from services.overview import Filter, Overview, Row
from services.post import Block, Message
from services.slack.lines import muted_until
from services.slack.links import console
from services.slack.looks import SIGN, named, where
from services.slack.rich_text import (
    Element,
    Phrase,
    emoji,
    fill,
    joined,
    link,
    rich_text,
    section,
    spoken,
    words,
)
from services.slack.speech import Speech
from services.slack.words import duration

TURN = "overview_"  # what the ids of its buttons begin with


def overview_reply(speech: Speech, overview: Overview) -> Message:
    tr = speech.tr
    read = fill(tr.gettext("read {time}"), time=speech.moment(overview.read_at))
    head = joined([_counts(tr, overview), joined([read, *where(overview.place)], ", ")])
    lines = [_line(speech, overview, row) for row in overview.rows] or [_nothing(tr, overview)]
    blocks = [*rich_text(section(head)), *rich_text(*(section(one) for one in lines))]
    text = "\n".join(spoken(phrase) for phrase in (head, *lines))
    return Message(text, (*blocks, *_buttons(tr, overview)))


def _counts(tr: NullTranslations, overview: Overview) -> Phrase:
    counts = overview.counts
    if not counts:
        return []
    if not counts.get(State.ALARM) and not counts.get(State.INSUFFICIENT_DATA):
        calm = tr.ngettext("All quiet: {n} alarm OK", "All quiet: {n} alarms OK", counts.get(State.OK, 0))
        return [*emoji(SIGN[State.OK]), *words(" " + calm.format(n=counts.get(State.OK, 0)), bold=True)]
    said = {
        State.ALARM: tr.gettext(" {n} in ALARM"),
        State.INSUFFICIENT_DATA: tr.gettext(" {n} no data"),
        State.OK: tr.gettext(" {n} OK"),
    }
    return joined(
        [*emoji(SIGN[state]), *words(sentence.format(n=counts[state]), bold=True)]
        for state, sentence in said.items()
        if counts.get(state)
    )


def _line(speech: Speech, overview: Overview, row: Row) -> Phrase:
    tr, alarm = speech.tr, row.alarm
    lasted = duration(tr, (overview.read_at - alarm.changed_at).total_seconds())
    since = fill(
        tr.gettext(" since {time} ({duration})"), time=speech.when(alarm.changed_at), duration=lasted
    )
    watchers = row.shown.incident.watchers if row.shown else ()
    names = ", ".join(watcher.person.name for watcher in watchers)
    seen = [*emoji("eyes"), *words(f" {names}", 120)] if watchers else []
    muting = row.shown.incident.muting if row.shown else None
    quiet = muted_until(speech, muting) if muting else []
    flaps = (
        [*emoji("repeat"), *words(tr.gettext(" flapping"))] if row.shown and row.shown.incident.flaps else []
    )
    links = joined([link(row.card, tr.gettext("card")), link(console(alarm), "CloudWatch")])
    first = [*emoji(SIGN[alarm.state]), *words(" "), *named(tr, alarm.name, bold=True), *since]
    return joined([first, flaps, seen, quiet, links])


def _nothing(tr: NullTranslations, overview: Overview) -> Phrase:
    if not overview.counts:
        return words(tr.gettext("There is no alarm in this account and region yet."))
    if overview.filter.part:
        sentence = tr.gettext("No alarm has “{part}” in its name. All of them: /aws alarms")
        return fill(sentence, part=words(overview.filter.part, 100))
    return words(tr.gettext("None is in this state."))


def _buttons(tr: NullTranslations, overview: Overview) -> list[Block]:
    states = {
        "all": (tr.gettext("All"), None),
        "alarm": ("ALARM", State.ALARM),
        "no_data": (tr.gettext("No data"), State.INSUFFICIENT_DATA),
        "ok": ("OK", State.OK),
    }
    now = overview.filter
    elements = [
        _button(name, label, Filter(state, now.part), chosen=state is now.state)
        for name, (label, state) in states.items()
    ]
    if now.page > 1:
        elements.append(_button("back", "◀", Filter(now.state, now.part, now.page - 1)))
    if now.page < overview.pages:
        label = tr.gettext("{page} of {pages} ▶").format(page=now.page, pages=overview.pages)
        elements.append(_button("on", label, Filter(now.state, now.part, now.page + 1)))
    # an answer that replaces another wants another id
    return [{"type": "actions", "block_id": f"overview:{now.state or ''}:{now.page}", "elements": elements}]


def _button(name: str, label: str, to: Filter, *, chosen: bool = False) -> Element:
    text = {"type": "plain_text", "text": label, "emoji": True}
    button = {"type": "button", "action_id": f"{TURN}{name}", "text": text, "value": str(to)[:2000]}
    return button | ({"style": "primary"} if chosen else {})
