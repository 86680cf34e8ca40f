"""Anything that is no alarm → an event people can read."""

import hashlib
from datetime import datetime

from services.alarm import Place
from services.aws.notification.envelope import Letter
from services.aws.notification.facts import Fact, facts_of
from services.aws.notification.place import account_of, in_arn, merged, region_of
from services.aws.notification.secrecy import LEFT_OUT, is_secret, without_secrets
from services.aws.notification.subscription import facts_of_subscription, title_of
from services.aws.notification.times import when
from services.aws.notification.values import NAME, Tree, clean, cut, items, line, pick, tree
from services.event import Event, EventId

_TEXT = 10_000
_TITLES = (
    "Event Message",
    "eventTypeCode",
    "notificationType",
    "eventType",
    "messageType",
    "title",
    "subject",
    "summary",
    "event",
    "Message",
    "AlarmName",
)
_IN_TITLES = {*_TITLES, "detail-type", "detailType", "eventName", "eventSource"}


def read_event(letter: Letter, key: str) -> Event:
    head = _head(letter.tree)
    title = _title(letter, head)
    return Event(
        id=EventId("event-" + hashlib.sha256(key.encode(errors="replace")).hexdigest()[:32]),
        title=title,
        at=_at(head) or letter.at,
        facts=_facts(letter, title),
        text="" if letter.data else _text(letter.text),
        place=_place(head, letter.topic_arn),
        source=line(pick(head, "source", "eventSource")) or "sns",
    )


def _head(data: Tree) -> Tree:
    """Give what stands on top: the event itself, or the first of its records."""
    return tree(next(iter(items(data.get("Records"))), None)) or data


def _title(letter: Letter, head: Tree) -> str:
    found = title_of(letter) or letter.subject or _kind(head) or _named(head) or _first_line(letter)
    return cut(without_secrets(found), NAME) or letter.topic_name or "Notification"


def _kind(head: Tree) -> str:
    """Name what EventBridge, CloudTrail or S3 says has happened."""
    kind = line(pick(head, "detail-type", "detailType"))
    name = line(pick(tree(head.get("detail")), "eventName") if kind else head.get("eventName"))
    source = "" if kind else line(head.get("eventSource"))
    return ": ".join(part for part in (kind or source, name) if part.strip())


def _named(head: Tree) -> str:
    return next((text for key in _TITLES if (text := line(pick(head, key)).strip())), "")


def _first_line(letter: Letter) -> str:
    if letter.data is not None:
        return ""
    lines = clean(letter.text[:_TEXT]).splitlines()
    return line(next((text.strip() for text in lines if text.strip()), ""), 150)


def _facts(letter: Letter, title: str) -> tuple[Fact, ...]:
    """Tell what the title has not told yet."""
    told = {title, *title.split(": ")}
    said = facts_of(letter.data) if letter.data is not None else ()
    attributes = (
        (name, LEFT_OUT if is_secret(name) else without_secrets(said)) for name, said in letter.attributes
    )
    fresh = (fact for fact in said if fact[0] not in _IN_TITLES or fact[1] not in told)
    return (*facts_of_subscription(letter), *fresh, *attributes)


def _text(text: str) -> str:
    """Keep the text whole, up to what anybody would read, and say what was cut."""
    kept = without_secrets(clean(text[:_TEXT]))
    more = len(text) - _TEXT
    return f"{kept}\n… ({more} more characters)" if more > 0 else kept


def _at(head: Tree) -> datetime | None:
    return when(pick(head, "time", "eventTime"))


def _place(head: Tree, topic_arn: str) -> Place:
    region, account = pick(head, "region", "awsRegion"), pick(head, "account", "accountId")
    resource = next(iter(items(head.get("resources"))), None)
    return merged(Place("", region_of(region), account_of(account)), in_arn(resource), in_arn(topic_arn))
