"""All that a channel does not show goes to another one.

A transaction for each subject, in whatever order: begun again after a crash it goes on with what is left.
The notice comes first, since it may be there without anything to follow, but not the other way round.
"""

from collections.abc import Sequence
from functools import partial
from itertools import islice

from services.event import Event
from services.incident import ChannelId
from services.storage.dynamodb import names
from services.storage.dynamodb.dissolving import dissolve
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.subjects import load, put_event, save
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item

LINES = 80  # of a thread, in one transaction


async def move(table: Table, channel: ChannelId, to: ChannelId, notice: Event | None) -> None:
    if notice:
        await table.run(lambda unit: put_event(unit, notice, [to]))
    await dissolve(table, channel)
    work = partial(_move, channel=channel, to=to)
    while subjects := await table.run(lambda unit: _subjects(unit, channel)):
        await table.each(work, subjects.values())


def _subjects(unit: Unit, channel: ChannelId) -> dict[str, list[Item]]:
    """What *channel* is owed, by what it is about."""
    owed: dict[str, list[Item]] = {}
    for item in (*unit.query(names.owed_to(channel)), *unit.query(names.stale_in(channel))):
        owed.setdefault(item["subject"], []).append(item)
    return owed


def _move(unit: Unit, owed: Sequence[Item], channel: ChannelId, to: ChannelId) -> None:
    """Its card begins anew there, with what its thread does not show yet; what stands there already stays."""
    lines = [item for item in owed if "seq" in item]
    row = load(unit, owed[0]["subject"])
    if row and channel in row.cards:
        save(unit, row, _moved(row, channel, to, min((item["seq"] for item in lines), default=None)))
    for item in islice(lines, LINES):
        unit.drop(item["pk"], item["sk"])


def _moved(row: Row, channel: ChannelId, to: ChannelId, first_owed: int | None) -> Row:
    card = row.cards[channel]
    if to in row.cards:
        return row.with_cards({**row.cards, channel: card.spoken_for(row.lines)})
    first = min(seq for seq in (first_owed, card.waits_from, row.lines + 1) if seq is not None)
    others = {name: one for name, one in row.cards.items() if name != channel}
    return row.with_cards({**others, to: card.begun_anew(first)})
