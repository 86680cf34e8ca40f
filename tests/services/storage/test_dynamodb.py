"""What only a table that several bots write has to withstand: races, throttling, crashes half-way."""

import asyncio
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.errors import StartError
from bot.storage import Storage, open_table
from services.desk import StoreUnavailable, Verdict
from services.incident import Acted, IncidentId, UserId
from services.muting.mute import Mute, MuteId
from services.post import How, Settled, Ts
from services.storage.dynamodb.subjects import RELEASED
from services.storage.owing import SEEN_FOR
from tests.builders import ALERTS, ALICE, BOB, NOON, OPS, alarm, deliver, event, minutes
from tests.dynamo import MemoryDynamo
from tests.fakes import Clock
from tests.services.storage.conftest import decide
from tests.tables import NAME, Troubled, create, on_moto, open_dynamo, refusal

INCIDENT = IncidentId("i-web-7-cpu-high")
THROTTLED = refusal("TransactionCanceledException", "None", "ThrottlingError")


@dataclass
class Machines:
    """Two bots on one table."""

    client: Troubled
    one: Storage
    other: Storage
    clock: Clock


@pytest.fixture(params=["memory", "ministack"])
def machines(request):
    if request.param == "memory":
        inner, name = MemoryDynamo(), NAME
    else:
        inner, name = request.getfixturevalue("ministack"), f"two-{uuid.uuid4().hex}"
        create(inner, name)
    client, clock = Troubled(inner), Clock(NOON.timestamp())
    with ExitStack() as stack:
        bots = [open_dynamo(client, name, clock, threads=4) for _ in range(2)]
        for bot in bots:
            stack.callback(bot.close)
        yield Machines(client, bots[0], bots[1], clock)


@pytest.fixture
def memory() -> MemoryDynamo:
    return MemoryDynamo()


@pytest.fixture
def client(memory):
    return Troubled(memory)


@pytest.fixture
def clock():
    return Clock(NOON.timestamp())


@pytest.fixture
def storage(client, clock):
    opened = open_dynamo(client, NAME, clock)
    yield opened
    opened.close()


async def accept(storage: Storage, *said):
    return await storage.desk.accept(deliver(*said), decide, lambda _: [ALERTS])


async def show(storage: Storage, at_most: int = 20) -> int:
    """Let a channel that takes everything show what it is owed; say how much that was."""
    owed = await storage.backlog.owed(ALERTS, at_most)
    await storage.backlog.intend(owed, 1.0)
    shown = [Settled(one, How.SHOWN, one.card_ts or Ts(f"{one.card}"), one.version) for one in owed]
    await storage.backlog.settle(shown)
    return sum(len(one.posts) for one in owed)


async def test_an_alarm_that_two_bots_take_in_at_once_is_accepted_by_one(machines):
    said = [alarm(f"web-{n}") for n in range(6)]
    both = await asyncio.gather(accept(machines.one, *said), accept(machines.other, *said))
    for pair in zip(*both, strict=True):
        assert sorted(one.verdict for one in pair) == [Verdict.ACCEPTED, Verdict.SEEN]
    assert (await machines.one.views.figures()).open_incidents == 6


async def test_a_click_and_a_word_at_the_same_moment_are_both_kept(machines):
    await accept(machines.one, alarm())
    incident = INCIDENT
    people = [replace(ALICE, id=UserId(f"U{n}")) for n in range(4)]
    clicks = [
        bot.desk.change(incident, lambda one, who=who: (one.watched(who, NOON), None))
        for who, bot in zip(people, (machines.one, machines.other) * 2, strict=True)
    ]
    words = [accept(machines.one, alarm(after=1)), accept(machines.other, alarm(after=2))]
    await asyncio.gather(*clicks, *words)
    known = await machines.other.views.incident(incident)
    assert known
    assert {one.person.id for one in known.watchers} == {one.id for one in people}
    assert len(await machines.one.reports.course(incident)) == 3


async def test_a_run_of_a_job_is_one_bots(machines):
    bots = (machines.one, machines.other) * 3
    assert sum(await asyncio.gather(*(bot.logbook.claim("sweep", NOON) for bot in bots))) == 1


async def test_a_claim_whose_answer_got_lost_is_still_the_bots_own(client, storage):
    client.lost = 1
    assert await storage.logbook.claim("sweep", NOON)
    assert not await storage.logbook.claim("sweep", NOON)


async def test_a_batch_that_is_throttled_for_a_while_is_accepted_once(client, storage):
    client.troubles = {"transact_write_items": [THROTTLED] * 4, "batch_get_item": [THROTTLED] * 2}
    outcomes = await accept(storage, *(alarm(f"web-{n}") for n in range(4)))
    assert [one.verdict for one in outcomes] == [Verdict.ACCEPTED] * 4
    assert (await storage.views.figures()).owed == {ALERTS: 4}


