"""The answer to `/aws status`."""

from collections.abc import Sequence
from gettext import NullTranslations

from services.health import NO_RETURN, STORE_FAILS, Part, Vital
from services.post import Message
from services.slack.rich_text import Phrase, bullets, fill, rich_text, section, spoken, words
from services.slack.speech import Speech
from services.slack.words import duration, quantity
from services.status import Backlog, Depth, Status
from services.sweep import Swept

NOTICED = 0.5  # seconds


def status_reply(speech: Speech, status: Status) -> Message:
    tr = speech.tr
    well = status.connected and isinstance(status.queue, Depth) and not _waits(status.dead)
    well = well and all(vital.is_well for vital in status.vitals)
    uptime = duration(tr, (status.at - status.started_at).total_seconds())
    verdict = tr.gettext("🟢 All is well.") if well else tr.gettext("🟡 Something wants a look.")
    version = tr.gettext("Watchbell {version}, up {duration}").format(version=status.version, duration=uptime)
    head = words(f"{verdict} {version}", bold=True)
    lines = [
        words(tr.gettext("Queue: {figures}").format(figures=_depth(tr, status.queue))),
        words(tr.gettext("Dead letters: {figures}").format(figures=_depth(tr, status.dead))),
        words(_slack(tr, status)),
        *_store(tr, status.store),
        _sweep(speech, status.last_sweep),
        *_vitals(tr, status.vitals),
        *_lag(tr, status.lag),
    ]
    text = "\n".join(spoken(phrase) for phrase in (head, *lines))
    return Message(text, tuple(rich_text(section(head), bullets(lines))))


def _vitals(tr: NullTranslations, vitals: Sequence[Vital]) -> list[Phrase]:
    """The unwell by themselves, each other part with the age of its last sign."""
    names = _names(tr)
    told = tr.gettext("{part} {duration} ago")
    well = [
        told.format(part=names[one.part], duration=duration(tr, one.ago)) for one in vitals if one.is_well
    ]
    unwell = [words(_unwell(tr, names[one.part], one), 300) for one in vitals if not one.is_well]
    signs = tr.gettext("Signs of life: {parts}").format(parts=" · ".join(well))
    return [*unwell, *([words(signs)] if well else [])]


def _unwell(tr: NullTranslations, name: str, vital: Vital) -> str:
    ago = duration(tr, vital.ago)
    if not vital.why:
        return tr.gettext("🔴 {part}: silent for {duration}").format(part=name, duration=ago)
    known = {
        STORE_FAILS: tr.gettext("the store fails, so nothing is received"),
        NO_RETURN: tr.gettext("the connection does not come back"),
    }
    told = tr.gettext("🔴 {part}: not well for {duration}: {reason}")
    return told.format(part=name, duration=ago, reason=known.get(vital.why, vital.why))


def _names(tr: NullTranslations) -> dict[Part, str]:
    return {
        Part.LOOP: tr.gettext("event loop"),
        Part.QUEUE: tr.gettext("queue polled"),
        Part.SOCKET: tr.gettext("Socket Mode"),
        Part.SLACK: tr.gettext("Slack's Web API"),
        Part.STORE: tr.gettext("store written"),
        Part.SCHEDULER: tr.gettext("clock of the jobs"),
    }


def _lag(tr: NullTranslations, seconds: float) -> list[Phrase]:
    """Only where anybody would notice it."""
    told = tr.gettext("The event loop lags by {duration}")
    return [words(told.format(duration=quantity(tr, seconds, "Seconds")))] if seconds >= NOTICED else []


def _waits(dead: Depth | str) -> bool:
    return isinstance(dead, Depth) and dead.waiting > 0


def _depth(tr: NullTranslations, depth: Depth | str) -> str:
    if isinstance(depth, str):
        return tr.gettext("can't be told: {reason}").format(reason=depth)
    if not depth.waiting and not depth.in_flight:
        return tr.gettext("empty")
    figures = tr.gettext("{n} waiting, {m} in flight").format(n=depth.waiting, m=depth.in_flight)
    if depth.oldest is None:
        return figures
    return figures + tr.gettext(", the oldest for {duration}").format(duration=duration(tr, depth.oldest))


def _slack(tr: NullTranslations, status: Status) -> str:
    if not status.connected:
        return tr.gettext("Slack: not connected")
    if status.pong_ago is None:
        return tr.gettext("Slack: connected")
    return tr.gettext("Slack: connected, heard {duration} ago").format(duration=duration(tr, status.pong_ago))


def _store(tr: NullTranslations, store: Backlog) -> list[Phrase]:
    opened = tr.ngettext("{n} open incident", "{n} open incidents", store.open_incidents)
    incidents, size = opened.format(n=store.open_incidents), quantity(tr, store.size, "Bytes")
    owed = sum(store.owed.values())
    shown = (
        tr.gettext("everything is shown")
        if not owed
        else tr.gettext("{n} posts not shown yet").format(n=owed)
    )
    return [
        words(tr.gettext("Store: {incidents}, {size}").format(incidents=incidents, size=size)),
        words(tr.gettext("Channels: {state}").format(state=shown)),
    ]


def _sweep(speech: Speech, swept: Swept | None) -> Phrase:
    tr = speech.tr
    if swept is None or swept.at is None:
        return words(tr.gettext("Last sweep: {result}").format(result=swept.trouble if swept else "–"), 300)
    mended = swept.opened + swept.moved + swept.closed + swept.deleted + swept.silent
    result = tr.gettext("Last sweep: {time}, {n} alarms read, {m} mended")
    told = fill(result, time=speech.moment(swept.at), n=str(swept.seen), m=str(mended))
    return [*told, *words(f" · {swept.trouble}" if swept.trouble else "", 300)]
