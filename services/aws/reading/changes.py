"""What people and programs changed of a resource: CloudTrail's event history.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from services.alarm import Place
from services.aws.notification.values import items, line, pick, tree
from services.aws.reading.asking import Asking

ACTION = "cloudtrail:LookupEvents"
AT_ONCE = 50  # the most it gives
PAGES = 2
PAUSE = 0.5  # seconds: it takes two calls a second, of the whole account and region
LONGEST_EVENT = 300_000  # characters of JSON; CloudTrail's own limit is 256 KB
LONGEST_NAME = 1_000
RESOURCES = 10  # of one event
ARNS = {
    "TargetGroup": "arn:{partition}:elasticloadbalancing:{region}:{account}:{value}",
    "LoadBalancer": "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{value}",
}
# the dimensions whose value is the name of a resource, the narrowest first
NAMING = (
    "InstanceId",
    "FunctionName",
    "DBInstanceIdentifier",
    "DBClusterIdentifier",
    "ServiceName",
    "TargetGroup",
    "LoadBalancer",
    "LoadBalancerName",
    "QueueName",
    "TopicName",
    "TableName",
    "StreamName",
    "AutoScalingGroupName",
    "CacheClusterId",
    "ReplicationGroupId",
    "BucketName",
    "StateMachineArn",
    "RuleName",
    "ApiName",
    "ApiId",
    "DistributionId",
    "FileSystemId",
    "VolumeId",
    "NatGatewayId",
    "DomainName",
    "ClusterIdentifier",
    "ClusterName",
)


class CloudTrail(Protocol):
    """Of boto3's client, what is used."""

    def lookup_events(self, **asked: Any) -> Mapping[str, Any]: ...  # noqa: ANN401 — as boto3 takes it


@dataclass(frozen=True, slots=True)
class Deed:
    """One call that changed something, without what it was called with."""

    at: datetime
    name: str  # UpdateFunctionCode20150331v2
    service: str  # lambda.amazonaws.com
    by: str = ""
    role: str = ""
    resources: tuple[str, ...] = ()
    error: str = ""  # AccessDenied: it was tried, and nothing was changed


@dataclass(slots=True)
class Trail:
    client: CloudTrail
    asking: Asking
    sleep: Callable[[float], Awaitable[object]]
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _free_at: float = field(default=0.0, init=False)

    async def read(self, resource: str, since: datetime, until: datetime, at_most: int = 30) -> list[Deed]:
        """Who changed *resource*, and how, newest first; raise Forbidden or Unreadable."""
        deeds: list[Deed] = []
        asked: dict[str, Any] = {
            "LookupAttributes": [{"AttributeKey": "ResourceName", "AttributeValue": resource}],
            "StartTime": since,
            "EndTime": until,
            "MaxResults": AT_ONCE,
        }
        for _ in range(PAGES):
            page = await self._page(asked)
            deeds += [deed for event in page.get("Events", ()) if (deed := _deed(event))]
            if len(deeds) >= at_most or not page.get("NextToken"):
                break
            asked["NextToken"] = page["NextToken"]
        return sorted(deeds, key=lambda deed: deed.at, reverse=True)[:at_most]

    async def _page(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        async with self._turn:
            loop = asyncio.get_running_loop()
            if (wait := self._free_at - loop.time()) > 0:
                await self.sleep(wait)
            self._free_at = loop.time() + PAUSE
            return await self.asking(ACTION, lambda: self.client.lookup_events(**asked))


def names(dimensions: Iterable[tuple[str, str]], place: Place) -> list[str]:
    """What CloudTrail calls the resources that a metric's *dimensions* name."""
    stated = dict(dimensions)
    found = (_name(key, stated[key], place) for key in NAMING if stated.get(key))
    return [name for name in dict.fromkeys(found) if len(name) <= LONGEST_NAME]


def _name(key: str, value: str, place: Place) -> str:
    form = ARNS.get(key, "{value}")
    return form.format(partition=place.partition, region=place.region, account=place.account, value=value)


def _deed(event: Mapping[str, Any]) -> Deed | None:
    at = event.get("EventTime")
    if line(event.get("ReadOnly")).lower() == "true" or not isinstance(at, datetime):
        return None
    told = tree(str(event.get("CloudTrailEvent", ""))[:LONGEST_EVENT])
    who = tree(pick(told, "userIdentity"))
    issuer = tree(pick(tree(pick(who, "sessionContext")), "sessionIssuer"))
    resources = (line(tree(one).get("ResourceName")) for one in items(event.get("Resources"), RESOURCES))
    return Deed(
        at.astimezone(UTC),
        line(event.get("EventName"), 100),
        line(event.get("EventSource"), 100),
        line(event.get("Username") or pick(who, "invokedBy"), 100),
        line(pick(issuer, "userName"), 100),
        tuple(filter(None, resources)),
        line(pick(told, "errorCode"), 100),
    )
