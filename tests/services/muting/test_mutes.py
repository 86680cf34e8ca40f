"""Muting: quiet for a while, never hidden, and never longer than was said; over each real store."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from services.desk import UnknownIncident
from services.incident import Ending, IncidentId
from services.muting.mute import LISTED, Mute, MuteId
from services.muting.mutes import MOST, Mutes, NoSuchMute, NotYours, TooManyMutes
from services.muting.words import MuteUnread
from services.post import ChannelRefused, MessageGone
from services.storage import codec
from services.summing.tally import Stretch
from tests.builders import ALERTS, ALICE, BOB, OPS, alarm, event, no_data, ok
from tests.services.conftest import Office
from tests.services.test_attendance import House

HOUR, DAY = 3600.0, 86_400.0
DUBLIN = ZoneInfo("Europe/Dublin")


@dataclass
class QuietOffice:
    """An office where people mute."""

    office: Office

    def __post_init__(self) -> None:
        numbers = count(1)
        self.use = Mutes(
            self.office.storage.mutes,
            [ALERTS],
            self.office.board.wake,
            self.now,
            DUBLIN,
            lambda: MuteId(f"mute-{next(numbers)}"),
        )

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.office.clock.now, UTC)

    async def mute(self, typed: str, by=ALICE, *, admin: bool = True) -> Mute:
        return await self.use.mute(typed.split(), by, admin=admin)

    async def unmute(self, typed: str, by=ALICE, *, admin: bool = True) -> list[Mute]:
        return await self.use.unmute(typed.split(), by, admin=admin)

    async def wait(self, seconds: float) -> None:
        self.office.clock.pass_(seconds)
        await self.use.look()

    async def cards(self, channel=ALERTS) -> list[str]:
        await self.office.show(channel)
        return self.office.slack.texts(channel)

    async def lines(self) -> list[str]:
        await self.office.show()
        return self.office.slack.texts(ALERTS, thread=True)

    def crash(self) -> None:
        self.office.crash()
        self.use = replace(self.use, store=self.office.storage.mutes, changed=self.office.board.wake)


@pytest.fixture
def quiet(office: Office) -> QuietOffice:
    return QuietOffice(office)


async def test_a_mute_says_so_in_the_channel_at_once(quiet):
    await quiet.mute("web-7")
    assert await quiet.cards() == ["muted web-7: 0 of 0 []"]


async def test_what_goes_off_under_a_mute_stands_in_its_card_and_nowhere_else(quiet):
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1"), alarm("db-1"))
    assert await quiet.cards() == ["muted web-*: 1 of 1 ['ALARM web-1']", "ALARM db-1"]
    assert await quiet.lines() == ["ALARM"]


async def test_a_recovery_is_shown_in_the_card_of_the_mute(quiet):
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1"))
    await quiet.cards()
    await quiet.office.hear(ok("web-1", after=3))
    assert await quiet.cards() == ["muted web-*: 0 of 1 ['OK web-1']"]
    await quiet.wait(HOUR)
    assert await quiet.cards() == ["was muted web-*: 0 of 1 ['OK web-1']"]


async def test_what_is_still_wrong_when_the_mute_ends_gets_its_card_and_all_its_lines(quiet):
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1"), no_data("web-1", after=1))
    await quiet.wait(HOUR - 1)
    assert len(await quiet.cards()) == 1
    await quiet.wait(1)
    assert await quiet.cards() == [
        "was muted web-*: 1 of 1 ['INSUFFICIENT_DATA web-1']",
        "INSUFFICIENT_DATA web-1",
    ]
    assert await quiet.lines() == ["ALARM / INSUFFICIENT_DATA / unmuted"]


async def test_after_the_mute_its_card_changes_no_more(quiet):
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1"))
    await quiet.wait(HOUR)
    await quiet.office.hear(ok("web-1", after=9))
    assert await quiet.cards() == ["was muted web-*: 1 of 1 ['ALARM web-1']", "OK web-1"]


async def test_a_card_that_stands_says_that_it_is_muted_and_when_it_is_no_more(quiet):
    await quiet.office.hear(alarm("web-1"))
    await quiet.cards()
    await quiet.mute("web-1")
    assert (await quiet.cards())[0] == "ALARM web-1 🔇"
    await quiet.unmute("web-1")
    assert (await quiet.cards())[0] == "ALARM web-1"
    assert await quiet.lines() == ["ALARM", "muted", "unmuted"]


async def test_the_lines_of_a_muted_card_are_not_loud(quiet):
    await quiet.office.hear(alarm("web-1", after=0))
    await quiet.cards()
    await quiet.mute("web-1")
    await quiet.office.hear(no_data("web-1", after=1))
    await quiet.cards()
    await quiet.office.hear(alarm("web-1", after=2))
    await quiet.cards()
    assert [one.loud for one in quiet.office.slack.stands if one.thread] == [False] * 3
    await quiet.unmute("web-1")
    await quiet.office.hear(no_data("web-1", after=3))
    await quiet.cards()
    await quiet.office.hear(alarm("web-1", after=4))
    await quiet.cards()
    assert quiet.office.slack.stands[-1].loud


async def test_an_alarm_that_comes_and_goes_under_a_mute_is_one_alarm(quiet):
    await quiet.mute("web-*")
    for minute in range(0, 6, 2):
        await quiet.office.hear(alarm("web-1", after=minute), ok("web-1", after=minute + 1))
    await quiet.office.hear(alarm("web-1", after=7))
    assert await quiet.cards() == ["muted web-*: 1 of 1 ['ALARM web-1']"]
    await quiet.wait(HOUR)
    assert len(await quiet.cards()) == 2


async def test_one_that_had_a_card_and_goes_off_anew_under_a_mute_has_no_second_card(quiet):
    await quiet.office.hear(alarm("web-1", after=0))
    await quiet.mute("web-1")
    await quiet.office.hear(ok("web-1", after=1), alarm("web-1", after=2))
    cards = await quiet.cards()
    assert "OK web-1 🔇" in cards
    assert len(cards) == 2
    await quiet.wait(HOUR)
    assert [one for one in await quiet.cards() if one.startswith("ALARM web-1 after")]


async def test_only_a_recovery_heard_under_a_mute_has_no_card_either(quiet):
    await quiet.mute("web-1")
    await quiet.office.hear(ok("web-1", after=1))
    assert await quiet.cards() == ["muted web-1: 0 of 1 ['OK web-1']"]


async def test_an_event_is_never_muted(quiet):
    await quiet.mute("*")
    await quiet.office.hear(event("deleted a bucket"))
    assert "deleted a bucket" in await quiet.cards()


async def test_of_two_mutes_an_alarm_is_quiet_under_the_one_that_ends_last(quiet):
    await quiet.mute("web-* 30m")
    await quiet.mute("web-1 2h")
    await quiet.office.hear(alarm("web-1"), alarm("web-2"))
    assert await quiet.cards() == [
        "muted web-*: 1 of 1 ['ALARM web-2']",
        "muted web-1: 1 of 1 ['ALARM web-1']",
    ]


async def test_a_longer_mute_takes_over_and_a_shorter_one_does_not(quiet):
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1"), alarm("web-2"))
    await quiet.mute("web-1 2h")
    await quiet.mute("web-2 5m")
    assert sorted(await quiet.cards()) == [
        "muted web-*: 1 of 1 ['ALARM web-2']",
        "muted web-1: 1 of 1 ['ALARM web-1']",
        "muted web-2: 0 of 0 []",
    ]


async def test_when_a_mute_is_ended_another_that_covers_the_alarm_takes_over(quiet):
    await quiet.mute("web-1 2h")
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1"))
    await quiet.unmute("web-1")
    assert await quiet.cards() == [
        "was muted web-1: 1 of 1 ['ALARM web-1']",
        "muted web-*: 1 of 1 ['ALARM web-1']",
    ]
    await quiet.wait(HOUR)
    assert "ALARM web-1" in await quiet.cards()


async def test_a_mute_ends_before_the_next_word_is_heard_though_nobody_looked(quiet):
    """After a long sleep the queue speaks before the clock strikes."""
    await quiet.office.hear(alarm("web-1", after=0))
    await quiet.cards()
    await quiet.mute("web-1")
    await quiet.office.hear(no_data("web-1", after=1))
    await quiet.cards()
    quiet.office.clock.pass_(HOUR)
    quiet.crash()
    await quiet.office.hear(alarm("web-1", after=2))
    assert "ALARM web-1" in await quiet.cards()
    assert [one.text for one in quiet.office.slack.stands if one.loud] == ["ALARM"]


async def test_a_mute_that_ends_as_another_word_is_heard_wakes_the_channels_that_say_so(quiet):
    quiet.office.routes.to = [OPS]
    await quiet.office.hear(alarm("web-1", after=0))
    await quiet.mute("web-1")
    quiet.office.routes.to = [ALERTS]
    quiet.office.clock.pass_(HOUR)
    outcomes = await quiet.office.hear(alarm("db-1", after=2))
    assert set(outcomes[0].channels) >= {ALERTS, OPS}


async def test_a_restart_in_the_middle_changes_nothing(quiet):
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1"))
    quiet.crash()
    await quiet.office.hear(alarm("web-2"))
    quiet.crash()
    assert await quiet.cards() == ["muted web-*: 2 of 2 ['ALARM web-1', 'ALARM web-2']"]
    quiet.crash()
    await quiet.wait(HOUR)
    assert len(await quiet.cards()) == 3


async def test_a_muted_alarm_that_is_closed_by_hand_or_with_its_alarm_is_over_in_the_card_as_well(quiet):
    await quiet.office.hear(alarm("web-1"), alarm("web-2"))
    await quiet.mute("web-*")
    await quiet.office.desk.close(IncidentId("i1"), by=BOB)
    second = await quiet.office.storage.views.incident(IncidentId("i2"))
    assert second
    await quiet.office.storage.truth.end(second, Ending.DELETED, quiet.now())
    assert "muted web-*: 0 of 2 ['ALARM web-1', 'ALARM web-2']" in await quiet.cards()
    await quiet.wait(HOUR)
    assert len(await quiet.cards()) == 3


async def test_a_card_that_somebody_deleted_comes_back_with_the_end_of_the_mute(quiet):
    await quiet.office.hear(alarm("web-1", after=0))
    await quiet.cards()
    await quiet.mute("web-1")
    quiet.office.slack.stands.clear()
    await quiet.office.hear(no_data("web-1", after=1), alarm("web-1", after=2))
    assert await quiet.cards() == ["muted web-1: 1 of 1 ['ALARM web-1']"]
    await quiet.wait(HOUR)
    assert "ALARM web-1" in await quiet.cards()


async def test_the_card_of_a_mute_that_somebody_deleted_comes_back_with_the_next_alarm(quiet):
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1"))
    await quiet.cards()
    quiet.office.slack.stands.clear()
    quiet.office.slack.troubles.append(MessageGone("message_not_found"))
    await quiet.office.hear(ok("web-1", after=1))
    assert await quiet.cards() == []
    await quiet.office.hear(alarm("web-2"))
    assert await quiet.cards() == ["muted web-*: 1 of 2 ['ALARM web-2', 'OK web-1']"]


async def test_where_the_channel_takes_nothing_the_mute_and_what_it_keeps_quiet_go_elsewhere(quiet):
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1"))
    quiet.office.slack.troubles.append(ChannelRefused("is_archived"))
    await quiet.office.show()
    assert "muted web-*: 1 of 1 ['ALARM web-1']" in await quiet.cards(OPS)
    await quiet.wait(HOUR)
    quiet.office.slack.troubles.append(ChannelRefused("is_archived"))
    await quiet.office.show()
    cards = await quiet.cards(OPS)
    assert "was muted web-*: 1 of 1 ['ALARM web-1']" in cards
    assert "ALARM web-1" in cards


async def test_in_every_channel_that_misses_an_alarm_the_mute_says_so(quiet):
    quiet.office.routes.to = [OPS]
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1"))
    for channel in (ALERTS, OPS):
        assert await quiet.cards(channel) == ["muted web-*: 1 of 1 ['ALARM web-1']"]
    await quiet.wait(HOUR)
    assert "ALARM web-1" not in await quiet.cards(ALERTS)
    assert "ALARM web-1" in await quiet.cards(OPS)


async def test_what_came_and_went_under_a_mute_is_not_told_again_after_an_absence(quiet):
    house = House(quiet.office)
    await quiet.mute("web-* 1d")
    await house.be_away()
    quiet.crash()
    house.enter()
    await house.attendance.look()
    await house.hear("web-1", went_off=9_000, recovered=8_000)
    await house.hear("web-2", went_off=9_000)
    await house.hear("db-1", went_off=9_000, recovered=8_000)
    await house.wait(60)
    cards = await house.cards()
    assert "meanwhile: db-1" in cards
    assert "muted web-*: 1 of 2 ['ALARM web-2', 'OK web-1']" in cards
    assert len(cards) == 2


async def test_a_mute_that_ended_during_an_absence_keeps_nothing_quiet_after_it(quiet):
    house = House(quiet.office)
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1", after=0))
    await house.be_away()
    quiet.crash()
    house.enter()
    await house.attendance.look()
    await quiet.use.look()
    await house.hear("web-2", went_off=9_000)
    await house.wait(60)
    cards = await house.cards()
    assert {"ALARM web-1", "ALARM web-2"} <= set(cards)


async def test_in_a_weekly_window_one_silence_begins_when_something_goes_off(quiet):
    quiet.office.clock.now = datetime(2026, 11, 17, 1, 0, tzinfo=UTC).timestamp()  # a Tuesday
    await quiet.mute("web-* every tue 2:00-4:00 patches")
    assert await quiet.cards() == []
    await quiet.wait(HOUR)
    assert await quiet.cards() == [], "nothing has gone off"
    await quiet.office.hear(alarm("web-1"), alarm("web-2"))
    assert await quiet.cards() == ["muted web-*: 2 of 2 ['ALARM web-1', 'ALARM web-2']"]
    await quiet.wait(2 * HOUR)
    assert len(await quiet.cards()) == 3
    assert len(await quiet.use.mutes()) == 1, "it comes back next week"
    await quiet.wait(7 * DAY - 2 * HOUR)
    await quiet.office.hear(alarm("web-3"))
    assert "muted web-*: 1 of 1 ['ALARM web-3']" in await quiet.cards()


async def test_an_open_card_is_muted_by_the_window_that_its_next_word_falls_into(quiet):
    quiet.office.clock.now = datetime(2026, 11, 17, 1, 0, tzinfo=UTC).timestamp()
    await quiet.mute("web-* every tue 2:00-4:00")
    await quiet.office.hear(alarm("web-1", after=0))
    await quiet.cards()
    await quiet.wait(HOUR)
    await quiet.office.hear(no_data("web-1", after=1), alarm("web-1", after=2))
    assert "ALARM web-1 🔇" in await quiet.cards()
    assert await quiet.lines() == ["ALARM", "muted / INSUFFICIENT_DATA / ALARM"]
    assert not any(one.loud for one in quiet.office.slack.stands)
    await quiet.wait(2 * HOUR)
    assert "ALARM web-1" in await quiet.cards()


@pytest.mark.parametrize(
    ("evening", "quiet_at", "loud_at"),
    [
        # to summer time: 02:30 on the wall comes three quarters of an hour after 00:45
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), [0, 900, 1799], [1800]),
        # and back: 01:00 to 02:00 comes twice
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), [0, 1800, 2 * HOUR, 3 * HOUR - 1], [3 * HOUR]),
    ],
)
async def test_a_weekly_window_goes_by_the_wall_when_the_clocks_change(quiet, evening, quiet_at, loud_at):
    quiet.office.clock.now = evening.timestamp() - DAY
    await quiet.mute("web-* every sun 0:30-2:00" if evening.month == 3 else "web-* every sun 0:30-2:30")
    names = count(1)
    for seconds in quiet_at:
        await quiet.wait(evening.timestamp() + seconds - quiet.office.clock.now)
        await quiet.office.hear(alarm(f"web-{next(names)}"))
        assert len(await quiet.cards()) == 1, seconds
    for seconds in loud_at:
        await quiet.wait(evening.timestamp() + seconds - quiet.office.clock.now)
        assert len(await quiet.cards()) == 1 + len(quiet_at)


async def test_a_weekly_mute_that_is_ended_ends_its_window_as_well(quiet):
    quiet.office.clock.now = datetime(2026, 11, 17, 2, 0, tzinfo=UTC).timestamp()
    await quiet.mute("web-* every tue 2:00-4:00")
    await quiet.office.hear(alarm("web-1"))
    await quiet.unmute("web-*")
    assert await quiet.use.mutes() == []
    assert "ALARM web-1" in await quiet.cards()


@pytest.mark.parametrize("typed", ["web-*", "web-?", "* 1h", "web-1 every tue 2:00-4:00"])
async def test_what_may_be_about_many_or_comes_back_is_for_admins(quiet, typed):
    with pytest.raises(NotYours):
        await quiet.mute(typed, BOB, admin=False)
    assert await quiet.use.mutes() == []


async def test_what_others_watch_is_for_admins_and_what_one_watches_alone_is_not(quiet):
    await quiet.office.hear(alarm("web-1"))
    await quiet.office.desk.watch(IncidentId("i1"), by=BOB)
    await quiet.mute("web-1", BOB, admin=False)
    await quiet.office.desk.watch(IncidentId("i1"), by=ALICE)
    with pytest.raises(NotYours):
        await quiet.mute("web-1", BOB, admin=False)
    with pytest.raises(NotYours):
        await quiet.use.mute_one(IncidentId("i1"), "1h", "", BOB, admin=False)


async def test_a_mute_is_ended_by_who_began_it_or_by_an_admin(quiet):
    await quiet.mute("web-1", ALICE)
    with pytest.raises(NotYours):
        await quiet.unmute("web-1", BOB, admin=False)
    await quiet.mute("web-1", BOB, admin=False)
    (ended,) = await quiet.unmute("web-1", BOB, admin=False)
    assert (ended.by, ended.ended_by) == (BOB, BOB)
    (ended,) = await quiet.unmute("web-1", BOB, admin=True)
    assert (ended.by, ended.ended_by) == (ALICE, BOB)


async def test_what_is_not_muted_can_not_be_unmuted(quiet):
    await quiet.office.hear(alarm("web-1"))
    with pytest.raises(NoSuchMute, match="web-1"):
        await quiet.unmute("web-1")
    with pytest.raises(NoSuchMute, match="web-1"):
        await quiet.use.unmute_one(IncidentId("i1"), ALICE, admin=True)
    with pytest.raises(NoSuchMute):
        await quiet.use.end(MuteId("mute-0"), ALICE, admin=True)


async def test_a_name_with_spaces_is_muted_and_unmuted(quiet):
    await quiet.mute('"CPU of web 7" 1h', BOB, admin=False)
    await quiet.office.hear(alarm("CPU of web 7"))
    assert await quiet.cards() == ["muted CPU of web 7: 1 of 1 ['ALARM CPU of web 7']"]
    assert len(await quiet.unmute("CPU of web 7")) == 1


async def test_from_a_card_exactly_its_alarm_is_muted(quiet):
    await quiet.office.hear(alarm("prod-*"))
    made = await quiet.use.mute_one(IncidentId("i1"), "30m", " deploy ", BOB, admin=False)
    assert (made.pattern, made.reason, made.is_wide) == ("prod-*", "deploy", False)
    await quiet.office.hear(alarm("prod-1"))
    assert "ALARM prod-* 🔇" in await quiet.cards()
    assert "ALARM prod-1" in await quiet.cards()
    await quiet.use.unmute_one(IncidentId("i1"), BOB, admin=False)
    assert "ALARM prod-*" in await quiet.cards()


async def test_a_card_nobody_knows_or_a_time_nobody_understands_mutes_nothing(quiet):
    with pytest.raises(UnknownIncident):
        await quiet.use.mute_one(IncidentId("nothing"), "1h", "", ALICE, admin=True)
    await quiet.office.hear(alarm("web-1"))
    with pytest.raises(MuteUnread, match="soon"):
        await quiet.use.mute_one(IncidentId("i1"), "soon", "", ALICE, admin=True)
    assert await quiet.use.mutes() == []


async def test_there_are_only_so_many_mutes_at_a_time(quiet):
    for number in range(MOST):
        await quiet.mute(f"web-{number}")
    with pytest.raises(TooManyMutes):
        await quiet.mute("one-more")
    await quiet.unmute("web-0")
    await quiet.mute("one-more")


async def test_of_many_kept_quiet_a_card_names_some_and_counts_the_rest(quiet):
    await quiet.mute("web-*")
    for start in range(0, 60, 10):
        await quiet.office.hear(*(alarm(f"web-{start + n:03}") for n in range(10)))
    (owed,) = await quiet.office.backlog.owed(ALERTS, 10)
    silence = owed.subject
    assert (silence.count, silence.wrong, len(silence.quieted)) == (60, 60, LISTED)
    assert len(codec.dump_subject(silence)[1]) < 10_000
    await quiet.wait(HOUR)
    assert len(await quiet.cards()) == 61


async def test_the_gravest_are_named_first(quiet):
    await quiet.mute("*")
    await quiet.office.hear(
        alarm("b", after=0), no_data("b", after=1), alarm("c"), alarm("a"), ok("d", after=1)
    )
    assert await quiet.cards() == ["muted *: 3 of 4 ['ALARM a', 'ALARM c', 'INSUFFICIENT_DATA b', 'OK d']"]


async def test_a_silence_is_no_incident_and_what_it_keeps_quiet_is_one(quiet):
    await quiet.mute("web-*")
    await quiet.office.hear(alarm("web-1"), alarm("db-1"))
    await quiet.cards()
    views = quiet.office.storage.views
    backlog = await views.figures()
    assert (backlog.open_incidents, backlog.owed) == (2, {})
    shown = await views.shown()
    assert {one.incident.alarm.name: one.ts is None for one in shown.values()} == {
        "web-1": True,
        "db-1": False,
    }
    stretch = Stretch(alarm().changed_at, datetime.fromtimestamp(quiet.office.clock.now, UTC))
    assert (await quiet.office.storage.tallies.tally(stretch)).opened == 2


async def test_a_mute_of_what_was_open_names_it_at_once(quiet):
    await quiet.office.hear(alarm("web-1"), alarm("web-2"), ok("web-2", after=1))
    await quiet.mute("web-*")
    assert "muted web-*: 1 of 1 ['ALARM web-1']" in await quiet.cards()


async def test_the_end_of_a_mute_is_the_time_that_was_said(quiet):
    await quiet.mute("web-1")
    until = quiet.office.clock.now + HOUR
    await quiet.wait(HOUR + 4)
    (owed,) = await quiet.office.backlog.owed(ALERTS, 10)
    assert owed.subject.ended_at == datetime.fromtimestamp(until, UTC)
    assert await quiet.use.mutes() == []
