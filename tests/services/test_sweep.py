"""CloudWatch against the store: what was missed is mended, and nothing else is touched."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from services.alarm import Alarm, AlarmArn, Place, State
from services.desk import Delivery, Verdict
from services.incident import Ending, Incident
from services.overview import AlarmsUnreadable
from services.sweep import SILENT, Described, Sweep, Swept, Truth
from tests.builders import ALERTS, ALICE, NOON, alarm, contributor, deliver, minutes, no_data, ok
from tests.services.conftest import Office

TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"
EXACT = timedelta(milliseconds=401)


@dataclass
class FakeCloud:
    """An account with alarms in it."""

    alarms: dict[AlarmArn, Described] = field(default_factory=dict)
    trouble: str = ""
    meanwhile: Callable[[], Coroutine[None, None, object]] | None = None  # happens while it is read

    def has(self, *alarms: Alarm, tells: str = TOPIC) -> None:
        self.alarms |= {one.arn: Described(replace(one, previous=None), (tells,)) for one in alarms}

    async def described(self) -> list[Described]:
        if self.trouble:
            raise AlarmsUnreadable(self.trouble)
        found = list(self.alarms.values())
        if self.meanwhile:
            await self.meanwhile()
        return found


@dataclass
class World:
    office: Office
    cloud: FakeCloud
    topic: str = TOPIC

    @property
    def truth(self) -> Truth:
        return self.office.storage.truth

    async def run(self) -> Swept:
        office = self.office
        office.clock.pass_(1)

        def now() -> datetime:
            return datetime.fromtimestamp(office.clock.now, UTC)

        sweep = Sweep(self.cloud, office.desk, self.truth, self.topic, office.board.wake, now)
        swept = await sweep.run()
        office.clock.pass_(1)
        return swept

    async def incident(self, name: str = "web-7-cpu-high") -> Incident | None:
        arn = alarm(name).arn
        held = await self.truth.held([arn])
        return held[arn].incident if arn in held else None

    async def is_open(self, name: str = "web-7-cpu-high") -> bool:
        incident = await self.incident(name)
        return incident is not None and incident.is_open

    async def thread(self) -> list[str]:
        await self.office.show()
        return self.office.slack.texts(ALERTS, thread=True)


@pytest.fixture
def cloud() -> FakeCloud:
    return FakeCloud()


@pytest.fixture
def world(office: Office, cloud: FakeCloud) -> World:
    return World(office, cloud)


def exactly(said: Alarm) -> Alarm:
    return replace(said, changed_at=said.changed_at + EXACT)


def as_the_queue_has_it(said: Alarm) -> Delivery:
    """MiniStack's messages have whole seconds: the parser tells them apart by their id."""
    exact = deliver(said)[0]
    return exact if said.changed_at.microsecond else replace(exact, key="sns:1234")


async def test_an_alarm_whose_message_was_lost_is_opened(world, cloud):
    cloud.has(alarm(), ok("quiet", after=-60))
    assert (await world.run()).opened == 1
    await world.office.show()
    assert world.office.slack.texts(ALERTS) == ["ALARM web-7-cpu-high"]


@pytest.mark.parametrize("said", [alarm(), exactly(alarm())], ids=["whole seconds", "milliseconds"])
async def test_a_message_that_comes_after_the_sweep_changes_nothing(world, cloud, said):
    cloud.has(said)
    await world.run()
    before, lines = await world.incident(), await world.thread()
    await world.office.desk.accept([as_the_queue_has_it(said)])
    assert await world.incident() == before
    assert await world.thread() == lines


@pytest.mark.parametrize("said", [alarm(), exactly(alarm())], ids=["whole seconds", "milliseconds"])
async def test_a_sweep_that_comes_after_the_message_changes_nothing(world, cloud, said):
    await world.office.desk.accept([as_the_queue_has_it(said)])
    before = await world.incident()
    cloud.has(said)
    assert (await world.run()).opened == 0
    assert await world.incident() == before


async def test_an_exact_time_is_the_same_word_in_the_queue_and_in_the_sweep(world, cloud):
    cloud.has(exactly(alarm()))
    await world.run()
    outcomes = await world.office.hear(exactly(alarm()))
    assert [one.verdict for one in outcomes] == [Verdict.SEEN]


