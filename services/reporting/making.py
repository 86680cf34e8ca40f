"""The report itself, put together from what was read and what a person left standing in the form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from services.asking.evidence import Finding
from services.incident import Acted
from services.redaction import redacted
from services.reporting.form import Form
from services.reporting.material import Material
from services.reporting.report import Evidence, Moment, Remark, Report
from services.reporting.storm_report import of_storm
from services.reporting.timeline import Telling


@dataclass(frozen=True, slots=True)
class Making:
    telling: Telling
    evidence_title: Callable[[Finding], str]
    clock: Callable[[], datetime]

    def report(self, material: Material, form: Form | None = None) -> Report:
        """Without a *form*, what is known before anybody has decided anything."""
        report = self._of_incident(material, form)
        return of_storm(report, material.storm, self.telling.tr) if material.storm else report

    def _of_incident(self, material: Material, form: Form | None) -> Report:
        incident, place = material.incident, material.incident.alarm.place
        return Report(
            incident.id,
            incident.alarm.name,
            incident.state,
            self.clock(),
            place.account,
            place.region,
            incident.opened_at,
            incident.closed_at,
            tuple(_watchers(material)),
            form.sections if form else (),
            self._timeline(material, form),
            material.chart,
            tuple(self._evidence(material.findings)),
            material.thread_url,
            tuple(map(_harmless, material.remarks)) if form and form.with_thread else (),
        )

    def _timeline(self, material: Material, form: Form | None) -> tuple[Moment, ...]:
        told = form.moments if form else ()
        return tuple(sorted([*self.telling.moments(material.lines), *told], key=lambda one: one.at))

    def _evidence(self, findings: Iterable[Finding]) -> Iterable[Evidence]:
        return (Evidence(self.evidence_title(one), one.url) for one in findings if not one.failed)


def _watchers(material: Material) -> Iterable[str]:
    """Whoever ever watched, in the order in which they came."""
    came = [line.person.name for line in material.lines if isinstance(line, Acted) and line.act == "watched"]
    return dict.fromkeys([*came, *(watcher.person.name for watcher in material.incident.watchers)])


def _harmless(remark: Remark) -> Remark:
    """A wiki has other readers than a channel."""
    return Remark(remark.author, remark.at, redacted(remark.text))
