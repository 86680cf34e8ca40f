"""What Slack shows at the end, held against what is true: lost, double, wrong."""

import json
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property

from services.flap import USUAL
from tests.faults.aws import Bell
from tests.faults.slack import Standing
from tests.faults.world import POISON, World

HEADING = re.compile(r"(ALARM|OK|INSUFFICIENT_DATA|CLOSED) (bell-\d+)")
GROUP = re.compile(r"\W*(ALARM|OK|INSUFFICIENT_DATA|Closed|With a card)[^\n]*\n```\n(.*?)\n```", re.DOTALL)
NAME = re.compile(r"bell-\d+")
TOKEN = re.compile(r"\bw\d+w\b")
IN_FLIGHT = 15.0  # seconds that a request of a lost memory may still be on its way


@dataclass(frozen=True)
class Findings:
    lost: list[str] = field(default_factory=list)
    double: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lost or self.double or self.wrong)


@dataclass(frozen=True)
class Card:
    message: Standing
    name: str
    state: str


@dataclass(frozen=True)
class Memory:
    """What the store says, read past the bot."""

    owed: int  # an intent alone owes nothing: it says where to look, should there be more to say
    quiet: bool  # nothing is muted, no storm is on, and no absence untold
    described: frozenset[str]  # names that a sweep has seen

    @classmethod
    def read(cls, world: World) -> "Memory | None":
        try:
            with closing(sqlite3.connect(world.path, timeout=0)) as db:
                owed = db.execute(
                    "SELECT count(*) FROM post JOIN post AS card ON card.id = post.card "
                    "WHERE post.shown < post.wanted AND (post.seq = 0 OR card.ts IS NOT NULL)"
                ).fetchone()[0]
                away = db.execute("SELECT count(*) FROM meta WHERE name = 'away'").fetchone()[0]
                storms = db.execute(
                    "SELECT count(*) FROM subject WHERE kind = 'storm' AND closed = 0"
                ).fetchone()[0]
                mutes = db.execute("SELECT count(*) FROM mute WHERE ended = 0").fetchone()[0]
                rows = db.execute("SELECT arn FROM alarm WHERE described IS NOT NULL").fetchall()
        except sqlite3.Error:
            return None
        return cls(owed, not (away or mutes or storms), frozenset(row[0].rpartition(":")[2] for row in rows))


