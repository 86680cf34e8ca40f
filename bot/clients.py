"""The clients of Slack and AWS, made once each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

import aiohttp
import boto3
import structlog
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import StartError
from services.post import Unreachable
from services.slack.answers import FAILURES, NOT_LET_IN, code_of, seconds_ahead

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

log = structlog.get_logger(__name__)

STANDARD = {"mode": "standard", "total_max_attempts": 3}
SHORT = Config(connect_timeout=3, read_timeout=10, retries=STANDARD, inject_host_prefix=False)  # type: ignore[arg-type]
# a long poll is answered after 20 seconds at the latest; the loop around it is its retry
POLL = Config(
    connect_timeout=3,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 1},
    inject_host_prefix=False,
)

# the store asks again by itself, more patiently, and knows what it has begun
STORE = {"mode": "standard", "total_max_attempts": 2}


@asynccontextmanager
async def slack_client(token: str, base_url: str, seconds: float) -> AsyncIterator[AsyncWebClient]:
    """One session for every call, and no retries: when to write again is the board's business."""
    timeout = aiohttp.ClientTimeout(total=seconds)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        yield AsyncWebClient(token=token, base_url=base_url, session=session, retry_handlers=[])


async def knock(client: AsyncWebClient, now: float) -> float:
    """Ask Slack who we are; give how far its clock is ahead.

    Raise Unreachable while it is away, and StartError for a token that no waiting will mend.
    """
    try:
        answer = await client.auth_test()
    except FAILURES as error:
        if code_of(error) not in NOT_LET_IN:
            raise Unreachable(code_of(error)) from error
        raise StartError(
            f"Slack refuses SLACK_BOT_TOKEN ({code_of(error)}). "
            "Copy the bot token again, under OAuth & Permissions, or install the app anew."
        ) from None
    log.info("slack_reached", team=answer.get("team"), bot=answer.get("user"))
    return seconds_ahead(answer, now)


def aws_clients(region: str) -> "AwsClients":
    return AwsClients(boto3.Session(region_name=region or None))


@dataclass(frozen=True, slots=True)
class AwsClients:
    """One session; what it reads (AWS_*, ~/.aws, the machine's role) is the SDK's business."""

    session: boto3.Session
    made: dict[tuple[str, str], Any] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def client(self, service: str, region: str, config: Config = SHORT) -> Any:  # noqa: ANN401 — boto3's
        """The client of *service*, made at its first use: making one is slow, and not thread-safe."""
        with self.lock:
            if (service, region) not in self.made:
                self.made[service, region] = self.session.client(
                    service,  # type: ignore[call-overload]  # any that the caller names
                    region_name=region,
                    config=config,
                )
            return self.made[service, region]

    def sqs(self, queue_url: str) -> "SQSClient":
        region = self.region(queue_url)
        try:
            return self.session.client("sqs", region_name=region, config=POLL)
        except (BotoCoreError, ValueError) as error:
            raise StartError(f"AWS can't be used: {error}") from None

    def figures(self, queue_url: str) -> "SQSClient":
        """For short questions; the other waits for messages."""
        client: SQSClient = self.client("sqs", self.region(queue_url))
        return client

    def cloudwatch(self, queue_url: str) -> "CloudWatchClient":
        client: CloudWatchClient = self.client("cloudwatch", self.region(queue_url))
        return client

    def sns(self, queue_url: str) -> "SNSClient":
        client: SNSClient = self.client("sns", self.region(queue_url))
        return client

    def dynamodb(self, queue_url: str, at_once: int) -> Any:  # noqa: ANN401 — its stubs are another 2 MB
        config = Config(
            connect_timeout=1,
            read_timeout=3,
            retries=STORE,  # type: ignore[arg-type]
            max_pool_connections=at_once,
            inject_host_prefix=False,
        )
        try:
            return self.client("dynamodb", self.region(queue_url), config)
        except (BotoCoreError, ValueError) as error:
            raise StartError(f"AWS can't be used: {error}") from None

    def region(self, queue_url: str) -> str:
        """The queue's own region, as its address tells it, before the session's."""
        host = queue_url.partition("://")[2].partition("/")[0]
        parts = host.split(".")
        named = parts[1] if parts[0] == "sqs" and len(parts) > 2 else self.session.region_name  # noqa: PLR2004
        if not named:
            raise StartError("AWS_REGION is not set. It is the region of the queue, such as eu-west-1.")
        return named
