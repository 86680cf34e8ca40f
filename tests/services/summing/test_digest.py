"""The digest: figures since the last one beside those of the week before, once a slot; a page a week."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.event import Event, EventId
from services.locale import translations
from services.overview import Shown
from services.slack.cards import Cards
from services.slack.digest_event import digest_event
from services.summing.digest import Digest, Figures, Weekly
from services.summing.summarizing import Summarizer
from services.summing.tally import Noisy, Stretch, Tally, Took
from services.timetable import Timetable, read_timetable
from tests.builders import ALICE, NOON, alarm, incident
from tests.services.slack.drawn import drawn
from tests.services.slack.rules import hold_limits, refused
from tests.services.summing.fakes import (
    FakeConversations,
    FakeFiling,
    FakeIncidents,
    FakeNotices,
    FakeTallies,
)

DUBLIN, SEOUL = ZoneInfo("Europe/Dublin"), ZoneInfo("Asia/Seoul")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Room:
    """A digest among its stand-ins."""

    timetable: Timetable = field(default_factory=lambda: read_timetable("09:00", DUBLIN))
    now: datetime = field(default_factory=lambda: moment("2026-11-20T09:00"))
    tallies: FakeTallies = field(default_factory=FakeTallies)
    incidents: FakeIncidents = field(default_factory=FakeIncidents)
    notices: FakeNotices = field(default_factory=FakeNotices)
    filing: FakeFiling = field(default_factory=FakeFiling)
    filed: list[tuple[str, Stretch]] = field(default_factory=list)
    files: bool = False

    async def run(self) -> None:
        summarizer = Summarizer(FakeConversations(), self.incidents, self.tallies, None, lambda: self.now)
        weekly = Weekly(summarizer, self.filing, self._filed) if self.files else None
        zone = self.timetable.zone
        await Digest(
            self.timetable,
            self.tallies,
            self.incidents,
            self.notices,
            lambda figures: digest_event(translations("en"), zone, figures),
            lambda: self.now,
            weekly,
        ).run()

    async def _filed(self, url: str, stretch: Stretch) -> None:
        self.filed.append((url, stretch))

    def stretches(self) -> list[tuple[datetime, datetime]]:
        return [(one.since.astimezone(UTC), one.until.astimezone(UTC)) for one, _ in self.tallies.tallied]


async def test_it_tells_of_the_time_since_the_last_one_and_of_the_week_before():
    room = Room(now=moment("2026-11-20T09:00:01"))
    await room.run()
    assert room.stretches() == [
        (moment("2026-11-19T09:00"), moment("2026-11-20T09:00")),
        (moment("2026-11-12T09:00"), moment("2026-11-13T09:00")),
    ]


async def test_after_a_weekend_without_it_tells_of_the_weekend_as_well():
    room = Room(read_timetable("09:00 mon-fri", SEOUL), moment("2026-11-23T00:10"))
    await room.run()
    assert room.stretches()[0] == (moment("2026-11-20T00:00"), moment("2026-11-23T00:00"))


@pytest.mark.parametrize(
    ("now", "hours", "hours_before"),
    [("2026-03-29T08:00", 23, 24), ("2026-10-25T09:00", 25, 24), ("2026-04-05T08:00", 24, 23)],
)
async def test_where_the_clocks_are_changed_it_is_the_same_hours_on_the_wall(now, hours, hours_before):
    room = Room(now=moment(now))
    await room.run()
    assert [until - since for since, until in room.stretches()] == [
        timedelta(hours=hours),
        timedelta(hours=hours_before),
    ]


async def test_the_same_day_is_told_once_whoever_runs_it():
    room = Room()
    await room.run()
    room.now += timedelta(hours=3)
    await room.run()
    assert list(room.notices.events) == ["digest-2026-11-20"]


async def test_the_first_of_a_week_brings_the_weeks_page():
    room = Room(now=moment("2026-11-23T09:00"), files=True)
    await room.run()
    ((summary, by),) = room.filing.filed
    assert by is None
    assert summary.stretch.since.astimezone(UTC) == moment("2026-11-16T09:00")
    assert room.filed == [("https://wiki.example.com/pages/1", summary.stretch)]
    room.now = moment("2026-11-24T09:00")
    await room.run()
    assert len(room.filing.filed) == 1


async def test_a_page_that_could_not_be_written_keeps_no_digest_back():
    room = Room(now=moment("2026-11-23T09:00"), files=True, filing=FakeFiling(trouble="503"))
    await room.run()
    assert (list(room.notices.events), room.filed) == (["digest-2026-11-23"], [])


async def test_a_week_that_begins_without_a_monday_begins_with_its_first_digest():
    room = Room(read_timetable("09:00 tue,fri", DUBLIN), moment("2026-11-24T09:00"), files=True)
    await room.run()
    assert len(room.filing.filed) == 1


def figures(room: Room, language: str) -> Event:
    stretch = Stretch(moment("2026-11-19T09:00"), moment("2026-11-20T09:00"))
    now = Tally(
        stretch,
        12,
        10,
        1,
        (Noisy("web-7-cpu-high", 5, NOON), Noisy("db-main", 2, NOON)),
        Took(6, 300, 240),
        Took(10, 1500, 720),
    )
    before = Tally(stretch.earlier(7), 7, 7, to_watch=None, to_recover=Took(7, 3600, 900))
    return digest_event(
        translations(language),
        DUBLIN,
        Figures(stretch.until, now, before, tuple(room.incidents.open)),
    )


def opened(number: int) -> Shown:
    watched = replace(incident(number), alarm=alarm(f"db-{number:02}"), since=moment("2026-11-20T08:00"))
    return Shown(watched.watched(ALICE, NOON) if number == 1 else watched)


def test_its_card_has_five_facts_and_its_thread_all_that_is_open():
    room = Room(incidents=FakeIncidents([opened(n) for n in range(1, 6)]))
    cards = Cards("en", timezone=DUBLIN)
    event = figures(room, "en")
    card = drawn(cards.card(event))
    assert card[0] == "🔵 *Digest: 2026-11-19 09:00 – 2026-11-20 09:00*"
    assert card[1:6] == [
        "│ *Incidents*: 12 · 10 recovered · 1 closed otherwise · 7 in the same hours a week before",
        "│ *Open now*: 5: db-01, db-02, db-03, and 2 more",
        "│ *Noisiest*: web-7-cpu-high ×5, db-main ×2",
        "│ *Time to watch*: mean 5 min, median 4 min · a week before: none",
        "│ *Time to recover*: mean 25 min, median 12 min · a week before: 1 h",
    ]
    assert event.is_long
    thread = drawn(cards.lines(event, ()))
    assert "| ALARM db-01 · 2026-11-20 08:00 (1 h) · 👀 Alice" in thread
    assert sum("ALARM db-0" in line for line in thread) == 5


def test_a_quiet_day_says_so():
    stretch = Stretch(moment("2026-11-19T09:00"), moment("2026-11-20T09:00"))
    quiet = digest_event(
        translations("en"), DUBLIN, Figures(stretch.until, Tally(stretch), Tally(stretch.earlier(7)))
    )
    assert dict(quiet.facts)["Open now"] == dict(quiet.facts)["Noisiest"] == "none"
    assert quiet.text == ""


@pytest.mark.parametrize("language", ["en", "ko"])
def test_slack_takes_it_in_both_languages_however_much_is_open(language):
    hostile = replace(opened(1).incident, alarm=alarm("<!channel> https://evil.example " + "x" * 300))
    room = Room(incidents=FakeIncidents([Shown(hostile), *(opened(n) for n in range(2, 200))]))
    event = figures(room, language)
    cards = Cards(language, timezone=SEOUL)
    for message in (cards.card(event), cards.lines(event, ())):
        hold_limits(message)
        assert refused(message) is None
        assert "<!channel>" not in message.text
    assert event.id == EventId("digest-2026-11-20")
