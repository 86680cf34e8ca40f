"""The table: what is written together, what others write meanwhile, and what DynamoDB refuses."""

import pytest

from services.desk import StoreUnavailable
from services.storage.dynamodb.table import Table
from services.storage.dynamodb.troubles import Unwritable
from services.storage.dynamodb.unit import Key, TooMuch, Unit
from tests.tables import LOST, Troubled, on_moto, refusal, table

THROTTLED = refusal("TransactionCanceledException", "None", "ThrottlingError")
STOPPED = refusal("ProvisionedThroughputExceededException")


@pytest.fixture(scope="module")
def moto():
    with on_moto() as client:
        yield client


@pytest.fixture
def client(moto):
    return Troubled(moto)


@pytest.fixture
def shared(client):
    with table(client, page=2) as made:
        yield made


def add(unit: Unit, pk: str = "count") -> int:
    item = unit.get(pk, "-") or {"n": 0}
    unit.put(pk, "-", {"n": item["n"] + 1})
    return int(item["n"]) + 1


async def value(table: Table, pk: str):
    item = await table.run(lambda unit: unit.get(pk, "-"))
    return item and item["n"]


async def test_what_somebody_else_wrote_meanwhile_is_read_before_anything_is_decided(client, shared, moto):
    await shared.run(lambda unit: add(unit, "a"))
    client.before = lambda: moto.transact_write_items(
        TransactItems=[
            {
                "Put": {
                    "TableName": shared.name,
                    "Item": {"pk": {"S": "a"}, "sk": {"S": "-"}, "n": {"N": "40"}, "v": {"N": "7"}},
                }
            }
        ]
    )
    assert await shared.run(lambda unit: add(unit, "a")) == 41
    assert await value(shared, "a") == 41


async def test_where_one_thing_can_t_be_written_nothing_is(shared):
    await shared.run(lambda unit: add(unit, "b"))

    def both(unit: Unit) -> None:
        unit.lay("b2", "-", {"n": 1})
        unit.put("b", "-", {"n": 9})  # it was not read: it must not be there

    with pytest.raises(StoreUnavailable, match="others keep changing it"):
        await shared.run(both)
    assert (await value(shared, "b"), await value(shared, "b2")) == (1, None)


async def test_what_a_decision_rests_on_can_be_held_without_being_written(client, shared, moto):
    await shared.run(lambda unit: unit.put("ground", "-", {"n": 1}))

    def build(unit: Unit) -> int:
        ground = unit.get("ground", "-")
        unit.check("ground", "-")
        unit.lay("house", "-", {"n": ground["n"] if ground else 0})
        return 1

    client.before = lambda: moto.delete_item(
        TableName=shared.name, Key={"pk": {"S": "ground"}, "sk": {"S": "-"}}
    )
    await shared.run(build)
    assert await value(shared, "house") == 0


@pytest.mark.parametrize("trouble", [THROTTLED, STOPPED, LOST, refusal("InternalServerError")])
async def test_what_is_throttled_for_a_while_is_written_once(client, shared, trouble):
    before = await value(shared, "c") or 0
    client.troubles = {"transact_write_items": [trouble] * 3, "batch_get_item": [STOPPED] * 2}
    assert await shared.run(lambda unit: add(unit, "c")) == before + 1
    assert await value(shared, "c") == before + 1


@pytest.mark.parametrize("trouble", [THROTTLED, LOST, refusal("AccessDeniedException")])
async def test_what_is_throttled_for_good_says_so_and_changes_nothing(client, shared, trouble):
    client.troubles = {"transact_write_items": [trouble] * 50}
    with pytest.raises(StoreUnavailable):
        await shared.run(lambda unit: add(unit, "d"))
    assert await value(shared, "d") is None


async def test_a_write_whose_answer_got_lost_is_done_once(client, shared):
    client.lost = 2
    assert await shared.run(lambda unit: add(unit, "e")) == 1
    assert await value(shared, "e") == 1


async def test_a_partition_is_read_to_its_end_however_many_pages_that_are(client, shared):
    for number in range(7):
        await shared.run(lambda unit, sk=f"{number}": unit.lay("long", sk, {"n": 1}))
    client.asked.clear()
    found = await shared.run(lambda unit: [item["sk"] for item in unit.query("long")])
    assert found == list("0123456")
    assert client.asked == ["query"] * 4
    assert await shared.run(lambda unit: unit.count("long")) == 7
    some = await shared.run(
        lambda unit: [item["sk"] for item in unit.query("long", between=("2", "4"), newest_first=True)]
    )
    assert some == ["4", "3", "2"]


async def test_more_than_a_batch_is_read_whole(shared):
    await shared.run(lambda unit: [unit.lay("many", f"{n:03}", {"n": n}) for n in range(99)])
    keys = [Key("many", f"{n:03}") for n in range(250)]
    assert [item["n"] for item in await shared.run(lambda unit: unit.fetch(keys))] == list(range(99))


async def test_what_no_transaction_has_room_for_is_not_begun(shared):
    with pytest.raises(TooMuch):
        await shared.run(lambda unit: [unit.lay("most", f"{n}", {}) for n in range(101)])


async def test_what_no_item_can_hold_is_no_trouble_of_the_table(shared):
    with pytest.raises(Unwritable):
        await shared.run(lambda unit: unit.put("large", "-", {"text": "x" * 500_000}))


async def test_work_reads_what_it_has_put_and_what_it_has_deleted(shared):
    def work(unit: Unit) -> list[int]:
        return [add(unit, "f"), add(unit, "f")]

    assert await shared.run(work) == [1, 2]

    def over(unit: Unit) -> object:
        unit.delete("f", "-")
        return unit.get("f", "-")

    await shared.run(lambda unit: unit.get("f", "-"))
    assert await value(shared, "f") == 2
    assert await shared.run(lambda unit: (unit.get("f", "-"), over(unit))[1]) is None
    assert await value(shared, "f") is None
