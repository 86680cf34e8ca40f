"""What it takes that one thing is forgotten, in the table: nothing of it is open, owed or needed any more."""

from datetime import datetime
from enum import StrEnum
from itertools import islice

from services.incident import Incident
from services.storage import codec
from services.storage.dynamodb import names
from services.storage.dynamodb.lines import line_keys
from services.storage.dynamodb.pages import delete_page, pages_of
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.subjects import load
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item, unpack
from services.storming.storm import Storm

LINES = 20  # of a timeline, or pages, in one transaction, with what may be owed of each


class Forgotten(StrEnum):
    NOT = "not"
    IN_PART = "in part"
    WHOLE = "whole"


def forget_subject(unit: Unit, one: Item, before: datetime) -> Forgotten:
    row = load(unit, one["subject"])
    if row is None:
        unit.drop(one["pk"], one["sk"])
        return Forgotten.NOT
    if _stays(unit, row) or (row.incident and _is_needed(unit, row.incident, before)):
        return Forgotten.NOT
    unit.check(*names.subject(row.subject.id))
    if _forget_some(unit, row):
        return Forgotten.IN_PART
    for key in row.followers():
        unit.drop(*key)
    _forget_beside(unit, row)
    unit.delete(*names.subject(row.subject.id))
    return Forgotten.WHOLE


def forget_mute(unit: Unit, one: Item, before: datetime) -> Forgotten:  # noqa: ARG001 — as the other
    unit.drop(*names.ended_mute(one["mute"]))
    unit.drop(one["pk"], one["sk"])
    return Forgotten.WHOLE


def _stays(unit: Unit, row: Row) -> bool:
    """What is still to be shown, kept quiet or open; a storm as long as an alarm of it."""
    is_open = row.over_at is None or row.held_by is not None
    owed = any(card.is_owed for card in row.cards.values())
    return is_open or owed or (row.storm is not None and _has_members(unit, row.storm))


def _has_members(unit: Unit, storm: Storm) -> bool:
    return next(unit.query(names.members(storm.id)), None) is not None


def _is_needed(unit: Unit, incident: Incident, before: datetime) -> bool:
    """Whether it is the newest of an alarm that somebody has heard of, or seen, since."""
    arn = incident.alarm.arn
    unit.fetch((names.alarm(arn), names.described(arn)))
    alarm, described = unit.get(*names.alarm(arn)), unit.get(*names.described(arn))
    if alarm is None or alarm.get("incident") != incident.id:
        return False
    heard = codec.load_record(unpack(alarm["doc"])).heard_at if "doc" in alarm else None
    seen = described["at"] if described else 0.0
    return max(seen, heard.timestamp() if heard else 0.0) >= before.timestamp()


def _forget_some(unit: Unit, row: Row) -> bool:
    """A part of its timeline or of its pages; say whether there may be more."""
    subject = row.subject.id
    lines = list(islice(unit.query(names.subject(subject).pk, prefix="LINE#"), LINES))
    for channel in row.cards:
        owed = line_keys(unit, subject, channel, [line["seq"] for line in lines])
        for item in unit.fetch(owed.values()):
            unit.drop(item["pk"], item["sk"])
    for line in lines:
        unit.drop(line["pk"], line["sk"])
    pages = list(islice(pages_of(unit, row.storm.id), LINES)) if row.storm else []
    unit.fetch(page.key for page in pages)
    for page in pages:
        delete_page(unit, page)
    return len(lines) == LINES or len(pages) == LINES


def _forget_beside(unit: Unit, row: Row) -> None:
    """Its alarm only if nothing was heard of that meanwhile."""
    unit.drop(*names.report(row.subject.id))
    if row.storm:
        unit.drop(names.storms_of(row.storm.channel), row.storm.id)
    if row.incident:
        arn = row.incident.alarm.arn
        alarm = unit.get(*names.alarm(arn))
        if alarm and alarm.get("incident") == row.incident.id:
            unit.delete(*names.alarm(arn))
            unit.drop(*names.described(arn))
