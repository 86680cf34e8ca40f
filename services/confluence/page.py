"""An incident's report as a page: what happened at the top, its proof below, everything said at the end."""

from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from services.alarm import State
from services.confluence.chart import drawn
from services.confluence.elements import (
    cut,
    element,
    facts,
    image,
    legal,
    lines,
    link,
    macro,
    rich,
    table,
    words,
)
from services.confluence.links import Allowed, address
from services.confluence.storage import storage
from services.confluence.storm_parts import alarms, counts
from services.confluence.times import Times
from services.reporting.report import Chart, Evidence, Moment, Point, Remark, Report, Section, Topic, marker

LONGEST_NAME = 180  # of an alarm, in a title that takes 255
LONGEST_ID = 8
# Together below the 5 MB of a page, though a sign may need twelve bytes in JSON.
MOST_MOMENTS, LONGEST_MOMENT = 200, 300
MOST_REMARKS, LONGEST_REMARK = 200, 1_000
LONGEST_SECTION = 20_000
MOST_POINTS, MOST_EVIDENCE = 200, 50
WIDTH = 760
CHART = "metric.png"
COLOURS = {State.ALARM: "Red", State.OK: "Green", State.INSUFFICIENT_DATA: "Grey"}


def report_title(report: Report) -> str:
    """The page's title: the same however often it is filed, in whatever language and zone."""
    at = report.opened_at or report.filed_at
    name = cut(" ".join(legal(report.alarm).split()), LONGEST_NAME)
    key = report.incident.rpartition("-")[2][:LONGEST_ID]
    return f"{name} – {at.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M} UTC [{key}]"


