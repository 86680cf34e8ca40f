"""One suite for every rota: one winner of many, tokens that only grow, and nobody's clock but one's own."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count

import pytest
import pytest_asyncio

from demo.aws.local import LocalAws
from services.incident import ChannelId
from services.sharing.rota import NOBODY, Lease, MemberId, Rota
from services.storage.dynamodb.rota import DynamoRota
from tests.fakes import MemoryRota
from tests.tables import create, on_moto, table

pytestmark = pytest.mark.asyncio(loop_scope="module")

A, B = MemberId("host/1/a"), MemberId("host/2/b")
ALERTS = ChannelId("C0ALERTS")
BOTS = [MemberId(f"host/{n}") for n in range(8)]
NUMBERS = count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def aws(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalAws]:
    async with LocalAws(tmp_path_factory.mktemp("aws")) as aws:
        yield aws


@pytest_asyncio.fixture(params=["memory", "moto", "ministack"], loop_scope="module")
async def rota(request: pytest.FixtureRequest, aws: LocalAws) -> AsyncIterator[Rota]:
    match request.param:
        case "memory":
            yield MemoryRota()
        case "moto":
            with on_moto() as client, table(client) as made:
                yield DynamoRota(made)
        case "ministack":
            client = aws.clients.dynamodb
            name = f"rota-{next(NUMBERS)}"
            create(client, name)
            with table(client, name, threads=8) as made:
                yield DynamoRota(made)


async def there(rota: Rota, *members: MemberId) -> None:
    for member in members:
        assert await rota.beat(member, 1)


async def test_of_many_who_take_a_free_channel_one_gets_it(rota: Rota):
    await there(rota, *BOTS)
    taken = await asyncio.gather(*(rota.take(ALERTS, bot, None) for bot in BOTS))
    (winner,) = [one for one in taken if one]
    assert winner.token == 1
    assert (await rota.look()).leases == {ALERTS: winner}


async def test_of_many_who_follow_a_dead_bot_one_gets_its_channel(rota: Rota):
    await there(rota, A, *BOTS)
    before = await rota.take(ALERTS, A, None)
    struck = await asyncio.gather(*(rota.strike(A, 1) for _ in BOTS))
    assert struck.count(True) == 1
    taken = await asyncio.gather(*(rota.take(ALERTS, bot, before) for bot in BOTS))
    assert [one.token for one in taken if one] == [2]


async def test_what_a_living_bot_holds_cannot_be_taken(rota: Rota):
    await there(rota, A, B)
    lease = await rota.take(ALERTS, A, None)
    assert await rota.take(ALERTS, B, None) is None
    assert await rota.take(ALERTS, B, lease) is None
    assert (await rota.look()).leases[ALERTS] == lease


async def test_a_bot_that_has_beaten_meanwhile_is_not_struck_off(rota: Rota):
    await there(rota, A)
    seen = (await rota.look()).beats[A]
    assert await rota.beat(A, 2)
    assert not await rota.strike(A, seen)
    assert (await rota.look()).beats == {A: 2}


async def test_a_beat_that_comes_late_takes_no_newer_one_back(rota: Rota):
    await there(rota, A)
    assert await rota.beat(A, 3)
    assert await rota.beat(A, 2)
    assert (await rota.look()).beats == {A: 3}


async def test_who_was_struck_off_hears_of_it_at_its_next_beat_and_takes_nothing(rota: Rota):
    await there(rota, A, B)
    assert await rota.strike(A, 1)
    assert not await rota.beat(A, 2)
    assert await rota.take(ALERTS, A, None) is None


async def test_a_beat_changes_no_token(rota: Rota):
    await there(rota, A)
    lease = await rota.take(ALERTS, A, None)
    await rota.beat(A, 2)
    assert (await rota.look()).leases[ALERTS] == lease


async def test_only_the_holder_of_the_newest_token_gives_a_channel_back(rota: Rota):
    await there(rota, A, B)
    old = await rota.take(ALERTS, A, None)
    assert old
    await rota.strike(A, 1)
    new = await rota.take(ALERTS, B, old)
    assert not await rota.release(old)
    assert new
    assert await rota.release(new)
    assert (await rota.look()).leases[ALERTS] == Lease(ALERTS, NOBODY, 2)
    assert not await rota.release(new)


async def test_what_was_given_back_is_taken_under_the_next_token(rota: Rota):
    await there(rota, A, B)
    lease = await rota.take(ALERTS, A, None)
    assert lease
    await rota.release(lease)
    given_back = (await rota.look()).leases[ALERTS]
    assert await rota.take(ALERTS, B, given_back) == Lease(ALERTS, B, 2)


async def test_who_leaves_is_off_the_roll_and_its_channels_are_free(rota: Rota):
    await there(rota, A)
    await rota.take(ALERTS, A, None)
    await rota.leave(A)
    roll = await rota.look()
    assert roll.beats == {}
    assert roll.is_free(ALERTS)
