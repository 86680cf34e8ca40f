"""What the channels do not show yet, in DynamoDB: a partition a channel, without anything that is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from services.event import Event
from services.incident import ChannelId
from services.post import How, Owed, PostId, Settled, moments
from services.storage.dynamodb import names
from services.storage.dynamodb.card import Card
from services.storage.dynamodb.joining import gather
from services.storage.dynamodb.lines import line_keys
from services.storage.dynamodb.moving import move
from services.storage.dynamodb.owing import all_owed, told
from services.storage.dynamodb.pages import StormPage, load_page, save_page
from services.storage.dynamodb.retelling import note_anew
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.subjects import load, release, save, with_card
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item
from services.storming.storm import Storm


@dataclass(frozen=True, slots=True)
class DynamoBacklog:
    table: Table

    async def channels(self) -> list[ChannelId]:
        """The channels that are owed something."""
        known = await self.table.run(all_channels)
        owed = await self.table.each(is_owed_something, known)
        return [channel for channel, is_owed in zip(known, owed, strict=True) if is_owed]

    async def owed(self, channel: ChannelId, at_most: int) -> list[Owed]:
        """What *channel* does not show yet, the most urgent first: so many new posts, so many updates."""
        return await self.table.run(lambda unit: all_owed(unit, channel, at_most))

    async def gather(self, channel: ChannelId, few: float, now: datetime) -> None:
        """Where more than *few* cards wait to be begun, or a storm is on, let a storm speak for them."""
        await gather(self.table, channel, few, now)

    async def told(self, owed: Owed) -> Owed:
        """*owed*, of a storm, with what is counted and listed of it now."""
        return await self.table.run(lambda unit: told(unit, owed))

    async def intend(self, posts: Sequence[Owed], at: float) -> None:
        """Remember that *posts* are about to be written: a transaction for each subject."""
        begun = {owed.id: when for owed, when in moments(posts, at)}
        await self.table.each(partial(intend, begun=begun), by_subject(posts))

    async def settle(self, results: Sequence[Settled]) -> None:
        """Remember how writes ended: a transaction for each subject; the same again changes nothing."""
        subjects = by_subject([result.owed for result in results])
        of = {id(result.owed): result for result in results}
        await self.table.each(lambda unit, some: settle(unit, [of[id(owed)] for owed in some]), subjects)

    async def move(self, channel: ChannelId, to: ChannelId, notice: Event | None) -> None:
        """Owe to another channel all that *channel* does not show, and a *notice* that says why."""
        await move(self.table, channel, to, notice)


def all_channels(unit: Unit) -> list[ChannelId]:
    """Those that have ever been owed anything."""
    return [ChannelId(item["sk"]) for item in unit.query(names.CHANNELS)]


def is_owed_something(unit: Unit, channel: ChannelId) -> bool:
    unit.page = 1
    partitions = (*names.all_owed_to(channel), names.retold(channel))
    return any(next(unit.query(one), None) is not None for one in partitions)


def seqs(owed: Owed) -> list[int]:
    return [int(post.rpartition("/")[2]) for post in owed.posts]


def by_subject(posts: Sequence[Owed]) -> list[list[Owed]]:
    together: dict[str, list[Owed]] = {}
    for owed in posts:
        together.setdefault(owed.subject.id, []).append(owed)
    return list(together.values())


def intend(unit: Unit, some: Sequence[Owed], begun: Mapping[PostId, float]) -> None:
    for owed in some:
        if owed.is_card:
            _change_card(unit, owed, partial(_begun, at=begun[owed.id]))
        elif owed.page:
            _change_page(unit, owed, partial(_page_begun, at=begun[owed.id]))
        else:
            _change_lines(unit, owed, {"intent": begun[owed.id]})


def _begun(_: Row, card: Card, at: float) -> Card:
    return replace(card, intent=at)


def _page_begun(page: StormPage, at: float) -> StormPage:
    return replace(page, card=replace(page.card, intent=at))


def settle(unit: Unit, results: Sequence[Settled]) -> None:
    for result in results:
        if result.owed.is_card:
            _change_card(unit, result.owed, partial(_settled, result=result))
            if result.how is How.GONE and isinstance(result.owed.subject, Storm):
                note_anew(unit, result.owed.subject)
        elif result.owed.page:
            _change_page(unit, result.owed, partial(StormPage.settled, result=result))
        elif result.how in {How.SHOWN, How.GONE}:
            for key in line_keys(unit, *_thread(result.owed), seqs(result.owed)).values():
                unit.drop(*key)
        elif result.how is How.OWED:
            _change_lines(unit, result.owed, {"intent": None})
        elif result.how is How.PLAIN:
            _change_lines(unit, result.owed, {"intent": None, "plain": True})
    _release(unit, results[0].owed)


def _settled(row: Row, card: Card, result: Settled) -> Card:
    return card.settled(result, row.lines)


def _change_card(unit: Unit, owed: Owed, change: Callable[[Row, Card], Card]) -> None:
    """Unless it was moved to another channel meanwhile."""
    row = load(unit, owed.subject.id)
    card = row.cards.get(owed.channel) if row else None
    if row and card:
        save(unit, row, with_card(row, owed.channel, change(row, card)))


def page_of(unit: Unit, owed: Owed) -> StormPage | None:
    storm = owed.subject.id if isinstance(owed.subject, Storm) else None
    page = load_page(unit, storm, owed.page.number) if storm and owed.page else None
    return page if page and page.channel == owed.channel else None


def _change_page(unit: Unit, owed: Owed, change: Callable[[StormPage], StormPage]) -> None:
    page = page_of(unit, owed)
    if page:
        save_page(unit, page, change(page))


def _change_lines(unit: Unit, owed: Owed, about: Item) -> None:
    for key in line_keys(unit, *_thread(owed), seqs(owed)).values():
        item = unit.get(*key)
        if item:
            unit.put(*key, {**item, **about})


def _release(unit: Unit, owed: Owed) -> None:
    """What waited for the card, now that it stands, or for what was shown of its thread."""
    row = load(unit, owed.subject.id)
    after = release(unit, row, owed.channel) if row and owed.channel in row.cards else row
    if row and after and after != row:
        save(unit, row, after)


def _thread(owed: Owed) -> tuple[str, ChannelId]:
    return owed.subject.id, owed.channel
