"""The alarm queue, its dead-letter queue, and who may fill it; judged from what SQS says."""

import json
from fnmatch import fnmatchcase
from typing import Any, Literal

from bot.checks.account import Looked, Missed, denied, failed
from bot.checks.finding import Finding, Say

Attributes = dict[str, str]

VISIBILITY = 30  # seconds, at least
RETENTION_DAYS = 4  # a long weekend
RECEIVES = 3  # a restart or two is no reason to give a message up
DAY = 86_400

READ = "sqs:GetQueueAttributes"


def queue_finding(looked: Looked, _: Say) -> Finding:
    """Judge the queue; the bot asks for its own visibility and wait, other readers may not."""
    if isinstance(looked, Missed):
        return _no_queue(looked, _)
    attributes = looked.get("Attributes", {})
    wrong = _what_is_wrong(attributes, _)
    if wrong:
        remedy = _("Set it as infra/watchbell.yml does: 60 s, 14 days, 20 s.")
        return Finding("queue", "warning", "; ".join(wrong), remedy)
    waiting = attributes.get("ApproximateNumberOfMessages", "?")
    return Finding("queue", "ok", _("reached; messages waiting: {number}").format(number=waiting))


def _no_queue(missed: Missed, _: Say) -> Finding:
    if not missed.gone:
        return failed("queue", missed, _)
    remedy = _("Set ALARM_QUEUE_URL to the QueueUrl that the stack infra/watchbell.yml puts out.")
    return Finding("queue", "failed", _("there is no queue at ALARM_QUEUE_URL"), remedy)


def _what_is_wrong(attributes: Attributes, _: Say) -> list[str]:
    visibility = int(attributes.get("VisibilityTimeout", VISIBILITY))
    days = int(attributes.get("MessageRetentionPeriod", RETENTION_DAYS * DAY)) / DAY
    wrong = []
    if visibility < VISIBILITY:
        wrong.append(_("a message comes again after {seconds} s already").format(seconds=visibility))
    if days < RETENTION_DAYS:
        wrong.append(_("what waits for longer than {days} days is lost").format(days=f"{days:.2g}"))
    if int(attributes.get("ReceiveMessageWaitTimeSeconds", 0)) == 0:
        wrong.append(_("it does not wait for messages (no long poll)"))
    return wrong


def without_attributes(touched: Looked, _: Say) -> Finding:
    """Judge by a delete of nothing, which the bot's role may: for keys that may not read attributes."""
    if isinstance(touched, Missed) and touched.denied:
        remedy = _(
            "Give the bot the role of infra/watchbell.yml; if it has it, look at ALARM_QUEUE_URL again."
        )
        return Finding("queue", "failed", _("these keys may not use it"), remedy)
    if isinstance(touched, Missed) and touched.gone:
        return _no_queue(touched, _)
    if isinstance(touched, Missed) and (touched.away or "ReceiptHandle" not in touched.code):
        return failed("queue", touched, _)
    says = _("reached; its settings were not looked at: these keys may not {permission}")
    remedy = _("The bot does without. To have it checked, lend the keys {permission}.")
    return Finding("queue", "skipped", says.format(permission=READ), remedy.format(permission=READ))


def dead_queue_name(attributes: Attributes) -> str:
    return str(_json(attributes.get("RedrivePolicy")).get("deadLetterTargetArn", "")).rpartition(":")[2]


def dead_letter_finding(
    attributes: Attributes, dead: Looked | None, touched: Looked | None, _: Say
) -> Finding:
    name = "dead-letter queue"
    if not dead_queue_name(attributes):
        remedy = _("Give the queue a RedrivePolicy as infra/watchbell.yml does.")
        return Finding(name, "failed", _("none: a message that can't be read comes again for ever"), remedy)
    receives = int(_json(attributes.get("RedrivePolicy")).get("maxReceiveCount", 0))
    if receives < RECEIVES:
        says = _("a message is given up after only {number} tries").format(number=receives)
        return Finding(
            name, "warning", says, _("Set maxReceiveCount to 3 or more; infra/watchbell.yml has 8.")
        )
    return _depth(name, dead, touched, _)


def _depth(name: str, dead: Looked | None, touched: Looked | None, _: Say) -> Finding:
    if isinstance(dead, Missed) and dead.denied:
        return denied(name, READ, _)
    if isinstance(dead, Missed) and dead.gone:
        remedy = _("Make it again, or point the queue's RedrivePolicy to another.")
        return Finding(name, "failed", _("the queue names one that is no longer there"), remedy)
    if isinstance(dead, Missed):
        return failed(name, dead, _)
    if isinstance(touched, Missed) and touched.denied:
        says = _("/aws dlq can't send back or throw away what lies there: these keys may not {permission}")
        remedy = _("Update the stack from infra/watchbell.yml: its role may.")
        return Finding(name, "warning", says.format(permission="sqs:DeleteMessage"), remedy)
    depth = int((dead or {}).get("Attributes", {}).get("ApproximateNumberOfMessages", 0))
    if depth:
        remedy = _("Mend the cause (the log says why), then look at them with /aws dlq and send them back.")
        return Finding(name, "warning", _("messages given up: {number}").format(number=depth), remedy)
    return Finding(name, "ok", _("empty"))


def policy_finding(attributes: Attributes, topic_arn: str, _: Say) -> Finding:
    """Judge whether SNS may send, for this topic.

    https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
    """
    policy = _json(attributes.get("Policy"))
    doors = [_door(one, topic_arn) for one in _listed(policy.get("Statement")) if isinstance(one, dict)]
    remedy = _("Set the QueuePolicy of infra/watchbell.yml: sns.amazonaws.com, with ArnEquals aws:SourceArn.")
    if "narrow" in doors:
        return Finding("queue policy", "ok", _("the topic may send"))
    if "wide" in doors:
        return Finding(
            "queue policy", "warning", _("the topic may send, and so may topics of others"), remedy
        )
    return Finding("queue policy", "failed", _("it does not let the topic send"), remedy)


def _door(statement: dict[str, Any], topic_arn: str) -> Literal["shut", "wide", "narrow"]:
    principal = statement.get("Principal")
    whom = (
        _listed(principal.get("Service") or principal.get("AWS"))
        if isinstance(principal, dict)
        else [principal]
    )
    actions = [str(one).lower() for one in _listed(statement.get("Action"))]
    if statement.get("Effect") != "Allow" or not {"sns.amazonaws.com", "*"} & {str(one) for one in whom}:
        return "shut"
    if not any(fnmatchcase("sqs:sendmessage", action) for action in actions):
        return "shut"
    return _through(_conditions(statement), topic_arn)


def _through(conditions: list[tuple[str, list[Any]]], topic_arn: str) -> Literal["shut", "wide", "narrow"]:
    sources = [values for key, values in conditions if key == "aws:sourcearn"]
    accounts = [values for key, values in conditions if key == "aws:sourceaccount"]
    account = (topic_arn.split(":") + [""] * 5)[4]
    if not sources and not accounts:
        return "wide"
    if not topic_arn:
        return "narrow"
    fits = all(any(fnmatchcase(topic_arn, str(one)) for one in values) for values in sources)
    return "narrow" if fits and all(account in values for values in accounts) else "shut"


def _conditions(statement: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    said = statement.get("Condition")
    tests = [one for one in said.values() if isinstance(one, dict)] if isinstance(said, dict) else []
    return [(key.lower(), _listed(values)) for test in tests for key, values in test.items()]


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 — IAM's JSON has one or many nearly everywhere
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _json(text: str | None) -> dict[str, Any]:
    try:
        said = json.loads(text or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
