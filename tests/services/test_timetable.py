"""The times of the digest: once a day by the clocks of its zone, whatever they do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.timetable import Timetable, read_timetable

DUBLIN, SEOUL, UTC_ZONE = ZoneInfo("Europe/Dublin"), ZoneInfo("Asia/Seoul"), ZoneInfo("UTC")
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def times(table: Timetable, since: datetime, until: datetime) -> list[datetime]:
    found = [table.next(since)]
    while found[-1] < until:
        found.append(table.next(found[-1]))
    return found[:-1]


@pytest.mark.parametrize(
    ("text", "hour", "days"),
    [
        ("09:00", time(9), {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}),
        ("9:05 mon-fri", time(9, 5), {"mon", "tue", "wed", "thu", "fri"}),
        ("08:30 mon,thu", time(8, 30), {"mon", "thu"}),
        (" 23:59 Sat-Mon, Wed ", time(23, 59), {"sat", "sun", "mon", "wed"}),
        ("00:00 sun", time(0), {"sun"}),
    ],
)
def test_it_is_written_as_people_write_it(text, hour, days):
    assert read_timetable(text, UTC_ZONE) == Timetable(hour, UTC_ZONE, frozenset(days))


@pytest.mark.parametrize(
    "text",
    ["", "9", "24:00", "09:60", "09:00 1-5", "09:00 mon-", "09:00 monday", "09:00 mon;thu", "0 9 * * 1"],
)
def test_what_it_does_not_understand_it_says_how_to_write(text):
    with pytest.raises(ValueError, match="write it like 09:00"):
        read_timetable(text, UTC_ZONE)


def test_days_are_the_days_of_its_zone():
    table = read_timetable("01:00 mon", SEOUL)
    assert table.next(at("2026-11-20T12:00")) == at("2026-11-22T16:00")  # Monday there, Sunday in UTC


@pytest.mark.parametrize(
    ("zone", "text", "year"), [(DUBLIN, "01:30", 2026), (DUBLIN, "09:00", 2027), (SEOUL, "02:30", 2026)]
)
def test_over_a_whole_year_each_local_day_has_exactly_one(zone, text, year):
    table = read_timetable(text, zone)
    found = times(table, table.on(date(year - 1, 12, 31)), table.on(date(year, 12, 31)) + DAY / 2)
    dates = [one.astimezone(zone).date() for one in found]
    assert dates == [date(year, 1, 1) + DAY * n for n in range(365)]


def test_an_hour_that_is_left_out_is_as_much_later():
    table = read_timetable("01:30", DUBLIN)
    assert times(table, at("2026-03-28T12:00"), at("2026-03-30T12:00")) == [
        at("2026-03-29T01:30"),  # 02:30 by the clocks, which went from 01:00 to 02:00
        at("2026-03-30T00:30"),
    ]


def test_an_hour_that_comes_twice_means_its_first_coming():
    table = read_timetable("01:30", DUBLIN)
    assert times(table, at("2026-10-24T12:00"), at("2026-10-26T12:00")) == [
        at("2026-10-25T00:30"),
        at("2026-10-26T01:30"),
    ]
    assert table.last(at("2026-10-25T01:45")) == at("2026-10-25T00:30")


def test_the_last_and_the_next_meet_at_every_moment():
    table = read_timetable("08:30 mon,thu", DUBLIN)
    now = at("2026-03-20T00:00")
    while now < at("2026-04-10T00:00"):
        last, following = table.last(now), table.next(now)
        assert last <= now < following
        assert table.next(last) == following
        now += timedelta(hours=7)


def test_it_matters_until_its_day_is_over():
    table = read_timetable("22:00", SEOUL)
    slot = table.last(at("2026-11-20T14:00"))
    assert slot == at("2026-11-20T13:00")
    assert not table.is_over(slot, at("2026-11-20T14:59"))
    assert table.is_over(slot, at("2026-11-20T15:00"))
    late = read_timetable("23:59", SEOUL)
    assert not late.is_over(late.last(at("2026-11-20T15:01")), at("2026-11-20T15:01"))
