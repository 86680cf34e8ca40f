"""How cards join storms, in DynamoDB: their places are given out at once, and taken in small transactions.

A place that was given out and never taken, as the bot died between, is given out again. That something has
joined is noted, like every other change of a storm.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from secrets import token_hex

from services.alarm import AlarmArn, place_of
from services.incident import ChannelId
from services.storage.dynamodb import names
from services.storage.dynamodb.absence import holds_back, untold
from services.storage.dynamodb.card import Card
from services.storage.dynamodb.members import lay_note
from services.storage.dynamodb.names import ORDER
from services.storage.dynamodb.retelling import answer
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.subjects import load, load_all, save, with_card
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item
from services.storage.urgency import ALARM
from services.storming.storm import Storm, StormId

ROOM = 80  # writes of a transaction, beside the notes
FIRST, LAST = "1", "9"  # whatever no person waits for


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a card is named; one whose alarm has gone off once more meanwhile is named nowhere."""

    subject: str
    page: int | None
    before: str | None = None  # the incident that leaves it this place

    @property
    def cost(self) -> int:
        """How many writes it may take."""
        return 6 if self.before else 3


@dataclass(frozen=True, slots=True)
class Plan:
    storm: StormId
    channel: ChannelId
    seats: Sequence[Seat]

    def steps(self) -> Iterator[list[Seat]]:
        step: list[Seat] = []
        for seat in self.seats:
            if sum(one.cost for one in (*step, seat)) > ROOM:
                yield step
                step = []
            step.append(seat)
        yield step


async def gather(table: Table, channel: ChannelId, few: float, now: datetime) -> None:
    """Let a storm speak for the cards that wait, if one is on or they are more than *few*; tell its news."""
    plan = await table.run(lambda unit: _plan(unit, channel, few, now))
    if plan:
        await table.each(partial(_join, plan=plan), plan.steps())
    await answer(table, channel)


def storm_on(unit: Unit, channel: ChannelId) -> Row | None:
    item = unit.get(names.STORMS, channel)
    return load(unit, item["storm"]) if item else None


def _plan(unit: Unit, channel: ChannelId, few: float, now: datetime) -> Plan | None:
    waiting = _waiting(unit, channel)
    before = storm_on(unit, channel) if waiting else None
    if not waiting or (before is None and len(waiting) <= few):
        return None
    row = before or _begun(unit, channel, AlarmArn(waiting[0]["arn"]), now)
    if row.storm is None:
        return None
    storm, seats = _seated(row.storm, waiting, _places(unit, row.storm, waiting) if before else {})
    if before is None or storm != row.storm:
        save(unit, before, replace(row, subject=storm))
    return Plan(storm.id, channel, seats)


def _waiting(unit: Unit, channel: ChannelId) -> list[Item]:
    """The cards that nobody has begun, without those that an absence holds back."""
    found = [
        one for one in unit.query(names.owed_to(channel), between=(FIRST, LAST)) if one.get("joins", False)
    ]
    away = untold(unit) if found else None
    return [one for one in found if not holds_back(away, one)]


def _begun(unit: Unit, channel: ChannelId, arn: AlarmArn, now: datetime) -> Row:
    """One storm a channel: whoever begins another at the same moment finds this one."""
    storm = Storm(StormId(f"storm-{token_hex(6)}"), channel, now.astimezone(UTC), place_of(arn))
    unit.put(names.STORMS, channel, {"storm": storm.id})
    unit.lay(names.storms_of(channel), storm.id, {})
    return Row(storm, cards={channel: Card(ALARM, ORDER.next(), waits_from=None)})


def _places(unit: Unit, storm: Storm, waiting: Sequence[Item]) -> dict[str, int]:
    """The pages on which the incidents before those that wait are named."""
    rows = load_all(unit, dict.fromkeys(one["earlier"] for one in waiting if "earlier" in one))
    cards = ((row.subject.id, row.cards.get(storm.channel)) for row in rows)
    return {name: card.page for name, card in cards if card and card.page and card.storm == storm.id}


def _seated(storm: Storm, waiting: Sequence[Item], places: dict[str, int]) -> tuple[Storm, list[Seat]]:
    """An alarm that goes off once more keeps its place, even where that was only just given out."""
    seats: dict[str, Seat] = {}
    for one in waiting:
        name, earlier = one["subject"], one.get("earlier", "")
        given = seats.get(earlier)
        if given:
            seats[earlier] = Seat(earlier, None)
            seats[name] = replace(given, subject=name)
        elif earlier in places:
            seats[name] = Seat(name, places[earlier], earlier)
        else:
            storm = storm.joined(AlarmArn(one["arn"]))
            seats[name] = Seat(name, storm.pages)
    return storm, list(seats.values())


def _join(unit: Unit, seats: Sequence[Seat], plan: Plan) -> None:
    befores = (seat.before for seat in seats if seat.before)
    unit.fetch(names.subject(one) for one in (*(seat.subject for seat in seats), *befores))
    pages: dict[int, str] = {}
    for seat in seats:
        row = load(unit, seat.subject)
        card = row.cards.get(plan.channel) if row else None
        if row is None or card is None or not card.may_join:
            continue
        save(unit, row, with_card(row, plan.channel, _seat(unit, seat, row, card, plan)))
        if seat.page:
            pages.setdefault(seat.page, seat.subject)
    for page, first in pages.items():
        lay_note(unit, plan.channel, plan.storm, page, first)


def _seat(unit: Unit, seat: Seat, row: Row, card: Card, plan: Plan) -> Card:
    if seat.page is None:
        return card.spoken_for(row.lines)
    joined = card.joined(plan.storm, seat.page, row.lines)
    if seat.before and _leaves_a_card(unit, seat.before, plan) and row.incident:
        return joined.given(row.incident.version, ALARM)
    return joined


def _leaves_a_card(unit: Unit, before: str, plan: Plan) -> bool:
    """Whether the incident that leaves its place had a card of its own."""
    row = load(unit, before)
    card = row.cards.get(plan.channel) if row else None
    if row is None or card is None or card.storm != plan.storm:
        return False
    save(unit, row, with_card(row, plan.channel, card.left()))
    return card.own
