"""Several bots: one of them shows each channel, whoever dies, stands still, stops or has a wrong clock."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.desk import StoreUnavailable
from services.incident import ChannelId
from services.post import How, Settled, Unsure
from services.sharing.rota import Terms
from services.storage.sqlite.database import Database
from services.storage.sqlite.store import SqliteStore
from tests.builders import ALERTS, OPS, alarm, no_data, ok
from tests.fakes import Clock, PlainFace
from tests.services.bots import House, SharedSqlite
from tests.tables import NAME, on_moto, open_dynamo

REPLACED_WITHIN = 15.0
HOUR = 3600.0


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    database, clock = Database(tmp_path / "state.db"), Clock()
    yield House(SqliteStore(database, clock), SharedSqlite(database), clock=clock)
    database.close()


@pytest.fixture(params=["sqlite", "dynamodb"])
async def stored(request: pytest.FixtureRequest, house: House) -> AsyncIterator[House]:
    """Over a store of each kind: it is the store that knows who comes too late."""
    if request.param == "sqlite":
        yield house
        return
    with on_moto() as client:
        storage = open_dynamo(client, NAME, house.clock)
        assert storage.shared
        yield House(storage.desk, storage.shared.backlog, clock=house.clock)
        storage.close()


async def test_a_bot_alone_shows_everything(house: House):
    await house.hire("a")
    assert house.shown_by() == {ALERTS: "a", OPS: "a"}


async def test_a_second_one_gets_its_share(house: House):
    a = await house.hire("a")
    b = await house.hire("b")
    await house.pass_(4)
    assert sorted(house.shown_by().values()) == ["a", "b"]
    assert a.shared == b.shared == 2


async def test_channels_are_spread_fairly_and_then_stay_where_they_are(house: House):
    house.channels = [ChannelId(f"C{n}") for n in range(10)]
    for name in "abc":
        await house.hire(name)
    await house.pass_(30)
    before = house.shown_by()
    assert len(before) == 10
    assert max(list(before.values()).count(name) for name in "abc") <= 4
    await house.pass_(60)
    assert house.shown_by() == before


async def test_what_one_accepts_another_shows(stored: House):
    a, b = await stored.hire("a"), await stored.hire("b")
    await stored.pass_(4)
    there, other = (a, b) if a.shows(ALERTS) else (b, a)
    await other.hear(alarm())
    await other.show()
    assert stored.slack.texts(ALERTS) == []
    await there.shifts.round()
    assert ALERTS in there.woken
    await there.show()
    assert stored.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]


async def test_a_dead_one_is_replaced_and_nothing_is_shown_twice_or_lost(stored: House):
    a = await stored.hire("a")
    b = await stored.hire("b")
    await a.hear(alarm("one"))
    await a.show()
    await b.hear(alarm("two"))
    died = stored.clock.now
    while stored.shown_by().get(ALERTS) != "b":
        await stored.pass_(0.5, b)
    assert stored.clock.now - died <= REPLACED_WITHIN
    await stored.pass_(8, b)
    assert sorted(stored.slack.texts(ALERTS)) == ["ALARM one", "ALARM two"]


async def test_two_never_hold_one_channel_whatever_the_moment_of_death(house: House):
    for tenth in range(20):
        first = await house.hire(f"first-{tenth}")
        await house.pass_(tenth / 10 + 3)
        second = await house.hire(f"second-{tenth}")
        while not second.shows(ALERTS):
            house.clock.pass_(0.1)
            await second.shifts.round()
            assert not (first.shows(ALERTS) and second.shows(ALERTS))
        await second.shifts.world.rota.leave(second.shifts.name)
        await first.shifts.world.rota.leave(first.shifts.name)
        house.bots.clear()


async def test_nothing_is_written_with_less_lease_left_than_a_request_takes(house: House):
    a = await house.hire("a")
    house.clock.pass_(Terms().lease - Terms().request + 0.1)
    assert a.shows(ALERTS)
    await a.hear(alarm())
    await a.show()
    assert house.slack.stands == []
    await a.turn()
    assert house.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]


async def test_a_post_that_the_dead_one_had_under_way_is_found_and_not_posted_again(stored: House):
    a, b = await stored.hire("a"), await stored.hire("b")
    await a.hear(alarm())
    stored.slack.lost_answers = [Unsure("it died before the answer")]
    await a.show()
    assert len(stored.slack.stands) == 1
    await stored.pass_(30, b)
    assert stored.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]
    assert stored.slack.texts(ALERTS, thread=True) == ["ALARM"]


@pytest.mark.parametrize("wrong_by", [-HOUR, -400.0, -3.0, 3.0, 400.0, HOUR])
async def test_clocks_that_differ_lose_nothing_and_double_nothing(house: House, wrong_by: float):
    a, b = await house.hire("a", wrong_by), await house.hire("b")
    await a.hear(alarm("one"), alarm("two"))
    house.slack.lost_answers = [Unsure("it died before the answer")]
    await a.show()
    died = house.clock.now
    while len(house.slack.texts(ALERTS)) < 2:
        await house.pass_(0.5, b)
    assert house.clock.now - died <= REPLACED_WITHIN + Terms().request + Terms().batch
    await house.pass_(30, b)
    assert sorted(house.slack.texts(ALERTS)) == ["ALARM one", "ALARM two"]


async def test_one_that_stood_still_before_it_posted_takes_its_double_back(stored: House):
    a, b = await stored.hire("a"), await stored.hire("b")
    await a.hear(alarm())

    async def stand_still() -> None:
        await stored.pass_(30, b)
        assert stored.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]

    a.line.held_up = stand_still
    await a.show()
    await stored.pass_(5)
    assert stored.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]
    assert stored.slack.texts(ALERTS, thread=True) == ["ALARM"]
    assert [bot for bot in stored.shown_by().values() if bot == "a"]


async def test_one_that_stood_still_before_it_updated_is_corrected(stored: House):
    a, b = await stored.hire("a"), await stored.hire("b")
    await a.hear(alarm(after=0))
    await a.show()
    await a.hear(no_data(after=1))

    async def stand_still() -> None:
        await b.hear(ok(after=2))
        await stored.pass_(30, b)
        assert stored.slack.texts(ALERTS) == ["OK web-7-cpu-high"]

    a.line.held_up = stand_still
    await a.show()
    await stored.pass_(5)
    assert stored.slack.texts(ALERTS) == ["OK web-7-cpu-high"]


async def test_one_that_stood_still_before_it_began_begins_nothing(stored: House):
    a, b = await stored.hire("a"), await stored.hire("b")
    await a.hear(alarm())
    seen = await stored.backlog.owed(ALERTS, 9)
    await stored.pass_(30, b)
    with pytest.raises(StoreUnavailable):
        await stored.backlog.intend(seen, stored.clock.now)
    assert stored.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]


async def test_a_line_of_the_thread_that_stands_twice_is_taken_back_and_one_that_was_found_is_not(
    stored: House,
):
    a, b = await stored.hire("a"), await stored.hire("b")
    await a.hear(alarm())
    await a.show()
    await a.hear(no_data(after=1))
    card, line = sorted(await stored.backlog.owed(ALERTS, 9), key=lambda one: not one.is_card)
    at = stored.clock.now
    await stored.backlog.intend([line], at)
    mine = await stored.slack.post(line, PlainFace().lines(line.subject, line.lines))
    await stored.pass_(40, b)
    late = Settled(line, How.SHOWN, mine, line.version)
    assert await stored.backlog.settle_begun([late], {line.id: at}) in ([], [late])
    a.board._backlog.begun[line.id] = at  # type: ignore[attr-defined]  # noqa: SLF001 — as if it had begun it
    await a.board._backlog.settle([late])  # noqa: SLF001
    assert stored.slack.texts(ALERTS, thread=True) == ["ALARM", "INSUFFICIENT_DATA"]
    assert card.is_card


async def test_one_that_was_taken_for_dead_comes_back_as_another(house: House):
    a, b = await house.hire("a"), await house.hire("b")
    before = a.shifts.name
    await house.pass_(20, b)
    assert not a.shows(ALERTS)
    await house.pass_(4)
    assert a.shifts.name != before
    assert sorted(house.shown_by().values()) == ["a", "b"]


async def test_while_the_store_is_away_nobody_shows_anything_and_then_all_goes_on(house: House):
    a = await house.hire("a")
    house.rota.down = True
    await house.pass_(12)
    assert house.shown_by() == {}
    house.rota.down = False
    await a.hear(alarm())
    await house.pass_(3)
    assert house.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]


async def test_one_that_stops_hands_over_at_once(house: House):
    a, b = await house.hire("a"), await house.hire("b")
    a.shifts.stop()
    await a.shifts.run()
    await b.shifts.round()
    assert house.shown_by() == {ALERTS: "b", OPS: "b"}
    assert list(house.rota.beats) == [b.shifts.name]


async def test_one_that_stops_keeps_a_channel_while_a_write_may_still_arrive(house: House):
    a, b = await house.hire("a"), await house.hire("b")
    await a.hear(alarm())
    house.slack.lost_answers = [Unsure("no answer")]
    await a.show()
    a.shifts.stop()
    await a.shifts.round()
    await b.shifts.round()
    assert house.shown_by() == {OPS: "b"}
    house.clock.pass_(Terms().request + Terms().batch)
    await a.shifts.run()
    await b.shifts.round()
    assert house.shown_by() == {ALERTS: "b", OPS: "b"}
    await house.pass_(8, b)
    assert house.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]


async def test_a_rolling_restart_of_all_loses_nothing_and_doubles_nothing(stored: House):
    bots = [await stored.hire(name) for name in "abc"]
    names = []
    for turn, old in enumerate(bots):
        for number in range(5):
            names.append(f"alarm-{turn}-{number}")
            await bots[-1].hear(alarm(names[-1]))
            await stored.pass_(0.5)
        old.shifts.stop()
        await old.shifts.run()
        stored.bots.remove(old)
        await stored.hire(f"new-{turn}")
    await stored.pass_(5)
    assert sorted(stored.slack.texts(ALERTS)) == sorted(f"ALARM {name}" for name in names)