@dataclass
class Referee:
    world: World
    memory: Memory

    def judge(self) -> Findings:
        self.findings = Findings()
        self._posts_twice()
        self._lines_twice()
        for bell in self.world.cloud.bells.values():
            for channel in self.world.routes(bell.name):
                self._place(bell, channel)
        self._told_words()
        self._acts()
        self._spoken()
        self._poison()
        return self.findings

    @cached_property
    def live(self) -> list[Standing]:
        """What stands, of the present memory."""
        return [one for one in self.world.slack.standing() if self._is_live(one)]

    def _is_live(self, one: Standing) -> bool:
        if one.subject.startswith(("incident-", "notice-", "away-", "mute-", "storm-")):
            return one.subject.split("-")[1] == str(self.world.memory)
        return one.at > self.world.lost_at

    @cached_property
    def cards(self) -> dict[str, list[Card]]:
        """By alarm, the oldest incident first."""
        found: dict[str, list[Card]] = defaultdict(list)
        for one in self.live:
            if one.thread is None and one.subject.startswith("incident-"):
                said = HEADING.search(one.text)
                if said is None:
                    self.findings.wrong.append(f"a card says {one.text!r}")
                else:
                    found[said[2]].append(Card(one, said[2], said[1]))
        for card in self._entries():
            found[card.name].append(card)
        # what a storm says of an alarm is older than the card that it has got since
        old_first = sorted(found.items())
        return {
            name: sorted(
                cards, key=lambda card: (bool(HEADING.search(card.message.text)), card.message.subject)
            )
            for name, cards in old_first
        }

    def _entries(self) -> Iterator[Card]:
        """What the pages of storms say of each alarm, if it has no card of its own that says it."""
        for one in self.live:
            # a storm is dissolved where its channel refuses anything
            refused = any(at > one.edited_at for at in self.world.slack.channels[one.channel].refused)
            if one.thread and one.subject.startswith("storm-") and not refused:
                said = "\n".join(str(block.get("text", "")) for block in one.blocks) or one.text
                for label, names in GROUP.findall(said):
                    state = {"Closed": "CLOSED"}.get(label, label)
                    if label != "With a card":
                        yield from (Card(one, name, state) for name in NAME.findall(names))

    @cached_property
    def stormy(self) -> set[str]:
        """Alarms that a storm has spoken for, whose threads are told only where they have a card."""
        pages = [one for one in self.world.slack.messages if one.thread and one.subject.startswith("storm-")]
        return {name for one in pages for name in NAME.findall(_all_of(one))}

    @cached_property
    def deleted(self) -> dict[str, float]:
        """When people deleted a card of an alarm, the last time."""
        found: dict[str, float] = {}
        for one in self.world.slack.messages:
            if one.by_a_person and one.deleted_at and one.thread is None:
                said = HEADING.search(one.text)
                if said:
                    found[said[2]] = max(found.get(said[2], 0.0), one.deleted_at)
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """The alarm of each incident that ever had a card."""
        found: dict[str, str] = {}
        for one in self.world.slack.messages:
            said = HEADING.search(one.text) if one.thread is None else None
            if said:
                found[one.subject] = said[2]
        return found

    def _posts_twice(self) -> None:
        by_post: dict[str, list[Standing]] = defaultdict(list)
        for one in self._reachable():
            by_post[one.post].append(one)
        for post, messages in by_post.items():
            if len(messages) > 1 and not self._unreadable(messages):
                self.findings.double.append(f"{post} stands {len(messages)} times")

    def _reachable(self) -> Iterator[Standing]:
        """Not what hangs below a card that a person deleted: the next card's thread may begin anew."""
        for one in self.live:
            card = self.world.slack.by_ts.get((one.channel, one.thread)) if one.thread else None
            if card is None or not card.by_a_person:
                yield one

    def _lines_twice(self) -> None:
        told: dict[tuple[str, str], list[Standing]] = defaultdict(list)
        for one in self._reachable():
            for token in set(TOKEN.findall(one.text)) if one.thread else ():
                told[one.channel, token].append(one)
        for (channel, token), messages in told.items():
            if len(messages) > 1 and not self._unreadable(messages):
                self.findings.double.append(f"line {token} stands {len(messages)} times in {channel}")

    def _unreadable(self, messages: list[Standing]) -> bool:
        """Whether history was refused between them: then a double is better than a loss."""
        first, last = min(one.at for one in messages), max(one.at for one in messages)
        channel = self.world.slack.channels[messages[0].channel]
        return any(first <= at <= last for at in channel.unread)

    def _place(self, bell: Bell, channel: str) -> None:
        places = self._places(bell, channel)
        alarming = [card for card in places if card.state == "ALARM"]
        about = f"{bell.name} in {channel}"
        if bell.deleted or bell.state != "ALARM":
            unseen = bell.deleted and bell.name not in self.memory.described
            if alarming and not unseen:
                word = "deleted" if bell.deleted else bell.state
                self.findings.wrong.append(f"{about} is {word}, and a card says ALARM")
        elif not alarming:
            if not self._excused(bell, places):
                self.findings.lost.append(f"{about} is in ALARM, and no card says so")
        elif len(alarming) > 1:
            self.findings.wrong.append(f"{about} has {len(alarming)} cards in ALARM")
        for card in places:
            if card.state == "INSUFFICIENT_DATA" and not bell.deleted and bell.state != card.state:
                self.findings.wrong.append(f"{about} is {bell.state}, and a card says INSUFFICIENT_DATA")

    def _places(self, bell: Bell, channel: str) -> list[Card]:
        """Its cards there; those that went to the ops channel stand there and no longer here."""
        cards, ops = self.cards.get(bell.name, []), self.world.ops
        refused = self.world.slack.channels[channel].refused
        here = [card for card in cards if card.message.channel == channel]
        if not refused:
            return here
        there = [card for card in cards if card.message.channel == ops]
        moved = {one.subject for one in self.world.slack.messages if one.channel == ops}
        alive = [
            card
            for card in here
            if card.message.subject not in moved and not (there and _before(card, refused))
        ]
        return alive if any(card.state == "ALARM" for card in alive) else [*alive, *there]

    def _excused(self, bell: Bell, places: list[Card]) -> bool:
        """A person closed it or deleted its card, and it has not gone off again since."""
        by_hand = any(act.what == "closed" for act in self.world.acts)
        if by_hand and places and places[-1].state == "CLOSED":
            return True
        heard = max(
            (at for at, state, token in bell.rang if state == "ALARM" and self._was_taken(token)), default=0.0
        )
        return self.deleted.get(bell.name, -1.0) > heard

    def _was_taken(self, token: str) -> bool:
        return token in self.taken

    @cached_property
    def taken(self) -> set[str]:
        """The words that the present memory has had: they were deleted from the queue since it began."""
        since = self.world.lost_at + IN_FLIGHT if self.world.memory else 0.0
        return {token for at, body in self.world.queue.taken if at > since for token in TOKEN.findall(body)}

    def _told_words(self) -> None:
        """Every ALARM that was accepted stands in a thread, or in the message about an absence."""
        said = {token for one in self.live if one.thread for token in TOKEN.findall(one.text)}
        touched = {act.incident for act in self.world.acts if act.what == "muted"}
        hushed = {
            card.name for cards in self.cards.values() for card in cards if card.message.subject in touched
        }
        for bell in self.world.cloud.bells.values():
            if bell.name in hushed | self.deleted.keys() | self.world.absent | self.stormy:
                continue
            if len(bell.rang) >= USUAL.changes:
                continue  # it may have flapped: that is counted, not told one by one
            for _, state, token in bell.rang:
                if state == "ALARM" and token in self.taken and token not in said:
                    self.findings.lost.append(f"{bell.name}: nothing tells {token}")

    def _acts(self) -> None:
        """What a person did stands in the thread once, and on the card.

        Excused: where a storm's page speaks for the alarm, there is no thread; such a click came by a card
        that had stood in a channel which has refused everything since.
        """
        lines = [one for one in self.live if one.thread]
        for act in self.world.acts:
            if not act.done or act.what in {"muted", "closed"} or act.at < self.world.lost_at:
                continue
            if not act.incident.startswith(f"incident-{self.world.memory}-"):
                continue
            if self.names.get(act.incident) in self.deleted:
                continue
            told = Counter(one.channel for one in lines if f"{act.person} is watching" in one.text)
            if not told and not self._is_on_a_page(self.names.get(act.incident, "")):
                self.findings.lost.append(f"{act.person}: nothing tells of watching {act.incident}")
            for channel, times in told.items():
                twice = [
                    one for one in lines if one.channel == channel and f"{act.person} is watching" in one.text
                ]
                if times > 1 and not self._unreadable(twice):
                    self.findings.double.append(f"{act.person}: told {times} times in {channel}")
            self._on_the_card(act.person, act.incident, watching=act.what == "watched")

    def _is_on_a_page(self, name: str) -> bool:
        return any(card.message.subject.startswith("storm-") for card in self.cards.get(name, []))

    def _on_the_card(self, person: str, incident: str, *, watching: bool) -> None:
        for cards in self.cards.values():
            for card in cards:
                if card.message.subject != incident or card not in self._places(
                    self.world.cloud.bells[card.name], card.message.channel
                ):
                    continue
                if (person in _all_of(card.message)) is not watching:
                    self.findings.wrong.append(f"{incident}: the card says another thing of {person}")

    def _spoken(self) -> None:
        """What the bot had to say of itself stands once where it speaks."""
        for event in self.world.spoken:
            standing = [one for one in self.live if one.subject == event.id and one.thread is None]
            if event.id.startswith("memory-lost") and not standing:
                self.findings.lost.append("the notice of the lost memory")
        for token in self._events():
            if token in self.taken and not any(token in _all_of(one) for one in self.world.slack.standing()):
                self.findings.lost.append(f"event {token}")

    def _events(self) -> Iterator[str]:
        rung = {token for bell in self.world.cloud.bells.values() for _, _, token in bell.rang}
        return (token for token in sorted(self.taken - rung))

    def _poison(self) -> None:
        if any(POISON in body for _, body in self.world.queue.taken):
            self.findings.wrong.append("what can't be accepted was deleted from the queue")


def _before(card: Card, refused: list[float]) -> bool:
    """Whether it was written last before its channel took nothing any more."""
    return any(at > card.message.edited_at for at in refused)


def _all_of(message: Standing) -> str:
    return json.dumps([message.text, message.blocks, message.attachments], ensure_ascii=False)
