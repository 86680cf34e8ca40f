"""What came and went while the bot was away, as one event."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from services.attendance import Away
from services.event import Event, EventId
from services.incident import Incident
from services.slack.words import duration


def away_notice(tr: NullTranslations, zone: ZoneInfo, away: Away, incidents: Sequence[Incident]) -> Event:
    """One fact an incident: when it went off, and for how long."""
    since, until = away.since.astimezone(zone), away.until.astimezone(zone)
    form = "%H:%M" if since.date() == until.date() else "%Y-%m-%d %H:%M"
    title = tr.ngettext(
        "While you were away ({since} – {until}): {n} alarm went off and recovered",
        "While you were away ({since} – {until}): {n} alarms went off and recovered",
        len(incidents),
    ).format(since=since.strftime(form), until=until.strftime(form), n=len(incidents))
    facts = tuple((one.alarm.name, _lasted(tr, zone, form, one)) for one in incidents)
    return Event(EventId(f"away-{uuid.uuid4().hex[:12]}"), title, away.until, facts, source="watchbell")


def _lasted(tr: NullTranslations, zone: ZoneInfo, form: str, incident: Incident) -> str:
    """Where only the recovery was heard, how long it lasted is not known."""
    began, over = incident.opened_at, incident.closed_at or incident.since
    if began is None:
        return tr.gettext("recovered at {time}").format(time=_time(over, zone, form))
    span = duration(tr, (over - began).total_seconds())
    return tr.gettext("{time}, for {duration}").format(time=_time(began, zone, form), duration=span)


def _time(at: datetime, zone: ZoneInfo, form: str) -> str:
    return at.astimezone(zone).strftime(form)
