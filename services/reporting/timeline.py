"""A report's timeline: what the store knows, and moments of the thread as people write and edit them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from gettext import NullTranslations
from zoneinfo import ZoneInfo

from services.flap import Flapped
from services.incident import Acted, Changed, Ended, Ending, Line, Muted, Reported, Unmuted
from services.redaction import redacted
from services.reporting.report import Moment

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?)\s+([^:]{1,100}):\s*(\S.*)")
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
LONGEST_NAME, LONGEST_WHAT = 100, 300


class MomentUnread(ValueError):
    """A line is no moment; says which."""


@dataclass(frozen=True, slots=True)
class Telling:
    """In a language, and by the clocks of a zone."""

    tr: NullTranslations
    zone: ZoneInfo

    def moments(self, lines: Iterable[Line]) -> Iterator[Moment]:
        for line in lines:
            yield Moment(line.at, redacted(self._what(line)), self._who(line))

    def write(self, moments: Iterable[Moment]) -> str:
        """A line each: `2026-11-20 14:06:45 Alice: rolled back`."""
        return "\n".join(
            f"{one.at.astimezone(self.zone):%Y-%m-%d %H:%M:%S} {_name(one.who)}: {_one_line(one.what)}"
            for one in moments
        )

    def read(self, text: str) -> tuple[Moment, ...]:
        """The same back, as somebody left it, or MomentUnread."""
        return tuple(self._read(line.strip()) for line in text.splitlines() if line.strip())

    def _read(self, line: str) -> Moment:
        found = MOMENT.fullmatch(line)
        at = self._moment(found[1]) if found else None
        if found is None or at is None:
            raise MomentUnread(line[:LONGEST_NAME])
        return Moment(at, found[3][:LONGEST_WHAT], found[2].strip())

    def _moment(self, text: str) -> datetime | None:
        for form in FORMS:
            try:
                return datetime.strptime(text, form).replace(tzinfo=self.zone).astimezone(UTC)
            except (ValueError, OverflowError):
                continue
        return None

    def _who(self, line: Line) -> str:
        match line:
            case Acted():
                return line.person.name
            case Muted():
                return line.muting.by.name
            case Unmuted():
                return line.by.name if line.by else ""
            case Reported():
                return line.by.name
            case _:
                return ""

    def _what(self, line: Line) -> str:
        _ = self.tr.gettext
        match line:
            case Changed() | Flapped():
                return _changed(line) if isinstance(line, Changed) else self._flapped(line)
            case Acted():
                acts = {
                    "watched": _("began to watch"),
                    "unwatched": _("stopped watching"),
                    "closed": _("closed it by hand"),
                }
                return acts[line.act]
            case Ended():
                deleted = line.ending is Ending.DELETED
                return _("deleted in CloudWatch") if deleted else _("closed, as nobody spoke of it")
            case Muted():
                until = f"{line.muting.until.astimezone(self.zone):%Y-%m-%d %H:%M %Z}"
                return _("muted it until {time}").format(time=until)
            case Unmuted():
                return _("ended the mute") if line.by else _("The mute has run its time.")
            case Reported():
                return _("filed the report")

    def _flapped(self, line: Flapped) -> str:
        many = self.tr.ngettext(
            "flapped from {since} to {until}: {n} change, {state} since then",
            "flapped from {since} to {until}: {n} changes, {state} since then",
            line.changes,
        )
        since, until = (f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}" for at in (line.since, line.until))
        of = ", ".join(f"{name} = {value}" for name, value in line.contributor)
        said = many.format(since=since, until=until, n=line.changes, state=line.state)
        return f"{of}: {said}" if of else said


def _changed(line: Changed) -> str:
    of = ", ".join(f"{name} = {value}" for name, value in line.contributor)
    was = f"{line.previous} → " if line.previous else "→ "
    said = f"{of}: {was}{line.state}" if of else f"{was}{line.state}"
    return f"{said}: {line.reason}" if line.reason else said


def _name(text: str) -> str:
    return _one_line(text.replace(":", " "))[:LONGEST_NAME] or "?"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_WHAT] or "?"
