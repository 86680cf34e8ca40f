"""The report of a storm: of all of its alarms, where an incident's is of one."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from gettext import NullTranslations

from services.alarm import NOWHERE, State
from services.asking.storm_brief import StormCase
from services.incident import IncidentId
from services.reporting.report import Chart, Moment, Point, Report
from services.storming.storm import Entry, Sum

WORTH_A_CHART = 3  # minutes
MINUTE = 60


def of_storm(report: Report, case: StormCase, tr: NullTranslations) -> Report:
    """*report*, which is of the alarm that was looked at, made one of the whole storm."""
    storm, told = case.storm, case.storm.sum
    place = told.place or NOWHERE
    alarms = tuple(sorted(case.entries, key=lambda one: one.opened_at or storm.since))
    moments = _moments(alarms, storm.ended_at, tr)
    return replace(
        report,
        incident=IncidentId(storm.id),
        alarm=storm_name(told),
        state=_state(told),
        account=place.account,
        region=place.region,
        opened_at=told.first or storm.since,
        closed_at=None if told.open else storm.ended_at,
        watched_by=tuple(one.person.name for one in storm.watchers),
        timeline=tuple(sorted([*moments, *report.timeline], key=lambda one: one.at)),
        chart=_chart(alarms, tr) or report.chart,
        sum=told,
        alarms=alarms,
    )


def storm_name(told: Sum) -> str:
    """In a page's title, which is the same in every language."""
    return f"Storm of {told.total:,} alarms{f': {told.common}*' if told.common else ''}"


def _state(told: Sum) -> State:
    if told.alarming:
        return State.ALARM
    return State.INSUFFICIENT_DATA if told.without_data else State.OK


def _moments(alarms: tuple[Entry, ...], ended: datetime | None, tr: NullTranslations) -> list[Moment]:
    _, opened = tr.gettext, [(one.opened_at, one.name) for one in alarms if one.opened_at]
    told = [(*opened[0], _("the first alarm: {name}")), (*opened[-1], _("the last alarm: {name}"))]
    moments = [Moment(at, said.format(name=name)) for at, name, said in (told if opened[1:] else [])]
    return [*moments, *([Moment(ended, _("the storm was over"))] if ended else [])]


def _chart(alarms: tuple[Entry, ...], tr: NullTranslations) -> Chart | None:
    """How many opened, by minute."""
    counted = Counter(int(one.opened_at.timestamp()) // MINUTE for one in alarms if one.opened_at)
    if not counted or max(counted) - min(counted) + 1 < WORTH_A_CHART:
        return None
    minutes = range(min(counted), max(counted) + 1)
    points = (Point(datetime.fromtimestamp(at * MINUTE, UTC), float(counted[at])) for at in minutes)
    return Chart(tr.gettext("alarms a minute"), tuple(points))
