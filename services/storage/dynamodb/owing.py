"""What a channel is owed, as the board takes it: with all that is read of it, in few looks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from operator import itemgetter

from services.incident import ChannelId, is_loud
from services.muting.mute import Silence
from services.post import Owed, Page, PostId
from services.storage.dynamodb import names
from services.storage.dynamodb.absence import holds_back, untold
from services.storage.dynamodb.card import Card
from services.storage.dynamodb.lines import load_line
from services.storage.dynamodb.members import as_told as storm_as_told
from services.storage.dynamodb.members import entries
from services.storage.dynamodb.pages import StormPage, load_page
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.silences import as_told
from services.storage.dynamodb.subjects import load
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item
from services.storage.owing import merged
from services.storage.urgency import ALARM, PERSON
from services.storming.storm import Storm, StormId

PAGES = 2  # at a time


def all_owed(unit: Unit, channel: ChannelId, at_most: int) -> list[Owed]:
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


def _is_urgent(item: Item, at_least: int = ALARM) -> bool:
    return int(item["sk"].partition("#")[0]) <= at_least


def told(unit: Unit, owed: Owed) -> Owed:
    if not isinstance(owed.subject, Storm):
        return owed
    if owed.page is None:
        return replace(owed, subject=storm_as_told(unit, owed.subject))
    named = tuple(entries(unit, owed.subject.id, owed.page.number))
    return replace(owed, page=replace(owed.page, entries=named))
