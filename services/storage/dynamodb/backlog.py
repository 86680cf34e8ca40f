"""What the channels do not show yet, in DynamoDB: a partition a channel, without anything that is shown."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from operator import itemgetter

from services.event import Event
from services.incident import ChannelId, is_loud
from services.muting.mute import Silence
from services.post import How, Owed, PostId, Settled, moments
from services.storage.dynamodb import names
from services.storage.dynamodb.absence import holds_back, untold
from services.storage.dynamodb.card import Card
from services.storage.dynamodb.moving import move
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.silences import as_told
from services.storage.dynamodb.subjects import line_keys, load, load_line, release, save, with_card
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item
from services.storage.owing import merged
from services.storage.urgency import ALARM


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
        """No storm speaks for cards here: each is shown by itself, the most urgent first."""

    async def told(self, owed: Owed) -> Owed:
        return owed

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
    partitions = (names.owed_to(channel), names.stale_in(channel))
    return any(next(unit.query(one), None) is not None for one in partitions)


def _both(unit: Unit, channel: ChannelId, at_most: int) -> list[Owed]:
    """What is to be posted and what is to be updated, as one."""
    unit.page = min(unit.page, at_most)
    new, stale = (
        islice(_owed(unit, channel, partition, at_most), at_most)
        for partition in (names.owed_to(channel), names.stale_in(channel))
    )
    return merged([owed for _, owed in sorted([*new, *stale], key=itemgetter(0))])


def _owed(unit: Unit, channel: ChannelId, partition: str, at_most: int) -> Iterator[tuple[str, Owed]]:
    """So many at a time, until there are enough that can be shown; each with its place."""
    away = untold(unit)
    waiting = (item for item in unit.query(partition) if not holds_back(away, item))
    while some := list(islice(waiting, at_most)):
        _read_together(unit, some)
        for item in some:
            row = load(unit, item["subject"])
            card = row.cards.get(channel) if row else None
            if row and card and "seq" not in item:
                yield item["sk"], _owed_card(unit, channel, item, row, card)
            elif row and card and card.ts is not None:
                yield item["sk"], _owed_line(unit, channel, item, row, card)


def _read_together(unit: Unit, some: Sequence[Item]) -> None:
    """The rows and lines that *some* are about, in one look, and the cards before theirs in another."""
    lines = (names.line(item["subject"], item["seq"]) for item in some if "seq" in item)
    unit.fetch([*(names.subject(item["subject"]) for item in some), *lines])
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
        urgent=_is_urgent(item),
        card=post,
        card_ts=card.ts,
        intent=card.intent,
        plain=card.plain,
        earlier_ts=earlier.ts if earlier else None,
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


def _is_urgent(item: Item) -> bool:
    return int(item["sk"].partition("#")[0]) <= ALARM


def by_subject(posts: Sequence[Owed]) -> list[list[Owed]]:
    together: dict[str, list[Owed]] = {}
    for owed in posts:
        together.setdefault(owed.subject.id, []).append(owed)
    return list(together.values())


def intend(unit: Unit, some: Sequence[Owed], begun: Mapping[PostId, float]) -> None:
    for owed in some:
        if owed.is_card:
            _change_card(unit, owed, partial(_begun, at=begun[owed.id]))
        else:
            _change_lines(unit, owed, {"intent": begun[owed.id]})


def _begun(_: Row, card: Card, at: float) -> Card:
    return replace(card, intent=at)


def settle(unit: Unit, results: Sequence[Settled]) -> None:
    for result in results:
        if result.owed.is_card:
            _change_card(unit, result.owed, partial(_settled, result=result))
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
