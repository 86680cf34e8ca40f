"""What a mute that begins or ends does to many incidents: small transactions, which may be done again.

That a mute has begun, or a stretch of it has ended, is written first; whoever looks (every few seconds, on
each machine) goes on where a crash has stopped it, and for a while catches what was decided on meanwhile.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from services.incident import ChannelId, Person
from services.muting.mute import Mute, Silence, silence_of
from services.storage import codec
from services.storage.dynamodb import names
from services.storage.dynamodb.names import ended_mute
from services.storage.dynamodb.silences import (
    LINGER,
    begin,
    end,
    let_go,
    listed,
    mutes_on,
    read_mute,
    silences,
    take,
)
from services.storage.dynamodb.subjects import load, retell
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.unit import Unit
from services.storage.dynamodb.values import Item, pack

NOTES = 90  # that one transaction answers, with the card


async def mutes_now(table: Table, now: datetime) -> tuple[list[Mute], bool]:
    """Those that have not ended; what has run its time ends before anything is kept quiet by it.

    And whether something has ended just now: then any channel may be owed something.
    """
    mutes = await table.run(mutes_on)
    if mutes and await end_what_is_over(table, now):
        return await table.run(mutes_on), True
    return mutes, False


async def add(table: Table, mute: Mute, now: datetime, channels: Sequence[ChannelId]) -> None:
    silence = silence_of(mute, now)
    await table.run(lambda unit: _begin(unit, mute, silence, channels, now))
    if silence:
        await _take_over(table, mute, silence, now)


async def end_by(table: Table, mute: Mute, now: datetime, by: Person) -> None:
    """End *mute* and its stretch at once; then let go what that kept quiet."""
    for silence in await table.run(lambda unit: _end_mute(unit, mute, now, by)):
        await _let_go(table, silence, now)
    await answer_notes(table)


async def look(table: Table, now: datetime) -> int:
    """End what has run its time, and go on with what was begun; give how many silences ended."""
    ended = await end_what_is_over(table, now)
    young = await table.run(lambda unit: [item for item in unit.query(names.MUTES) if _is_young(item, now)])
    for mute in map(read_mute, young):
        silence = silence_of(mute, now)
        if silence:
            await _take_over(table, mute, silence, now)
    await answer_notes(table)
    return ended


async def end_what_is_over(table: Table, now: datetime) -> int:
    """End every mute and every silence whose time has come; give how many silences that were."""
    mutes, known = await table.run(lambda unit: (mutes_on(unit), silences(unit)))
    for mute in mutes:
        if mute.until and mute.until <= now:
            await table.run(partial(_put_away, mute=mute))
    ended = [await _end_if_over(table, silence, now) for silence in known]
    return sum(ended)


async def answer_notes(table: Table) -> None:
    """Bring the cards of silences up to what a note was left about."""
    notes = defaultdict(list)
    for note in await table.run(lambda unit: list(unit.query(names.RETELL))):
        notes[note["silence"]].append(note)
    for some in notes.values():
        for start in range(0, len(some), NOTES):
            await table.run(partial(answer, notes=some[start : start + NOTES]))


def answer(unit: Unit, notes: Sequence[Item]) -> Sequence[ChannelId]:
    """Retell the silence that all *notes* are about, and drop them; say where it is told."""
    for note in notes:
        unit.drop(note["pk"], note["sk"])
    return retell(unit, notes[0]["silence"], anew=any(note["anew"] for note in notes))


async def _end_if_over(table: Table, silence: Silence, now: datetime) -> bool:
    """One that has ended is held on to for a while, for what was decided on just before."""
    if silence.ended_at is None and silence.until > now:
        return False
    ended = await table.run(lambda unit: end(unit, silence.id, now))
    await _let_go(table, silence, now)
    if silence.ended_at and now - silence.ended_at > LINGER:
        await table.run(lambda unit: unit.drop(*listed(silence.id)))
    return ended


async def _let_go(table: Table, silence: Silence, now: datetime) -> None:
    held, mutes, row = await table.run(
        lambda unit: (list(unit.query(names.held(silence.id))), mutes_on(unit), load(unit, silence.id))
    )
    ended = row.silence if row else None
    if held and ended:
        await table.each(
            lambda unit, one: let_go(unit, ended, mutes, one["subject"], now),
            held,
        )


async def _take_over(table: Table, mute: Mute, silence: Silence, now: datetime) -> None:
    """Keep quiet what is open under it, one by one, then say so on its card."""
    covered = await table.run(lambda unit: [one["subject"] for one in opened_under(unit, mute)])
    taken = await table.each(lambda unit, one: _take(unit, silence, one, now), covered)
    if any(taken):
        await table.run(lambda unit: retell(unit, silence.id))
    await answer_notes(table)
    await table.run(partial(_taken, mute=mute))


def opened_under(unit: Unit, mute: Mute) -> Iterable[Item]:
    for shard in names.all_opened():
        yield from (one for one in unit.query(shard) if mute.is_about(one["arn"], one["name"]))


def _take(unit: Unit, silence: Silence, incident_id: str, now: datetime) -> bool:
    row = load(unit, incident_id)
    return bool(row and row.incident and take(unit, silence, row.incident, now))


def _begin(
    unit: Unit, mute: Mute, silence: Silence | None, channels: Sequence[ChannelId], now: datetime
) -> None:
    young = (now + LINGER).isoformat() if silence else None
    unit.put(
        names.MUTES,
        mute.id,
        {"doc": pack(codec.dump_mute(mute)), "young_until": young, "taking": bool(silence)},
    )
    if silence:
        begin(unit, silence, channels)


def _is_young(item: Item, now: datetime) -> bool:
    return item["taking"] or ("young_until" in item and now < datetime.fromisoformat(item["young_until"]))


def _taken(unit: Unit, mute: Mute) -> None:
    item = unit.get(names.MUTES, mute.id)
    if item and item["taking"]:
        unit.put(names.MUTES, mute.id, {**item, "taking": False})


def _end_mute(unit: Unit, mute: Mute, now: datetime, by: Person) -> list[Silence]:
    _put_away(unit, mute, by)
    theirs = [one for one in silences(unit) if one.mute.id == mute.id]
    return [one for one in theirs if end(unit, one.id, now, by) or one.ended_at]


def _put_away(unit: Unit, mute: Mute, by: Person | None = None) -> None:
    """It stays, for who asks later."""
    item = unit.get(names.MUTES, mute.id)
    if item:
        unit.delete(names.MUTES, mute.id)
        ended = replace(mute, ended_by=by) if by else mute
        unit.lay(*ended_mute(mute.id), {"doc": pack(codec.dump_mute(ended))})
        over = (mute.until or mute.since).astimezone(UTC)
        unit.lay(*names.life(names.MUTED, over, mute.id), {"mute": mute.id})
        unit.lay_for_good(names.days(names.MUTED), names.on(over))
