"""Incidents and events as the SQLite store keeps them, and what each change of one owes to its channels."""

import sqlite3
from collections.abc import Sequence

from services.alarm import State
from services.event import Event
from services.incident import Acted, Changed, ChannelId, Incident, Line
from services.storage import codec

PERSON, ALARM, STATE, LINE = range(4)  # the order in which things are shown


def put_event(db: sqlite3.Connection, event: Event, channels: Sequence[ChannelId]) -> None:
    """Owe *event* to *channels*, and to its thread what the card has no room for."""
    if _put_subject(db, event.id, event, earlier=None):
        for channel in channels:
            _owe_card(db, event.id, channel, STATE)
        if event.is_long:
            _owe_line(db, event.id, None, LINE)


def put_incident(
    db: sqlite3.Connection, incident: Incident, line: Line | None, new_in: Sequence[ChannelId] = ()
) -> None:
    is_new = _put_subject(db, incident.id, incident, earlier=incident.earlier)
    loud = isinstance(line, Changed) and line.loud
    if is_new:
        for channel in new_in:
            _owe_card(db, incident.id, channel, ALARM if incident.state is State.ALARM else STATE)
    else:
        urgency = PERSON if isinstance(line, Acted) else ALARM if loud else STATE
        _owe_update(db, incident, urgency, anew=loud)
    if line:
        _owe_line(db, incident.id, line, ALARM if loud else LINE)


def _put_subject(
    db: sqlite3.Connection, subject_id: str, subject: Incident | Event, *, earlier: str | None
) -> bool:
    """Keep it; say whether it is new."""
    kind, doc = codec.dump_subject(subject)
    closed = isinstance(subject, Incident) and not subject.is_open
    values = {"id": subject_id, "kind": kind, "earlier": earlier, "doc": doc, "closed": closed}
    if db.execute("UPDATE subject SET doc = :doc, closed = :closed WHERE id = :id", values).rowcount:
        return False
    db.execute(
        "INSERT INTO subject (id, kind, earlier, doc, closed) VALUES (:id, :kind, :earlier, :doc, :closed)",
        values,
    )
    return True


def _owe_card(db: sqlite3.Connection, subject: str, channel: ChannelId, urgency: int) -> None:
    post = f"{subject}/{channel}/0"
    db.execute(
        "INSERT INTO post (id, channel, subject, card, seq, urgency, wanted) VALUES (?, ?, ?, ?, 0, ?, 1)",
        (post, channel, subject, post, urgency),
    )


def _owe_update(db: sqlite3.Connection, incident: Incident, urgency: int, *, anew: bool) -> None:
    """A card that somebody deleted comes back only *anew*: with the next ALARM."""
    db.execute(
        "UPDATE post SET wanted = :version, urgency = CASE WHEN shown < wanted THEN min(urgency, :urgency) "
        "ELSE :urgency END WHERE subject = :subject AND seq = 0 AND (:anew OR ts IS NOT NULL OR shown = 0)",
        {"version": incident.version, "urgency": urgency, "subject": incident.id, "anew": anew},
    )


def _owe_line(db: sqlite3.Connection, subject: str, line: Line | None, urgency: int) -> None:
    (seq,) = db.execute("SELECT 1 + coalesce(max(seq), 0) FROM line WHERE subject = ?", (subject,)).fetchone()
    db.execute("INSERT INTO line VALUES (?, ?, ?)", (subject, seq, codec.dump_line(line) if line else None))
    db.execute(
        "INSERT INTO post (id, channel, subject, card, seq, urgency, wanted) "
        "SELECT subject || '/' || channel || '/' || :seq, channel, subject, id, :seq, :urgency, 1 "
        "FROM post WHERE subject = :subject AND seq = 0",
        {"seq": seq, "urgency": urgency, "subject": subject},
    )
