"""What is counted of the incidents, over a real SQLite file."""

import sqlite3
from contextlib import closing

from services.incident import ChannelId
from services.storage import codec
from services.storage.sqlite.database import Database
from services.storage.sqlite.schema import MIGRATIONS
from services.storage.sqlite.tallies import SqliteTallies
from services.summing.tally import Noisy, Stretch, Took
from tests.builders import ALERTS, ALICE, BOB, NOON, OPS, alarm, event, incident, minutes, no_data, ok

TODAY = Stretch(NOON, NOON + minutes(120))
YESTERDAY = Stretch(NOON - minutes(120), NOON)


def tallies(office) -> SqliteTallies:
    return SqliteTallies(office.database)


async def heard(office) -> None:
    """web went off three times, db once and still is; one was open before, and nobody heard when."""
    for after in (5, 15, 25):
        await office.hear(alarm("web", after=after), ok("web", after=after + 4))
    await office.hear(alarm("db", after=30), ok("cache", after=40), event("something else"))
    await office.hear(alarm("old", after=-90), ok("old", after=50))


async def test_what_opened_and_recovered_in_a_stretch_is_counted(office):
    await heard(office)
    tally = await tallies(office).tally(TODAY)
    assert (tally.opened, tally.recovered, tally.closed) == (4, 5, 0)
    assert tally.to_recover == Took(4, 60 * (4 + 4 + 4 + 140) / 4, 240)
    assert tally.noisiest == (
        Noisy("web", 3, NOON + minutes(25)),
        Noisy("db", 1, NOON + minutes(30)),
    )
    before = await tallies(office).tally(YESTERDAY)
    assert (before.opened, before.recovered, before.to_recover) == (1, 0, None)


async def test_the_ends_of_a_stretch_belong_to_one_of_two_neighbours(office):
    await office.hear(alarm("web", after=0))
    first, second = await tallies(office).tally(YESTERDAY), await tallies(office).tally(TODAY)
    assert (first.opened, second.opened) == (0, 1)


async def test_the_first_who_watched_counts_even_if_they_have_stopped_since(office):
    await office.hear(alarm("web", after=0), alarm("db", after=10), alarm("quiet", after=11))
    for number, minute, person in (("i1", 3, ALICE), ("i1", 20, BOB), ("i2", 11, BOB)):
        office.clock.now = (NOON + minutes(minute)).timestamp()
        await office.desk.watch(number, person)
    await office.desk.unwatch("i1", ALICE)
    assert (await tallies(office).tally(TODAY)).to_watch == Took(2, 120.0, 120.0)


async def test_what_was_closed_by_hand_did_not_recover(office):
    await office.hear(alarm("web", after=0), alarm("gone", after=1), no_data("gone", after=2))
    office.clock.now = (NOON + minutes(30)).timestamp()
    await office.desk.close("i1", ALICE)
    tally = await tallies(office).tally(TODAY)
    assert (tally.opened, tally.recovered, tally.closed, tally.to_recover) == (2, 0, 1, None)


async def test_a_channel_alone_counts_what_it_shows(office):
    await office.hear(alarm("web", after=0))
    office.routes.to = [OPS]
    await office.hear(alarm("db", after=1), ok("db", after=5))
    there = await tallies(office).tally(TODAY, OPS)
    assert (there.opened, there.recovered, [one.name for one in there.noisiest]) == (1, 1, ["db"])
    assert (await tallies(office).tally(TODAY, ALERTS)).opened == 1
    assert [one.alarm.name for one in await tallies(office).concerned(TODAY, OPS)] == ["db"]
    assert (await tallies(office).tally(TODAY, ChannelId("C0NOWHERE"))).is_quiet


async def test_what_opened_or_closed_in_a_stretch_is_named_the_newest_first(office):
    await heard(office)
    named = [one.alarm.name for one in await tallies(office).concerned(TODAY)]
    assert named == ["cache", "db", "web", "web", "web", "old"]
    assert len(await tallies(office).concerned(TODAY, at_most=2)) == 2


async def test_the_indexes_answer_without_a_look_at_any_document(office):
    """Else a million closed incidents would be read for the figures of a day."""
    await heard(office)
    for query in (
        "SELECT count(*) FROM life WHERE opened_at >= 1 AND opened_at < 2",
        "SELECT arn, count(*), max(opened_at) FROM life WHERE opened_at >= 1 AND opened_at < 2 GROUP BY arn",
        "SELECT closed_at - opened_at FROM life WHERE closed_at >= 1 AND closed_at < 2 AND state = 'OK'",
    ):
        plan = await office.database.run(lambda db, q=query: db.execute(f"EXPLAIN QUERY PLAN {q}").fetchall())
        assert "USING COVERING INDEX" in plan[0]["detail"], plan[0]["detail"]


async def test_a_store_of_an_earlier_version_is_counted_as_well(tmp_path):
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statements in MIGRATIONS[:2]:
            for statement in statements:
                db.execute(statement)
        closed = incident(closed_at=NOON + minutes(9), state=ok(after=9).state)
        kind, doc = codec.dump_subject(closed)
        db.execute("INSERT INTO subject (id, kind, doc, closed) VALUES ('a', ?, ?, 1)", (kind, doc))
        db.execute("PRAGMA user_version=2")
    database = Database(path)
    tally = await SqliteTallies(database).tally(TODAY)
    database.close()
    assert (tally.opened, tally.recovered) == (1, 1)
    assert tally.to_recover == Took(1, 540.0, 540.0)
    assert [one.last for one in tally.noisiest] == [NOON]
