"""Stand-ins with a memory for what reports need of the world."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.alarm import Alarm
from services.asking.storm_brief import StormCase
from services.asking.talk import Thread
from services.desk import UnknownIncident
from services.incident import Acted, ChannelId, Incident, IncidentId, Line, Person, Reported
from services.locale import translations
from services.post import Ts
from services.reporting.author import Author
from services.reporting.filing import Claim, Filer
from services.reporting.form import Errand, Form, Record
from services.reporting.making import Making
from services.reporting.material import Gathering
from services.reporting.report import Chart, Report
from services.reporting.reports import Problem, Reports, ViewId
from services.reporting.timeline import Telling
from services.reporting.wiki import Draft, Filed, PageId, PageUrl, Space, SpaceKey, WikiFailed
from services.storming.storm import Entry, Storm, StormId, worst_first
from services.summing.summary import Reading, Remark, Room, Unreadable
from tests.builders import ALERTS, ALICE, NOON, incident, minutes
from tests.services.asking.fakes import FakeAgent, FakeSource

OPS = SpaceKey("OPS")
THREAD = Thread(ALERTS, Ts("1.0"))
ERRAND = Errand(IncidentId("incident1"), THREAD)
VIEW = ViewId("V1")


@dataclass
class FakeWiki:
    """Pages by their ids; *troubles* wait to happen, one a filing, after the page is written where *late*."""

    pages: dict[PageId, Draft] = field(default_factory=dict)
    versions: dict[PageId, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    known: list[Space] = field(default_factory=lambda: [Space(OPS, "Operations")])
    troubles: list[WikiFailed] = field(default_factory=list)
    late: bool = False
    down: WikiFailed | None = None
    go: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.go.set()

    async def file(self, draft: Draft, space: SpaceKey, known: PageId | None, note: str) -> Filed:
        await self.go.wait()
        if self.troubles and not self.late:
            raise self.troubles.pop(0)
        same = [page for page, there in self.pages.items() if there.title == draft.title]
        page = known or (same[0] if same else PageId(str(len(self.pages) + 1)))
        self.pages[page] = draft
        self.versions[page] = self.versions.get(page, 0) + 1
        self.notes.append(note)
        if self.troubles:
            raise self.troubles.pop(0)
        return Filed(page, PageUrl(f"https://wiki.example.com/{page}"), draft.title, self.versions[page])

    async def spaces(self, keys: Sequence[SpaceKey]) -> list[Space]:
        if self.down:
            raise self.down
        return [space for space in self.known if space.key in keys]


@dataclass
class FakeRecords:
    records: dict[IncidentId, Record] = field(default_factory=dict)
    claims: dict[IncidentId, tuple[str, datetime]] = field(default_factory=dict)
    lines: list[Reported] = field(default_factory=list)

    async def recall(self, incident: IncidentId) -> Record | None:
        return self.records.get(incident)

    async def claim(self, incident: IncidentId, wanted: Record, now: datetime, until: datetime) -> Claim:
        known = self.records.get(incident)
        if incident in self.claims and now < self.claims[incident][1]:
            assert known
            return Claim(incident, known)
        self.records[incident] = known or wanted
        token = f"token-{len(self.lines)}-{now}"
        self.claims[incident] = (token, until)
        return Claim(incident, known or wanted, token, is_first=known is None)

    async def release(self, claim: Claim) -> None:
        if self.claims.get(claim.incident, ("",))[0] != claim.token:
            return
        del self.claims[claim.incident]
        if claim.is_first and not claim.keep:
            del self.records[claim.incident]

    async def filed(self, claim: Claim, line: Reported) -> None:
        self.records[claim.incident] = claim.record
        self.claims.pop(claim.incident, None)
        self.lines.append(line)


@dataclass
class FakeDrafting:
    reports: list[Report] = field(default_factory=list)

    def title(self, report: Report) -> str:
        return f"Report of {report.alarm}"

    async def draft(self, report: Report) -> Draft:
        self.reports.append(report)
        return Draft(self.title(report), "<p/>", "marker")


@dataclass
class FakeWindow:
    """What each modal shows now, and what people were told beside it."""

    shows: list[Form | Filed | Problem] = field(default_factory=list)
    problems: list[Problem | None] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    closed: bool = False

    async def open(self, trigger: str, errand: Errand) -> ViewId:
        self.opened.append(trigger)
        return VIEW

    async def fill(self, view: ViewId, form: Form, problem: Problem | None = None) -> bool:
        self.problems.append(problem)
        return self._show(form)

    async def done(self, view: ViewId, filed: Filed, form: Form) -> bool:
        return self._show(filed)

    async def fail(self, view: ViewId, problem: Problem) -> bool:
        return self._show(problem)

    async def tell(self, errand: Errand, by: Person, problem: Problem) -> None:
        self.told.append(problem)

    def _show(self, what: Form | Filed | Problem) -> bool:
        if not self.closed:
            self.shows.append(what)
        return not self.closed

    @property
    def form(self) -> Form:
        found = self.shows[-1]
        assert isinstance(found, Form), found
        return found


@dataclass
class FakeSide:
    """The store, the thread and the metric, as far as they are read."""

    incident_: Incident | None = field(default_factory=incident)
    lines: list[Line] = field(default_factory=lambda: [Acted(NOON + minutes(2), ALICE, "watched")])
    remarks: tuple[Remark, ...] = (Remark(NOON + minutes(6), "Bob", "rolling back, password=hunter2"),)
    readable: bool = True
    chart_: Chart | None = None
    storm_: StormCase | None = None

    async def incident(self, incident_id: IncidentId) -> Incident | None:
        is_storm = self.storm_ and str(incident_id) == str(self.storm_.storm.id)
        return None if is_storm else self.incident_

    async def storm(self, storm: StormId) -> Storm:
        if self.storm_ is None:
            raise UnknownIncident(storm)
        return self.storm_.storm

    async def entries(self, storm: StormId, part: str, at_most: int) -> list[Entry]:
        assert self.storm_
        return worst_first(self.storm_.entries, part)[:at_most]

    async def course(self, incident: IncidentId) -> list[Line]:
        return self.lines

    async def room(self, channel: ChannelId) -> Room | None:
        return Room(channel)

    async def read_thread(self, room: Room, thread: Thread) -> Reading:
        if not self.readable:
            raise Unreadable("missing_scope")
        return Reading(self.remarks)

    async def permalink(self, channel: ChannelId, ts: Ts) -> str:
        return f"https://local.slack.com/archives/{channel}/p{ts}"

    async def chart(self, alarm: Alarm, since: datetime, until: datetime) -> Chart | None:
        return self.chart_


@dataclass
class Office:
    """Reports among their stand-ins."""

    wiki: FakeWiki = field(default_factory=FakeWiki)
    records: FakeRecords = field(default_factory=FakeRecords)
    drafting: FakeDrafting = field(default_factory=FakeDrafting)
    window: FakeWindow = field(default_factory=FakeWindow)
    side: FakeSide = field(default_factory=FakeSide)
    agent: FakeAgent | None = field(default_factory=FakeAgent)
    sources: list[FakeSource] = field(default_factory=list)
    now: datetime = NOON + minutes(30)
    seconds: float = 30.0
    woken: int = 0
    has_wiki: bool = True
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def reports(self) -> Reports:
        telling = Telling(translations("en"), ZoneInfo("UTC"))
        return Reports(
            self.filer() if self.has_wiki else None,
            self.gathering(),
            Author(self.agent, "English", self.seconds, self.clock) if self.agent else None,
            Making(telling, lambda finding: finding.topic, self.clock),
            self.window,
            self.spawn,
        )

    def gathering(self) -> Gathering:
        side = self.side
        return Gathering(side, side, side, side, side, self.sources, side, self.clock)

    def filer(self) -> Filer:
        return Filer(
            self.wiki,
            (OPS,),
            self.drafting,
            self.records,
            lambda by, _: f"by {by.name}",
            self.wake,
            self.clock,
            self.sleep,
        )

    def clock(self) -> datetime:
        return self.now

    def wake(self) -> None:
        self.woken += 1

    async def sleep(self, seconds: float) -> None:
        """Time passes only for those who wait."""
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.tasks.append(asyncio.ensure_future(work))
        return self.tasks[-1]

    async def prepared(self, errand: Errand = ERRAND) -> Form:
        await self.reports().open(errand, "trigger")
        await asyncio.gather(*self.tasks)
        return self.window.form

    async def file(self, form: Form, by: Person = ALICE) -> bool:
        return await self.reports().file(VIEW, form, by)

    def edited(self, form: Form, **about: Any) -> Form:
        return replace(form, **about)


Until = Callable[[], object]
