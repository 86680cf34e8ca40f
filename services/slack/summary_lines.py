"""What a summary says without any model, line by line: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import NullTranslations

from services.incident import Incident, Watcher
from services.slack.looks import SIGN, look_of, named
from services.slack.members import and_more
from services.slack.rich_text import Element, Phrase, bullets, emoji, fill, joined, section, words
from services.slack.speech import Speech
from services.slack.words import duration
from services.summing.summary import Summary
from services.summing.tally import Noisy, Tally, Took

OPEN = 10  # incidents that are named


@dataclass(frozen=True, slots=True)
class Lines:
    """What a summary says without any model."""

    speech: Speech
    summary: Summary

    @property
    def tr(self) -> NullTranslations:
        return self.speech.tr

    def head(self) -> Phrase:
        summary, tr = self.summary, self.tr
        name = (
            f"#{summary.room.name[:100]}"
            if summary.room and summary.room.name
            else tr.gettext("this channel")
        )
        if summary.thread:
            title = tr.gettext("Summary of a thread in {channel}")
        elif summary.of_room:
            title = tr.gettext("Summary of {channel}, {span}")
        elif summary.reading:
            title = tr.gettext("Summary of {span}, with what was said in {channel}")
        else:
            title = tr.gettext("Summary of {span}")
        span = duration(tr, summary.stretch.length.total_seconds())
        return words(title.format(span=span, channel=name), bold=True)

    def figures(self) -> list[Phrase]:
        summary = self.summary
        if summary.tally is None:
            return [self._incident(one) for one in summary.incidents]
        return figures(self.tr, summary.tally, summary.before, len(summary.open))

    def lists(self) -> list[Element]:
        """What is open, with those who watch; what recurs."""
        summary, tr = self.summary, self.tr
        more = and_more(tr, len(summary.open) - OPEN)
        opened = [*(self._state(one.incident) for one in summary.open[:OPEN]), *([more] if more else [])]
        noisy = [one for one in summary.tally.noisiest if one.times > 1] if summary.tally else []
        recurs = [self._recurs(one) for one in noisy]
        return [*_listed(tr.gettext("Open now"), opened), *_listed(tr.gettext("What recurs"), recurs)]

    def _recurs(self, noisy: Noisy) -> Phrase:
        name, times = words(noisy.name, 200), str(noisy.times)
        recurs = self.tr.gettext("{name}: {n} times, last {time}")
        return fill(recurs, name=name, n=times, time=self.speech.when(noisy.last))

    def footnotes(self) -> list[Phrase]:
        summary, tr = self.summary, self.tr
        caution = tr.gettext("A model wrote this: check before you act.")
        prose = summary.prose
        model = words(f"{prose.model} · {caution}") if prose and not prose.trouble else []
        return [words(self._read()), model]

    def _read(self) -> str:
        reading, tr = self.summary.reading, self.tr
        if reading is None:
            return tr.gettext("From the incidents alone: I can't read this conversation.")
        n = len(reading.remarks)
        read = tr.ngettext("read {n} message", "read {n} messages", n).format(n=n)
        return read + (tr.gettext(", the newest; there are more") if reading.more else "")

    def _incident(self, incident: Incident) -> Phrase:
        if incident.is_open or incident.closed_at is None:
            return self._state(incident)
        began = incident.opened_at or incident.since
        lasted = duration(self.tr, (incident.closed_at - began).total_seconds())
        over = fill(
            self.tr.gettext(" {since} to {until} ({duration})"),
            since=self.speech.when(began),
            until=self.speech.when(incident.closed_at, near=began),
            duration=lasted,
        )
        return joined([self._name(incident) + over, watchers(incident.watchers)])

    def _state(self, incident: Incident) -> Phrase:
        lasted = duration(self.tr, (self.summary.stretch.until - incident.since).total_seconds())
        since = fill(
            self.tr.gettext(" since {time} ({duration})"),
            time=self.speech.when(incident.since),
            duration=lasted,
        )
        return joined([self._name(incident) + since, watchers(incident.watchers)])

    def _name(self, incident: Incident) -> Phrase:
        sign = SIGN[incident.state] if incident.is_open else look_of(incident).sign
        return [*emoji(sign), *words(" "), *named(self.tr, incident.alarm.name, bold=True)]


def watchers(some: Sequence[Watcher]) -> Phrase:
    names = ", ".join(watcher.person.name for watcher in some)
    return [*emoji("eyes"), *words(f" {names}", 120)] if some else []


def figures(tr: NullTranslations, tally: Tally, before: Tally | None, opened: int) -> list[Phrase]:
    """How many and how long, beside what it was before."""
    count = tr.ngettext("{n} incident", "{n} incidents", tally.opened).format(n=tally.opened)
    recovered = tr.gettext("{n} recovered").format(n=tally.recovered)
    closed = tr.gettext("{n} closed otherwise").format(n=tally.closed) if tally.closed else ""
    still = tr.gettext("{n} open now").format(n=opened)
    was = tr.gettext("{n} before that").format(n=before.opened) if before else ""
    said = [joined(words(one) for one in (count, recovered, closed, still, was))]
    watch = took(tr, tally.to_watch, before.to_watch if before else None)
    recover = took(tr, tally.to_recover, before.to_recover if before else None)
    if watch:
        said.append(words(tr.gettext("Time to watch: {took}").format(took=watch)))
    if recover:
        said.append(words(tr.gettext("Time to recover: {took}").format(took=recover)))
    return said


def took(tr: NullTranslations, now: Took | None, before: Took | None) -> str:
    """Median and mean: one alarm over a weekend moves the mean of a month."""
    if now is None:
        return ""
    said = tr.gettext("median {median}, mean {mean}").format(
        median=duration(tr, now.median), mean=duration(tr, now.mean)
    )
    if before is None:
        return said
    return said + tr.gettext(" (before that: median {median})").format(median=duration(tr, before.median))


def _listed(title: str, lines: Sequence[Phrase]) -> list[Element]:
    return [section(words(title, bold=True)), bullets(lines)] if lines else []
