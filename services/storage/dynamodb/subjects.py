"""Incidents, events and silences in the table, and what each change of one owes to its channels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from services.alarm import State
from services.event import Event
from services.incident import ChannelId, Incident, Line, SilenceId
from services.muting.mute import Silence
from services.storage.dynamodb import names
from services.storage.dynamodb.card import Card
from services.storage.dynamodb.lines import lay_line, owe_lines
from services.storage.dynamodb.members import lay_note
from services.storage.dynamodb.names import ORDER
from services.storage.dynamodb.row import ENDED, OVER, Row, event_row
from services.storage.dynamodb.unit import Unit
from services.storage.owing import (
    KEPT_BACK,
    is_anew,
    quietened,
    urgency_of_change,
)
from services.storage.urgency import ALARM, PERSON, STATE
from services.storming.storm import StormId

RELEASED = 40  # lines of a thread that are owed at once: the rest when these are shown


def load(unit: Unit, subject_id: str) -> Row | None:
    item = unit.get(*names.subject(subject_id))
    return Row.read(item) if item else None


def load_all(unit: Unit, subject_ids: Iterable[str]) -> list[Row]:
    return [Row.read(item) for item in unit.fetch(names.subject(one) for one in subject_ids)]


def incidents_of(unit: Unit, subject_ids: Iterable[str]) -> list[Incident]:
    return [row.incident for row in load_all(unit, subject_ids) if row.incident]


def save(unit: Unit, before: Row | None, after: Row) -> None:
    """Put the row, and whatever follows from it otherwise than it did."""
    unit.put(*names.subject(after.subject.id), after.as_item())
    old, new = before.followers() if before else {}, after.followers()
    for key, item in new.items():
        if old.get(key) != item:
            unit.lay(*key, item)
    for key in old.keys() - new.keys():
        unit.drop(*key)
    if after.over_at:
        unit.lay_for_good(names.days(ENDED if after.incident else OVER), names.on(after.over_at))
    for channel in after.cards.keys() - (before.cards.keys() if before else set()):
        unit.lay_for_good(names.CHANNELS, channel)


def put_event(unit: Unit, event: Event, channels: Sequence[ChannelId]) -> None:
    """Owe *event* to *channels*, and to its thread what the card has no room for."""
    if load(unit, event.id) is None:
        row = event_row(event, new_cards(channels, STATE))
        if row.lines:
            lay_line(unit, event.id, row.lines, None)
        save(unit, None, row)


def new_cards(channels: Iterable[ChannelId], urgency: int, wanted: int = 1) -> dict[ChannelId, Card]:
    return {channel: Card(urgency, ORDER.next(), wanted) for channel in channels}


def put_incident(
    unit: Unit, incident: Incident, line: Line | None, new_in: Sequence[ChannelId] | None = None
) -> Sequence[ChannelId]:
    """Owe what changed to the channels that show *incident*, or shall; give those that something is new in.

    One that begins has its channels in *new_in*, and is not looked for: nothing of its name may be there.

    While it is muted its lines are not loud, and a card that does not stand yet is kept back. That its
    silence has something new to tell is the caller's to remember: many may change at once.
    """
    line = quietened(incident, line)
    before = load(unit, incident.id) if new_in is None else None
    row = _changed(unit, before, incident, line) if before else _begun(incident, new_in or ())
    told: list[ChannelId] = []
    if line:
        row = row.saying(line)
        lay_line(unit, incident.id, row.lines, line)
        told = [channel for channel, card in row.cards.items() if not card.is_kept_back]
        owe_lines(unit, row, told, [row.lines])
    save(unit, before, row)
    return told


def release(unit: Unit, row: Row, channel: ChannelId) -> Row:
    """Owe to a thread whose card stands some of the lines that waited for it; the rest waits for those."""
    card = row.cards[channel]
    if card.ts is None or card.waits_from is None:
        return row
    first, beyond = card.waits_from, row.lines + 1
    stop = min(first + RELEASED, beyond)
    row = with_card(row, channel, replace(card, waits_from=None))
    owe_lines(unit, row, [channel], range(first, stop))
    return row if stop == beyond else with_card(row, channel, replace(card, waits_from=stop))


def with_card(row: Row, channel: ChannelId, card: Card) -> Row:
    return row.with_cards({**row.cards, channel: card})


def put_silence(unit: Unit, silence: Silence) -> None:
    """Keep it, and owe its card to the channels that show it already."""
    before = load(unit, silence.id)
    save(unit, before, replace(before, subject=silence) if before else Row(silence))
    if before:
        retell(unit, silence.id, PERSON if silence.mute.ended_by else STATE)


def show_silence(unit: Unit, silence: SilenceId, channels: Sequence[ChannelId]) -> None:
    """Owe its card to *channels*, wherever they do not show it yet."""
    row = load(unit, silence)
    new = [channel for channel in channels if row and channel not in row.cards]
    if row and new:
        save(unit, row, row.with_cards({**row.cards, **new_cards(new, PERSON)}))


def retell(
    unit: Unit, silence: SilenceId, urgency: int = STATE, *, anew: bool = False
) -> Sequence[ChannelId]:
    """Owe the card of *silence* once more, as what it keeps quiet has changed; say where.

    One that somebody deleted comes back *anew*: when another alarm goes off under it.
    """
    row = load(unit, silence)
    if row is None:
        return []
    changed = {
        channel: card.changed(card.wanted + 1, urgency, anew=anew) for channel, card in row.cards.items()
    }
    save(unit, row, row.with_cards(changed))
    return [channel for channel, card in changed.items() if card != row.cards[channel]]


def show_after_all(unit: Unit, incident: Incident) -> None:
    """Owe the cards that a mute kept back, with what their threads are to say, and those deleted since."""
    row = load(unit, incident.id)
    if row:
        cards = {
            channel: card.shown_after_all(incident.version, ALARM) for channel, card in row.cards.items()
        }
        save(unit, row, row.with_cards(cards))


def _begun(incident: Incident, channels: Sequence[ChannelId]) -> Row:
    urgency = ALARM if incident.state is State.ALARM else STATE
    return Row(incident, cards=new_cards(channels, urgency, KEPT_BACK if incident.muting else 1))


def _changed(unit: Unit, before: Row, incident: Incident, line: Line | None) -> Row:
    urgency, anew = urgency_of_change(incident, line), is_anew(incident, line)
    cards: Mapping[ChannelId, Card] = {
        channel: card.changed(incident.version, urgency, anew=anew) for channel, card in before.cards.items()
    }
    for channel, card in cards.items():
        if card.storm and card.page:
            lay_note(unit, channel, card.storm, card.page, incident.id)
            if anew and _is_over(unit, card.storm):
                cards = {**cards, channel: card.given(incident.version, ALARM)}
    return replace(before, subject=incident, cards=cards)


def _is_over(unit: Unit, storm: StormId) -> bool:
    row = load(unit, storm)
    return bool(row and row.storm and not row.storm.is_on)
