"""After an absence: one message for what came and went, and cards for what is still wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from services.attendance import BEAT, GAP, LONGEST, PATIENCE, QUIET, Attendance, Away
from services.event import Event, EventId
from services.incident import ChannelId, Incident
from services.post import Unsure
from tests.builders import ALERTS, OPS, alarm, ok
from tests.services.conftest import Office

HOURS = 5 * 3600.0


def told(away: Away, channel: ChannelId, incidents: Sequence[Incident]) -> Event:
    names = ", ".join(one.alarm.name for one in incidents)
    return Event(EventId(f"{away.until.isoformat()}-{channel}"), f"meanwhile: {names}", away.until)


@dataclass
class House:
    """An office with somebody who notes when it was empty."""

    office: Office

    def __post_init__(self) -> None:
        self.enter()

    def enter(self) -> None:
        """Begin anew: what was only in memory is gone."""
        logbook = self.office.storage.logbook
        self.attendance = Attendance(logbook, told, self.office.board.wake, self.now)
        self.office.desk = replace(self.office.desk, changed=self.changed)

    def changed(self, *channels: ChannelId) -> None:
        self.office.board.wake(*channels)
        self.attendance.stirred()

    def now(self, before: float = 0) -> datetime:
        return datetime.fromtimestamp(self.office.clock.now - before, UTC)

    async def be_away(self, seconds: float = HOURS) -> None:
        """Down, and up again."""
        await self.attendance.look()
        self.office.clock.pass_(seconds)
        self.office.crash()
        self.enter()
        await self.attendance.look()

    async def hear(self, name: str, *, went_off: float, recovered: float | None = None) -> None:
        """What the queue kept, in seconds ago."""
        await self.office.hear(alarm(name, changed_at=self.now(went_off)))
        if recovered is not None:
            await self.office.hear(ok(name, after=0, changed_at=self.now(recovered)))

    async def cards(self) -> list[str]:
        await self.office.show()
        return self.office.slack.texts(ALERTS)

    async def wait(self, seconds: float) -> None:
        self.office.clock.pass_(seconds)
        await self.attendance.look()


@pytest.fixture
def house(office: Office) -> House:
    return House(office)


async def test_what_came_and_went_meanwhile_is_one_message(house):
    await house.be_away()
    for name in ("a", "b", "c"):
        await house.hear(name, went_off=9_000, recovered=8_000)
    assert await house.cards() == []
    await house.wait(QUIET.total_seconds())
    assert await house.cards() == ["meanwhile: a, b, c"]
    assert house.office.slack.texts(ALERTS, thread=True) == []


async def test_what_went_off_in_the_very_second_of_the_return_belongs_to_the_absence(house):
    await house.be_away(HOURS + 0.9)
    await house.hear("a", went_off=0.9, recovered=0.4)
    assert await house.cards() == []


async def test_what_is_still_wrong_has_its_card_as_ever(house):
    await house.be_away()
    await house.hear("a", went_off=9_000, recovered=8_000)
    await house.hear("b", went_off=9_000)
    await house.wait(QUIET.total_seconds())
    assert await house.cards() == ["ALARM b", "meanwhile: a"]


async def test_what_goes_off_now_waits_for_nothing(house):
    await house.be_away()
    await house.hear("old", went_off=9_000)
    house.office.clock.pass_(1)
    await house.hear("new", went_off=0)
    assert await house.cards() == ["ALARM new"]


async def test_what_recovers_only_now_has_its_own_card(house):
    await house.be_away()
    await house.hear("a", went_off=9_000)
    house.office.clock.pass_(1)
    await house.office.hear(ok("a", after=0, changed_at=house.now()))
    await house.wait(QUIET.total_seconds())
    assert await house.cards() == ["OK a"]


async def test_a_card_that_stood_there_before_is_updated_in_place(house):
    await house.hear("a", went_off=0)
    assert await house.cards() == ["ALARM a"]
    await house.be_away()
    await house.office.hear(ok("a", after=0, changed_at=house.now(100)))
    await house.wait(QUIET.total_seconds())
    assert await house.cards() == ["OK a"]


async def test_a_restart_is_no_absence(house):
    await house.be_away(GAP.total_seconds() - 1)
    await house.hear("a", went_off=60, recovered=30)
    assert await house.cards() == ["OK a"]


async def test_the_first_start_of_all_is_none_either(house):
    await house.attendance.look()
    assert house.attendance.catching_up is None


async def test_a_laptop_that_slept_was_away_as_well(house):
    await house.attendance.look()
    house.office.clock.pass_(HOURS)
    await house.attendance.look()
    await house.hear("a", went_off=9_000, recovered=8_000)
    await house.wait(QUIET.total_seconds())
    assert await house.cards() == ["meanwhile: a"]


async def test_a_stream_of_news_ends_it_after_a_minute(house):
    await house.be_away()
    await house.hear("old", went_off=9_000)
    began = house.now()
    while house.attendance.catching_up:
        assert await house.cards() == []
        await house.office.hear(ok("quiet", after=0, previous=None, changed_at=house.now()))
        await house.wait(2)
    assert house.now() - began == LONGEST
    assert await house.cards() == ["ALARM old"]


async def test_no_news_at_all_end_it_after_a_while(house):
    await house.be_away()
    began = house.now()
    while house.attendance.catching_up:
        await house.wait(2)
    assert house.now() - began == PATIENCE


async def test_dying_in_the_middle_loses_nothing(house):
    await house.be_away()
    await house.hear("a", went_off=9_000, recovered=8_000)
    await house.hear("b", went_off=9_000)
    house.office.crash()
    house.enter()
    await house.attendance.look()
    assert await house.cards() == []
    await house.hear("c", went_off=9_000, recovered=8_000)
    await house.wait(QUIET.total_seconds())
    assert await house.cards() == ["ALARM b", "meanwhile: a, c"]


async def test_what_a_crash_left_untold_waits_for_no_more_news(house):
    await house.be_away()
    await house.hear("a", went_off=9_000, recovered=8_000)
    house.office.clock.pass_(1)
    house.office.crash()
    house.enter()
    await house.attendance.look()
    await house.wait(QUIET.total_seconds())
    assert await house.cards() == ["meanwhile: a"]


async def test_an_absence_that_follows_before_it_is_told_is_one_with_it(house):
    await house.be_away()
    first = house.attendance.catching_up
    await house.hear("a", went_off=9_000, recovered=8_000)
    await house.be_away()
    both = house.attendance.catching_up
    assert first
    assert both
    assert (both.since, both.until - first.until) == (first.since, house.now() - first.until)


async def test_a_post_whose_answer_was_lost_is_found_again_and_not_held_back(house):
    house.office.slack.lost_answers = [Unsure("cut")]
    await house.hear("a", went_off=0)
    assert await house.cards() == ["ALARM a"]
    await house.be_away()
    await house.office.hear(ok("a", after=0, changed_at=house.now(100)))
    assert await house.cards() == ["OK a"]


async def test_each_channel_is_told_of_its_own(house):
    house.office.routes.to = [ALERTS, OPS]
    await house.be_away()
    await house.hear("a", went_off=9_000, recovered=8_000)
    await house.wait(QUIET.total_seconds())
    await house.office.show(OPS)
    assert await house.cards() == house.office.slack.texts(OPS) == ["meanwhile: a"]


async def test_a_late_word_about_what_was_told_shows_nothing_more(house):
    await house.be_away()
    await house.hear("a", went_off=9_000, recovered=8_000)
    await house.wait(QUIET.total_seconds())
    await house.office.hear(alarm("a", changed_at=house.now(8_500)))
    assert await house.cards() == ["meanwhile: a"]


async def test_it_is_told_again_that_the_alarm_went_off_the_next_time(house):
    await house.be_away()
    await house.hear("a", went_off=9_000, recovered=8_000)
    await house.wait(QUIET.total_seconds())
    assert await house.cards() == ["meanwhile: a"]
    await house.hear("a", went_off=0)
    assert await house.cards() == ["meanwhile: a", "ALARM a"]


async def test_of_two_bots_that_come_back_together_one_tells_and_both_go_on(house):
    await house.be_away()
    woken: list[int] = []
    other = Attendance(house.office.storage.logbook, told, lambda: woken.append(1), house.now)
    await other.look()
    assert other.catching_up == house.attendance.catching_up
    await house.hear("a", went_off=9_000, recovered=8_000)
    await house.wait(QUIET.total_seconds())
    house.office.clock.pass_(BEAT.total_seconds())
    await other.look()
    assert (other.catching_up, woken) == (None, [1])
    assert await house.cards() == ["meanwhile: a"]


async def test_while_one_bot_is_there_nobody_was_away(house):
    await house.attendance.look()
    for _ in range(200):
        await house.wait(60)
    other = Attendance(house.office.storage.logbook, told, house.office.board.wake, house.now)
    await other.look()
    assert other.catching_up is None
