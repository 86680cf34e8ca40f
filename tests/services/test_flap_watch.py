"""Flapping in the channel: one card that counts, a word when it begins and one when it has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from services.alarm import State
from services.desk import Change
from services.flap import USUAL
from services.flap_watch import FlapWatch
from services.incident import Incident, IncidentId, Reported
from services.summing.tally import Stretch
from tests.builders import ALERTS, ALICE, BOB, NOON, alarm, contributor, minutes, no_data, ok
from tests.services.conftest import Office
from tests.services.muting.test_mutes import QuietOffice
from tests.services.test_flap import swings
from tests.services.test_sweep import FakeCloud, World

NAME = "web-7-cpu-high"


@dataclass
class Restless:
    """An office in which an alarm goes up and down, a minute each."""

    office: Office

    def __post_init__(self) -> None:
        self.office.clock.now = NOON.timestamp()

    async def swing(self, number: int, *, since: int = 0) -> None:
        """Each of them shown before the next one comes."""
        for said in swings(since + number)[since:]:
            self.office.clock.now = max(self.office.clock.now, said.changed_at.timestamp())
            await self.office.hear(said)
            await self.office.show()

    async def look(self, after: float = 0) -> None:
        """What the job does, *after* so many minutes past noon."""
        self.office.clock.now = max(self.office.clock.now, NOON.timestamp() + 60 * after)
        watch = FlapWatch(self.office.storage.flaps, USUAL, self.office.board.wake, self.now)
        await watch.look()
        await self.office.show()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.office.clock.now, UTC)

    @property
    def cards(self) -> list[str]:
        return [text.partition(" after")[0] for text in self.office.slack.texts(ALERTS)]

    @property
    def lines(self) -> list[str]:
        return self.office.slack.texts(ALERTS, thread=True)

    @property
    def loud(self) -> list[str]:
        return [one.text for one in self.office.slack.stands if one.loud]

    async def incident(self, name: str = "i3") -> Incident:
        found = await self.office.storage.views.incident(IncidentId(name))
        assert found is not None
        return found


@pytest.fixture
def restless(office: Office) -> Restless:
    return Restless(office)


async def test_while_an_alarm_flaps_one_card_counts_its_changes(restless):
    await restless.swing(12)
    assert restless.cards == [f"OK {NAME}", f"OK {NAME}", f"OK {NAME} 🔁 12"]
    assert restless.loud == []


async def test_its_thread_is_told_when_it_begins_and_when_it_has_ended_and_of_no_change_between(restless):
    await restless.swing(14)
    assert restless.lines == ["ALARM", "OK"] * 2 + ["ALARM", "OK 🔁"]
    await restless.look(after=27)
    assert len(restless.lines) == 6, "it has not settled yet"
    await restless.look(after=28)
    assert restless.lines[6:] == ["flapped 14 times, OK"]
    assert restless.cards[-1] == f"OK {NAME}"
    assert restless.loud == []


async def test_every_change_is_in_the_timeline_that_reports_read(restless):
    await restless.swing(14)
    await restless.look(after=28)
    course = await restless.office.storage.reports.course(IncidentId("i3"))
    assert [line.kind for line in course] == ["changed"] * 10 + ["flapped"]


async def test_people_learn_loudly_and_once_that_it_has_settled_in_alarm(restless):
    await restless.swing(13)
    assert restless.cards[-1] == f"ALARM {NAME} 🔁 13"
    for after in (20, 27, 28, 60):
        await restless.look(after=after)
    assert restless.loud == ["flapped 13 times, ALARM"]
    assert restless.cards[-1] == f"ALARM {NAME}"
    await restless.office.hear(ok(after=61))
    await restless.office.show()
    assert restless.lines[-1] == "OK"


async def test_what_has_settled_opens_an_incident_of_its_own_the_next_time(restless):
    await restless.swing(14)
    await restless.look(after=40)
    await restless.office.hear(alarm(after=50))
    await restless.office.show()
    assert restless.cards[2:] == [f"OK {NAME}", f"ALARM {NAME}"]


async def test_a_word_that_comes_before_anybody_has_looked_is_one_of_after_the_flapping(restless):
    await restless.swing(14)
    await restless.office.hear(alarm(after=50))
    await restless.look(after=51)
    assert restless.cards[2:] == [f"OK {NAME}", f"ALARM {NAME}"]
    assert restless.lines[6:] == ["flapped 14 times, OK", "ALARM"]


async def test_a_crash_in_the_middle_forgets_nothing(restless):
    await restless.swing(9)
    restless.office.crash()
    await restless.swing(4, since=9)
    restless.office.crash()
    await restless.look(after=27)
    assert restless.cards[-1] == f"ALARM {NAME}"
    assert restless.loud == ["flapped 13 times, ALARM"]
    assert len(restless.lines) == 7


async def test_a_crash_before_the_last_word_was_shown_tells_it_once(restless):
    await restless.swing(13)
    restless.office.slack.troubles = [ConnectionError("the plug")]
    with pytest.raises(ConnectionError):
        await restless.look(after=30)
    restless.office.crash()
    restless.office.clock.pass_(20)
    await restless.look()
    assert restless.loud == ["flapped 13 times, ALARM"]


async def test_a_flapping_alarm_counts_as_opened_once_and_is_closed_when_it_is(restless):
    await restless.swing(13)
    tallies, stretch = restless.office.storage.tallies, Stretch(NOON, NOON + minutes(60))
    tally = await tallies.tally(stretch)
    assert (tally.opened, tally.recovered, tally.noisiest[0].times) == (3, 2, 3)
    await restless.swing(1, since=13)
    assert (await tallies.tally(stretch)).recovered == 3


async def test_its_watchers_and_its_report_stay_through_all_of_it(restless):
    await restless.swing(6)
    await restless.office.desk.watch(IncidentId("i3"), by=BOB)
    line = Reported(NOON, ALICE, "https://wiki.example/1", "Report", 1)
    desk = restless.office.storage.desk
    await desk.change(IncidentId("i3"), lambda incident: (incident.reported(line.url), line))
    await restless.swing(3, since=6)
    assert restless.cards[-1] == f"ALARM {NAME} 👀 Bob 🔁 9"
    assert (await restless.incident()).report == line.url


async def test_closing_it_by_hand_holds_until_the_next_alarm_which_says_so(restless):
    await restless.swing(7)
    await restless.office.desk.close(IncidentId("i3"), by=ALICE)
    await restless.swing(1, since=7)
    assert not (await restless.incident()).is_open
    assert restless.loud == []
    await restless.swing(5, since=8)
    assert (await restless.incident()).is_open
    assert restless.loud == ["ALARM"]


async def test_what_a_person_closed_is_not_called_out_when_it_settles(restless):
    await restless.swing(7)
    await restless.office.desk.close(IncidentId("i3"), by=ALICE)
    await restless.look(after=40)
    assert restless.loud == []
    assert restless.lines[-1] == "closed / flapped 7 times, ALARM"


async def test_a_flapping_card_that_somebody_deleted_comes_back_with_the_next_alarm(restless):
    await restless.swing(8)
    restless.office.slack.stands = [one for one in restless.office.slack.stands if "🔁" not in one.text]
    await restless.swing(2, since=8)
    assert f"OK {NAME} 🔁 10" not in restless.cards
    await restless.swing(1, since=10)
    assert restless.cards[-1] == f"ALARM {NAME} 🔁 11"


async def test_no_data_and_back_is_loud_no_more_once_it_flaps(restless):
    for n in range(14):
        await restless.office.hear(no_data(after=n) if n % 2 else alarm(after=n))
        await restless.office.show()
    assert restless.loud == ["ALARM", "ALARM"]
    assert restless.cards == [f"INSUFFICIENT_DATA {NAME} 🔁 14"]


async def test_a_contributor_that_settles_in_alarm_is_called_out_though_another_still_flaps(restless):
    a, b = contributor("a"), contributor("b")
    for one, other in zip(swings(13, contributor=a), swings(14, since=0.5, contributor=b), strict=False):
        await restless.office.hear(one, other)
    await restless.office.hear(*swings(30, since=0.5, contributor=b)[13:])
    await restless.look(after=27.5)
    assert restless.loud == ["flapped 13 times, ALARM"]
    (incident,) = await restless.office.storage.flaps.flapping()
    assert [flap.contributor for flap in incident.flaps] == [b.id]


# --- with a sweep


@pytest.fixture
def world(office: Office) -> World:
    return World(office, FakeCloud())


async def test_a_swing_that_a_sweep_finds_is_one_like_the_others(restless, world):
    await restless.swing(8)
    missed = alarm(after=8.2)
    world.cloud.has(missed)
    restless.office.clock.now = NOON.timestamp() + 60 * 9
    await world.run()
    await restless.office.show()
    assert restless.cards[-1] == f"ALARM {NAME} 🔁 9"
    assert len(restless.lines) == 6
    await restless.office.hear(missed)
    await restless.office.show()
    assert restless.cards[-1] == f"ALARM {NAME} 🔁 9"


async def test_a_recovery_that_a_sweep_finds_closes_it_and_the_next_alarm_goes_on(restless, world):
    await restless.swing(9)
    world.cloud.has(ok(after=8.5))
    restless.office.clock.now = NOON.timestamp() + 60 * 9
    assert (await world.run()).closed == 1
    await restless.office.hear(alarm(after=10))
    await restless.office.show()
    assert restless.cards[-1] == f"ALARM {NAME} 🔁 11"


async def test_what_is_deleted_in_cloudwatch_while_it_flaps_is_closed(restless, world):
    await restless.swing(9)
    world.cloud.has(alarm(after=8), ok("another", after=-1))
    restless.office.clock.now = NOON.timestamp() + 60 * 9
    await world.run()
    world.cloud.alarms.pop(alarm().arn)
    assert (await world.run()).deleted == 1
    await restless.look(after=30)
    assert restless.lines[-1] == "deleted / flapped 9 times, ALARM"
    assert restless.loud == []


# --- under a mute


@pytest.fixture
def hushed(restless: Restless) -> QuietOffice:
    return QuietOffice(restless.office)


async def test_a_muted_flapping_alarm_says_nothing_aloud_and_settles_quietly(restless, hushed):
    await restless.swing(8)
    await hushed.mute(NAME)
    await restless.swing(5, since=8)
    await restless.look(after=30)
    assert restless.loud == []
    assert f"ALARM {NAME} 🔇" in restless.cards
    assert restless.cards[-1] == f"muted {NAME}: 1 of 1 ['ALARM {NAME}']"


async def test_one_that_flaps_under_a_mute_gets_one_card_when_the_mute_is_ended(restless, hushed):
    await hushed.mute(NAME)
    await restless.swing(13)
    assert restless.cards == [f"muted {NAME}: 1 of 1 ['ALARM {NAME}']"]
    await hushed.unmute(NAME)
    await restless.office.show()
    assert restless.cards == [f"was muted {NAME}: 1 of 1 ['ALARM {NAME}']", f"ALARM {NAME} 🔁 13"]
    assert restless.lines == ["ALARM / OK 🔁 / unmuted"]
    await restless.look(after=30)
    assert restless.loud == ["flapped 13 times, ALARM"]


# --- in the store


async def test_what_flaps_is_found_until_it_has_settled(restless):
    await restless.swing(6)
    assert [one.id for one in await restless.office.storage.flaps.flapping()] == ["i3"]
    await restless.look(after=30)
    assert await restless.office.storage.flaps.flapping() == []


async def test_a_change_that_comes_in_while_one_looks_goes_on(restless):
    await restless.swing(6)
    store = restless.office.storage.flaps

    class Slow:
        async def flapping(self) -> Sequence[Incident]:
            found: Sequence[Incident] = await store.flapping()
            await restless.office.hear(alarm(after=19.9))
            return found

        async def change(self, incident: IncidentId, change: Change) -> Incident:
            changed: Incident = await store.change(incident, change)
            return changed

    restless.office.clock.now = NOON.timestamp() + 60 * 20
    await FlapWatch(Slow(), USUAL, restless.office.board.wake, restless.now).look()
    incident = await restless.incident()
    assert [flap.changes for flap in incident.flaps] == [7]
    assert incident.state is State.ALARM
