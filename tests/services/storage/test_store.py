"""What every store does with what is delivered, and with what people change."""

import pytest

from services.desk import UnknownIncident, Verdict
from services.incident import IncidentId
from services.record import Known, Step
from tests.builders import ALERTS, ALICE, alarm, deliver, event, no_data, ok
from tests.services.storage.conftest import decide


async def accept(storage, *said):
    return await storage.desk.accept(deliver(*said), decide, lambda _: [ALERTS])


async def test_what_was_seen_before_changes_nothing(storage):
    first = await accept(storage, alarm(), event())
    again = await accept(storage, alarm(), event())
    assert [one.verdict for one in first] == [Verdict.ACCEPTED] * 2
    assert [one.verdict for one in again] == [Verdict.SEEN] * 2


async def test_one_message_s_trouble_is_not_the_others(storage):
    def picky(known: Known, said) -> Step:
        if said.name == "poison":
            raise ValueError("can't be decided")
        return decide(known, said)

    said = deliver(alarm("good"), alarm("poison"), alarm("fine"))
    outcomes = await storage.desk.accept(said, picky, lambda _: [ALERTS])
    assert [one.verdict for one in outcomes] == [Verdict.ACCEPTED, Verdict.FAILED, Verdict.ACCEPTED]
    retried = await storage.desk.accept(said, decide, lambda _: [ALERTS])
    assert [one.verdict for one in retried] == [Verdict.SEEN, Verdict.ACCEPTED, Verdict.SEEN]


async def test_an_incident_nobody_opened_is_unknown(storage):
    with pytest.raises(UnknownIncident):
        await storage.desk.change(IncidentId("nothing"), lambda incident: (incident, None))


async def test_an_incident_comes_back_as_it_was_put(storage):
    await accept(storage, alarm(after=0), no_data(after=1), ok(after=2))
    incident = await storage.desk.change(IncidentId("i-web-7-cpu-high"), lambda one: (one, None))
    assert incident.alarm == ok(after=2)
    watched = await storage.desk.change(incident.id, lambda one: (one.watched(ALICE, one.since), None))
    assert watched.is_watched_by(ALICE)
    assert await storage.desk.change(incident.id, lambda one: (one, None)) == watched
