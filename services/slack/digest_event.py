"""A digest as an event: five facts for its card, and every open incident for the thread below."""

from gettext import NullTranslations
from zoneinfo import ZoneInfo

from services.event import Event, EventId
from services.overview import Shown
from services.slack.words import duration
from services.summing.digest import Figures
from services.summing.tally import Took

NAMED = 3  # on the card
LISTED = 40  # in the thread
FORM = "%Y-%m-%d %H:%M"
NAME = 120  # characters


def digest_event(tr: NullTranslations, zone: ZoneInfo, figures: Figures) -> Event:
    """One a day by the zone's calendar: the second of a day is the first again."""
    stretch = figures.tally.stretch
    title = tr.gettext("Digest: {since} – {until}").format(
        since=stretch.since.astimezone(zone).strftime(FORM),
        until=stretch.until.astimezone(zone).strftime(FORM),
    )
    facts = (
        (tr.gettext("Incidents"), _incidents(tr, figures)),
        (tr.gettext("Open now"), _open(tr, figures)),
        (tr.gettext("Noisiest"), _noisiest(tr, figures)),
        (tr.gettext("Time to watch"), _took(tr, figures.tally.to_watch, figures.week_before.to_watch)),
        (tr.gettext("Time to recover"), _took(tr, figures.tally.to_recover, figures.week_before.to_recover)),
    )
    text = "\n".join(_line(tr, zone, figures, one) for one in figures.open[:LISTED])
    more = len(figures.open) - LISTED
    if more > 0:
        text += "\n" + tr.gettext("and {n} more").format(n=more)
    event_id = EventId(f"digest-{figures.slot.astimezone(zone):%Y-%m-%d}")
    return Event(event_id, title, figures.slot, facts, text, source="watchbell")


def _incidents(tr: NullTranslations, figures: Figures) -> str:
    tally, before = figures.tally, figures.week_before
    recovered = tr.gettext("{n} recovered").format(n=tally.recovered)
    was = tr.gettext("{n} in the same hours a week before").format(n=before.opened)
    closed = [tr.gettext("{n} closed otherwise").format(n=tally.closed)] if tally.closed else []
    return " · ".join([str(tally.opened), recovered, *closed, was])


def _open(tr: NullTranslations, figures: Figures) -> str:
    if not figures.open:
        return tr.gettext("none")
    names = [one.incident.alarm.name[:NAME] for one in figures.open[:NAMED]]
    more = len(figures.open) - NAMED
    rest = [tr.gettext("and {n} more").format(n=more)] if more > 0 else []
    return f"{len(figures.open)}: " + ", ".join([*names, *rest])


def _noisiest(tr: NullTranslations, figures: Figures) -> str:
    named = [f"{one.name[:NAME]} ×{one.times}" for one in figures.tally.noisiest[:NAMED]]
    return ", ".join(named) or tr.gettext("none")


def _took(tr: NullTranslations, now: Took | None, before: Took | None) -> str:
    was = duration(tr, before.mean) if before else tr.gettext("none")
    week = tr.gettext("a week before: {mean}").format(mean=was)
    if now is None:
        return f"{tr.gettext('none')} · {week}"
    said = tr.gettext("mean {mean}, median {median}").format(
        mean=duration(tr, now.mean), median=duration(tr, now.median)
    )
    return f"{said} · {week}"


def _line(tr: NullTranslations, zone: ZoneInfo, figures: Figures, shown: Shown) -> str:
    """Since when, for how long, and who watches."""
    incident = shown.incident
    since = incident.since.astimezone(zone).strftime(FORM)
    lasted = duration(tr, (figures.slot - incident.since).total_seconds())
    names = ", ".join(watcher.person.name for watcher in incident.watchers)
    watched = f" · 👀 {names[:NAME]}" if names else ""
    return f"{incident.state.value} {incident.alarm.name[:NAME]} · {since} ({lasted}){watched}"
