"""Incidents and events as the SQLite store keeps them, and what each change of one owes to its channels."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from services.alarm import State
from services.event import Event
from services.incident import (
    Acted,
    Changed,
    ChannelId,
    Incident,
    Line,
    Loud,
    Muted,
    Reported,
    SilenceId,
    Unmuted,
    is_loud,
)
from services.muting.mute import Silence
from services.post import Subject
from services.storage import codec
from services.storage.sqlite.joining import retell_member
from services.storage.urgency import ALARM, LINE, PERSON, STATE

_CARDS = "FROM post WHERE subject = :subject AND seq = 0 AND wanted > :kept_back"
KEPT_BACK = 0  # the version of a card that nobody wants to see yet: no version is smaller


def put_event(db: sqlite3.Connection, event: Event, channels: Sequence[ChannelId]) -> None:
    """Owe *event* to *channels*, and to its thread what the card has no room for."""
    if _put_new(db, event.id, event):
        for channel in channels:
            _owe_card(db, event.id, channel, STATE)
        if event.is_long:
            _owe_line(db, event.id, None, LINE)


def put_incident(
    db: sqlite3.Connection, incident: Incident, line: Line | None, new_in: Sequence[ChannelId] = ()
) -> Sequence[ChannelId]:
    """Owe what changed to the channels that show *incident*, or shall; give those that something is new in.

    While it is muted its lines are not loud, and a card that does not stand yet is kept back.
    """
    if incident.muting and isinstance(line, Loud):
        line = replace(line, loud=False)
    loud = is_loud(line)
    is_new = _put_new(db, incident.id, incident, incident.earlier)
    if is_new:
        urgency = ALARM if incident.state is State.ALARM else STATE
        for channel in new_in:
            _owe_card(db, incident.id, channel, urgency, KEPT_BACK if incident.muting else 1)
    else:
        goes_off = loud or _is_another(incident, line)
        urgency = PERSON if _is_by_a_person(line) else ALARM if goes_off else STATE
        anew = goes_off or _is_back(incident, line)
        _change(db, incident, urgency, anew=anew)
        retell_member(db, incident.id, anew=anew)
    told = _owe_line(db, incident.id, line, ALARM if loud else LINE) if line else []
    return [*told, *retell(db, incident.muting.silence, anew=is_new)] if incident.muting else told


def put_silence(db: sqlite3.Connection, silence: Silence) -> None:
    """Keep it, and owe its card to the channels that show it already."""
    if not _put_new(db, silence.id, silence):
        query = "UPDATE subject SET doc = ?, closed = ? WHERE id = ?"
        db.execute(query, (codec.dump_subject(silence)[1], silence.ended_at is not None, silence.id))
        retell(db, silence.id, PERSON if silence.mute.ended_by else STATE)


def show_silence(db: sqlite3.Connection, silence: Silence, channels: Sequence[ChannelId]) -> None:
    """Owe its card to *channels*, wherever they do not show it yet."""
    for channel in channels:
        _owe_card(db, silence.id, channel, PERSON)


def retell(
    db: sqlite3.Connection, silence: SilenceId, urgency: int = STATE, *, anew: bool = False
) -> list[ChannelId]:
    """Owe the card of *silence* once more, as what it keeps quiet has changed; say where.

    One that somebody deleted comes back *anew*: when another alarm goes off under it.
    """
    rows = db.execute(
        "UPDATE post SET wanted = wanted + 1, urgency = CASE WHEN shown < wanted THEN min(urgency, :urgency) "
        "ELSE :urgency END WHERE subject = :silence AND seq = 0 "
        "AND (:anew OR ts IS NOT NULL OR shown = 0) RETURNING channel",
        {"silence": silence, "urgency": urgency, "anew": anew},
    ).fetchall()
    return [ChannelId(row["channel"]) for row in rows]


def show_after_all(db: sqlite3.Connection, incident: Incident) -> None:
    """Owe the cards that a mute kept back, with what their threads are to say, and those deleted since."""
    db.execute(
        "INSERT INTO post (id, channel, subject, card, seq, urgency, wanted) "
        "SELECT line.subject || '/' || channel || '/' || line.seq, channel, line.subject, card.id, line.seq, "
        ":urgency, 1 FROM post AS card JOIN line ON line.subject = card.subject "
        "WHERE card.subject = :subject AND card.seq = 0 AND card.wanted = :kept_back "
        "AND NOT coalesce(json_extract(line.doc, '$.quiet'), 0) ORDER BY line.seq",
        {"urgency": LINE, "subject": incident.id, "kept_back": KEPT_BACK},
    )
    db.execute(
        "UPDATE post SET wanted = :version, urgency = :urgency WHERE subject = :subject AND seq = 0 "
        "AND (wanted = :kept_back OR (ts IS NULL AND shown > 0 AND (storm IS NULL OR own = 1)))",
        {"version": incident.version, "urgency": ALARM, "subject": incident.id, "kept_back": KEPT_BACK},
    )


def _is_back(incident: Incident, line: Line | None) -> bool:
    """Whether it went off again without a message of its own: a card that was deleted comes back."""
    quiet = isinstance(line, Changed) and line.quiet and line.state is State.ALARM
    return quiet and incident.is_open and not incident.muting


def _is_another(incident: Incident, line: Line | None) -> bool:
    """Whether one more contributor goes off: nobody had seen that when the card was deleted."""
    if not isinstance(line, Changed) or line.late or line.quiet or incident.muting:
        return False
    return incident.is_open and bool(line.contributor) and line.state is State.ALARM


def _is_by_a_person(line: Line | None) -> bool:
    return isinstance(line, Acted | Muted | Reported) or (isinstance(line, Unmuted) and line.by is not None)


def _put_new(db: sqlite3.Connection, subject_id: str, subject: Subject, earlier: str | None = None) -> bool:
    """Keep it, if it is new; say whether it was."""
    kind, doc = codec.dump_subject(subject)
    closed = isinstance(subject, Incident) and not subject.is_open
    values = (subject_id, kind, earlier, doc, closed, _silence_of(subject))
    put = (
        "INSERT INTO subject (id, kind, earlier, doc, closed, silence) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING"
    )
    return db.execute(put, values).rowcount == 1


def _silence_of(subject: Subject) -> SilenceId | None:
    return subject.muting.silence if isinstance(subject, Incident) and subject.muting else None


def _owe_card(
    db: sqlite3.Connection, subject: str, channel: ChannelId, urgency: int, wanted: int = 1
) -> None:
    post = f"{subject}/{channel}/0"
    db.execute(
        "INSERT INTO post (id, channel, subject, card, seq, urgency, wanted) VALUES (?, ?, ?, ?, 0, ?, ?) "
        "ON CONFLICT (id) DO NOTHING",
        (post, channel, subject, post, urgency, wanted),
    )


def _change(db: sqlite3.Connection, subject: Incident, urgency: int, *, anew: bool) -> None:
    """A card that somebody deleted comes back only *anew*: with the next ALARM."""
    db.execute(
        "UPDATE subject SET doc = ?, closed = ?, silence = ? WHERE id = ?",
        (codec.dump_subject(subject)[1], not subject.is_open, _silence_of(subject), subject.id),
    )
    db.execute(
        "UPDATE post SET wanted = :version, urgency = CASE WHEN shown < wanted THEN min(urgency, :urgency) "
        "ELSE :urgency END WHERE subject = :subject AND seq = 0 AND wanted > :kept_back "
        "AND (storm IS NULL OR own = 1) AND (:anew OR ts IS NOT NULL OR shown = 0)",
        {
            "version": subject.version,
            "urgency": urgency,
            "subject": subject.id,
            "anew": anew,
            "kept_back": KEPT_BACK,
        },
    )


def _owe_line(db: sqlite3.Connection, subject: str, line: Line | None, urgency: int) -> Sequence[ChannelId]:
    """Owe it wherever there is, or shall be, a card, unless it is quiet; say where that is."""
    doc = codec.dump_line(line) if line else None
    (seq,) = db.execute(
        "INSERT INTO line SELECT :subject, 1 + coalesce(max(seq), 0), :doc "
        "FROM line WHERE subject = :subject RETURNING seq",
        {"subject": subject, "doc": doc},
    ).fetchone()
    owe = (  # where a storm speaks for the card, it does for its thread as well
        "INSERT INTO post (id, channel, subject, card, seq, urgency, wanted, shown) "
        "SELECT subject || '/' || channel || '/' || :seq, channel, subject, id, :seq, :urgency, 1, "
        f"storm IS NOT NULL AND own = 0 {_CARDS} RETURNING channel"
    )
    quiet = isinstance(line, Changed) and line.quiet
    values = {"seq": seq, "urgency": urgency, "subject": subject, "kept_back": KEPT_BACK}
    rows = db.execute(f"SELECT channel {_CARDS}" if quiet else owe, values).fetchall()
    return [ChannelId(row["channel"]) for row in rows]