async def test_an_alarm_that_tells_another_topic_is_not_ours(world, cloud):
    cloud.has(alarm(), tells="arn:aws:sns:eu-west-1:111122223333:others")
    await world.run()
    assert await world.incident() is None


async def test_without_a_topic_only_what_was_heard_of_before_is_opened(world, cloud):
    world.topic = ""
    await world.office.hear(alarm("known", after=-60), ok("known", after=-50))
    cloud.has(alarm("known"), alarm("unknown"))
    assert (await world.run()).opened == 1
    assert await world.is_open("known")


async def test_what_recovered_unheard_is_closed(world, cloud):
    await world.office.hear(alarm())
    cloud.has(ok(after=26))
    assert (await world.run()).closed == 1
    incident = await world.incident()
    assert incident
    assert incident.closed_at == NOON + minutes(26)
    assert await world.thread() == ["ALARM / OK"]


async def test_what_lost_its_data_unheard_says_so_and_what_found_it_again_as_well(world, cloud):
    await world.office.hear(alarm())
    cloud.has(no_data(after=5))
    assert (await world.run()).moved == 1
    cloud.has(alarm(after=9))
    assert (await world.run()).moved == 1
    assert await world.thread() == ["ALARM / ALARM / INSUFFICIENT_DATA"]  # what is loud first


async def test_an_alarm_that_was_deleted_is_closed_and_says_so(world, cloud):
    await world.office.hear(alarm())
    cloud.has(alarm(), ok("another", after=0))
    await world.run()
    del cloud.alarms[alarm().arn]
    assert (await world.run()).deleted == 1
    incident = await world.incident()
    assert incident
    assert not incident.is_open
    assert incident.ending is Ending.DELETED
    assert await world.thread() == ["ALARM / deleted"]


async def test_an_ok_that_comes_after_the_deletion_opens_nothing(world, cloud):
    await test_an_alarm_that_was_deleted_is_closed_and_says_so(world, cloud)
    before = await world.incident()
    await world.office.hear(ok(after=3))
    after = await world.incident()
    assert before
    assert after
    assert (after.id, after.state) == (before.id, State.OK)


async def test_what_no_sweep_has_seen_is_not_taken_for_deleted(world, cloud):
    await world.office.hear(
        alarm("by-hand"), alarm("a-stranger-s", place=Place("aws", "eu-west-1", "9" * 12))
    )
    cloud.has(ok("another", after=0))
    await world.run()
    await world.run()
    assert await world.is_open("by-hand")
    assert await world.is_open("a-stranger-s")


async def test_a_bot_that_moved_to_another_region_judges_nothing_of_the_old_one(world, cloud):
    await world.office.hear(alarm())
    cloud.has(alarm())
    await world.run()
    cloud.alarms.clear()
    cloud.has(ok("another", after=0, place=Place("aws", "us-east-1", "111122223333")))
    await world.run()
    assert await world.is_open()


async def test_an_account_that_shows_no_alarm_at_all_judges_nothing(world, cloud):
    await world.office.hear(alarm())
    cloud.has(alarm())
    await world.run()
    cloud.alarms.clear()
    await world.run()
    assert await world.is_open()


async def test_what_nobody_speaks_of_for_a_week_is_closed_by_age(world, cloud):
    await world.office.hear(alarm("by-hand"))
    world.office.clock.pass_(SILENT.total_seconds() - 60)
    await world.run()
    assert await world.is_open("by-hand")
    world.office.clock.pass_(120)
    assert (await world.run()).silent == 1
    assert await world.thread() == ["ALARM / silent"]


async def test_what_cloudwatch_confirms_never_grows_old(world, cloud):
    await world.office.hear(alarm())
    cloud.has(alarm())
    world.office.clock.pass_(2 * SILENT.total_seconds())
    await world.run()
    assert await world.is_open()


async def test_contributors_are_closed_by_the_ok_of_the_whole_alone(world, cloud):
    for team in ("a", "b"):
        await world.office.hear(alarm(contributor=contributor(team)))
    cloud.has(no_data(after=5))
    await world.run()
    assert await world.is_open()
    cloud.has(ok(after=9))
    await world.run()
    incident = await world.incident()
    assert incident
    assert {part.state for part in incident.parts} == {State.OK}


