"""The pages of storms, an item each: 10,000 alarms stand on 54 of them, which change side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

from services.incident import ChannelId
from services.post import How, Settled, Ts
from services.storage.dynamodb import names
from services.storage.dynamodb.card import Card
from services.storage.dynamodb.unit import Key, Unit
from services.storage.dynamodb.values import Item
from services.storming.storm import StormId


@dataclass(frozen=True, slots=True)
class StormPage:
    storm: StormId
    number: int
    channel: ChannelId
    card: Card
    below: Ts | None = None  # the storm's card in whose thread it stands

    @classmethod
    def read(cls, item: Item) -> Self:
        channel, card = ChannelId(item["channel"]), Card.read(item["card"])
        return cls(StormId(item["storm"]), item["page"], channel, card, item.get("below"))

    def as_item(self) -> Item:
        card, below = self.card.as_item(), self.below
        return {
            "storm": self.storm,
            "page": self.number,
            "channel": self.channel,
            "card": card,
            "below": below,
        }

    @property
    def key(self) -> Key:
        return names.page(self.storm, self.number)

    @property
    def owed(self) -> Key | None:
        """The item that says it is to be shown."""
        card = self.card
        if not card.is_owed:
            return None
        stands = card.ts is not None
        return names.owed_page(self.channel, card.urgency, card.n, self.storm, self.number, stands=stands)

    def settled(self, result: Settled) -> Self:
        below = result.owed.card_ts if result.how is How.SHOWN else self.below
        return replace(self, card=self.card.settled(result, 0), below=below)

    def begun_anew(self) -> Self:
        """The card above it was deleted, and it with that."""
        return replace(self, card=self.card.begun_anew(1), below=None)


def load_page(unit: Unit, storm: StormId, number: int) -> StormPage | None:
    item = unit.get(*names.page(storm, number))
    return StormPage.read(item) if item else None


def pages_of(unit: Unit, storm: StormId) -> Iterator[StormPage]:
    return (StormPage.read(item) for item in unit.query(names.subject(storm).pk, prefix=names.PAGE))


def save_page(unit: Unit, before: StormPage | None, after: StormPage) -> None:
    unit.put(*after.key, after.as_item())
    old, new = before.owed if before else None, after.owed
    if old and old != new:
        unit.drop(*old)
    if new and new != old:
        unit.lay(*new, {"subject": after.storm, "page": after.number})


def delete_page(unit: Unit, page: StormPage) -> None:
    unit.delete(*page.key)
    if page.owed:
        unit.drop(*page.owed)
