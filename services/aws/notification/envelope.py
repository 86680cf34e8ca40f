"""What SQS delivers: SNS's envelope with a message in it, or the bare message."""

from dataclasses import dataclass
from datetime import UTC, datetime

from services.aws.notification.times import when
from services.aws.notification.values import Json, Tree, line, scalar, structure, tree

_NOTIFICATION = "Notification"
_ASKS = ("SubscriptionConfirmation", "UnsubscribeConfirmation")
_TOPIC_ARN = 512
_ATTRIBUTES = 20


@dataclass(frozen=True, slots=True)
class Letter:
    """One message, out of its envelope."""

    text: str
    at: datetime  # UTC; when it was published, or sent
    data: Json | None = None  # the text, where it is JSON
    type: str = _NOTIFICATION
    sns_id: str = ""  # absent in raw delivery
    topic_arn: str = ""
    subject: str = ""
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def asks(self) -> bool:
        """Whether SNS speaks of the subscription itself, and nobody has published anything."""
        return self.type != _NOTIFICATION

    @property
    def tree(self) -> Tree:
        return tree(self.data)

    @property
    def topic_name(self) -> str:
        return self.topic_arn.rpartition(":")[2]


def opened(body: str, sent_at: datetime, topic_arn: str) -> Letter:
    """Take the message out of its envelope, if it is in one."""
    sent = sent_at.replace(tzinfo=UTC) if sent_at.tzinfo is None else sent_at.astimezone(UTC)
    found = structure(body)
    outer = tree(found)
    if not _is_envelope(outer):
        return Letter(text=body, at=sent, data=found, topic_arn=line(topic_arn, _TOPIC_ARN))
    message = outer.get("Message")
    return Letter(
        text=scalar(message),
        at=when(outer.get("Timestamp")) or sent,
        data=structure(message),
        type=line(outer["Type"]),
        sns_id=line(outer.get("MessageId")).strip(),
        topic_arn=line(outer.get("TopicArn"), _TOPIC_ARN) or line(topic_arn, _TOPIC_ARN),
        subject=line(outer.get("Subject")).strip(),
        attributes=_attributes(outer.get("MessageAttributes")),
    )


def _is_envelope(outer: Tree) -> bool:
    return outer.get("Type") in _ASKS or (outer.get("Type") == _NOTIFICATION and "Message" in outer)


def _attributes(value: object) -> tuple[tuple[str, str], ...]:
    found = (
        (line(name), line(tree(said).get("Value"))) for name, said in list(tree(value).items())[:_ATTRIBUTES]
    )
    return tuple((name, said) for name, said in found if name and said)
