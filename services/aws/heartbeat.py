"""The bot's own heartbeat, as a metric that an alarm listens for.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
"""

import asyncio
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

log = structlog.get_logger(__name__)

NAMESPACE, NAME, DIMENSION = "Watchbell", "Heartbeat", "Bot"  # infra/watchbell.yml has them as well


@dataclass(frozen=True, slots=True)
class CloudWatchMetric:
    client: "CloudWatchClient"
    bot: str  # of several that share the account, which one; the machines of one say the same
    pool: Executor

    async def put(self, *, healthy: bool) -> None:
        """1 while the bot is healthy, 0 while it lives; what can't be put is logged."""
        call = copy_context().run
        await asyncio.get_running_loop().run_in_executor(self.pool, call, self._put, float(healthy))

    def _put(self, value: float) -> None:
        dimensions = [{"Name": DIMENSION, "Value": self.bot}]
        point = {"MetricName": NAME, "Dimensions": dimensions, "Value": value, "Unit": "None"}
        try:
            self.client.put_metric_data(Namespace=NAMESPACE, MetricData=[point])  # type: ignore[list-item]
        except (BotoCoreError, ClientError) as error:
            log.warning("heartbeat_not_put", error=str(error))
