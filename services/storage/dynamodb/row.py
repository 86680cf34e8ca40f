"""A subject with its cards, as one item: what decides whether two who change it collide.

Whatever follows from it (what is owed, what is open, what is kept quiet, what is counted) stands in items of
its own, which are written in the same transaction wherever the row has changed, so that each can be found
without looking at any other row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from services.alarm import Kind
from services.event import Event
from services.incident import Acted, ChannelId, Incident, Line, SilenceId
from services.muting.mute import Silence
from services.post import Subject
from services.storage import codec
from services.storage.dynamodb import names
from services.storage.dynamodb.card import Card
from services.storage.dynamodb.unit import Key
from services.storage.dynamodb.values import Item, pack, unpack
from services.storming.storm import Storm

BEGAN, ENDED, OVER = "BEGAN", "ENDED", "OVER"


@dataclass(frozen=True, slots=True)
class Row:
    subject: Subject
    lines: int = 0  # the newest
    cards: Mapping[ChannelId, Card] = field(default_factory=dict)
    watched_at: datetime | None = None  # first

    @classmethod
    def read(cls, item: Item) -> Self:
        watched = item.get("watched_at")
        return cls(
            codec.load_subject(item["kind"], unpack(item["doc"])),
            item["lines"],
            {ChannelId(channel): Card.read(card) for channel, card in item["cards"].items()},
            datetime.fromisoformat(watched) if watched else None,
        )

    def as_item(self) -> dict[str, Any]:
        kind, doc = codec.dump_subject(self.subject)
        return {
            "kind": kind,
            "doc": pack(doc),
            "lines": self.lines,
            "cards": {channel: card.as_item() for channel, card in self.cards.items()},
            "watched_at": self.watched_at.isoformat() if self.watched_at else None,
        }

    @property
    def incident(self) -> Incident | None:
        return self.subject if isinstance(self.subject, Incident) else None

    @property
    def silence(self) -> Silence | None:
        return self.subject if isinstance(self.subject, Silence) else None

    @property
    def storm(self) -> Storm | None:
        return self.subject if isinstance(self.subject, Storm) else None

    @property
    def held_by(self) -> SilenceId | None:
        muting = self.incident.muting if self.incident else None
        return muting.silence if muting else None

    def with_cards(self, cards: Mapping[ChannelId, Card]) -> Self:
        return replace(self, cards=cards)

    def saying(self, line: Line | None) -> Self:
        """With one more line in its timeline."""
        watched = line.at if isinstance(line, Acted) and line.act == "watched" else None
        first = min((at for at in (self.watched_at, watched) if at), default=None)
        return replace(self, lines=self.lines + 1, watched_at=first)

    def followers(self) -> dict[Key, Item]:
        """The items that follow from it."""
        return dict((*self._of_cards(), *self._of_incident(), *self._of_past()))

    def _of_cards(self) -> Iterator[tuple[Key, Item]]:
        for channel, card in self.cards.items():
            if card.is_owed:
                stands = card.ts is not None
                key = names.owed_card(channel, card.urgency, card.n, self.subject.id, stands=stands)
                yield key, {"subject": self.subject.id, **self._opening(card)}
            if card.ts is not None and (self.incident or self.storm):
                yield names.standing(channel, card.ts), {"subject": self.subject.id}
            yield from self._of_storm(card)

    def _opening(self, card: Card) -> Item:
        """What an absence and a storm look at: of an incident whose card was never begun."""
        incident = self.incident
        if incident is None or not card.is_unbegun:
            return {}
        return {
            "opened": (incident.opened_at or incident.since).isoformat(),
            "closed": incident.closed_at.isoformat() if incident.closed_at else None,
            "arn": incident.alarm.arn,
            "earlier": incident.earlier,
            "joins": card.may_join,
        }

    def _of_storm(self, card: Card) -> Iterator[tuple[Key, Item]]:
        """What a storm tells of one of its alarms."""
        incident = self.incident
        if incident is None or card.storm is None or card.page is None:
            return
        opened = _utc(incident.opened_at)
        yield (
            names.member(card.storm, card.page, card.n, incident.id),
            {
                "subject": incident.id,
                "arn": incident.alarm.arn,
                "state": str(incident.state),
                "opened": opened and opened.timestamp(),
                "over": not incident.is_open,
                "own": card.own,
                "page": card.page,
                "composite": incident.alarm.kind is Kind.COMPOSITE,
                "recent": incident.recent,
            },
        )

    @property
    def over_at(self) -> datetime | None:
        """When it was over, and may be forgotten a long time after."""
        match self.subject:
            case Event(at=at):
                return _utc(at)
            case Incident(closed_at=at) | Silence(ended_at=at) | Storm(ended_at=at):
                return _utc(at)

    def _of_past(self) -> Iterator[tuple[Key, Item]]:
        if self.over_at and not self.incident:
            yield names.life(OVER, self.over_at, self.subject.id), {"subject": self.subject.id}

    def _of_incident(self) -> Iterator[tuple[Key, Item]]:
        incident = self.incident
        if incident is None:
            return
        about = {"subject": incident.id, "arn": incident.alarm.arn}
        if incident.is_open:
            until = incident.muting.until.isoformat() if incident.muting else None
            yield names.opened(incident.id), {**about, "name": incident.alarm.name, "muted_until": until}
        if incident.flaps:
            yield Key(names.FLAPPING, names.short(incident.id)), {"subject": incident.id}
        if incident.muting:
            key = Key(names.held(incident.muting.silence), names.short(incident.id))
            yield key, {**about, "state": str(incident.state), "open": incident.is_open}
        yield from self._of_life(incident, about)

    def _of_life(self, incident: Incident, about: Item) -> Iterator[tuple[Key, Item]]:
        began, ended = (_utc(at) for at in (incident.opened_at, incident.closed_at))
        life = {
            **about,
            "opened": began and began.timestamp(),
            "closed": ended and ended.timestamp(),
            "state": str(incident.state),
            "watched": self.watched_at and self.watched_at.timestamp(),
            "channels": sorted(self.cards),
        }
        if began:
            yield names.life(BEGAN, began, incident.id), life
        if ended:
            yield names.life(ENDED, ended, incident.id), life


def _utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None


def event_row(event: Event, cards: Mapping[ChannelId, Card]) -> Row:
    """All that it says stands in its thread, where its card has no room for it."""
    return Row(event, 1 if event.is_long else 0, cards)
