"""The dead-letter queue in SQS: looked at, sent back, thrown away.

Its own redrive (StartMessageMoveTask) moves all that is there, at once and unseen, and not every
stand-in for SQS has it: so a message is received, sent to the queue, and deleted once that has taken it.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
"""

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from services.aws.dead_queue import DeadQueue, reason, told
from services.aws.notification import read_delivery
from services.aws.origin import ORIGIN, origin_of
from services.dead_letters.letters import (
    DeadLetter,
    DeadLetterId,
    Deed,
    Gathered,
    Moved,
    NoDeadLetterQueue,
)

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

Result = TypeVar("Result")

LOOKED_AT = 10  # seconds that a look hides a message at most; it gives it back sooner
HELD = 60  # seconds to send one on and delete it
ATTRIBUTES = 10  # of one message, the most SQS takes


@dataclass(frozen=True, slots=True)
class Patience:
    empty: int = 3  # answers without anything new: a short poll asks only some of SQS's machines
    awaited: int = 12  # seconds that a wanted message may still be hidden by somebody's look


@dataclass(frozen=True, slots=True)
class SqsDeadLetters:
    client: "SQSClient"
    url: str  # of the queue that gives them up
    topic_arn: str
    pool: Executor
    patience: Patience = Patience()

    async def look(self, most: int) -> Gathered:
        """Looking counts as receiving, which is harmless: a dead-letter queue gives nothing up itself."""
        return await self._called(lambda: self._look(most))

    async def send_back(self, ids: Collection[DeadLetterId] | None) -> Moved:
        return await self._called(lambda: self._move("sent back", ids, self._send))

    async def throw_away(self, ids: Collection[DeadLetterId]) -> Moved:
        return await self._called(lambda: self._move("thrown away", ids, lambda _: None))

    async def _called(self, call: Callable[[], Result]) -> Result:
        with told():
            return await asyncio.get_running_loop().run_in_executor(self.pool, copy_context().run, call)

    def _look(self, most: int) -> Gathered:
        dead = self._dead()
        counted = dead.count()
        found: dict[str, MessageTypeDef] = {}
        try:
            for batch in dead.batches(hidden=LOOKED_AT, wait=0, empty=self.patience.empty):
                found |= {message["MessageId"]: message for message in batch}
                if len(found) >= most:
                    break
        finally:
            dead.release(list(found.values()))
        letters = sorted((self._read(one) for one in found.values()), key=lambda one: (one.sent_at, one.id))
        return Gathered(tuple(letters[:most]), max(counted, len(found)))

    def _move(
        self,
        deed: Deed,
        ids: Collection[DeadLetterId] | None,
        first: Callable[["MessageTypeDef"], None],
    ) -> Moved:
        """Do what comes *first*, then delete, with each of *ids* or with all."""
        dead, move = self._dead(), Move(first, None if ids is None else set(ids))
        others: list[MessageTypeDef] = []
        empty = self.patience.empty if ids is None else self.patience.awaited
        try:
            for batch in dead.batches(hidden=HELD, wait=1, empty=empty, over=move.over):
                mine = [one for one in batch if move.wants(one)]
                others += [one for one in batch if one not in mine]
                done = move.begin(mine)
                others += [one for one in mine if one not in done]
                move.finish(dead.delete(done))
        finally:
            dead.release(others)
        return Moved(deed, move.count, move.trouble)

    def _send(self, message: "MessageTypeDef") -> None:
        """The same again to the queue, with what told it from others and from its repetitions."""
        about = {
            name: {
                key: value for key, value in said.items() if key in {"DataType", "StringValue", "BinaryValue"}
            }
            for name, said in message.get("MessageAttributes", {}).items()
        }
        if len(about) < ATTRIBUTES or ORIGIN in about:
            about[ORIGIN] = {"DataType": "String", "StringValue": str(origin_of(message))}
        self.client.send_message(QueueUrl=self.url, MessageBody=message["Body"], MessageAttributes=about)  # type: ignore[arg-type]

    def _dead(self) -> DeadQueue:
        client = self.client
        asked = client.get_queue_attributes(QueueUrl=self.url, AttributeNames=["RedrivePolicy"])
        policy = json.loads(asked.get("Attributes", {}).get("RedrivePolicy", "{}"))
        name = str(policy.get("deadLetterTargetArn", "")).rpartition(":")[2]
        if not name:
            raise NoDeadLetterQueue
        return DeadQueue(client, f"{self.url.rpartition('/')[0]}/{name}")

    def _read(self, message: "MessageTypeDef") -> DeadLetter:
        origin, about = origin_of(message), message.get("Attributes", {})
        sent_at = datetime.fromtimestamp(origin.sent_ms / 1000, UTC)
        said = read_delivery(
            message["Body"], message_id=origin.message_id, sent_at=sent_at, topic_arn=self.topic_arn
        )
        source = about.get("DeadLetterQueueSourceArn", "").rpartition(":")[2]
        return DeadLetter(
            DeadLetterId(message["MessageId"]),
            said.notification,
            sent_at,
            int(about.get("ApproximateReceiveCount", 1)),
            given_up_by="" if source == self.url.rpartition("/")[2] else source,
        )


@dataclass(slots=True)
class Move:
    """What is wanted, what is done with it first, and how far that has come."""

    first: Callable[["MessageTypeDef"], None]
    wanted: set[DeadLetterId] | None
    count: int = 0
    trouble: str = ""
    seen: set[str] = field(default_factory=set)

    def wants(self, message: "MessageTypeDef") -> bool:
        """Whatever was dealt with once is not dealt with again, should its delete have failed."""
        id_ = message["MessageId"]
        return id_ not in self.seen and (self.wanted is None or id_ in self.wanted)

    def over(self) -> bool:
        return bool(self.trouble) or (self.wanted is not None and not self.wanted - self.seen)

    def begin(self, messages: Sequence["MessageTypeDef"]) -> list["MessageTypeDef"]:
        """Those with which it went well, up to the first with which it did not."""
        done: list[MessageTypeDef] = []
        for message in messages:
            try:
                self.first(message)
            except (BotoCoreError, ClientError) as error:
                self.trouble = reason(error)
                break
            self.seen.add(message["MessageId"])
            self.count += 1
            done.append(message)
        return done

    def finish(self, left: Sequence[str]) -> None:
        """*left* are the reasons for those of them that are still there."""
        self.count -= len(left)
        self.trouble = self.trouble or next(iter(left), "")
