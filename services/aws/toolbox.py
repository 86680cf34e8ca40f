"""What a model may look up by itself: read-only, in the bot's own account and region, without secrets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from pydantic import ValidationError

from services.alarm import Alarm, Metric, State
from services.asking.agent import Tool, ToolCall, ToolResult
from services.asking.evidence import Window
from services.aws.cloudwatch import CloudWatch
from services.aws.log_source import told
from services.aws.notification.values import line
from services.aws.reach import fitted
from services.aws.reading.asking import Forbidden, Unreadable
from services.aws.reading.changes import Trail
from services.aws.reading.history import History
from services.aws.reading.log_places import LogPlace
from services.aws.reading.logs import Logs
from services.aws.reading.metrics import Metrics
from services.aws.reading.resources import ResourceKind, Resources
from services.aws.reading.series import written
from services.aws.sources import told_deed
from services.aws.tool_arguments import (
    TOOLS,
    AlarmHistory,
    Asked,
    Changes,
    Describe,
    ListAlarms,
    MetricCourse,
    ReadLogs,
    tools,
)
from services.overview import AlarmsUnreadable
from services.redaction import redacted

log = structlog.get_logger(__name__)

LONGEST = 6_000  # characters of an answer
LONGEST_QUERY = 1_500
LONGEST_LINE = 300
MISTAKES = 5  # that are told at once


@dataclass(frozen=True, slots=True)
class Toolbox:
    cloudwatch: CloudWatch
    history: History
    metrics: Metrics
    logs: Logs
    trail: Trail
    resources: Resources
    clock: Callable[[], datetime]

    @property
    def tools(self) -> tuple[Tool, ...]:
        return tools()

    async def call(self, call: ToolCall) -> ToolResult:
        """Look it up; whatever goes wrong is told in the result."""
        arguments = TOOLS.get(call.tool)
        if arguments is None:
            known = ", ".join(TOOLS)
            return _result(call, f"There is no tool {line(call.tool)!r}; there are {known}.", failed=True)
        try:
            asked = arguments.model_validate(call.arguments)
        except ValidationError as error:
            return _result(call, f"The arguments are wrong: {_mistakes(error)}.", failed=True)
        return await self._answer(call, asked)

    async def _answer(self, call: ToolCall, asked: Asked) -> ToolResult:
        until = self.clock()
        window = Window(until - asked.back, until)
        query = line(asked.told(window), LONGEST_QUERY)
        try:
            return _result(call, f"{query}\n{await self._look(asked, window)}")
        except Forbidden as error:
            said = f"Not allowed: the bot's role lacks the permission {error.action}."
        except (Unreadable, AlarmsUnreadable) as error:
            said = f"AWS answered: {error}"
        except Exception:  # one look-up that breaks must not end the whole answer
            log.exception("tool_broken", tool=call.tool)
            said = "The bot itself failed at this; why is in its log."
        return _result(call, f"{query}\n{said}", failed=True)

    async def _look(self, asked: Asked, window: Window) -> str:
        match asked:
            case ListAlarms():
                return await self._alarms(asked)
            case AlarmHistory():
                return await self._history(asked, window)
            case MetricCourse():
                return await self._metric(asked, window)
            case ReadLogs():
                return await self._logs(asked, window)
            case Changes():
                return await self._changes(asked, window)
            case Describe():
                found = await self.resources.describe(ResourceKind(asked.kind), asked.name)
                return fitted("", [f"{name}: {value}" for name, value in found], _room()).strip()
        raise NotImplementedError(asked.operation)

    async def _alarms(self, asked: ListAlarms) -> str:
        every = await self.cloudwatch.all()
        part = asked.part.casefold()
        found = [
            one
            for one in every
            if part in one.name.casefold() and (not asked.state or one.state == asked.state)
        ]
        found.sort(key=lambda one: (one.state is State.ALARM, one.changed_at), reverse=True)
        return fitted(f"{len(found)} of {len(every)} alarms.", [_alarm(one) for one in found], _room())

    async def _history(self, asked: AlarmHistory, window: Window) -> str:
        changes = await self.history.read(asked.name, window.since, window.until)
        lines = [f"{_time(one.at)} {line(one.text, LONGEST_LINE)}" for one in changes]
        return fitted(f"{len(changes)} changes, newest first.", lines, _room())

    async def _metric(self, asked: MetricCourse, window: Window) -> str:
        metric = Metric(asked.name, asked.namespace, tuple(asked.dimensions.items()), asked.statistic)
        series = await self.metrics.read(metric, window.since, window.until)
        head, *lines = written(series).splitlines()
        return fitted(line(head, LONGEST_LINE), lines, _room())

    async def _logs(self, asked: ReadLogs, window: Window) -> str:
        place = LogPlace((asked.log_group,), asked.pattern, "as asked")
        return told(place, await self.logs.read(place, window.since, window.until), window, _room())

    async def _changes(self, asked: Changes, window: Window) -> str:
        deeds = await self.trail.read(asked.resource, window.since, window.until)
        return fitted(
            f"{len(deeds)} changes, newest first.", [told_deed(one, LONGEST_LINE) for one in deeds], _room()
        )


def _room() -> int:
    return LONGEST - LONGEST_QUERY - 1


def _result(call: ToolCall, text: str, *, failed: bool = False) -> ToolResult:
    return ToolResult(call, redacted(text)[:LONGEST], failed)


def _mistakes(error: ValidationError) -> str:
    """What is wrong with each argument, without what stood there."""
    wrong = error.errors(include_url=False, include_input=False, include_context=False)[:MISTAKES]
    return "; ".join(f"{line('.'.join(map(str, one['loc'])), 100)}: {line(one['msg'])}" for one in wrong)


def _alarm(alarm: Alarm) -> str:
    said = f"{alarm.name}: {alarm.state} since {_time(alarm.changed_at)}"
    return line(f"{said}. {alarm.reason}" if alarm.reason else said, LONGEST_LINE)


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}Z"
