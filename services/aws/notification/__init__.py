"""The door: whatever stands in a message off the queue becomes an alarm or an event."""

import re
from datetime import datetime

from services.alarm import Alarm
from services.aws.notification.alarm_lambda import as_sns
from services.aws.notification.alarm_sns import read_alarm
from services.aws.notification.envelope import opened
from services.aws.notification.event import read_event
from services.aws.notification.times import when
from services.aws.notification.values import Tree, scalar
from services.desk import Delivery

_FRACTION = re.compile(r":\d\d[.,]\d")


def read_delivery(body: str, *, message_id: str, sent_at: datetime, topic_arn: str = "") -> Delivery:
    """Read one message; it never raises, whatever stands in *body*."""
    letter = opened(body, sent_at, topic_arn)
    published = f"sns:{letter.sns_id}" if letter.sns_id else f"sqs:{message_id}"
    said = as_sns(letter.tree) or letter.tree
    alarm = None if letter.asks else read_alarm(said, letter.topic_arn, letter.at)
    if alarm is None:
        return Delivery(published, message_id, read_event(letter, published))
    return Delivery(_change(alarm, said) or published, message_id, alarm)


def _change(alarm: Alarm, said: Tree) -> str:
    """Name the change itself, if its time is exact enough to tell it from the next one."""
    text = scalar(said.get("StateChangeTime"))
    stated = when(text)
    if stated is None or stated != alarm.changed_at or not _FRACTION.search(text):
        return ""
    return f"{alarm.arn}|{alarm.contributor_id}|{stated.isoformat()}|{alarm.state}"
