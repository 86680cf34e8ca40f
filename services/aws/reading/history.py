"""What an alarm did, and what people changed about it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from services.alarm import State
from services.aws.notification.children import state_of
from services.aws.notification.values import Tree, line, pick, tree
from services.aws.reading.asking import Asking, Unreadable

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_cloudwatch.literals import AlarmTypeType

ACTION = "cloudwatch:DescribeAlarmHistory"
AT_ONCE = 100  # the most it gives
PAGES = 3
LONGEST_REASON = 500
LONGEST_DATA = 100_000  # characters of JSON
# without its type CloudWatch leaves out a composite
KINDS: "tuple[AlarmTypeType, ...]" = ("MetricAlarm", "CompositeAlarm", "LogAlarm")
OLD_KINDS: "tuple[AlarmTypeType, ...]" = KINDS[:2]
UNKNOWN_KIND = ("Validation", "InvalidParameter")
# of what was changed, what is shown with its values; the rest is only named
SHOWN = frozenset(
    {
        "actionsEnabled",
        "alarmRule",
        "comparisonOperator",
        "datapointsToAlarm",
        "evaluationPeriods",
        "extendedStatistic",
        "metricName",
        "namespace",
        "period",
        "statistic",
        "threshold",
        "treatMissingData",
    }
)
Item = Literal["StateUpdate", "ConfigurationUpdate"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to an alarm, told in one line."""

    at: datetime
    text: str
    state: State | None = None  # what it went to; none where people changed the alarm itself


@dataclass(frozen=True, slots=True)
class History:
    client: "CloudWatchClient"
    asking: Asking

    async def read(self, name: str, since: datetime, until: datetime, at_most: int = 50) -> list[Change]:
        """What the alarm *name* did and how it was changed, newest first; raise Forbidden or Unreadable."""
        kinds: tuple[Item, ...] = ("StateUpdate", "ConfigurationUpdate")
        reads = (self._of(kind, name, since, until, at_most) for kind in kinds)
        changes = [change for found in await asyncio.gather(*reads) for change in found]
        return sorted(changes, key=lambda change: change.at, reverse=True)[:at_most]

    async def _of(
        self, kind: Item, name: str, since: datetime, until: datetime, at_most: int
    ) -> list[Change]:
        asked: dict[str, Any] = {
            "AlarmName": name,
            "HistoryItemType": kind,
            "StartDate": since,
            "EndDate": until,
            "MaxRecords": min(at_most, AT_ONCE),
            "ScanBy": "TimestampDescending",
        }
        try:
            items = await self.asking(ACTION, lambda: self._pages(asked, KINDS, at_most))
        except Unreadable as error:
            if not str(error).startswith(UNKNOWN_KIND):
                raise
            items = await self.asking(ACTION, lambda: self._pages(asked, OLD_KINDS, at_most))
        return [change for item in items if (change := _change(item))]

    def _pages(
        self, asked: Mapping[str, Any], kinds: "Sequence[AlarmTypeType]", at_most: int
    ) -> list[Mapping[str, Any]]:
        items: list[Mapping[str, Any]] = []
        asked = {**asked, "AlarmTypes": list(kinds)}
        for _ in range(PAGES):
            page = self.client.describe_alarm_history(**asked)
            items += page.get("AlarmHistoryItems", [])
            if len(items) >= at_most or not page.get("NextToken"):
                break
            asked["NextToken"] = page["NextToken"]
        return items[:at_most]


def _change(item: Mapping[str, Any]) -> Change | None:
    at = item.get("Timestamp")
    if not isinstance(at, datetime):
        return None
    at = at.astimezone(UTC)
    data = tree(str(item.get("HistoryData", ""))[:LONGEST_DATA])
    summary = line(item.get("HistorySummary"))
    if item.get("HistoryItemType") != "StateUpdate":
        return Change(at, _reconfigured(data) or summary)
    before, after = tree(pick(data, "oldState")), tree(pick(data, "newState"))
    states = state_of(pick(before, "stateValue")), state_of(pick(after, "stateValue"))
    if states[1] is None:
        return Change(at, summary)
    reason = line(pick(after, "stateReason"), LONGEST_REASON)
    return Change(at, f"{states[0] or '?'} → {states[1]}: {reason}", states[1])


def _reconfigured(data: Tree) -> str:
    """What of the alarm's configuration was changed: `threshold 80.0 → 90.0`."""
    kind = line(pick(data, "type"), 20).lower()
    if not kind:
        return ""
    before, after = tree(pick(data, "originalUpdatedFields")), tree(pick(data, "updatedAlarm"))
    told = [
        f"{name} {line(before[name])} → {line(after.get(name))}" if name in SHOWN else line(name, 50)
        for name in sorted(before)[:20]
    ]
    return f"configuration {kind}: {', '.join(told)}" if told else f"configuration {kind}"
