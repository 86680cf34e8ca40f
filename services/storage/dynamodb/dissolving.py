"""A channel takes nothing any more: what its storms spoke for is owed as cards again.

Each step may be done again: a storm that is no more the channel's has ended, and nothing is left of it.
"""

from dataclasses import replace
from functools import partial
from itertools import islice

from services.incident import ChannelId
from services.storage.dynamodb import names
from services.storage.dynamodb.card import Card
from services.storage.dynamodb.pages import delete_page, load_page, pages_of
from services.storage.dynamodb.retelling import answer
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.subjects import load, save, with_card
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item
from services.storage.urgency import ALARM
from services.storming.storm import StormId

MEMBERS = 30  # that leave in one transaction
PAGES = 40  # that go in one


async def dissolve(table: Table, channel: ChannelId) -> None:
    await answer(table, channel)  # a page says what is still to be told of its alarms
    for item in await table.run(lambda unit: list(unit.query(names.storms_of(channel)))):
        await _dissolve(table, channel, StormId(item["sk"]))


async def _dissolve(table: Table, channel: ChannelId, storm: StormId) -> None:
    await table.run(lambda unit: _end(unit, storm, channel))
    members = await table.run(lambda unit: list(unit.query(names.members(storm))))
    steps = [members[start : start + MEMBERS] for start in range(0, len(members), MEMBERS)]
    for step in steps:
        await table.run(partial(_leave, members=step, channel=channel, storm=storm))
    while await table.run(lambda unit: _without_pages(unit, storm)):
        pass
    await table.run(lambda unit: _forget(unit, storm, channel))


def _end(unit: Unit, storm: StormId, channel: ChannelId) -> None:
    row, on = load(unit, storm), unit.get(names.STORMS, channel)
    if row and row.storm and row.storm.is_on:
        save(unit, row, replace(row, subject=row.storm.ended(row.storm.since)))
    if on and on["storm"] == storm:
        unit.delete(names.STORMS, channel)


def _leave(unit: Unit, members: list[Item], channel: ChannelId, storm: StormId) -> None:
    pages = [names.page(storm, number) for number in {one["page"] for one in members}]
    unit.fetch([*(names.subject(one["subject"]) for one in members), *pages])
    for one in members:
        row = load(unit, one["subject"])
        card = row.cards.get(channel) if row else None
        if row and card and card.storm == storm:
            save(unit, row, with_card(row, channel, _alone(unit, row, card)))


def _alone(unit: Unit, row: Row, card: Card) -> Card:
    """One that is open, or that its page still calls so, is owed; the others were told."""
    page = load_page(unit, card.storm, card.page) if card.storm and card.page else None
    is_due = row.incident and (row.incident.is_open or (page and page.card.is_owed))
    given = card.given(row.incident.version, ALARM) if row.incident and is_due else card
    return replace(given.left(), own=False)


def _without_pages(unit: Unit, storm: StormId) -> bool:
    """Delete some; say whether there were any."""
    some = list(islice(pages_of(unit, storm), PAGES))
    unit.fetch(page.key for page in some)
    for page in some:
        delete_page(unit, page)
    return bool(some)


def _forget(unit: Unit, storm: StormId, channel: ChannelId) -> None:
    """What stands in the channel stays as it is."""
    row = load(unit, storm)
    if row:
        save(unit, row, row.with_cards({}))
    unit.drop(names.storms_of(channel), storm)
