"""A summary as a page: its figures, what a model wrote of it, and the incidents that it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from services.confluence.elements import cut, element, facts, legal, rich, table, words
from services.confluence.links import Allowed
from services.confluence.storage import storage
from services.confluence.times import Times
from services.incident import Incident
from services.redaction import redacted
from services.reporting.wiki import Draft, PageId
from services.summing.summary import Summary
from services.summing.tally import Noisy, Tally, Took

LABELS = ("watchbell", "incident-summary")
LONGEST_NAME = 120
MOST_INCIDENTS = 200
HOUR = 3600


@dataclass(frozen=True, slots=True)
class SummaryPages:
    tr: NullTranslations
    zone: ZoneInfo
    allowed: Allowed
    parent: PageId | None = None

    def draft(self, summary: Summary, *, weekly: bool = False) -> Draft:
        """One page a week, a thread, or a channel, day and length of time: filed again, it is the same."""
        return Draft(
            title=self.title(summary, weekly=weekly),
            body=self.body(summary, weekly=weekly),
            marker=self.marker(summary, weekly=weekly),
            labels=LABELS,
            parent=self.parent,
        )

    def marker(self, summary: Summary, *, weekly: bool) -> str:
        stretch = summary.stretch
        if summary.thread:
            about = str(summary.thread)
        elif weekly:
            about = f"week-{self._day(stretch.until)}"
        else:
            room = summary.room.id if summary.room else "all"
            about = f"{room}-{self._day(stretch.until)}-{stretch.length.total_seconds() // HOUR:.0f}h"
        return "watchbell-summary-" + "".join(sign if sign.isalnum() else "-" for sign in about)

    def title(self, summary: Summary, *, weekly: bool) -> str:
        _, stretch = self.tr.gettext, summary.stretch
        since, until = self._day(stretch.since), self._day(stretch.until)
        if weekly:
            return _("Alarms of the week from {since} to {until}").format(since=since, until=until)
        name = cut(" ".join(legal(self._name(summary)).split()), LONGEST_NAME)
        if summary.thread:
            return _("Summary of a thread in {channel} – {day}").format(channel=name, day=since)
        span = self._times.span(stretch.length.total_seconds())
        return _("Summary of {channel} – {day} ({span})").format(channel=name, day=until, span=span)

    def body(self, summary: Summary, *, weekly: bool) -> str:
        _ = self.tr.gettext
        prose = storage(summary.prose.text, self.allowed) if summary.prose and summary.prose.text else ""
        noisy = summary.tally.noisiest if summary.tally else ()
        opened = tuple(one.incident for one in summary.open)
        parts = [
            self._header(summary, weekly=weekly),
            self._figures(summary.tally, summary.before),
            self._under(_("In words"), prose),
            self._under(_("Again and again"), self._noisy(noisy)),
            self._under(_("Incidents"), self._incidents(summary.incidents)),
            self._under(_("Open"), self._incidents(opened)),
        ]
        return "".join(parts)

    def _header(self, summary: Summary, *, weekly: bool) -> str:
        _, stretch = self.tr.gettext, summary.stretch
        kept = _(
            "While this line is here, the next summary writes over the page. Delete it to keep your changes."
        )
        mark = element("code", words(self.marker(summary, weekly=weekly)))
        rows = [
            (_("About"), words(self._name(summary), 200)),
            (_("From"), words(self._times.moment(stretch.since))),
            (_("To"), words(self._times.moment(stretch.until))),
            (_("Summary"), f"{mark}<br/>{words(kept)}"),
        ]
        return rich("details", {}, facts((words(name), value) for name, value in rows))

    def _figures(self, tally: Tally | None, before: Tally | None) -> str:
        if tally is None:
            return ""
        _ = self.tr.gettext
        names = (
            _("Opened"),
            _("Recovered"),
            _("Closed otherwise"),
            _("Until somebody watched (median)"),
            _("Until it recovered (median)"),
        )
        rows = zip(names, self._column(tally), self._column(before), strict=True)
        head = [words(name) for name in ("", _("Now"), _("Before that"))]
        return self._under(_("Figures"), table(head, ([words(cell) for cell in row] for row in rows)))

    def _column(self, tally: Tally | None) -> tuple[str, ...]:
        if tally is None:
            return ("–",) * 5
        counts = (str(number) for number in (tally.opened, tally.recovered, tally.closed))
        return (*counts, self._took(tally.to_watch), self._took(tally.to_recover))

    def _took(self, took: Took | None) -> str:
        return self._times.span(took.median) if took else "–"

    def _noisy(self, noisy: Iterable[Noisy]) -> str:
        _ = self.tr.gettext
        rows = [
            (words(one.name, 300), words(str(one.times)), words(self._times.moment(one.last)))
            for one in noisy
            if one.times > 1
        ]
        head = [words(name) for name in (_("Alarm"), _("Times"), _("The last time"))]
        return table(head, rows) if rows else ""

    def _incidents(self, incidents: tuple[Incident, ...]) -> str:
        _ = self.tr.gettext
        rows = [
            (
                words(one.alarm.name, 300),
                self._moment(one.opened_at),
                self._moment(one.closed_at) or words(one.state),
                words(redacted(one.alarm.reason), 300),
            )
            for one in incidents[:MOST_INCIDENTS]
        ]
        head = [words(name) for name in (_("Alarm"), _("Started"), _("Ended"), _("Why"))]
        return table(head, rows) if rows else ""

    def _under(self, title: str, inside: str) -> str:
        return element("h2", words(title)) + inside if inside else ""

    def _name(self, summary: Summary) -> str:
        room = summary.room
        return f"#{room.name or room.id}" if room else self.tr.gettext("all channels")

    def _moment(self, at: datetime | None) -> str:
        return words(self._times.moment(at)) if at else ""

    def _day(self, at: datetime) -> str:
        return f"{self._times.local(at):%Y-%m-%d}"

    @property
    def _times(self) -> Times:
        return Times(self.tr, self.zone)
