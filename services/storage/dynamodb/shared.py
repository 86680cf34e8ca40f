"""The backlog where several bots write it: nobody goes on with what another has begun, or undoes it.

A bot may stand still for so long that another takes its channels over, and then go on where it was. So a
post is begun only while nobody else has begun it, and how it ended is kept only while it is still begun as it
was. Of an update that comes late the older version counts: the card is owed once more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from services.desk import StoreUnavailable
from services.incident import ChannelId
from services.post import How, Owed, PostId, Settled, moments
from services.storage.dynamodb import backlog
from services.storage.dynamodb.backlog import DynamoBacklog
from services.storage.dynamodb.card import Card
from services.storage.dynamodb.lines import line_keys
from services.storage.dynamodb.subjects import load
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item

Begun = Mapping[PostId, float]


@dataclass(frozen=True, slots=True)
class SharedDynamoBacklog(DynamoBacklog):
    async def known(self) -> list[ChannelId]:
        """The channels that were ever owed anything: one read."""
        return await self.table.run(backlog.all_channels)

    async def news(self, channels: Sequence[ChannelId]) -> list[ChannelId]:
        """Those of *channels* that are owed something now: a read for each."""
        owed = await self.table.each(backlog.is_owed_something, channels)
        return [channel for channel, is_owed in zip(channels, owed, strict=True) if is_owed]

    async def intend(self, posts: Sequence[Owed], at: float) -> None:
        """Remember that *posts* are about to be written, or raise StoreUnavailable if others have."""
        begun = {owed.id: when for owed, when in moments(posts, at)}
        await self.table.each(partial(_intend, begun=begun), backlog.by_subject(posts))

    async def settle_begun(self, results: Sequence[Settled], begun: Begun) -> list[Settled]:
        """Remember how writes ended, as far as nobody has gone on since they were *begun*.

        Give those posts that came too late: they stand in Slack beside another bot's.
        """
        of = {id(result.owed): result for result in results}

        def settle(unit: Unit, some: Sequence[Owed]) -> list[Settled]:
            return _settle(unit, [of[id(owed)] for owed in some], begun)

        late = await self.table.each(settle, backlog.by_subject([result.owed for result in results]))
        return [one for some in late for one in some]


def _intend(unit: Unit, some: Sequence[Owed], begun: Begun) -> None:
    for owed in some:
        if _card_of(unit, owed) is not None and _begun_by(unit, owed) != {None}:
            raise StoreUnavailable(f"another bot has begun {owed.id}")
    backlog.intend(unit, some, begun)


def _settle(unit: Unit, results: Sequence[Settled], begun: Begun) -> list[Settled]:
    on_time = [one for one in results if _is_on_time(unit, one.owed, begun)]
    doubles = [one for one in results if one not in on_time and _is_double(unit, one)]
    if on_time:
        backlog.settle(unit, on_time)
    return doubles


def _is_on_time(unit: Unit, owed: Owed, begun: Begun) -> bool:
    card = _card_of(unit, owed)
    if card is None:  # it was moved to another channel
        return True
    if owed.method == "update":
        return card.ts == owed.ts
    return _begun_by(unit, owed) == {begun.get(owed.id)}


def _is_double(unit: Unit, late: Settled) -> bool:
    """Whether another bot's stands there; one that it has only begun may be this very post."""
    card = _card_of(unit, late.owed)
    if late.how is not How.SHOWN or late.owed.method == "update" or card is None:
        return False
    if late.owed.is_card or late.owed.page:
        return card.ts is not None and card.ts != late.ts
    return not _lines(unit, late.owed)


def _begun_by(unit: Unit, owed: Owed) -> set[object]:
    """When it was begun; what stands, or was shown and is owed no more, was begun at no time that we know."""
    if not (owed.is_card or owed.page):
        items = _lines(unit, owed)
        return {one.get("intent") for one in items} if len(items) == len(owed.posts) else {"shown"}
    card = _card_of(unit, owed)
    return {card.intent if card and card.ts is None else "shown"}


def _card_of(unit: Unit, owed: Owed) -> Card | None:
    """What stands, or shall: a card, or a page; of a line, the card above it."""
    if owed.page:
        page = backlog.page_of(unit, owed)
        return page.card if page else None
    row = load(unit, owed.subject.id)
    return row.cards.get(owed.channel) if row else None


def _lines(unit: Unit, owed: Owed) -> list[Item]:
    keys = line_keys(unit, owed.subject.id, owed.channel, backlog.seqs(owed))
    return [item for key in keys.values() if (item := unit.get(*key))]
