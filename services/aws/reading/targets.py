"""How the targets behind a load balancer are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.alarm import Place
from services.aws.reading.asking import Asking, Unreadable
from services.aws.reading.fields import Field, Fields, only, short, told

GROUPS = 5  # of one load balancer
UNHEALTHY = 10  # targets that are named


@dataclass(frozen=True, slots=True)
class Targets:
    client: Callable[[str], Any]
    asking: Asking
    home: Place

    async def of_group(self, name: str) -> Fields:
        """How a target group's targets are; it is called by its name, or as its dimension has it."""
        arn = self._arn(name) if name.startswith("targetgroup/") else await self._target_group(name)
        return (("target_group", short(arn)), *await self._health(arn))

    async def of_balancer(self, name: str) -> Fields:
        """How the targets of all its target groups are; it is called as its dimension has it."""
        if not name.startswith(("app/", "net/", "gwy/")):
            raise Unreadable("a load balancer is named as its dimension is: app/name/id")
        groups = await self._target_groups(LoadBalancerArn=self._arn(f"loadbalancer/{name}"))
        found: list[Field] = [("load_balancer", name), ("target_groups", str(len(groups)))]
        for group in groups[:GROUPS]:
            found += [("target_group", short(group)), *await self._health(group)]
        return tuple(found)

    async def _target_group(self, name: str) -> str:
        return str(only(await self._target_groups(Names=[name]), f"the target group {name}"))

    async def _target_groups(self, **asked: str | list[str]) -> list[str]:
        """https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html."""
        answer = await self.asking(
            "elasticloadbalancing:DescribeTargetGroups",
            lambda: self.client("elbv2").describe_target_groups(**asked),
        )
        return [str(group["TargetGroupArn"]) for group in answer.get("TargetGroups", [])]

    async def _health(self, arn: str) -> Fields:
        """https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html."""
        answer = await self.asking(
            "elasticloadbalancing:DescribeTargetHealth",
            lambda: self.client("elbv2").describe_target_health(TargetGroupArn=arn),
        )
        targets = [
            (str(one.get("Target", {}).get("Id")), one.get("TargetHealth", {}))
            for one in answer.get("TargetHealthDescriptions", [])
        ]
        states = [str(health.get("State")) for _, health in targets]
        counts = [(state, str(states.count(state))) for state in sorted(set(states))]
        ill = [
            ("not healthy", told(f"{target} {health.get('State')} {health.get('Reason', '')}"))
            for target, health in targets
            if health.get("State") != "healthy"
        ]
        return (("targets", str(len(targets))), *counts, *ill[:UNHEALTHY])

    def _arn(self, name: str) -> str:
        place = self.home
        return f"arn:{place.partition}:elasticloadbalancing:{place.region}:{place.account}:{name}"
