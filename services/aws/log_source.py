"""The logs of whatever an alarm watches, as evidence."""

from dataclasses import dataclass, replace
from typing import ClassVar

from services.alarm import Alarm, Kind, Place
from services.asking.evidence import Finding, Topic, Window
from services.aws.console_links import logs_page
from services.aws.notification.metric import read_series
from services.aws.reach import LONGEST, elsewhere
from services.aws.reading.asking import Forbidden, Unreadable
from services.aws.reading.log_lines import LogLines, readable, span
from services.aws.reading.log_places import LogPlace
from services.aws.reading.logs import Logs
from services.aws.reading.metrics import Definitions

GRAVE = "fields @timestamp, @message | filter @message like /(?i)error|exception|fatal|fail|timed out/"
ALL = "fields @timestamp, @message"
NEWEST = " | sort @timestamp desc | limit 200"


@dataclass(frozen=True, slots=True)
class LogSource:
    topic: ClassVar[Topic] = Topic.LOGS
    logs: Logs
    definitions: Definitions
    home: Place  # of the bot

    async def look(self, alarm: Alarm, window: Window) -> Finding | None:
        if stranger := elsewhere(self.home, alarm.place):
            return Finding(self.topic, trouble=stranger)
        place: LogPlace | None = None
        try:
            place = await self.logs.find(await self._measuring(alarm))
            if place is None:
                return None
            lines = await self.logs.read(place, window.since, window.until)
        except Forbidden as error:
            return Finding(self.topic, where=_where(place), missing=error.action)
        except Unreadable as error:
            return Finding(self.topic, where=_where(place), trouble=readable(str(error)))
        return self._found(place, lines, window)

    async def _measuring(self, alarm: Alarm) -> Alarm:
        """The alarm; where it calculates from several metrics, with the first that says of what it is."""
        if alarm.kind is not Kind.MATH or (alarm.metric and alarm.metric.dimensions):
            return alarm
        series = read_series({"Metrics": await self.definitions.queries(alarm.name)})
        metric = next((one.metric for one in series if one.metric.dimensions), alarm.metric)
        return replace(alarm, metric=metric)

    def _found(self, place: LogPlace, lines: LogLines, window: Window) -> Finding:
        query = (ALL if place.pattern else GRAVE) + NEWEST
        url = logs_page(self.home, place.groups, query, window.since, window.until)
        return Finding(self.topic, told(place, lines, window), lines.errors, _where(place), url)


def told(place: LogPlace, lines: LogLines, window: Window, room: int = LONGEST) -> str:
    """What was looked at and how, and then the lines."""
    looked_for = f"lines that match {place.pattern}" if place.pattern else "lines that look like errors"
    head = [
        f"Log group {', '.join(place.groups)} ({place.found}), {span(window.since, window.until)}.",
        f"{'At least ' if lines.more else ''}{lines.errors} {looked_for}; {lines.seen} lines were looked at.",
    ]
    if lines.lines:
        head.append("Alike lines stand once, as the last of them, with how many there were:")
    text = "\n".join(readable(line) for line in head)
    return f"{text}\n{lines.told(room - len(text) - 1)}".strip()


def _where(place: LogPlace | None) -> str:
    return ", ".join(place.groups) if place else ""
