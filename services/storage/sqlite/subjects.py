"""Incidents and events as the SQLite store keeps them, and what each change of one owes to its channels."""

import sqlite3
from collections.abc import Sequence

from services.alarm import State
from services.event import Event
from services.incident import ChannelId, Incident, Line, SilenceId
from services.muting.mute import Silence
from services.post import Subject
from services.storage import codec
from services.storage.owing import (
    KEPT_BACK,
    is_anew,
    is_quiet,
    quietened,
    urgency_of_change,
    urgency_of_line,
)
from services.storage.sqlite.joining import retell_member
from services.storage.urgency import ALARM, LINE, PERSON, STATE

_CARDS = "FROM post WHERE subject = :subject AND seq = 0 AND wanted > :kept_back"


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
    line = quietened(incident, line)
    is_new = _put_new(db, incident.id, incident, incident.earlier)
    if is_new:
        urgency = ALARM if incident.state is State.ALARM else STATE
        for channel in new_in:
            _owe_card(db, incident.id, channel, urgency, KEPT_BACK if incident.muting else 1)
    else:
        anew = is_anew(incident, line)
        _change(db, incident, urgency_of_change(incident, line), anew=anew)
        retell_member(db, incident.id, anew=anew)
    told = _owe_line(db, incident.id, line, urgency_of_line(line)) if line else []
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
    values = {"seq": seq, "urgency": urgency, "subject": subject, "kept_back": KEPT_BACK}
    rows = db.execute(f"SELECT channel {_CARDS}" if is_quiet(line) else owe, values).fetchall()
    return [ChannelId(row["channel"]) for row in rows]
