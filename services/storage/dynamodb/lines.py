"""The timeline of a subject, an item a line, and what the threads are owed of it."""

from collections.abc import Iterable, Sequence

from services.incident import ChannelId, Line
from services.storage import codec
from services.storage.dynamodb import names
from services.storage.dynamodb.names import ORDER
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.unit import Key, Unit
from services.storage.dynamodb.values import Item, pack, unpack
from services.storage.owing import is_quiet, urgency_of_line
from services.storage.urgency import LINE


def lay_line(unit: Unit, subject_id: str, seq: int, line: Line | None) -> None:
    urgency = urgency_of_line(line) if line else LINE
    doc = pack(codec.dump_line(line)) if line else None
    item = {"seq": seq, "urgency": urgency, "n": ORDER.next(), "doc": doc, "quiet": is_quiet(line)}
    unit.lay(*names.line(subject_id, seq), item)


def owe_lines(unit: Unit, row: Row, channels: Iterable[ChannelId], lines: Sequence[int]) -> None:
    """Owe *lines* to the threads in *channels* that wait for nothing."""
    keys = [
        key
        for channel in channels
        if row.cards[channel].waits_from is None
        for key in line_keys(unit, row.subject.id, channel, lines).items()
    ]
    for seq, key in keys:
        unit.lay(*key, {"subject": row.subject.id, "seq": seq})


def line_keys(unit: Unit, subject_id: str, channel: ChannelId, lines: Sequence[int]) -> dict[int, Key]:
    """What is owed to *channel* while it does not show one of *lines*; for a quiet one nothing is."""
    found = unit.fetch(names.line(subject_id, seq) for seq in lines)
    return {
        item["seq"]: names.owed_line(channel, item["urgency"], item["n"], subject_id, item["seq"])
        for item in found
        if not item.get("quiet")
    }


def load_line(item: Item) -> Line | None:
    return codec.load_line(unpack(item["doc"])) if "doc" in item else None
