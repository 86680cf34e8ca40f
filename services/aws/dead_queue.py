"""What SQS does with the messages of a dead-letter queue: it gives them, deletes them, lets them go."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from botocore.exceptions import BotoCoreError, ClientError

from services.dead_letters.letters import DeadLettersForbidden, DeadLettersUnreadable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

log = structlog.get_logger(__name__)

BATCH = 10  # the most SQS gives at once
WHOLE = 25.0  # seconds for one click


@dataclass(frozen=True, slots=True)
class DeadQueue:
    client: "SQSClient"
    url: str

    def count(self) -> int:
        asked = self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=["All"])["Attributes"]
        hidden = asked["ApproximateNumberOfMessagesNotVisible"]
        return int(asked["ApproximateNumberOfMessages"]) + int(hidden)

    def batches(
        self, *, hidden: int, wait: int, empty: int, over: Callable[[], bool] = lambda: False
    ) -> Iterator[list["MessageTypeDef"]]:
        """What lies there, batch after batch, until so many answers in a row bring nothing new."""
        until, known, idle = time.monotonic() + WHOLE, set[str](), 0
        while idle < empty and not over() and time.monotonic() < until:
            answer = self.client.receive_message(
                QueueUrl=self.url,
                MaxNumberOfMessages=BATCH,
                WaitTimeSeconds=wait,
                VisibilityTimeout=hidden,
                MessageSystemAttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
            messages = answer.get("Messages", [])
            fresh = {message["MessageId"] for message in messages} - known
            idle, known = (0 if fresh else idle + 1), known | fresh
            if messages:
                yield messages

    def delete(self, messages: Sequence["MessageTypeDef"]) -> list[str]:
        """Delete them; give a reason for each that is still there."""
        if not messages:
            return []
        entries: Any = [
            {"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(messages)
        ]
        try:
            answer = self.client.delete_message_batch(QueueUrl=self.url, Entries=entries)
        except (BotoCoreError, ClientError) as error:
            return [reason(error)] * len(messages)
        return [str(one.get("Message") or one.get("Code")) for one in answer.get("Failed", [])]

    def release(self, messages: Sequence["MessageTypeDef"]) -> None:
        """Let others have them at once; where that fails, they have them a little later."""
        for start in range(0, len(messages), BATCH):
            entries: Any = [
                {"Id": str(n), "ReceiptHandle": one["ReceiptHandle"], "VisibilityTimeout": 0}
                for n, one in enumerate(messages[start : start + BATCH])
            ]
            try:
                self.client.change_message_visibility_batch(QueueUrl=self.url, Entries=entries)
            except (BotoCoreError, ClientError) as error:
                log.info("dead_letters_not_released", error=reason(error))
                return


@contextmanager
def told() -> Iterator[None]:
    """What botocore raises, as what a person can act on."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if "AccessDenied" in code:
            kms = "kms" in code.lower()
            raise DeadLettersForbidden("kms:Decrypt" if kms else f"sqs:{error.operation_name}") from error
        raise DeadLettersUnreadable(reason(error)) from error
    except BotoCoreError as error:
        raise DeadLettersUnreadable(reason(error)) from error


def reason(error: BotoCoreError | ClientError) -> str:
    told: Any = getattr(error, "response", {}).get("Error", {})
    return str(told.get("Message") or error)
