"""AWS: every look that helps, at once; what the bot's role may not see is said, and is no failure."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError

from bot.checks.account import Account, Looked, Missed, failed, not_tried
from bot.checks.finding import Finding, Say, clock_finding
from bot.checks.queue import (
    Attributes,
    dead_letter_finding,
    dead_queue_name,
    policy_finding,
    queue_finding,
    without_attributes,
)
from bot.checks.topic import (
    PENDING,
    alarms_finding,
    delivery_findings,
    describe_finding,
    key_finding,
    own_subscription,
    subscription_finding,
    topic_finding,
)
from bot.clients import aws_clients
from bot.errors import StartError
from bot.settings import Settings

SERVICES = ("sqs", "sns", "cloudwatch", "kms")
OF_QUEUE = ("dead-letter queue", "queue policy", "queue encryption")
OF_TOPIC = ("topic encryption", "subscription", "raw delivery", "filter policy")
OF_DELIVERY = ("raw delivery", "filter policy")
ALARM_TYPES = ["MetricAlarm", "CompositeAlarm"]  # LogAlarm is refused where a region does not know it


async def check_aws(settings: Settings, pool: Executor, clock: Callable[[], float], _: Say) -> list[Finding]:
    try:
        loop = asyncio.get_running_loop()
        account = await loop.run_in_executor(pool, _open, settings, pool, clock)
    except (StartError, BotoCoreError, ValueError) as error:
        return [failed("AWS", Missed(type(error).__name__, str(error)), _)]
    looks = Looks(account, settings.alarm_queue_url, settings.alarm_topic_arn, _)
    found = await asyncio.gather(looks.queue(), looks.topic(), looks.alarms())
    return [*(one for some in found for one in some), clock_finding("clock of AWS", account.ahead, _)]


def _open(settings: Settings, pool: Executor, clock: Callable[[], float]) -> Account:
    clients = aws_clients(settings.aws_region)
    account = Account(clients, clients.region(settings.alarm_queue_url), pool, clock)
    account.make(SERVICES)
    return account


@dataclass(frozen=True, slots=True)
class Looks:
    account: Account
    queue_url: str
    topic_arn: str
    say: Say

    async def queue(self) -> list[Finding]:
        _ = self.say
        looked = await self._attributes(self.queue_url)
        if not isinstance(looked, Missed):
            return [queue_finding(looked, _), *await self._of_queue(looked.get("Attributes", {}))]
        first = (
            without_attributes(await self._touch(self.queue_url), _)
            if looked.denied
            else queue_finding(looked, _)
        )
        says = _("not looked at: that needs the queue's attributes")
        return [first, *not_tried(OF_QUEUE, says)]

    async def _of_queue(self, attributes: Attributes) -> list[Finding]:
        _, dead = self.say, dead_queue_name(attributes)
        url = f"{self.queue_url.rpartition('/')[0]}/{dead}"
        depth, touched, key = await asyncio.gather(
            self._attributes(url) if dead else _nothing(),
            self._touch(url) if dead else _nothing(),
            self._key("queue encryption", attributes.get("KmsMasterKeyId", "")),
        )
        return [
            dead_letter_finding(attributes, depth, touched, _),
            policy_finding(attributes, self.topic_arn, _),
            key,
        ]

    async def _touch(self, url: str) -> Looked:
        """Delete nothing, to see whether that is allowed."""
        return await self.account.look("sqs", "delete_message", QueueUrl=url, ReceiptHandle="none")

    async def _attributes(self, url: str) -> Looked:
        return await self.account.look("sqs", "get_queue_attributes", QueueUrl=url, AttributeNames=["All"])

    async def topic(self) -> list[Finding]:
        _ = self.say
        if not self.topic_arn:
            return not_tried(("topic", *OF_TOPIC), _("not tried: ALARM_TOPIC_ARN is not set"))
        looked = await self.account.look("sns", "get_topic_attributes", TopicArn=self.topic_arn)
        first = topic_finding(looked, _)
        if first.ok == "failed":
            return [first, *not_tried(OF_TOPIC, _("not tried without a topic"))]
        key = "" if isinstance(looked, Missed) else looked.get("Attributes", {}).get("KmsMasterKeyId", "")
        encryption, rest = await asyncio.gather(self._key("topic encryption", key), self._subscription())
        if isinstance(looked, Missed):
            encryption = not_tried(
                ("topic encryption",), _("not looked at: that needs the topic's attributes")
            )[0]
        return [first, encryption, *rest]

    async def _subscription(self) -> list[Finding]:
        _, arn = self.say, self._queue_arn()
        listed = await self._subscriptions()
        first = subscription_finding(listed, arn, self.topic_arn, _)
        own = None if isinstance(listed, Missed) else own_subscription(listed, arn)
        if own is None or own["SubscriptionArn"] == PENDING:
            return [first, *not_tried(OF_DELIVERY, _("not looked at: that needs the subscription"))]
        looked = await self.account.look(
            "sns", "get_subscription_attributes", SubscriptionArn=own["SubscriptionArn"]
        )
        return [first, *delivery_findings(looked, _)]

    async def _subscriptions(self) -> Looked:
        """Every page of them."""
        found: list[Any] = []
        more: dict[str, str] = {}
        while True:
            page = await self.account.look(
                "sns", "list_subscriptions_by_topic", TopicArn=self.topic_arn, **more
            )
            if isinstance(page, Missed):
                return page
            found += page["Subscriptions"]
            if not page.get("NextToken"):
                return {"Subscriptions": found}
            more = {"NextToken": page["NextToken"]}

    async def _key(self, name: str, key: str) -> Finding:
        looked = None
        if key and "alias/aws/" not in key:
            looked = await self.account.look("kms", "describe_key", KeyId=key)
        return key_finding(name, key, looked, self.say)

    async def alarms(self) -> list[Finding]:
        _ = self.say
        allowed, notifying = await asyncio.gather(
            self.account.look("cloudwatch", "describe_alarms", MaxRecords=1), self._notifying()
        )
        first = describe_finding(allowed, _)
        if notifying is None:
            return [first, *not_tried(("alarms",), _("not tried: ALARM_TOPIC_ARN is not set"))]
        return [first, alarms_finding(notifying, self.topic_arn, _)]

    async def _notifying(self) -> Looked | None:
        if not self.topic_arn:
            return None
        return await self.account.look(
            "cloudwatch",
            "describe_alarms",
            ActionPrefix=self.topic_arn,
            AlarmTypes=ALARM_TYPES,
            MaxRecords=100,
        )

    def _queue_arn(self) -> str:
        """Told from the queue's address (…/account/name), which takes no permission."""
        account, name = ["", "", *self.queue_url.split("/")][-2:]
        partition = self.account.made["sqs"].meta.partition
        return f"arn:{partition}:sqs:{self.account.region}:{account}:{name}"


async def _nothing() -> None:
    return None
