"""CloudWatch itself: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from botocore.exceptions import BotoCoreError, ClientError

from services.alarm import Alarm, Child
from services.aws.notification.alarm_sns import read_alarm
from services.overview import AlarmsUnreadable
from services.sweep import Described

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.literals import AlarmTypeType

Result = TypeVar("Result")

log = structlog.get_logger(__name__)

NAMES_AT_ONCE = 100  # the most DescribeAlarms takes, and gives
KINDS: "tuple[AlarmTypeType, ...]" = ("MetricAlarm", "CompositeAlarm", "LogAlarm")
OLD_KINDS: "tuple[AlarmTypeType, ...]" = KINDS[:2]
# how an older region, or an emulator, says that it does not know one of the kinds
UNKNOWN_KIND = {
    "ValidationError",
    "ValidationException",
    "InvalidParameter",
    "InvalidParameterValue",
    "InvalidParameterCombination",
}
FORBIDDEN = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


@dataclass(slots=True)
class CloudWatch:
    """Blocking calls on a pool; an account or region that can't be read has nothing to add."""

    client: "CloudWatchClient"
    pool: Executor
    _kinds: "tuple[AlarmTypeType, ...]" = field(init=False, default=KINDS)

    async def all(self) -> list[Alarm]:
        """Every alarm of the account and region, or AlarmsUnreadable."""
        return [one.alarm for one in await self.described()]

    async def described(self) -> list[Described]:
        """The same, each with whom it tells when it goes off."""
        return await self._called(self._described)

    async def look_up(self, alarms: Sequence[Alarm]) -> list[Alarm]:
        """Those of *alarms* that stand in this account and region, as CloudWatch knows them."""
        here = [alarm.name for alarm in alarms if alarm.place.region == self.client.meta.region_name]
        return await self._called(lambda: self._look_up(here))

    async def _called(self, call: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self.pool, copy_context().run, call)

    def _described(self) -> list[Described]:
        try:
            entries = self._entries()
        except (BotoCoreError, ClientError) as error:
            raise AlarmsUnreadable(_sentence(error)) from error
        found = [Described(alarm, _tells(entry)) for entry in entries for alarm in _read([entry])]
        states = {one.alarm.name: one.alarm for one in found}
        return [
            replace(one, alarm=replace(one.alarm, children=_with_states(one.alarm.children, states)))
            for one in found
        ]

    def _entries(self) -> list[Mapping[str, Any]]:
        try:
            return self._pages()
        except ClientError as error:
            if self._kinds == OLD_KINDS or _code(error) not in UNKNOWN_KIND:
                raise
            self._kinds = OLD_KINDS
            return self._pages()

    def _pages(self) -> list[Mapping[str, Any]]:
        pages: Iterable[Mapping[str, Any]] = self.client.get_paginator("describe_alarms").paginate(
            AlarmTypes=list(self._kinds), PaginationConfig={"PageSize": NAMES_AT_ONCE}
        )
        return [entry for page in pages for kind in KINDS for entry in page.get(f"{kind}s", [])]

    def _look_up(self, names: Sequence[str]) -> list[Alarm]:
        found = self._describe(names)
        children = {child.name for alarm in found for child in alarm.children}
        states = {alarm.name: alarm for alarm in self._describe(sorted(children))}
        return [replace(alarm, children=_with_states(alarm.children, states)) for alarm in found]

    def _describe(self, names: Sequence[str]) -> list[Alarm]:
        found: list[Alarm] = []
        for start in range(0, len(names), NAMES_AT_ONCE):
            some = list(names[start : start + NAMES_AT_ONCE])
            try:
                answer = self.client.describe_alarms(
                    AlarmNames=some, AlarmTypes=["MetricAlarm", "CompositeAlarm"], MaxRecords=NAMES_AT_ONCE
                )
            except (BotoCoreError, ClientError) as error:
                log.warning("alarms_not_looked_up", names=len(some), error=str(error))
                continue
            found += _read([*answer.get("MetricAlarms", []), *answer.get("CompositeAlarms", [])])
        return found


def _read(entries: Iterable[Mapping[str, Any]]) -> list[Alarm]:
    now = datetime.now(UTC)
    read = (read_alarm(_as_sns(entry), entry["AlarmArn"], now) for entry in entries)
    return [_with_m_of_n(alarm) for alarm in read if alarm]


def _with_m_of_n(alarm: Alarm) -> Alarm:
    """Where CloudWatch itself names no M, it is N."""
    condition = alarm.condition
    if condition is None or condition.datapoints_to_alarm:
        return alarm
    return replace(alarm, condition=replace(condition, datapoints_to_alarm=condition.evaluation_periods))


def _as_sns(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Tell what DescribeAlarms says in the words of the message that SNS sends."""
    rule = entry.get("AlarmRule")
    return {
        "AlarmName": entry["AlarmName"],
        "AlarmArn": entry["AlarmArn"],
        "AlarmDescription": entry.get("AlarmDescription"),
        "NewStateValue": entry["StateValue"],
        "NewStateReason": entry.get("StateReason"),
        "NewStateReasonData": entry.get("StateReasonData"),
        "StateChangeTime": str(entry.get("StateTransitionedTimestamp") or entry["StateUpdatedTimestamp"]),
        "AlarmRule": rule,
        "Trigger": None if rule else entry,
    }


def _with_states(children: Iterable[Child], states: Mapping[str, Alarm]) -> tuple[Child, ...]:
    return tuple(
        replace(child, arn=alarm.arn, state=alarm.state, since=alarm.changed_at)
        if (alarm := states.get(child.name))
        else child
        for child in children
    )


def _tells(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Whom it tells when it goes off; nobody while its actions are off or suppressed."""
    silent = not entry.get("ActionsEnabled", True) or entry.get("ActionsSuppressedBy")
    return () if silent else tuple(entry.get("AlarmActions", ()))


def _code(error: Exception) -> str:
    return str(getattr(error, "response", {}).get("Error", {}).get("Code", ""))


def _sentence(error: BotoCoreError | ClientError) -> str:
    if _code(error) in FORBIDDEN:
        return "AWS does not let me: the bot's role needs cloudwatch:DescribeAlarms."
    told = getattr(error, "response", {}).get("Error", {})
    return str(told.get("Message") or error)
