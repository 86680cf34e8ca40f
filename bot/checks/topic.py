"""The topic, the queue's subscription to it, and the keys that both are encrypted with."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.checks.account import Answer, Looked, Missed, denied, failed
from bot.checks.finding import Finding, Say

PENDING = "PendingConfirmation"
SHOWN = 100  # characters of a filter policy


def topic_finding(looked: Looked, _: Say) -> Finding:
    if not isinstance(looked, Missed):
        return Finding("topic", "ok", _("it is there"))
    if looked.denied:
        return denied("topic", "sns:GetTopicAttributes", _)
    if looked.gone or "InvalidParameter" in looked.code:
        remedy = _("Set ALARM_TOPIC_ARN to the TopicArn that the stack infra/watchbell.yml puts out.")
        return Finding("topic", "failed", _("there is no topic at ALARM_TOPIC_ARN"), remedy)
    return failed("topic", looked, _)


def own_subscription(listed: Answer, queue_arn: str) -> Mapping[str, Any] | None:
    mine = [one for one in listed["Subscriptions"] if one.get("Endpoint") == queue_arn]
    return min(mine, key=lambda one: one["SubscriptionArn"] == PENDING, default=None)


def subscription_finding(listed: Looked, queue_arn: str, topic_arn: str, _: Say) -> Finding:
    if isinstance(listed, Missed):
        wanted = "sns:ListSubscriptionsByTopic"
        return denied("subscription", wanted, _) if listed.denied else failed("subscription", listed, _)
    own = own_subscription(listed, queue_arn)
    subscribe = (
        f"aws sns subscribe --topic-arn {topic_arn} --protocol sqs --notification-endpoint {queue_arn}"
    )
    if own is None:
        remedy = _("Subscribe the queue to the topic: {command}").format(command=subscribe)
        return Finding("subscription", "failed", _("the topic does not send to the queue"), remedy)
    if own["SubscriptionArn"] == PENDING:
        remedy = _("Subscribe again from the queue's own account: {command}").format(command=subscribe)
        return Finding("subscription", "failed", _("it was never confirmed, so nothing is sent"), remedy)
    return Finding("subscription", "ok", _("the topic sends to the queue"))


def delivery_findings(looked: Looked, _: Say) -> list[Finding]:
    """Judge raw delivery and the filter of the subscription."""
    names = ("raw delivery", "filter policy")
    if isinstance(looked, Missed):
        wanted = "sns:GetSubscriptionAttributes"
        return [denied(name, wanted, _) if looked.denied else failed(name, looked, _) for name in names]
    attributes = looked.get("Attributes", {})
    raw = attributes.get("RawMessageDelivery", "false") == "true"
    says = _("on: messages come without their envelope") if raw else _("off: messages come in their envelope")
    return [Finding("raw delivery", "ok", says), _filter(attributes.get("FilterPolicy"), _)]


def _filter(policy: str | None, _: Say) -> Finding:
    if policy in {None, "", "{}"}:
        return Finding("filter policy", "ok", _("none: everything arrives"))
    says = _("only what matches arrives: {policy}").format(policy=str(policy)[:SHOWN])
    remedy = _("Take the filter policy off the subscription, unless it is meant.")
    return Finding("filter policy", "warning", says, remedy)


def key_finding(name: str, key: str, looked: Looked | None, _: Say) -> Finding:
    """Judge the key that a topic or queue is encrypted with.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    remedy = _("Use the customer managed key of infra/watchbell.yml.")
    if not key:
        return Finding(name, "ok", _("no key of KMS, so none is in the way"))
    if "alias/aws/" in key or _of_aws(looked):
        return Finding(
            name,
            "failed",
            _("{key} is AWS's own key, which no other service can use").format(key=key),
            remedy,
        )
    if isinstance(looked, Missed) and looked.denied:
        return denied(name, "kms:DescribeKey", _)
    if isinstance(looked, Missed):
        says = _("{key} can't be looked at: {code}").format(key=key, code=looked.code)
        return Finding(name, "failed", says, remedy)
    state = (looked or {}).get("KeyMetadata", {}).get("KeyState", "Enabled")
    if state != "Enabled":
        return Finding(
            name,
            "failed",
            _("the key's state is {state}").format(state=state),
            _("Enable the key, or use another."),
        )
    return Finding(name, "ok", _("a customer managed key"))


def _of_aws(looked: Looked | None) -> bool:
    return not isinstance(looked, Missed) and (looked or {}).get("KeyMetadata", {}).get("KeyManager") == "AWS"


def describe_finding(looked: Looked, _: Say) -> Finding:
    if not isinstance(looked, Missed):
        return Finding("DescribeAlarms", "ok", _("allowed"))
    if not looked.denied:
        return failed("DescribeAlarms", looked, _)
    remedy = _("Give the bot the role of infra/watchbell.yml: it has cloudwatch:DescribeAlarms.")
    return Finding("DescribeAlarms", "failed", _("these keys may not call it"), remedy)


def alarms_finding(looked: Looked, topic_arn: str, _: Say) -> Finding:
    """Judge whether some alarm notifies the topic."""
    if isinstance(looked, Missed):
        says = _("not looked at: {code}").format(code=looked.code)
        return Finding("alarms", "skipped", says)
    kinds: Iterable[str] = ("MetricAlarms", "CompositeAlarms", "LogAlarms")
    alarms = [alarm for kind in kinds for alarm in looked.get(kind, [])]
    number = sum(topic_arn in alarm.get("AlarmActions", []) for alarm in alarms)
    if number:
        more = "+" if looked.get("NextToken") else ""
        return Finding("alarms", "ok", _("notify the topic: {number}").format(number=f"{number}{more}"))
    remedy = _("Add the topic to your alarms' actions: for ALARM, OK and INSUFFICIENT_DATA.")
    return Finding("alarms", "warning", _("none notifies the topic"), remedy)
