"""The absence that is not told yet, and what it holds back, in the table."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import TypeAdapter

from services.attendance import Away
from services.incident import ChannelId
from services.storage.dynamodb import names
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item

AWAY = names.meta("away")
_AWAY = TypeAdapter(Away)


def untold(unit: Unit) -> Away | None:
    item = unit.get(*AWAY)
    return _AWAY.validate_json(item["doc"]) if item else None


def put_away(unit: Unit, away: Away) -> None:
    unit.put(*AWAY, {"doc": _AWAY.dump_json(away).decode()})


def holds_back(away: Away | None, owed: Item) -> bool:
    """While the bot catches up after an absence: the cards, never begun, of what went off in it."""
    opened = owed.get("opened")
    return bool(away and opened and away.since <= datetime.fromisoformat(opened) <= away.until)


def gone_by(unit: Unit, away: Away, channel: ChannelId) -> Iterator[Item]:
    """What *channel* is owed of that which opened and closed in *away*."""
    for owed in unit.query(names.owed_to(channel)):
        closed = owed.get("closed")
        if closed and holds_back(away, owed) and datetime.fromisoformat(closed) <= away.until:
            yield owed
