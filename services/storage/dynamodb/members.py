"""The alarms of a storm: an item each, written with its incident, read page by page.

Thousands of them would change one storm's row and its pages at once. So whoever changes one leaves a note,
and who shows the channel answers many of these at a time (services/storage/dynamodb/retelling.py).
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from services.alarm import AlarmArn, State
from services.incident import ChannelId, IncidentId
from services.storage.dynamodb import names
from services.storage.dynamodb.names import ORDER
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item
from services.storming.storm import CALM, GRAVEST, Entry, Storm, StormId, sum_up

ANEW = "anew"  # the note that the storm's card was deleted, and its pages with it


def members(unit: Unit, storm: StormId, page: int | None = None) -> list[Item]:
    """In the order in which they joined."""
    prefix = names.on_page(page) if page else ""
    found = list(unit.query(names.members(storm), prefix=prefix))
    return found if page else sorted(found, key=lambda one: one["sk"].partition("#")[2])


def entries(unit: Unit, storm: StormId, page: int | None = None) -> list[Entry]:
    return [_entry(one) for one in members(unit, storm, page)]


def as_told(unit: Unit, storm: Storm) -> Storm:
    """*storm* with what it comes to now."""
    return storm.telling(sum_up(entries(unit, storm.id), storm.gravest))


def recent(some: Sequence[Item], now: datetime) -> int:
    """How many of them opened a short while ago."""
    since = (now - CALM).timestamp()
    return sum(one.get("opened", 0.0) > since for one in some)


def gravest(some: Sequence[Item]) -> list[Item]:
    """A composite speaks for others; what seldom goes off tells more; the first is next to the cause."""
    alarming = [one for one in some if one["state"] == State.ALARM and not (one["over"] or one["own"])]
    return sorted(alarming, key=_gravity)[:GRAVEST]


def _gravity(one: Item) -> tuple[bool, int, float]:
    return not one["composite"], one["recent"], one.get("opened", 0.0)


def lay_note(unit: Unit, channel: ChannelId, storm: StormId, page: int, about: str) -> None:
    """That *page* and the card of *storm* have something new to tell; no later note is the same one."""
    key = names.note(channel, storm, page, about, ORDER.next())
    unit.lay(*key, {"storm": storm, "page": page})


def _entry(one: Item) -> Entry:
    opened = datetime.fromtimestamp(one["opened"], UTC) if "opened" in one else None
    return Entry(
        IncidentId(one["subject"]),
        AlarmArn(one["arn"]),
        State(one["state"]),
        opened,
        one["over"],
        one["own"],
    )
