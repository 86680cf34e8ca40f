"""Who a message was before it was sent back: a copy has an id and a time of its own.

SNS's envelope brings its own id along; by raw delivery, only the queue's id tells a repetition.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

ORIGIN = "Watchbell.Origin"  # a message attribute
ORIGIN_FORM = re.compile(r"([\w-]{1,100}) (\d{1,14})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Origin:
    message_id: str
    sent_ms: int  # since the epoch

    def __str__(self) -> str:
        return f"{self.message_id} {self.sent_ms}"


def origin_of(message: "MessageTypeDef") -> Origin:
    """The id and time that *message* was first sent with."""
    attributes = message.get("MessageAttributes")
    told = attributes.get(ORIGIN) if attributes else None
    found = ORIGIN_FORM.fullmatch(told.get("StringValue", "")) if told else None
    if found:
        return Origin(found[1], int(found[2]))
    return Origin(message["MessageId"], int(message.get("Attributes", {}).get("SentTimestamp", 0)))
