"""What becomes of storms: they are sorted out, listed and ended; watched as one, and one alarm picked."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from services.incident import ChannelId, IncidentId, Person
from services.storming.storm import Entry, Storm, StormId

log = structlog.get_logger(__name__)

OFFERED = 100  # https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run


class ListNotFiled(Exception):
    """Slack did not take the file; it says why."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A storm whose list is to be filed in the thread of its card."""

    storm: Storm
    card_ts: str | None
    entries: Sequence[Entry]


class StormStore(Protocol):
    """What is remembered of storms; every method is one durable transaction."""

    async def look(self, now: datetime) -> list[Listing]:
        """Give cards to the gravest where all pages stand, end what is over; say whose list is due, once."""

    async def storm(self, storm: StormId) -> Storm:
        """As it is told now, or UnknownIncident."""

    async def change(self, storm: StormId, change: Callable[[Storm], Storm]) -> None: ...

    async def entries(self, storm: StormId, part: str, at_most: int) -> list[Entry]:
        """Those with *part* in their names, what is in ALARM first."""

    async def give_card(self, storm: StormId, incident: IncidentId) -> None:
        """Owe an alarm of it a card of its own, now; one that has one keeps it."""


class Files(Protocol):
    async def put(self, channel: ChannelId, thread: str, name: str, text: str) -> None:
        """File *text* below the message *thread*, or raise ListNotFiled."""


class Cards(Protocol):
    async def address(self, incident: IncidentId) -> str:
        """The address of its card, or nothing where none stands."""


@dataclass(frozen=True, slots=True)
class Storms:
    store: StormStore
    files: Files
    cards: Cards
    changed: Callable[..., None]  # wakes whoever shows the channels named, or any
    clock: Callable[[], datetime]

    async def look(self) -> None:
        """Called by the clock, every few seconds."""
        for due in await self.store.look(self.clock()):
            self.changed(due.storm.channel)
            await self._file(due)

    async def watch(self, storm: StormId, by: Person) -> None:
        now = self.clock()
        await self._change(storm, lambda one: one.watched(by, now))

    async def unwatch(self, storm: StormId, by: Person) -> None:
        await self._change(storm, lambda one: one.unwatched(by))

    async def pick(self, storm: StormId, incident: IncidentId) -> str:
        """Somebody wants to see one alarm of it: it gets a card of its own; where it has one, say where."""
        await self.store.give_card(storm, incident)
        self.changed()
        return await self.cards.address(incident)

    async def find(self, storm: StormId, part: str) -> list[Entry]:
        return await self.store.entries(storm, part, OFFERED)

    async def leader(self, storm: StormId) -> IncidentId:
        """The alarm to begin with, where a question or a report is about all of them."""
        known = await self.store.storm(storm)
        if known.gravest:
            return known.gravest[0]
        return (await self.store.entries(storm, "", 1))[0].incident

    async def _change(self, storm: StormId, change: Callable[[Storm], Storm]) -> None:
        await self.store.change(storm, change)
        self.changed()

    async def _file(self, due: Listing) -> None:
        if due.card_ts is None:
            return
        name = f"storm-{due.storm.since:%Y%m%d-%H%M}.csv"
        try:
            await self.files.put(due.storm.channel, due.card_ts, name, as_csv(due.entries))
        except ListNotFiled as error:  # the pages say the same
            log.warning("list_not_filed", storm=due.storm.id, error=str(error))


def as_csv(entries: Sequence[Entry]) -> str:
    """Every alarm of a storm, a line each, for a spreadsheet that must not take a name for a formula."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(("alarm", "state", "closed", "opened", "account", "region"))
    for one in entries:
        opened = f"{one.opened_at:%Y-%m-%d %H:%M:%S}Z" if one.opened_at else ""
        row = (one.name, one.state.value, "yes" if one.is_over else "", opened)
        rows.writerow(_harmless(cell) for cell in (*row, one.place.account, one.place.region))
    return written.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
