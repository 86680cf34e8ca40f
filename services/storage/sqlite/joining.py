"""How cards join storms, in SQLite: one that nobody has begun does, and a page says what it would have."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from services.alarm import AlarmArn, State, place_of
from services.incident import ChannelId, IncidentId
from services.storage import codec
from services.storage.urgency import ALARM, LINE, PERSON, STATE
from services.storming.storm import CALM, GRAVEST, Entry, Storm, StormId, sum_up

_WAITING = """
    SELECT post.id, life.arn, before.id AS before, before.storm, before.page, before.own
    FROM post
    JOIN subject ON subject.id = post.subject
    JOIN life ON life.id = post.subject
    LEFT JOIN post AS before ON before.id = subject.earlier || '/' || post.channel || '/0'
    WHERE post.channel = ? AND post.shown < post.wanted AND post.seq = 0 AND post.shown = 0
        AND post.ts IS NULL AND post.intent IS NULL AND post.storm IS NULL AND post.urgency > {PERSON}
        AND subject.kind = 'incident' AND NOT {HELD_BACK}
    ORDER BY post.n
"""
_ON = "SELECT doc FROM subject WHERE kind = 'storm' AND closed = 0"
_ENTRIES = """
    SELECT post.subject, life.arn, life.state, life.opened_at, life.closed_at, post.own
    FROM post JOIN life ON life.id = post.subject WHERE post.storm = ?
"""
# A composite speaks for others; what seldom goes off tells more; the first is next to the cause.
_GRAVEST = """
    SELECT post.id, post.subject FROM post
    JOIN subject ON subject.id = post.subject JOIN life ON life.id = post.subject
    WHERE post.storm = ? AND post.own = 0 AND life.state = 'ALARM' AND life.closed_at IS NULL
    ORDER BY json_extract(doc, '$.alarm.kind') = 'composite' DESC, json_extract(doc, '$.recent'),
        life.opened_at LIMIT ?
"""
_JOIN = "UPDATE post SET storm = :storm, page = :page, shown = wanted, own = 0 WHERE id = :id"
# by the subject, which has an index
_BELOW = "card = :card AND subject = (SELECT subject FROM post WHERE id = :card) AND seq > 0"
_HUSH = f"UPDATE post SET shown = wanted WHERE {_BELOW}"  # noqa: S608 — a constant
_LEAVE = "UPDATE post SET storm = NULL, page = NULL WHERE id = ?"
# a card of its own begins with what is true now, and its thread with all that was
_OWN = """
    UPDATE post SET own = 1, shown = 0, urgency = :urgency,
        wanted = (SELECT json_extract(doc, '$.version') FROM subject WHERE subject.id = post.subject)
    WHERE id = :id AND own = 0
"""
_SPEAK = f"UPDATE post SET shown = 0 WHERE {_BELOW}"  # noqa: S608 — likewise
_PAGES_WITH_CARDS = "SELECT DISTINCT page FROM post WHERE storm = ? AND own = 1"
# those that are open, and those that a page still calls so
_MEMBERS_TO_BE_TOLD = """
    SELECT post.id FROM post JOIN subject ON subject.id = post.subject
    JOIN post AS page ON page.id = post.storm || '/' || post.channel || '/' || post.page
    WHERE post.channel = ? AND post.storm IS NOT NULL AND (subject.closed = 0 OR page.shown < page.wanted)
"""
_STORM_S_OWN = """
    UPDATE post SET shown = wanted WHERE channel = ? AND shown < wanted
    AND subject IN (SELECT id FROM subject WHERE kind = 'storm')
