"""What was noted of storms is told: a page for many notes, and one word on the storm's card for all of them.

No note falls before what it is about is owed; a page that is not there yet begins with its first note.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from services.incident import ChannelId
from services.storage.dynamodb import names
from services.storage.dynamodb.card import Card
from services.storage.dynamodb.members import ANEW, lay_note
from services.storage.dynamodb.pages import StormPage, load_page, pages_of, save_page
from services.storage.dynamodb.subjects import load, save, with_card
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item
from services.storage.urgency import ALARM, LINE, STATE
from services.storming.storm import Storm, StormId

NOTES = 90  # that one transaction answers, with their page
PAGES = 30  # that one transaction begins anew


async def answer(table: Table, channel: ChannelId) -> None:
    """Bring the storms of *channel*, and their pages, up to what was noted."""
    notes = await table.run(lambda unit: list(unit.query(names.retold(channel))))
    for storm in dict.fromkeys(note["storm"] for note in notes if note["page"]):
        await table.run(partial(retell_card, storm=StormId(storm), channel=channel))
    pages = [list(some) for _, some in groupby(notes, key=lambda note: (note["storm"], note["page"]))]
    await table.each(partial(_answer, channel=channel), [some[:NOTES] for some in pages])
    await table.each(_drop, _steps([note for some in pages for note in some[NOTES:]]))


def retell_card(unit: Unit, storm: StormId, channel: ChannelId, urgency: int = STATE) -> None:
    row = load(unit, storm)
    if row and channel in row.cards:
        save(unit, row, with_card(row, channel, row.cards[channel].retold(urgency)))


def keep(unit: Unit, storm: Storm, urgency: int = STATE) -> None:
    """Keep what changed of *storm*, and owe it to its card."""
    row = load(unit, storm.id)
    if row:
        save(unit, row, replace(row, subject=storm))
        retell_card(unit, storm.id, storm.channel, urgency)


def note_anew(unit: Unit, storm: Storm) -> None:
    """Its card was deleted: its pages are to stand below the next one."""
    lay_note(unit, storm.channel, storm.id, 0, ANEW)


def _steps(notes: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (notes[start : start + NOTES] for start in range(0, len(notes), NOTES))


def _drop(unit: Unit, notes: Sequence[Item]) -> None:
    for note in notes:
        unit.drop(note["pk"], note["sk"])


def _answer(unit: Unit, notes: Sequence[Item], channel: ChannelId) -> None:
    storm, number = StormId(notes[0]["storm"]), notes[0]["page"]
    row = load(unit, storm)
    above = row.cards.get(channel) if row else None
    if above and number == 0 and _begin_anew(unit, storm, above):
        return
    _drop(unit, notes)
    if above and number:
        _retell_page(unit, storm, number, channel, above)


def _retell_page(unit: Unit, storm: StormId, number: int, channel: ChannelId, above: Card) -> None:
    page = load_page(unit, storm, number)
    if page:
        save_page(unit, page, replace(page, card=page.card.retold(LINE)))
    else:  # one after the other, whoever begins them
        save_page(unit, None, StormPage(storm, number, channel, Card(ALARM, above.n + number)))


def _begin_anew(unit: Unit, storm: StormId, above: Card) -> bool:
    """Those that stand below a card that is gone; say whether there are more of them."""
    lost = [page for page in pages_of(unit, storm) if page.card.ts and page.below != above.ts]
    unit.fetch(page.key for page in lost[:PAGES])
    for page in lost[:PAGES]:
        save_page(unit, page, page.begun_anew())
    return len(lost) > PAGES
