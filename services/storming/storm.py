"""A storm: more alarms than a channel can show one by one, told by one card and by pages that name each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NewType, Self

from services.alarm import AlarmArn, Place, State, name_of, place_of
from services.incident import GRAVITY, ChannelId, IncidentId, Person, Watcher

StormId = NewType("StormId", str)

WORTH_WAITING = 5.0  # seconds; what a channel can't show in them is a storm
CALM = timedelta(minutes=5)  # with no more than a few new alarms: it is over
FEW = 5
GRAVEST = 20  # of them get cards of their own
NAMED = 3  # of those, on the storm's card
PAGE = 11_500  # characters of names and line ends on a page
MINUTES = 20  # of the chart
MOST_OF_THEM = 0.5
ENDS_OF_WORDS = "-_./: "


@dataclass(frozen=True, slots=True)
class Entry:
    """One alarm of a storm, as it is now."""

    incident: IncidentId
    arn: AlarmArn
    state: State
    opened_at: datetime | None = None
    is_over: bool = False
    has_card: bool = False  # one of its own says the rest

    @property
    def name(self) -> str:
        return name_of(self.arn)

    @property
    def place(self) -> Place:
        return place_of(self.arn)


@dataclass(frozen=True, slots=True)
class Sum:
    """What a storm comes to: figures, and what most of its alarms have in common."""

    total: int = 0
    alarming: int = 0
    without_data: int = 0
    recovered: int = 0
    closed: int = 0  # before they had recovered
    first: datetime | None = None
    last: datetime | None = None  # when the newest of them opened
    common: str = ""  # the beginning that most of the names share
    place: Place | None = None  # where most of them are
    by_minute: tuple[int, ...] = ()  # how many opened, up to the last
    gravest: tuple[str, ...] = ()  # the first of them that are still in ALARM
    with_cards: int = 0

    @property
    def open(self) -> int:
        return self.alarming + self.without_data


@dataclass(frozen=True, slots=True)
class Storm:
    id: StormId
    channel: ChannelId
    since: datetime  # when it began to be told as one
    place: Place  # of its first alarm; on its pages, only what is elsewhere says where
    pages: int = 1
    room: int = PAGE  # left on the last page
    ended_at: datetime | None = None
    watchers: tuple[Watcher, ...] = ()
    sorted_out: bool = False  # the gravest have got their cards
    gravest: tuple[IncidentId, ...] = ()
    lists: int = 0  # how often the list of all was filed
    sum: Sum = Sum()

    @property
    def is_on(self) -> bool:
        return self.ended_at is None

    def joined(self, arn: AlarmArn) -> Self:
        """After one more, which stands on its last page."""
        size = room_of(name_of(arn)) + (0 if place_of(arn) == self.place else len(whereabouts(arn)))
        fits = size <= self.room or self.room == PAGE
        room = (self.room if fits else PAGE) - size
        return replace(self, pages=self.pages + (not fits), room=room)

    def is_over(self, now: datetime, recent: int) -> bool:
        """Whether no more than a few have opened since `now - CALM`: of *recent*, a channel takes care."""
        return now - self.since >= CALM and recent <= FEW

    def ended(self, at: datetime) -> Self:
        return replace(self, ended_at=at)

    def is_watched_by(self, person: Person) -> bool:
        return any(watcher.person.id == person.id for watcher in self.watchers)

    def watched(self, by: Person, at: datetime) -> Self:
        return self if self.is_watched_by(by) else replace(self, watchers=(*self.watchers, Watcher(by, at)))

    def unwatched(self, by: Person) -> Self:
        return replace(self, watchers=tuple(one for one in self.watchers if one.person.id != by.id))

    def telling(self, told: Sum) -> Self:
        return replace(self, sum=told)


def room_of(name: str) -> int:
    """How many characters *name* takes in a line; some signs take one more to be made harmless."""
    return len(name) + sum(name.count(sign) for sign in "<&@") + 1


def whereabouts(arn: AlarmArn) -> str:
    """Where an alarm is that is not where the others are, after its name."""
    place = place_of(arn)
    return f"  ({place.account} {place.region})"


def worst_first(entries: Sequence[Entry], part: str = "") -> list[Entry]:
    """Those with *part* in their names, by their states, the gravest first."""
    named = [one for one in entries if part.casefold() in one.name.casefold()]
    return sorted(named, key=lambda one: (one.is_over, -GRAVITY[one.state]))


def sum_up(entries: Sequence[Entry], gravest: Sequence[IncidentId] = ()) -> Sum:
    states = Counter(entry.state for entry in entries if not entry.is_over)
    opened = sorted(entry.opened_at for entry in entries if entry.opened_at)
    over = [entry for entry in entries if entry.is_over]
    recovered = sum(entry.state is State.OK for entry in over)
    return Sum(
        total=len(entries),
        alarming=states[State.ALARM],
        without_data=states[State.INSUFFICIENT_DATA] + states[State.OK],
        recovered=recovered,
        closed=len(over) - recovered,
        first=opened[0] if opened else None,
        last=opened[-1] if opened else None,
        common=common_beginning([entry.name for entry in entries]),
        place=_most(Counter(entry.place for entry in entries), len(entries)),
        by_minute=_by_minute(opened),
        gravest=tuple(one.name for one in _grave(entries, gravest))[:NAMED],
        with_cards=sum(entry.has_card for entry in entries),
    )


def _grave(entries: Sequence[Entry], gravest: Sequence[IncidentId]) -> Iterator[Entry]:
    known = {one.incident: one for one in entries}
    found = (known[one] for one in gravest if one in known)
    return (one for one in found if one.state is State.ALARM and not one.is_over)


def common_beginning(names: Sequence[str]) -> str:
    """The longest beginning, in whole words, that more than half of *names* have: `checkout-`."""
    found, left = "", list(names)
    while left:
        words = Counter(_next_word(name, len(found)) for name in left)
        word, times = words.most_common(1)[0]
        if not word or times <= MOST_OF_THEM * len(names):
            return found
        found += word
        left = [name for name in left if name.startswith(found)]
    return found


def _next_word(name: str, start: int) -> str:
    """The word of *name* that begins there, with the sign that ends it; the last word is none."""
    end = next((at for at in range(start, len(name)) if name[at] in ENDS_OF_WORDS), None)
    return "" if end is None else name[start : end + 1]


def _most(places: Counter[Place], total: int) -> Place | None:
    if not places:
        return None
    place, times = places.most_common(1)[0]
    return place if times > MOST_OF_THEM * total else None


def _by_minute(opened: Sequence[datetime]) -> tuple[int, ...]:
    if not opened:
        return ()
    last = _minute(opened[-1])
    first = max(_minute(opened[0]), last - MINUTES + 1)
    counted = Counter(map(_minute, opened))
    return tuple(counted[minute] for minute in range(first, last + 1))


def _minute(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp()) // 60