def report_page(report: Report, tr: NullTranslations, zone: ZoneInfo, allowed: Allowed) -> str:
    """The page's body; words of a model link to *allowed* hosts alone."""
    return Page(tr, Times(tr, zone), allowed).body(report)


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a page; each is empty where there is nothing to say."""

    tr: NullTranslations
    times: Times
    allowed: Allowed

    def body(self, report: Report) -> str:
        parts = [
            self.header(report),
            self.sections(report.sections),
            self.timeline(report.timeline),
            self.chart(report.chart),
            self.alarms(report),
            self.evidence(report.evidence),
            self.thread(report.thread),
        ]
        return "".join(parts)

    def header(self, report: Report) -> str:
        """What the incident was, as page properties: a Page Properties Report lists many of them."""
        _ = self.tr.gettext
        state = macro("status", {"title": report.state, "colour": COLOURS[report.state]})
        rows = [
            (_("Alarm"), words(report.alarm, 500)),
            (_("Alarms"), counts(self.tr, report.sum) if report.sum else ""),
            (_("State"), state),
            (_("Account"), words(report.account, 100)),
            (_("Region"), words(report.region, 100)),
            *self._course(report.opened_at, report.closed_at, report.filed_at),
            (_("Watched by"), words(", ".join(report.watched_by), 500)),
            (_("In Slack"), self._slack(report.thread_url)),
            (_("Report"), self._ours(marker(report.incident))),
        ]
        return rich("details", {}, facts((words(name), value) for name, value in rows if value))

    def _course(
        self, opened: datetime | None, closed: datetime | None, now: datetime
    ) -> list[tuple[str, str]]:
        _ = self.tr.gettext
        rows = [(_("Started"), self._moment(opened)), (_("Ended"), self._moment(closed))]
        if opened is None:
            return rows
        span = self.times.span(((closed or now) - opened).total_seconds())
        lasted = span if closed else _("{duration} so far").format(duration=span)
        return [*rows, (_("Lasted"), words(lasted))]

    def _moment(self, at: datetime | None) -> str:
        return words(self.times.moment(at)) if at else ""

    def _slack(self, url: str) -> str:
        safe = address(url, lambda _: True)  # as Slack gave it
        return link(safe, words(self.tr.gettext("the thread"))) if safe else ""

    def _ours(self, mark: str) -> str:
        said = self.tr.gettext(
            "While this line is here, the next report writes over the page. Delete it to keep your changes."
        )
        return f"{element('code', words(mark))}<br/>{words(said)}"

    def sections(self, sections: tuple[Section, ...]) -> str:
        titles, order = self._titles(), list(Topic)
        told = sorted((one for one in sections if one.text.strip()), key=lambda one: order.index(one.topic))
        return "".join(
            self._under(titles[one.topic], storage(one.text[:LONGEST_SECTION], self.allowed)) for one in told
        )

    def _titles(self) -> dict[Topic, str]:
        _ = self.tr.gettext
        return {
            Topic.SUMMARY: _("Summary"),
            Topic.IMPACT: _("Impact"),
            Topic.CAUSE: _("Cause"),
            Topic.PROGRESS: _("Progress"),
            Topic.SOLUTION: _("Solution"),
            Topic.FOLLOW_UPS: _("Follow-ups"),
        }

    def _under(self, title: str, inside: str) -> str:
        return element("h2", words(title)) + inside if inside else ""

    def timeline(self, moments: tuple[Moment, ...]) -> str:
        _ = self.tr.gettext
        rows = [
            (self._moment(one.at), words(one.who, 100), lines(one.what, LONGEST_MOMENT))
            for one in moments[:MOST_MOMENTS]
        ]
        head = [words(name) for name in (_("Time"), _("Who"), _("What"))]
        told = table(head, rows) + self._more(len(moments) - len(rows)) if rows else ""
        return self._under(_("Timeline"), told)

    def chart(self, chart: Chart | None) -> str:
        """The picture that hangs on the page as CHART, and its numbers for those who cannot see it."""
        if chart is None or not (points := drawn(chart)):
            return ""
        _ = self.tr.gettext
        head = [words(_("Time")), words(f"{chart.metric} {chart.unit}".strip(), 300)]
        rows = [(self._moment(one.at), words(f"{one.value:.6g}")) for one in points[-MOST_POINTS:]]
        numbers = rich("expand", {"title": _("The numbers")}, table(head, rows))
        picture = element("p", image(CHART, self.chart_words(chart, points), WIDTH))
        return self._under(_("Metric"), picture + numbers)

    def chart_words(self, chart: Chart, points: list[Point]) -> str:
        """The picture in words."""
        values = [one.value for one in points]
        said = self.tr.gettext("{metric} from {start} to {end}: between {least} and {most}").format(
            metric=chart.metric,
            start=self.times.moment(points[0].at),
            end=self.times.moment(points[-1].at),
            least=f"{min(values):.6g} {chart.unit}".strip(),
            most=f"{max(values):.6g} {chart.unit}".strip(),
        )
        if chart.threshold is None:
            return said
        limit = self.tr.gettext("threshold {value}").format(
            value=f"{chart.threshold:.6g} {chart.unit}".strip()
        )
        return f"{said}; {limit}"

    def alarms(self, report: Report) -> str:
        """Those of a storm."""
        told, left = alarms(self.tr, self.times, report.alarms)
        return self._under(self.tr.gettext("Alarms"), told + self._more(left) if told else "")

    def evidence(self, evidence: tuple[Evidence, ...]) -> str:
        told = [element("li", self._evidence(one)) for one in evidence[:MOST_EVIDENCE]]
        inside = element("ul", "".join(told)) if told else ""
        return self._under(self.tr.gettext("Evidence"), inside)

    def _evidence(self, one: Evidence) -> str:
        title = words(one.title or one.url, 300)
        if safe := address(one.url, self.allowed):
            return link(safe, title)
        return f"{title} {element('code', words(one.url, 500))}" if one.url else title

    def thread(self, remarks: tuple[Remark, ...]) -> str:
        """Everything that was said, folded away."""
        if not remarks:
            return ""
        _ = self.tr.gettext
        rows = [
            (self._moment(one.at), words(one.author, 100), lines(one.text, LONGEST_REMARK))
            for one in remarks[:MOST_REMARKS]
        ]
        head = [words(name) for name in (_("Time"), _("Who"), _("Said"))]
        told = table(head, rows) + self._more(len(remarks) - len(rows))
        return self._under(_("The thread"), rich("expand", {"title": _("Everything that was said")}, told))

    def _more(self, left: int) -> str:
        if left <= 0:
            return ""
        said = self.tr.ngettext("… and {n} more", "… and {n} more", left).format(n=left)
        return element("p", words(said))