async def test_the_words_of_contributors_that_come_after_that_open_nothing(world, cloud):
    await test_contributors_are_closed_by_the_ok_of_the_whole_alone(world, cloud)
    before = await world.incident()
    await world.office.hear(ok(after=9, contributor=contributor("b")))
    await world.office.hear(alarm(after=7, contributor=contributor("c")))
    after = await world.incident()
    assert before
    assert after
    assert (after.id, after.is_open) == (before.id, False)


async def test_a_contributor_that_recovered_hides_no_other_whose_alarm_was_missed(world, cloud):
    await world.office.hear(ok(after=9, contributor=contributor("b")))
    cloud.has(alarm(after=7))
    await world.run()
    assert await world.is_open()


async def test_a_contributor_that_recovers_closes_no_incident_for_good_of_which_only_the_whole_is_known(
    world, cloud
):
    cloud.has(alarm(after=7))
    await world.run()
    await world.office.hear(ok(after=9, contributor=contributor("b")))
    first = await world.incident()
    assert first
    assert not first.is_open
    assert (await world.run()).opened == 1
    assert await world.is_open()
    assert (await world.run()).opened == 0


async def test_what_a_person_closed_by_hand_stays_closed_until_it_goes_off_anew(world, cloud):
    await world.office.hear(alarm())
    before = await world.incident()
    assert before
    await world.office.desk.close(before.id, ALICE)
    cloud.has(alarm())
    await world.run()
    assert not await world.is_open()
    later = datetime.fromtimestamp(world.office.clock.now, UTC) + minutes(1)
    cloud.has(alarm(changed_at=later))
    await world.run()
    assert await world.is_open()


async def test_a_word_newer_than_cloudwatch_s_own_is_believed(world, cloud):
    await world.office.hear(alarm(after=5))
    cloud.has(ok(after=0))
    await world.run()
    assert await world.is_open()


async def test_what_comes_in_while_cloudwatch_is_read_is_not_judged_by_that_reading(world, cloud):
    await world.office.hear(alarm("known"))
    cloud.has(alarm("known"), ok(after=0))
    await world.run()
    del cloud.alarms[alarm("known").arn]
    cloud.meanwhile = lambda: world.office.hear(alarm("known", after=2), alarm(after=0))
    swept = await world.run()
    assert (swept.closed, swept.deleted) == (0, 0)
    assert await world.is_open("known")
    assert await world.is_open()
    cloud.meanwhile = None
    assert (await world.run()).deleted == 1


async def test_an_incident_that_changes_before_it_is_closed_stays_open(world, cloud):
    await world.office.hear(alarm())
    before = await world.incident()
    assert before
    await world.office.desk.watch(before.id, ALICE)
    assert not await world.truth.end(before, Ending.DELETED, NOON)
    assert await world.is_open()


async def test_what_cannot_be_read_whole_judges_nothing_and_says_why(world, cloud):
    await world.office.hear(alarm())
    cloud.has(alarm(), ok("another", after=0))
    good = await world.run()
    cloud.alarms.clear()
    cloud.trouble = "AWS does not let me."
    assert await world.run() == replace(good, trouble="AWS does not let me.")
    assert await world.is_open()
    assert await world.truth.last() == replace(good, trouble="AWS does not let me.")


async def test_a_second_sweep_does_nothing(world, cloud):
    await world.office.hear(alarm("recovered"), alarm("no-data"), alarm("gone"))
    cloud.has(alarm("gone"))
    await world.run()
    cloud.alarms.clear()
    cloud.has(alarm("missed"), ok("recovered", after=3), no_data("no-data", after=3))
    first = await world.run()
    assert (first.seen, first.opened, first.closed, first.moved, first.deleted) == (3, 1, 1, 1, 1)
    second = await world.run()
    assert second == Swept(at=second.at, seen=3)
    assert await world.truth.last() == second


async def test_a_long_list_is_accepted_in_batches(world, cloud):
    cloud.has(*(alarm(f"alarm-{number}") for number in range(206)))
    assert (await world.run()).opened == 206
