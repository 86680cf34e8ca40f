"""How mutes keep incidents quiet, in the table: what of it is one transaction.

A mute may be about thousands of incidents, and each is changed in a transaction of its own. So what is to
be done is written down first (services/storage/dynamodb/quieting.py): a crash is no end of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from services.incident import ChannelId, Incident, Muted, Person, SilenceId, Unmuted
from services.muting.mute import LISTED, Mute, Quieted, Silence, longest
from services.storage import codec
from services.storage.dynamodb import names
from services.storage.dynamodb.row import Row
from services.storage.dynamodb.subjects import (
    incidents_of,
    load,
    load_all,
    put_incident,
    put_silence,
    show_after_all,
    show_silence,
)
from services.storage.dynamodb.unit import Key, Unit
from services.storage.dynamodb.values import Item, unpack

LINGER = timedelta(minutes=2)  # longer than an alarm takes that was decided on before a mute began, or ended


def mutes_on(unit: Unit) -> list[Mute]:
    return [read_mute(item) for item in unit.query(names.MUTES)]


def read_mute(item: Item) -> Mute:
    return codec.load_mute(unpack(item["doc"]))


def silences(unit: Unit) -> list[Silence]:
    """Those that have not ended, or not for long."""
    rows = load_all(unit, [item["subject"] for item in unit.query(names.SILENCES)])
    return [row.silence for row in rows if row.silence]


def hushed(  # noqa: PLR0913 — all that decides about one word
    unit: Unit,
    mutes: Sequence[Mute],
    incident: Incident,
    channels: Sequence[ChannelId],
    now: datetime,
    *,
    is_new: bool,
) -> Incident:
    """*incident* under the mute that covers it the longest, if one does."""
    if incident.muting or not (is_new or incident.is_open):
        return incident
    silence = longest(mutes, incident.alarm, now)
    if silence is None:
        return incident
    begin(unit, silence, channels)
    quiet = replace(incident, muting=silence.muting)
    if not is_new:
        put_incident(unit, quiet, Muted(now, silence.muting))
    return quiet


def begin(unit: Unit, silence: Silence, channels: Sequence[ChannelId]) -> None:
    """Begin *silence* where it has not begun, and show it in *channels*."""
    row = load(unit, silence.id)
    if row is None or (row.silence and row.silence.ended_at):
        put_silence(unit, silence)
        unit.lay(*listed(silence.id), {"subject": silence.id})
    show_silence(unit, silence.id, channels)


def listed(silence: SilenceId) -> Key:
    return Key(names.SILENCES, names.short(silence))


def take(unit: Unit, silence: Silence, incident: Incident, now: datetime) -> bool:
    """Keep it quiet, unless a longer-lasting mute does already."""
    muting = incident.muting
    if not incident.is_open or (muting and muting.until >= silence.until):
        return False
    put_incident(unit, incident.muted(silence.muting), Muted(now, silence.muting))
    if muting:
        remember_to_retell(unit, muting.silence, incident)
    return True


def remember_to_retell(unit: Unit, silence: SilenceId, incident: Incident, *, anew: bool = False) -> Key:
    """Many incidents would change one silence's row at once: each leaves a note, and one speaks for all."""
    key = Key(names.RETELL, f"{names.short(silence)}#{names.short(incident.id)}")
    unit.lay(*key, {"silence": silence, "anew": anew})
    return key


def as_told(unit: Unit, silence: Silence) -> Silence:
    """*silence* with what it keeps quiet now; one that has ended says what it had kept."""
    if silence.ended_at:
        return silence
    held = list(unit.query(names.held(silence.id)))
    wrong = [one for one in held if one["open"]]
    gravest = sorted(wrong, key=lambda one: (one["state"], one["arn"]))[:LISTED]  # by its state's name
    over = islice(_newest(unit, [one for one in held if not one["open"]]), LISTED - len(gravest))
    listed = incidents_of(unit, [one["subject"] for one in (*gravest, *over)])
    quieted = [Quieted.of(one) for one in listed]
    return silence.telling(len({one["arn"] for one in held}), len({one["arn"] for one in wrong}), quieted)


def end(unit: Unit, silence: SilenceId, now: datetime, by: Person | None = None) -> bool:
    """Say on its card that it has ended, and what it kept; what it still holds is let go one by one."""
    row = load(unit, silence)
    if row is None or row.silence is None or row.silence.ended_at:
        return False
    at = now if by else row.silence.until
    put_silence(unit, as_told(unit, row.silence).ended(at, by))
    return True


def let_go(unit: Unit, silence: Silence, mutes: Sequence[Mute], incident_id: str, now: datetime) -> bool:
    """Let it speak again, unless another mute covers it; what is wrong gets its card."""
    row = load(unit, incident_id)
    incident = row.incident if row and row.held_by == silence.id else None
    if row is None or incident is None or silence.ended_at is None:
        return False
    if not incident.is_open:
        put_incident(unit, incident.unmuted(), None)
        return True
    heir = longest(mutes, incident.alarm, now)
    if heir:
        _inherit(unit, heir, row, incident, now)
        return True
    put_incident(unit, incident.unmuted(), Unmuted(silence.ended_at, silence.mute.ended_by))
    show_after_all(unit, incident.unmuted())
    return True


def _inherit(unit: Unit, heir: Silence, row: Row, incident: Incident, now: datetime) -> None:
    begin(unit, heir, list(row.cards))
    take(unit, heir, incident.unmuted(), now)
    remember_to_retell(unit, heir.id, incident)


def _newest(unit: Unit, held: Sequence[Item]) -> Iterator[Item]:
    """Those that are the newest incident of their alarm."""
    for one in held:
        alarm = unit.get(*names.alarm(one["arn"]))
        if alarm and alarm.get("incident") == one["subject"]:
            yield one
