"""What the channels do not show yet, in SQLite."""

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.event import Event
from services.incident import ChannelId, is_loud
from services.muting.mute import Silence
from services.post import How, Owed, Page, PostId, Settled, Subject, moments
from services.storage import codec
from services.storage.owing import merged
from services.storage.sqlite import joining
from services.storage.sqlite.database import Database
from services.storage.sqlite.silences import as_told
from services.storage.sqlite.subjects import put_event
from services.storage.urgency import ALARM, PERSON
from services.storming.storm import Storm, StormId

# While the bot catches up after an absence: the cards, never begun, of what went off in it.
# Times are compared as times: as texts, "12:00:05Z" comes after "12:00:05.9Z".
HELD_BACK = """(
    post.seq = 0 AND post.shown = 0 AND post.ts IS NULL AND post.intent IS NULL AND subject.kind = 'incident'
    AND EXISTS (
        SELECT 1 FROM meta WHERE name = 'away'
        AND julianday(
            coalesce(json_extract(subject.doc, '$.opened_at'), json_extract(subject.doc, '$.since'))
        ) BETWEEN julianday(json_extract(value, '$.since')) AND julianday(json_extract(value, '$.until'))
    )
)"""
_OWED = f"""
    SELECT post.n, post.id, post.channel, post.card, post.seq, post.urgency, post.wanted, post.intent,
           post.plain, post.page, post.ts,
           card.ts AS card_ts, subject.kind, subject.doc, line.doc AS line, earlier.ts AS earlier_ts
    FROM post
    JOIN post AS card ON card.id = post.card
    JOIN subject ON subject.id = post.subject
    LEFT JOIN line ON line.subject = post.subject AND line.seq = post.seq
    LEFT JOIN post AS earlier ON post.seq = 0 AND earlier.id = subject.earlier || '/' || post.channel || '/0'
    WHERE post.channel = :channel AND post.shown < post.wanted AND (post.seq = 0 OR card.ts IS NOT NULL)
        AND NOT {HELD_BACK}
"""  # noqa: S608 — a constant
_ORDER = " ORDER BY post.urgency, post.n LIMIT :at_most"
# Updates have a pace of their own: they wait beside what is to be posted, not behind it.
_NEW = f"{_OWED} AND post.ts IS NULL AND (post.page IS NULL OR post.seq = 0) {_ORDER}"
_STALE = f"{_OWED} AND post.ts IS NOT NULL AND (post.page IS NULL OR post.seq = 0) {_ORDER}"
# The pages of a storm are many: they are not in the way of what else there is.
_PAGES = f"""
    {_OWED} AND post.page IS NOT NULL AND post.seq > 0 AND post.ts IS %s NULL
    ORDER BY post.urgency, post.n LIMIT 2
"""
_READ = (_NEW, _STALE, _PAGES % "", _PAGES % "NOT")
# how each ending is kept; what was not surely written keeps its intent
_SETTLED = {
    How.SHOWN: "UPDATE post SET ts = :ts, shown = :version, intent = NULL WHERE id = :id",
    How.OWED: "UPDATE post SET intent = NULL WHERE id = :id",
    How.PLAIN: "UPDATE post SET plain = 1, intent = NULL WHERE id = :id",
    # a card that is missed when its alarm goes off again is shown anew: that was the next ALARM
    How.GONE: f"UPDATE post SET ts = NULL, intent = NULL, shown = iif(seq = 0 AND ts IS NOT NULL "  # noqa: S608 — a constant
    f"AND urgency = {ALARM}, 0, :version) WHERE id = :id",
}


# the pages of a card that somebody deleted: they stand below the next one
_PAGES_ANEW = "UPDATE post SET ts = NULL, shown = 0 WHERE subject = ? AND seq > 0"


def new_storm_id() -> StormId:
    return StormId(f"storm-{secrets.token_hex(6)}")