async def test_of_a_batch_that_is_throttled_for_good_nothing_counts_as_failed(client, storage):
    client.troubles = {"transact_write_items": [THROTTLED] * 500}
    with pytest.raises(StoreUnavailable):
        await accept(storage, alarm("one"), alarm("two"))
    client.troubles = {}
    assert [one.verdict for one in await accept(storage, alarm("one"), alarm("two"))] == [
        Verdict.ACCEPTED
    ] * 2


async def test_a_seen_key_that_dynamodb_has_not_removed_yet_has_run_out_all_the_same(memory, storage, clock):
    await accept(storage, event())
    seen = next(item for (pk, _), item in memory.items.items() if pk.startswith("SEEN#"))
    assert int(seen["ttl"]["N"]) == int(clock.now + SEEN_FOR.total_seconds())
    clock.pass_(SEEN_FOR.total_seconds() - 1)
    assert (await accept(storage, event()))[0].verdict is Verdict.SEEN
    clock.pass_(2)
    assert (await accept(storage, event()))[0].verdict is Verdict.ACCEPTED


async def test_more_than_a_page_of_what_is_owed_is_shown_in_its_order(storage):
    for start in range(0, 40, 10):
        await accept(storage, *(alarm(f"web-{start + n:02}") for n in range(10)))
    owed = await storage.backlog.owed(ALERTS, 30)  # a page of the tests holds 7
    assert [one.subject.alarm.name for one in owed] == [f"web-{n:02}" for n in range(30)]
    assert [await show(storage) for _ in range(5)] == [20, 20, 20, 20, 0]


async def test_what_is_shown_leaves_nothing_behind_to_look_through(memory, storage):
    await accept(storage, alarm("web-1"), alarm("web-2"))
    assert await show(storage) + await show(storage) == 4
    assert [place for place in memory.items if place[0].startswith("OWED#")] == []
    assert await storage.backlog.channels() == []


async def test_a_long_thread_follows_its_card_bit_by_bit(storage):
    lines = RELEASED * 2 + 5
    await accept(storage, alarm())
    for second in range(lines - 1):
        at = NOON + timedelta(seconds=second)
        line = Acted(at, ALICE, "watched" if second % 2 else "unwatched")
        await storage.desk.change(
            INCIDENT, lambda one, line=line: (replace(one, version=one.version + 1), line)
        )
    shown = 0
    while more := await show(storage):
        shown += more
    assert shown == 1 + lines


async def test_a_mute_that_was_cut_short_is_carried_on_by_whoever_looks(client, storage, clock):
    await accept(storage, *(alarm(f"web-{n}") for n in range(9)))
    mute = Mute(MuteId("m-1"), "web-*", ALICE, NOON, NOON + minutes(60))
    begun = len([one for one in client.asked if one == "transact_write_items"])
    client.fail_after = begun + 4
    with pytest.raises(StoreUnavailable):
        await storage.mutes.add(mute, NOON, [ALERTS])
    client.fail_after = None
    assert await storage.mutes.mutes() == [mute]
    await storage.mutes.look(NOON + minutes(1))
    assert all(one.muting for one in await storage.mutes.open_under(mute))
    client.fail_after = len([one for one in client.asked if one == "transact_write_items"]) + 4
    with pytest.raises(StoreUnavailable):
        await storage.mutes.end([mute], NOON + minutes(2), BOB)
    client.fail_after = None
    await storage.mutes.look(NOON + minutes(3))
    assert not any(one.muting for one in await storage.mutes.open_under(mute))


async def test_a_channels_backlog_that_was_moved_half_way_is_moved_whole(client, storage):
    await accept(storage, *(alarm(f"web-{n}") for n in range(9)))
    client.fail_after = len([one for one in client.asked if one == "transact_write_items"]) + 4
    with pytest.raises(StoreUnavailable):
        await storage.backlog.move(ALERTS, OPS, event("moved"))
    client.fail_after = None
    await storage.backlog.move(ALERTS, OPS, None)
    assert await storage.backlog.owed(ALERTS, 20) == []
    assert len(await storage.backlog.owed(OPS, 20)) == 10


def test_a_table_that_can_t_be_used_is_told_at_the_start_with_what_to_do():
    with on_moto() as client:
        open_table(NAME, client).close()
        with pytest.raises(StartError, match=r"no DynamoDB table other\. Deploy infra/watchbell\.yml"):
            open_table("other", client)
        client.create_table(
            TableName="other",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        )
        with pytest.raises(StartError, match="other keys than pk"):
            open_table("other", client)
