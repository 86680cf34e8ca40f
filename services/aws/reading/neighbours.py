"""The other alarms of the same moment."""

from dataclasses import dataclass
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError

from services.alarm import Alarm, State
from services.aws.cloudwatch import CloudWatch
from services.aws.reading.asking import Unreadable, refusal
from services.overview import AlarmsUnreadable

ACTION = "cloudwatch:DescribeAlarms"


@dataclass(frozen=True, slots=True)
class Neighbours:
    cloudwatch: CloudWatch

    async def read(self, since: datetime, until: datetime, at_most: int = 50) -> list[Alarm]:
        """Every alarm that is in ALARM or whose state changed in that time; raise Forbidden or Unreadable.

        Those that changed in that time come first, and of each the newest.
        """
        found = [alarm for alarm in await self._all() if _tells(alarm, since, until)]
        found.sort(key=lambda alarm: (since <= alarm.changed_at <= until, alarm.changed_at), reverse=True)
        return found[:at_most]

    async def _all(self) -> list[Alarm]:
        try:
            return await self.cloudwatch.all()
        except AlarmsUnreadable as error:
            cause = error.__cause__
            if isinstance(cause, ClientError | BotoCoreError):
                raise refusal(ACTION, cause) from error
            raise Unreadable(str(error)) from error


def _tells(alarm: Alarm, since: datetime, until: datetime) -> bool:
    return alarm.state is State.ALARM or since <= alarm.changed_at <= until
