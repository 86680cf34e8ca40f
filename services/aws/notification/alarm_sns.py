"""The message CloudWatch sends to SNS about an alarm, and those that people make like it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from services.alarm import Alarm, AlarmArn, Contributor, ContributorId, Kind, Place, State
from services.aws.notification.children import read_children, state_of, transitions
from services.aws.notification.condition import read_condition
from services.aws.notification.metric import kind_of, main, read_metric, read_series
from services.aws.notification.place import account_of, derived_arn, in_arn, merged, own_arn, region_of
from services.aws.notification.reason import Reason, read_reason
from services.aws.notification.times import when
from services.aws.notification.values import Tree, items, line, number, pick, prose, tree

_TELLING = ("NewStateValue", "Trigger", "StateChangeTime", "NewStateReason")
_RULE = 10_240  # the longest CloudWatch allows
_AHEAD = timedelta(days=1)
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Message:
    """The parts of the message that several readers need."""

    data: Tree
    name: str
    trigger: Tree
    evidence: Tree  # NewStateReasonData, where it is said
    reason: str
    said: Reason


def read_alarm(data: Tree, topic_arn: str, arrived: datetime) -> Alarm | None:
    """Read an alarm; a message that is none, or whose state nobody knows, is none."""
    stated = data.get("NewStateValue")
    by_hand = stated is None or stated == ""
    state = State.ALARM if by_hand else state_of(stated)
    message = _message(data)
    if not message.name.strip() or state is None or all(data.get(key) is None for key in _TELLING):
        return None
    place = _place(data, topic_arn)
    alarm = Alarm(
        arn=AlarmArn(own_arn(data.get("AlarmArn")) or derived_arn(message.name, place)),
        name=message.name,
        state=state,
        changed_at=_changed_at(data, arrived),
        place=place,
        previous=state_of(data.get("OldStateValue")),
        reason=message.reason,
        description=prose(data.get("AlarmDescription")),
        values=message.said.values or _evaluated(message.evidence),
        contributor=_contributor(data),
        by_hand=by_hand,
    )
    return _composite(alarm, message) if _is_composite(message) else _watching(alarm, message)


def _message(data: Tree) -> _Message:
    name = data.get("AlarmName")
    reason = prose(data.get("NewStateReason"))
    return _Message(
        data=data,
        name=line(name) if isinstance(name, str) else "",
        trigger=tree(data.get("Trigger")),
        evidence=tree(data.get("NewStateReasonData")),
        reason=reason,
        said=read_reason(reason),
    )


def _is_composite(message: _Message) -> bool:
    """Tell a composite by its rule, by the children it names, or by its reason."""
    named = isinstance(message.data.get("TriggeringChildren"), list) or pick(
        message.evidence, "TriggeringAlarms"
    )
    ruled = line(message.data.get("AlarmRule")).strip()
    return bool(ruled or named or (not message.trigger and transitions(message.reason)))


def _composite(alarm: Alarm, message: _Message) -> Alarm:
    rule = prose(message.data.get("AlarmRule"), _RULE)
    children = read_children(message.data, rule, message.reason, message.evidence)
    return replace(alarm, kind=Kind.COMPOSITE, rule=rule, children=children)


def _watching(alarm: Alarm, message: _Message) -> Alarm:
    data, trigger = message.data, message.trigger
    series = read_series(trigger)
    one = main(series)
    return replace(
        alarm,
        kind=kind_of(data, trigger, series),
        metric=read_metric(data, trigger, series),
        condition=read_condition(trigger, one and one.period, message.said, message.evidence),
    )


def _place(data: Tree, topic_arn: str) -> Place:
    account = Place("", "", account_of(data.get("AWSAccountId")))
    shown = Place("", region_of(data.get("Region")), "")
    return merged(in_arn(own_arn(data.get("AlarmArn"))), account, in_arn(topic_arn), shown)


def _changed_at(data: Tree, arrived: datetime) -> datetime:
    """When it changed; a time far ahead would make all that follows look late, and is not believed."""
    stated = when(data.get("StateChangeTime"))
    return stated if stated and stated < arrived + _AHEAD else arrived


def _evaluated(evidence: Tree) -> tuple[float, ...]:
    points = [tree(point) for point in items(pick(evidence, "EvaluatedDatapoints"), 100)]
    points.sort(key=lambda point: when(pick(point, "Timestamp")) or _EARLIEST, reverse=True)
    found = (number(pick(point, "Value")) for point in points)
    return tuple(value for value in found if value is not None)


def _contributor(data: Tree) -> Contributor | None:
    identity = line(data.get("AlarmContributorId"), 1_024)
    attributes = tree(data.get("AlarmContributorAttributes")).items()
    if not identity.strip():
        return None
    return Contributor(
        ContributorId(identity), tuple((line(key), line(value)) for key, value in list(attributes)[:30])
    )