"""
_RETELL = """
    UPDATE post SET wanted = wanted + 1, urgency = CASE WHEN shown < wanted THEN min(urgency, :urgency)
    ELSE :urgency END WHERE id = :id
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A card that nobody has begun, and the place of the incident before it in a storm."""

    post: str
    arn: AlarmArn
    before: str | None = None
    storm: str | None = None
    page: int | None = None
    own: bool = False


def storms_on(db: sqlite3.Connection) -> list[Storm]:
    return [codec.load_storm(row["doc"]) for row in db.execute(_ON).fetchall()]


def load(db: sqlite3.Connection, storm: StormId) -> Storm | None:
    row = db.execute("SELECT doc FROM subject WHERE id = ? AND kind = 'storm'", (storm,)).fetchone()
    return codec.load_storm(row["doc"]) if row else None


def keep(db: sqlite3.Connection, storm: Storm, urgency: int = STATE) -> None:
    """Keep what changed of *storm*, and owe it to its card."""
    row = (codec.dump_subject(storm)[1], not storm.is_on, storm.id)
    db.execute("UPDATE subject SET doc = ?, closed = ? WHERE id = ?", row)
    _retell(db, card_of(storm), urgency)


def gather(  # noqa: PLR0913 — what may join, and as what
    db: sqlite3.Connection,
    channel: ChannelId,
    few: float,
    now: datetime,
    *,
    held_back: str,
    new_id: Callable[[], StormId],
) -> None:
    """Let a storm speak for the cards that wait, if one is on or they are more than *few*."""
    query = _WAITING.format(PERSON=PERSON, HELD_BACK=held_back)
    waiting = [_waiting(row) for row in db.execute(query, (channel,)).fetchall()]
    storm = next((one for one in storms_on(db) if one.channel == channel), None) if waiting else None
    if storm is None and len(waiting) > few:
        storm = _begin(db, Storm(new_id(), channel, now.astimezone(UTC), place_of(waiting[0].arn)))
    if storm:
        keep(db, _join(db, storm, waiting))


def _waiting(row: sqlite3.Row) -> Waiting:
    return Waiting(
        row["id"], AlarmArn(row["arn"]), row["before"], row["storm"], row["page"], bool(row["own"])
    )


def _begin(db: sqlite3.Connection, storm: Storm) -> Storm:
    db.execute("INSERT INTO subject (id, kind, doc) VALUES (?, ?, ?)", (storm.id, *codec.dump_subject(storm)))
    for seq in (0, 1):
        _owe(db, storm, seq)
    return storm


def _join(db: sqlite3.Connection, storm: Storm, waiting: Sequence[Waiting]) -> Storm:
    changed: set[int] = set()
    places = {one.before: one.page for one in waiting if one.storm == storm.id and one.page}
    for one in waiting:
        if one.before in places:
            page = places[one.before]  # the alarm goes off once more: it keeps its place
            db.execute(_LEAVE, (one.before,))
        else:
            storm, pages = storm.joined(one.arn), storm.pages
            page = storm.pages
            if page > pages:
                _owe(db, storm, page)
        places[one.post] = page
        db.execute(_JOIN, {"storm": storm.id, "page": page, "id": one.post})
        db.execute(_HUSH, {"card": one.post})
        if one.own and one.storm == storm.id:
            give_card(db, one.post, ALARM)
        changed.add(page)
    for page in changed:
        _retell(db, page_of(storm, page), LINE)
    return storm


def _owe(db: sqlite3.Connection, storm: Storm, seq: int) -> None:
    card, post = card_of(storm), page_of(storm, seq)
    values = (post, storm.channel, storm.id, card, seq, ALARM, seq or None)
    db.execute(
        "INSERT INTO post (id, channel, subject, card, seq, urgency, page, wanted) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
        values,
    )


def card_of(storm: Storm) -> str:
    return f"{storm.id}/{storm.channel}/0"


def page_of(storm: Storm, page: int) -> str:
    return f"{storm.id}/{storm.channel}/{page}"


def _retell(db: sqlite3.Connection, post: str, urgency: int) -> None:
    db.execute(_RETELL, {"id": post, "urgency": urgency})


def retell_member(db: sqlite3.Connection, incident: IncidentId, *, anew: bool) -> list[ChannelId]:
    """Owe the pages that name *incident* once more; *anew* it leaves a storm that is over for a card."""
    rows = db.execute(
        "SELECT post.id, post.channel, post.storm, post.page, post.own, subject.closed FROM post "
        "JOIN subject ON subject.id = post.storm WHERE post.subject = ? AND post.seq = 0",
        (incident,),
    ).fetchall()
    for row in rows:
        if anew and row["closed"] and not row["own"]:
            give_card(db, row["id"], ALARM)
        where = f"{row['storm']}/{row['channel']}"
        _retell(db, f"{where}/{row['page']}", LINE)
        _retell(db, f"{where}/0", STATE)
    return [ChannelId(row["channel"]) for row in rows]


def give_card(db: sqlite3.Connection, post: str, urgency: int) -> bool:
    """Owe a member of a storm a card of its own; say whether it had none."""
    given = db.execute(_OWN, {"id": post, "urgency": urgency}).rowcount == 1
    if given:
        db.execute(_SPEAK, {"card": post})
    return given


def sort_out(db: sqlite3.Connection, storm: Storm) -> Storm:
    """Give the gravest cards of their own, once all pages stand."""
    missing = "SELECT 1 FROM post WHERE subject = ? AND ts IS NULL"
    if storm.sorted_out or db.execute(missing, (storm.id,)).fetchone():
        return storm
    rows = db.execute(_GRAVEST, (storm.id, GRAVEST)).fetchall()
    for row in rows:
        give_card(db, row["id"], STATE)
    for row in db.execute(_PAGES_WITH_CARDS, (storm.id,)).fetchall():
        _retell(db, page_of(storm, row["page"]), LINE)
    return replace(storm, sorted_out=True, gravest=tuple(IncidentId(row["subject"]) for row in rows))


def entries(db: sqlite3.Connection, storm: StormId, page: int | None = None) -> list[Entry]:
    """The alarms of a storm, or of one of its pages, in the order in which they joined."""
    where, values = (" AND post.page = ?", (storm, page)) if page else ("", (storm,))
    return [_entry(row) for row in db.execute(f"{_ENTRIES}{where} ORDER BY post.n", values)]


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        IncidentId(row["subject"]),
        AlarmArn(row["arn"]),
        State(row["state"]),
        datetime.fromtimestamp(row["opened_at"], UTC) if row["opened_at"] is not None else None,
        row["closed_at"] is not None,
        bool(row["own"]),
    )


def as_told(db: sqlite3.Connection, storm: Storm) -> Storm:
    """*storm* with what it comes to now."""
    return storm.telling(sum_up(entries(db, storm.id), storm.gravest))


def recent(db: sqlite3.Connection, storm: Storm, now: datetime) -> int:
    """How many of it opened a short while ago."""
    query = (
        "SELECT count(*) FROM post JOIN life ON life.id = post.subject WHERE storm = ? AND life.opened_at > ?"
    )
    return int(db.execute(query, (storm.id, (now - CALM).timestamp())).fetchone()[0])


def dissolve(db: sqlite3.Connection, channel: ChannelId) -> None:
    """The channel takes nothing any more: what its storms spoke for is owed as cards again."""
    for row in db.execute(_MEMBERS_TO_BE_TOLD, (channel,)).fetchall():
        give_card(db, row["id"], ALARM)
    leave = "UPDATE post SET storm = NULL, page = NULL, own = 0 WHERE channel = ? AND storm IS NOT NULL"
    db.execute(leave, (channel,))
    for storm in storms_on(db):
        if storm.channel == channel:
            keep(db, storm.ended(storm.since))
    db.execute(_STORM_S_OWN, (channel,))
