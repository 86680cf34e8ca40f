"""Where whatever an alarm watches writes its logs."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.alarm import Alarm
from services.aws.reading.asking import Asking, Forbidden, Unreadable

GROUP = re.compile(r"[.\-_/#A-Za-z0-9]{1,512}")  # what CloudWatch lets a log group be called
AT_ONCE = 50  # the most DescribeLogGroups and DescribeMetricFilters give
GROUPS = 3  # of one alarm
SHORTEST = 3  # characters of a name that is searched for
SEARCHES = 3
# dimensions whose value is shared by many things
COMMON = frozenset(
    {"availabilityzone", "env", "environment", "method", "operation", "region", "severity", "stage", "team"}
)
KINDS_OF_DATABASE_LOG = ("error", "postgresql", "alert", "slowquery")  # most telling first


@dataclass(frozen=True, slots=True)
class LogPlace:
    groups: tuple[str, ...]
    pattern: str = ""  # of the metric filter that the alarm counts by
    found: str = ""  # how


@dataclass(frozen=True, slots=True)
class Watched:
    """What of an alarm tells where its logs are."""

    namespace: str
    metric: str
    dimensions: Mapping[str, str]

    @classmethod
    def by(cls, alarm: Alarm) -> "Watched | None":
        if alarm.metric is None:
            return None
        dimensions = dict(alarm.metric.dimensions)
        dimensions |= dict(alarm.contributor.attributes) if alarm.contributor else {}
        return cls(alarm.metric.namespace, alarm.metric.name, dimensions)


@dataclass(frozen=True, slots=True)
class LogPlaces:
    """It looks names up and reads no line; *client* makes, or gives again, the client of one service."""

    client: Callable[[str], Any]
    asking: Asking

    async def find(self, alarm: Alarm) -> LogPlace | None:
        """Where the logs are, or None; raise Forbidden or Unreadable if what was refused might have told."""
        watched = Watched.by(alarm)
        if watched is None:
            return None
        refused: Forbidden | Unreadable | None = None
        for way in (self._filter, self._function, self._service, self._stage, self._database, self._namesake):
            try:
                if place := await way(watched):
                    return place
            except (Forbidden, Unreadable) as error:
                refused = refused or error
        if refused:
            raise refused
        return None

    async def _filter(self, watched: Watched) -> LogPlace | None:
        """The metric filter that makes the alarm's metric out of a log.

        https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html
        """
        if not watched.namespace or watched.namespace.startswith("AWS/"):
            return None
        answer = await self.asking(
            "logs:DescribeMetricFilters",
            lambda: self.client("logs").describe_metric_filters(
                metricNamespace=watched.namespace, metricName=watched.metric, limit=AT_ONCE
            ),
        )
        filters = answer.get("metricFilters", [])
        if not filters:
            return None
        pattern = str(filters[0].get("filterPattern", ""))
        groups = [str(one["logGroupName"]) for one in filters if one.get("filterPattern", "") == pattern]
        return _place(groups, "the metric filter behind the alarm", pattern)

    async def _function(self, watched: Watched) -> LogPlace | None:
        """What a function was told to log to; who may not ask that takes what Lambda itself would.

        https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
        """
        name = watched.dimensions.get("FunctionName", "")
        if not GROUP.fullmatch(name):
            return None
        try:
            answer = await self.asking(
                "lambda:GetFunctionConfiguration",
                lambda: self.client("lambda").get_function_configuration(FunctionName=name),
            )
        except (Forbidden, Unreadable):
            answer = {}
        group = answer.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{name}"
        return _place([str(group)], f"the Lambda function {name}")

    async def _service(self, watched: Watched) -> LogPlace | None:
        """What the containers of a service log to.

        https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html
        """
        cluster, service = watched.dimensions.get("ClusterName"), watched.dimensions.get("ServiceName")
        if not cluster or not service:
            return None
        services = await self.asking(
            "ecs:DescribeServices",
            lambda: self.client("ecs").describe_services(cluster=cluster, services=[service]),
        )
        task = next((str(one.get("taskDefinition", "")) for one in services.get("services", [])), "")
        if not task:
            return None
        # it holds the containers' environment as well: nothing of it but the names of log groups goes on
        groups = await self.asking(
            "ecs:DescribeTaskDefinition",
            lambda: _log_groups(self.client("ecs").describe_task_definition(taskDefinition=task)),
        )
        return _place(groups, f"the task definition of the ECS service {service}")

    async def _stage(self, watched: Watched) -> LogPlace | None:
        """The execution log of an API's stage: its name has the API's id, the alarm perhaps only its name."""
        about = watched.dimensions
        stage, api = about.get("Stage", ""), about.get("ApiId", "")
        if not stage or not (api or about.get("ApiName")):
            return None
        groups = await self._groups(logGroupNamePrefix=f"API-Gateway-Execution-Logs_{api}")
        named = [group for group in groups if group.endswith(f"{api}/{stage}")]
        if len(named) > GROUPS:
            return None  # of many APIs; which is the alarm's, nobody can tell
        unsure = "" if api or len(named) == 1 else ", of any API: the alarm does not name which by its id"
        return _place(named, f"the execution logs of API Gateway's stage {stage}{unsure}")

    async def _database(self, watched: Watched) -> LogPlace | None:
        for kind, dimension in (("instance", "DBInstanceIdentifier"), ("cluster", "DBClusterIdentifier")):
            name = watched.dimensions.get(dimension, "")
            if name:
                groups = await self._groups(logGroupNamePrefix=f"/aws/rds/{kind}/{name}/")
                return _place(sorted(groups, key=_telling), f"the logs of the database {kind} {name}")
        return None

    async def _namesake(self, watched: Watched) -> LogPlace | None:
        """The shortest log group whose name ends with what the alarm is about."""
        telling = [value for name, value in watched.dimensions.items() if name.lower() not in COMMON]
        names = [one for one in telling if len(one) >= SHORTEST and GROUP.fullmatch(one)]
        for name in names[:SEARCHES]:
            found = [one for one in await self._groups(logGroupNamePattern=name) if _ends(one, name)]
            if found:
                return _place([min(found, key=len)], f"a log group whose name ends with {name}")
        return None

    async def _groups(self, **asked: str) -> list[str]:
        """The names of log groups, of the first page alone.

        https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
        """
        if not all(GROUP.fullmatch(value) for value in asked.values()):
            return []
        answer = await self.asking(
            "logs:DescribeLogGroups",
            lambda: self.client("logs").describe_log_groups(**asked, limit=AT_ONCE),
        )
        return [str(group["logGroupName"]) for group in answer.get("logGroups", [])]


def _place(groups: Iterable[str], found: str, pattern: str = "") -> LogPlace | None:
    known = tuple(dict.fromkeys(group for group in groups if GROUP.fullmatch(group)))[:GROUPS]
    return LogPlace(known, pattern, found) if known else None


def _ends(group: str, name: str) -> bool:
    return group == name or group.endswith(tuple(f"{mark}{name}" for mark in "/-_.#"))


def _log_groups(answer: Mapping[str, Any]) -> list[str]:
    """The log groups of a task's containers, where CloudWatch holds their logs at all."""
    containers = answer.get("taskDefinition", {}).get("containerDefinitions", [])
    logged = [one.get("logConfiguration", {}) for one in containers]
    options = [one.get("options", {}) for one in logged if one.get("logDriver") == "awslogs"]
    return [str(one["awslogs-group"]) for one in options if "awslogs-group" in one]


def _telling(group: str) -> int:
    kind = group.rpartition("/")[2]
    return KINDS_OF_DATABASE_LOG.index(kind) if kind in KINDS_OF_DATABASE_LOG else len(KINDS_OF_DATABASE_LOG)
