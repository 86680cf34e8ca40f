"""What is counted of the incidents, over each real store."""

from services.incident import ChannelId
from services.summing.tally import Noisy, Stretch, Tallies, Took
from tests.builders import ALERTS, ALICE, BOB, NOON, OPS, alarm, event, minutes, no_data, ok

TODAY = Stretch(NOON, NOON + minutes(120))
YESTERDAY = Stretch(NOON - minutes(120), NOON)


def tallies(office) -> Tallies:
    return office.storage.tallies


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
