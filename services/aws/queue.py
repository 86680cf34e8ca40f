"""The alarm queue: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from botocore.exceptions import BotoCoreError, ClientError

from services.aws.notification import read_delivery
from services.aws.origin import ORIGIN, origin_of
from services.desk import Delivery

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

log = structlog.get_logger(__name__)

WAIT = 20  # seconds, the longest SQS allows
BATCH = 10  # the most SQS gives at once
HIDDEN = 20  # seconds until an undeleted message comes again: to another bot, where this one was killed


@dataclass(frozen=True, slots=True)
class SqsQueue:
    """Blocking, for threads of its own; raises what botocore raises."""

    client: "SQSClient"
    url: str
    topic_arn: str = ""  # tells where raw messages come from

    def receive(self) -> list[Delivery]:
        """Up to ten messages, read; after 20 seconds perhaps none."""
        answer = self.client.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=BATCH,
            WaitTimeSeconds=WAIT,
            VisibilityTimeout=HIDDEN,
            MessageSystemAttributeNames=["SentTimestamp", "ApproximateReceiveCount"],
            MessageAttributeNames=[ORIGIN],
        )
        return [self._read(message) for message in answer.get("Messages", [])]

    def delete(self, deliveries: Sequence[Delivery]) -> None:
        """Delete them; what SQS does not delete comes again and is known then."""
        entries = [{"Id": str(n), "ReceiptHandle": one.receipt} for n, one in enumerate(deliveries)]
        answer = self.client.delete_message_batch(QueueUrl=self.url, Entries=entries)  # type: ignore[arg-type]
        for failed in answer.get("Failed", []):
            message_id = deliveries[int(failed["Id"])].message_id
            log.warning("message_not_deleted", message_id=message_id, error=failed.get("Code"))

    def hide(self, deliveries: Sequence[tuple[Delivery, int]]) -> None:
        """Let each come again only after so many seconds; where that fails, it comes as it would have.

        https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
        """
        entries = [
            {"Id": str(n), "ReceiptHandle": one.receipt, "VisibilityTimeout": seconds}
            for n, (one, seconds) in enumerate(deliveries)
        ]
        try:
            answer = self.client.change_message_visibility_batch(QueueUrl=self.url, Entries=entries)  # type: ignore[arg-type]
        except (BotoCoreError, ClientError) as error:
            log.warning("messages_not_hidden", messages=len(entries), error=str(error))
            return
        for failed in answer.get("Failed", []):
            message_id = deliveries[int(failed["Id"])][0].message_id
            log.warning("message_not_hidden", message_id=message_id, error=failed.get("Code"))

    def _read(self, message: "MessageTypeDef") -> Delivery:
        origin, about = origin_of(message), message.get("Attributes", {})
        sent_at = datetime.fromtimestamp(origin.sent_ms / 1000, UTC) if origin.sent_ms else datetime.now(UTC)
        delivery = read_delivery(
            message["Body"], message_id=origin.message_id, sent_at=sent_at, topic_arn=self.topic_arn
        )
        receives = int(about.get("ApproximateReceiveCount", 1))
        return replace(delivery, receipt=message["ReceiptHandle"], receives=receives)
