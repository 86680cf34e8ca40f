"""How mutes keep incidents quiet, in SQLite: each stretch of one begins, tells what it holds, and ends."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.incident import ChannelId, Incident, Muted, Person, Unmuted
from services.muting.mute import LISTED, Mute, Quieted, Silence, longest
from services.storage import codec
from services.storage.sqlite.subjects import put_incident, put_silence, retell, show_after_all, show_silence

_ON = "SELECT doc FROM mute WHERE ended = 0 ORDER BY id"
_SILENCES = "SELECT doc FROM subject WHERE kind = 'silence' AND closed = 0"
_HELD = "SELECT doc FROM subject WHERE silence = ?"
_COUNTED = """
    SELECT count(DISTINCT life.arn), count(DISTINCT iif(closed, NULL, life.arn))
    FROM subject JOIN life USING (id) WHERE silence = ?
"""
# by their state's name, which is the gravest first
_WRONG = """
    SELECT subject.doc FROM subject JOIN life USING (id) WHERE silence = ? AND closed = 0
    ORDER BY life.state, life.arn LIMIT ?
"""
_OVER = """
    SELECT subject.doc FROM subject JOIN life USING (id)
    JOIN alarm ON alarm.arn = life.arn AND alarm.incident = subject.id
    WHERE silence = ? AND closed = 1 LIMIT ?
"""


def mutes_on(db: sqlite3.Connection) -> list[Mute]:
    return [codec.load_mute(row["doc"]) for row in db.execute(_ON).fetchall()]


def hushed(  # noqa: PLR0913 — all that decides about one word
    db: sqlite3.Connection,
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
    begin(db, silence, channels)
    quiet = replace(incident, muting=silence.muting)
    if not is_new:
        put_incident(db, quiet, Muted(now, silence.muting))
    return quiet


def begin(db: sqlite3.Connection, silence: Silence, channels: Sequence[ChannelId]) -> None:
    """Begin *silence* where it has not begun, and show it in *channels*."""
    if not db.execute("SELECT 1 FROM subject WHERE id = ? AND closed = 0", (silence.id,)).fetchone():
        put_silence(db, silence)
    show_silence(db, silence, channels)


def take_over(db: sqlite3.Connection, silence: Silence, covered: Sequence[Incident], now: datetime) -> None:
    """Keep quiet what no longer-lasting mute keeps quiet already."""
    for incident in covered:
        if incident.muting is None or incident.muting.until < silence.until:
            put_incident(db, incident.muted(silence.muting), Muted(now, silence.muting))
            if incident.muting:
                retell(db, incident.muting.silence)


def as_told(db: sqlite3.Connection, silence: Silence) -> Silence:
    """*silence* with what it keeps quiet now; one that has ended says what it had kept."""
    if silence.ended_at:
        return silence
    count, wrong = db.execute(_COUNTED, (silence.id,)).fetchone()
    rows = db.execute(_WRONG, (silence.id, LISTED)).fetchall()
    if len(rows) < LISTED:
        rows += db.execute(_OVER, (silence.id, LISTED - len(rows))).fetchall()
    quieted = [Quieted.of(codec.load_incident(row["doc"])) for row in rows]
    return silence.telling(count, wrong, quieted)


def end_what_is_over(db: sqlite3.Connection, mutes: Sequence[Mute], now: datetime) -> int:
    """End every mute and every silence whose time has come; give how many silences that were.

    What has run its time ends before anything is kept quiet by it.
    """
    for mute in mutes:
        if mute.until and mute.until <= now:
            db.execute("UPDATE mute SET ended = 1 WHERE id = ?", (mute.id,))
    over = [silence for silence in silences(db) if silence.until <= now]
    for silence in over:
        end(db, silence, now)
    return len(over)


def silences(db: sqlite3.Connection) -> list[Silence]:
    """Those that have not ended."""
    return [codec.load_silence(row["doc"]) for row in db.execute(_SILENCES).fetchall()]


def end(db: sqlite3.Connection, silence: Silence, now: datetime, by: Person | None = None) -> None:
    """Let what it kept quiet speak again, unless another mute covers it; what is wrong gets its card."""
    at = now if by else silence.until
    told = as_told(db, silence).ended(at, by)
    mutes = mutes_on(db)
    for row in db.execute(_HELD, (silence.id,)).fetchall():
        _release(db, codec.load_incident(row["doc"]), Unmuted(at, by), mutes, now)
    put_silence(db, told)


def _release(
    db: sqlite3.Connection, incident: Incident, line: Unmuted, mutes: Sequence[Mute], now: datetime
) -> None:
    if not incident.is_open:
        put_incident(db, incident.unmuted(), None)
        return
    heir = longest(mutes, incident.alarm, now)
    if heir:
        begin(db, heir, _channels(db, incident))
        take_over(db, heir, [incident.unmuted()], now)
        return
    put_incident(db, incident.unmuted(), line)
    show_after_all(db, incident.unmuted())


def _channels(db: sqlite3.Connection, incident: Incident) -> list[ChannelId]:
    """Those that show *incident*, or would."""
    rows = db.execute("SELECT channel FROM post WHERE subject = ? AND seq = 0", (incident.id,)).fetchall()
    return [ChannelId(row["channel"]) for row in rows]
