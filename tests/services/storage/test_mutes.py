"""What the store keeps of mutes."""

from datetime import timedelta

from services.incident import IncidentId
from services.muting.mute import Mute, MuteId
from services.record import Known, Step
from tests.builders import ALERTS, ALICE, NOON, alarm, deliver
from tests.services.storage.conftest import decide


def mute(number: int = 1, pattern: str = "web-*", hours: float = 1) -> Mute:
    return Mute(
        MuteId(f"mute-{number}"), pattern, ALICE, NOON, NOON + timedelta(hours=hours), reason="deploy"
    )


async def accept(storage, *said):
    return await storage.desk.accept(deliver(*said), decide, lambda _: [ALERTS])


async def test_a_mute_comes_back_as_it_was_put_until_it_ends(storage):
    mutes = storage.mutes
    first, second = mute(1), mute(2, "db-*", hours=2)
    for one in (first, second):
        await mutes.add(one, NOON, [ALERTS])
    assert await mutes.mutes() == [first, second]
    assert await mutes.look(NOON + timedelta(minutes=59)) == 0
    assert await mutes.look(NOON + timedelta(minutes=60)) == 1
    assert await mutes.mutes() == [second]
    await mutes.end([second], NOON + timedelta(minutes=61), ALICE)
    assert await mutes.mutes() == []
    assert await mutes.look(NOON + timedelta(hours=9)) == 0


async def test_of_a_batch_that_fails_no_silence_is_kept(storage):
    await storage.mutes.add(mute(), NOON, [ALERTS])

    def picky(known: Known, said) -> Step:
        step = decide(known, said)
        return Step(step.record, None if said.name == "web-2" else step.incident, step.line)

    def channels(said):
        if said.name == "web-3":
            raise ValueError("no route")
        return [ALERTS]

    await storage.desk.accept(deliver(*(alarm(f"web-{n}") for n in (1, 2, 3))), picky, channels)
    shown = [one.incident for one in (await storage.views.shown()).values()]
    assert [one.id for one in shown if one.muting] == ["i-web-1"]


async def test_the_open_incidents_under_a_mute_are_found(storage):
    await accept(storage, alarm("web-1"), alarm("db-1"))
    covered = await storage.mutes.open_under(mute())
    assert [one.alarm.name for one in covered] == ["web-1"]
    assert await storage.mutes.incident(IncidentId("i-web-1")) == covered[0]
    assert await storage.mutes.incident(IncidentId("nothing")) is None