@dataclass(frozen=True, slots=True)
class SqliteBacklog:
    database: Database
    storm_id: Callable[[], StormId] = new_storm_id

    async def channels(self) -> list[ChannelId]:
        """The channels that are owed something."""
        return await self.database.run(_channels)

    async def owed(self, channel: ChannelId, at_most: int) -> list[Owed]:
        """What *channel* does not show yet, the most urgent first."""
        return await self.database.run(
            # read on the store's thread as well: twenty channels' rows would hold up the loop
            lambda db: merged([_owed(db, row) for row in _rows(db, channel, at_most)])
        )

    async def gather(self, channel: ChannelId, few: float, now: datetime) -> None:
        """Where more than *few* cards wait to be begun, or a storm is on, let a storm speak for them."""
        await self.database.run(
            lambda db: joining.gather(db, channel, few, now, held_back=HELD_BACK, new_id=self.storm_id)
        )

    async def told(self, owed: Owed) -> Owed:
        """*owed*, of a storm, with what is counted and listed of it now."""
        return await self.database.run(lambda db: _told(db, owed))

    async def intend(self, posts: Sequence[Owed], at: float) -> None:
        """Remember that *posts* are about to be written, and by their times, which are one message."""
        rows = [(when, post) for owed, when in moments(posts, at) for post in owed.posts]
        if rows:
            await self.database.run(
                lambda db: db.executemany("UPDATE post SET intent = ? WHERE id = ?", rows).close()
            )

    async def settle(self, results: Sequence[Settled]) -> None:
        """Remember how writes ended."""
        await self.database.run(lambda db: _settle(db, results))

    async def move(self, channel: ChannelId, to: ChannelId, notice: Event | None) -> None:
        """Owe to another channel all that *channel* does not show, and a *notice* that says why."""
        await self.database.run(lambda db: _move(db, channel, to, notice))


def _channels(db: sqlite3.Connection) -> list[ChannelId]:
    rows = db.execute("SELECT DISTINCT channel FROM post WHERE shown < wanted").fetchall()
    return [ChannelId(row["channel"]) for row in rows]


def _rows(db: sqlite3.Connection, channel: ChannelId, at_most: int) -> list[sqlite3.Row]:
    values = {"channel": channel, "at_most": at_most}
    rows = [row for query in _READ for row in db.execute(query, values).fetchall()]
    return sorted(rows, key=lambda row: (row["urgency"], row["n"]))


def _owed(db: sqlite3.Connection, row: sqlite3.Row) -> Owed:
    subject = _subject(db, row)
    line = codec.load_line(row["line"]) if row["line"] else None
    return Owed(
        posts=(PostId(row["id"]),),
        channel=ChannelId(row["channel"]),
        subject=subject,
        version=row["wanted"],
        urgent=row["urgency"] <= (PERSON if isinstance(subject, Storm) else ALARM),
        card=PostId(row["card"]),
        card_ts=row["card_ts"],
        lines=(line,) if line else (),
        is_card=row["seq"] == 0,
        loud=is_loud(line),
        intent=row["intent"],
        plain=bool(row["plain"]),
        earlier_ts=row["earlier_ts"],
        page=Page(row["seq"], row["ts"]) if isinstance(subject, Storm) and row["seq"] else None,
    )


def _subject(db: sqlite3.Connection, row: sqlite3.Row) -> Subject:
    """As it is to be told: what is said of many is counted now."""
    subject = codec.load_subject(row["kind"], row["doc"])
    return as_told(db, subject) if isinstance(subject, Silence) else subject


def _told(db: sqlite3.Connection, owed: Owed) -> Owed:
    if not isinstance(owed.subject, Storm):
        return owed
    if owed.page is None:
        return replace(owed, subject=joining.as_told(db, owed.subject))
    entries = tuple(joining.entries(db, owed.subject.id, owed.page.number))
    return replace(owed, page=replace(owed.page, entries=entries))


def _settle(db: sqlite3.Connection, results: Sequence[Settled]) -> None:
    for result in results:
        if result.how in _SETTLED:
            values = [{"id": post, "ts": result.ts, "version": result.version} for post in result.owed.posts]
            db.executemany(_SETTLED[result.how], values)
        if result.how is How.GONE and isinstance(result.owed.subject, Storm) and result.owed.is_card:
            db.execute(_PAGES_ANEW, (result.owed.subject.id,))


def _move(db: sqlite3.Connection, channel: ChannelId, to: ChannelId, notice: Event | None) -> None:
    """Cards begin anew there, with what their threads do not show yet; what stands there already stays."""
    joining.dissolve(db, channel)
    ids = {"from": channel, "to": to}
    db.execute(
        "UPDATE OR IGNORE post SET channel = :to, id = subject || '/' || :to || '/' || seq, "
        "card = subject || '/' || :to || '/0', ts = NULL, shown = 0, intent = NULL "
        "WHERE channel = :from AND subject IN "
        "(SELECT subject FROM post WHERE channel = :from AND shown < wanted) AND (seq = 0 OR shown < wanted)",
        ids,
    )
    db.execute("UPDATE post SET shown = wanted WHERE channel = :from AND shown < wanted", ids)
    if notice:
        put_event(db, notice, [to])
