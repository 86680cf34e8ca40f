"""What the channels do not show yet, in DynamoDB: a partition a channel, without anything that is shown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from operator import itemgetter

from services.event import Event
from services.incident import ChannelId, is_loud
from services.muting.mute import Silence
from services.post import How, Owed, Page, PostId, Settled
from services.storage.dynamodb import names
from services.storage.dynamodb.absence import holds_back, untold
from services.storage.dynamodb.card import Card
from services.storage.dynamodb.joining import gather
from services.storage.dynamodb.members import as_told as storm_as_told
from services.storage.dynamodb.members import entries
from services.storage.dynamodb.moving import move
from services.storage.dynamodb.pages import StormPage, load_page, save_page
from services.storage.dynamodb.retelling import note_anew
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.silences import as_told
from services.storage.dynamodb.subjects import line_keys, load, load_line, release, save, with_card
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item
from services.storage.owing import merged
from services.storage.urgency import ALARM, PERSON
from services.storming.storm import Storm, StormId

PAGES = 2  # at a time


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
        return await self.table.run(lambda unit: _both(unit, channel, at_most))

    async def gather(self, channel: ChannelId, few: float, now: datetime) -> None:
        """Where more than *few* cards wait to be begun, or a storm is on, let a storm speak for them."""
        await gather(self.table, channel, few, now)

    async def told(self, owed: Owed) -> Owed:
        """*owed*, of a storm, with what is counted and listed of it now."""
        return await self.table.run(lambda unit: _told(unit, owed))

    async def intend(self, posts: Sequence[Owed], at: float) -> None:
        """Remember that *posts* are about to be written: a transaction for each subject."""
        await self.table.each(partial(intend, at=at), by_subject(posts))

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


def _both(unit: Unit, channel: ChannelId, at_most: int) -> list[Owed]:
    """What is to be posted and what is to be updated, as one."""
    unit.page = min(unit.page, at_most)
    found: list[tuple[str, Owed]] = []
    for partition, most in zip(names.all_owed_to(channel), (at_most, at_most, PAGES, PAGES), strict=True):
        found += islice(_owed(unit, channel, partition, most), most)
    return merged([owed for _, owed in sorted(found, key=itemgetter(0))])


def _owed(unit: Unit, channel: ChannelId, partition: str, at_most: int) -> Iterator[tuple[str, Owed]]:
    """So many at a time, until there are enough that can be shown; each with its place."""
    away = untold(unit)
    waiting = (item for item in unit.query(partition) if not holds_back(away, item))
    while some := list(islice(waiting, at_most)):
        _read_together(unit, some)
        for item in some:
            row = load(unit, item["subject"])
            card = row.cards.get(channel) if row else None
            page = load_page(unit, StormId(item["subject"]), item["page"]) if "page" in item else None
            if row and card and page and card.ts is not None:
                yield item["sk"], _owed_page(item, row, card, page)
            elif row and card and not item.keys() & {"seq", "page"}:
                yield item["sk"], _owed_card(unit, channel, item, row, card)
            elif row and card and card.ts is not None and "seq" in item:
                yield item["sk"], _owed_line(unit, channel, item, row, card)


def _read_together(unit: Unit, some: Sequence[Item]) -> None:
    """The rows and lines that *some* are about, in one look, and the cards before theirs in another."""
    lines = (names.line(item["subject"], item["seq"]) for item in some if "seq" in item)
    pages = (names.page(StormId(item["subject"]), item["page"]) for item in some if "page" in item)
    unit.fetch([*(names.subject(item["subject"]) for item in some), *lines, *pages])
    rows = [load(unit, item["subject"]) for item in some if "seq" not in item]
    incidents = [row.incident for row in rows if row and row.incident]
    unit.fetch(names.subject(one.earlier) for one in incidents if one.earlier)


def _owed_card(unit: Unit, channel: ChannelId, item: Item, row: Row, card: Card) -> Owed:
    before = load(unit, row.incident.earlier) if row.incident and row.incident.earlier else None
    earlier = before.cards.get(channel) if before else None
    post = _post(row, channel, 0)
    return Owed(
        posts=(post,),
        channel=channel,
        subject=as_told(unit, row.subject) if isinstance(row.subject, Silence) else row.subject,
        version=card.wanted,
        urgent=_is_urgent(item, PERSON if row.storm else ALARM),
        card=post,
        card_ts=card.ts,
        intent=card.intent,
        plain=card.plain,
        earlier_ts=earlier.ts if earlier else None,
    )


def _owed_page(item: Item, row: Row, card: Card, page: StormPage) -> Owed:
    return Owed(
        posts=(_post(row, page.channel, page.number),),
        channel=page.channel,
        subject=row.subject,
        version=page.card.wanted,
        urgent=_is_urgent(item, PERSON),
        card=_post(row, page.channel, 0),
        card_ts=card.ts,
        is_card=False,
        intent=page.card.intent,
        plain=page.card.plain,
        page=Page(page.number, page.card.ts),
    )


def _owed_line(unit: Unit, channel: ChannelId, item: Item, row: Row, card: Card) -> Owed:
    found = unit.get(*names.line(item["subject"], item["seq"]))
    line = load_line(found) if found else None
    return Owed(
        posts=(_post(row, channel, item["seq"]),),
        channel=channel,
        subject=row.subject,
        version=1,
        urgent=_is_urgent(item),
        card=_post(row, channel, 0),
        card_ts=card.ts,
        lines=(line,) if line else (),
        is_card=False,
        loud=is_loud(line),
        intent=item.get("intent"),
        plain=item.get("plain", False),
    )


def _post(row: Row, channel: ChannelId, seq: int) -> PostId:
    return PostId(f"{row.subject.id}/{channel}/{seq}")


def seqs(owed: Owed) -> list[int]:
    return [int(post.rpartition("/")[2]) for post in owed.posts]


def _is_urgent(item: Item, at_least: int = ALARM) -> bool:
    return int(item["sk"].partition("#")[0]) <= at_least


def _told(unit: Unit, owed: Owed) -> Owed:
    if not isinstance(owed.subject, Storm):
        return owed
    if owed.page is None:
        return replace(owed, subject=storm_as_told(unit, owed.subject))
    named = tuple(entries(unit, owed.subject.id, owed.page.number))
    return replace(owed, page=replace(owed.page, entries=named))


def by_subject(posts: Sequence[Owed]) -> list[list[Owed]]:
    together: dict[str, list[Owed]] = {}
    for owed in posts:
        together.setdefault(owed.subject.id, []).append(owed)
    return list(together.values())


def intend(unit: Unit, some: Sequence[Owed], at: float) -> None:
    for owed in some:
        if owed.is_card:
            _change_card(unit, owed, lambda _, card: replace(card, intent=at))
        elif owed.page:
            _change_page(unit, owed, lambda page: replace(page, card=replace(page.card, intent=at)))
        else:
            _change_lines(unit, owed, {"intent": at})


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
