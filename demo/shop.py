"""The shop behind the demo's alarms, as far as it can be looked up: its logs, its services, its changes."""

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Final

from demo.alarms import POOL_METRIC
from demo.troubles import CHECKOUT, GROUPS, NEW, OLD, PASSWORD, TROUBLES, Lines, quiet_checkout

if TYPE_CHECKING:
    from demo.aws.clients import Clients
    from demo.bedrock.trail import Trail
    from demo.slack.page_worlds import Published

AGAIN_AFTER: Final = timedelta(minutes=10)
GOES_OFF: Final = ("set to ALARM", "metric pushed up")
# JSON, so that the metric can take its value and its dimension out of the line
PATTERN: Final = "{ $.waited_ms = * }"


class Shop:
    """`await shop.open()` before the bot starts; `console.observe(shop.hear)` for whatever comes then."""

    def __init__(self, clients: "Clients", trail: "Trail") -> None:
        self._clients, self._trail = clients, trail
        self._streams = count(1)
        self._last: dict[frozenset[str], datetime] = {}
        self._writing: set[asyncio.Task[None]] = set()

    async def open(self, now: datetime | None = None) -> None:
        """Set it up, with a quiet hour behind it."""
        now = now or datetime.now(UTC)
        await asyncio.to_thread(self._open, now)

    async def goes_wrong(self, names: Iterable[str], at: datetime | None = None) -> None:
        """Let happen what makes the alarms *names* go off at *at*; what has just happened is enough."""
        at = at or datetime.now(UTC)
        for trouble in TROUBLES:
            last = self._last.get(trouble.alarms)
            if trouble.alarms.isdisjoint(names) or (last and at - last < AGAIN_AFTER):
                continue
            self._last[trouble.alarms] = at
            self._trail.happened += trouble.deeds(at)
            for group, lines in trouble.lines.items():
                await asyncio.to_thread(self._log, group, lines(), at)

    def hear(self, published: "Published") -> None:
        """Let the shop go wrong whenever somebody sets off one of its alarms."""
        if published.text in GOES_OFF:
            at = datetime.fromtimestamp(published.at or time.time(), UTC)
            writing = asyncio.ensure_future(self.goes_wrong(published.names, at))
            self._writing.add(writing)
            writing.add_done_callback(self._writing.discard)

    def _open(self, now: datetime) -> None:
        logs = self._clients.logs
        for group in GROUPS:
            logs.create_log_group(logGroupName=group)
        logs.put_metric_filter(
            logGroupName=CHECKOUT,
            filterName="pool-wait",
            filterPattern=PATTERN,
            metricTransformations=[
                {
                    "metricName": POOL_METRIC["MetricName"],
                    "metricNamespace": POOL_METRIC["Namespace"],
                    "metricValue": "$.waited_ms",
                    "dimensions": {"ServiceName": "$.service"},
                    "unit": "Milliseconds",
                }
            ],
        )
        self._log(CHECKOUT, quiet_checkout(), now)
        self._run_services()

    def _run_services(self) -> None:
        ecs, rds = self._clients.ecs, self._clients.rds
        ecs.create_cluster(clusterName="shop")
        for version in (OLD, NEW):
            ecs.register_task_definition(family="checkout-api", containerDefinitions=[_container(version)])
        ecs.create_service(
            cluster="shop", serviceName="checkout-api", taskDefinition="checkout-api:2", desiredCount=3
        )
        rds.create_db_instance(
            DBInstanceIdentifier="db-main",
            DBInstanceClass="db.r6g.large",
            Engine="postgres",
            AllocatedStorage=100,
            MasterUsername="shop",
            ManageMasterUserPassword=True,
        )

    def _log(self, group: str, lines: Lines, at: datetime) -> None:
        stream = f"demo/{next(self._streams)}"
        events = [
            {"timestamp": round((at.timestamp() + seconds) * 1000), "message": message}
            for seconds, message in sorted(lines)
        ]
        self._clients.logs.create_log_stream(logGroupName=group, logStreamName=stream)
        self._clients.logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def _container(version: str) -> dict[str, object]:
    options = {"awslogs-group": CHECKOUT, "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "api"}
    return {
        "name": "api",
        "image": f"shop/checkout-api:{version}",
        "memory": 512,
        "environment": [{"name": "DATABASE_PASSWORD", "value": PASSWORD}],
        "logConfiguration": {"logDriver": "awslogs", "options": options},
    }
