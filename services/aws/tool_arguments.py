"""What a model may ask to look up, and how it has to ask: everything else is told back to it as wrong.

No name may hold a colon that could make an ARN of it: what is looked up is the bot's own account and region.
"""

import json
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from services.asking.agent import Tool
from services.asking.evidence import Window

DAYS = 7  # the furthest back

AlarmName = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=255)]
ResourceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_./-]{0,254}$")]
Statistic = Annotated[
    str, StringConstraints(pattern=r"^(Average|Sum|Minimum|Maximum|SampleCount|p[0-9]{1,2}(\.[0-9]{1,3})?)$")
]
Hours = Annotated[int, Field(ge=1, le=DAYS * 24, description="how far back from now, at most 168")]


class Asked(BaseModel):
    """The arguments of one tool; its docstring is what the model is told of it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    operation: ClassVar[str]  # of AWS, as the answer names it

    @property
    def back(self) -> timedelta:
        return timedelta(0)

    def query(self, window: Window) -> dict[str, Any]:  # noqa: ARG002 — most look at a stretch of time
        """The parameters that AWS is asked with."""
        return self.model_dump()

    def told(self, window: Window) -> str:
        """The exact question, as it stands above its answer."""
        return f"{self.operation} {json.dumps(self.query(window), ensure_ascii=False)}"


class AskedBack(Asked):
    hours: Hours = 3

    @property
    def back(self) -> timedelta:
        return timedelta(hours=self.hours)


class ListAlarms(Asked):
    """The alarms of the account and region, those in ALARM first, each with its state and since when."""

    operation = "cloudwatch DescribeAlarms"
    state: Literal["", "ALARM", "OK", "INSUFFICIENT_DATA"] = Field("", description="only those in this state")
    part: str = Field("", max_length=255, description="only those whose name contains this")


class AlarmHistory(AskedBack):
    """What one alarm did, with CloudWatch's reasons, and how it was reconfigured; newest first."""

    operation = "cloudwatch DescribeAlarmHistory"
    name: AlarmName
    hours: Hours = 24

    def query(self, window: Window) -> dict[str, Any]:
        return {"AlarmName": self.name} | between(window, "StartDate", "EndDate")


class MetricCourse(AskedBack):
    """The course of one metric as CloudWatch keeps it: its extremes, and values over time."""

    operation = "cloudwatch GetMetricData"
    namespace: Word = Field(description="AWS/EC2, AWS/Lambda, AWS/RDS, or one of their own")
    name: Word = Field(description="CPUUtilization")
    dimensions: dict[Word, Word] = Field(
        {}, max_length=30, description='exactly those the metric has: {"InstanceId": "i-0abc"}'
    )

    @field_validator("dimensions", mode="before")
    @classmethod
    def _as_object(cls, given: object) -> object:
        """An agent of Agents Classic writes an object as text."""
        try:
            return json.loads(given) if isinstance(given, str) else given
        except ValueError:
            return given

    statistic: Statistic = Field("Average", description="Average, Sum, Minimum, Maximum, SampleCount, p99")

    def query(self, window: Window) -> dict[str, Any]:
        return {
            "Namespace": self.namespace,
            "MetricName": self.name,
            "Dimensions": self.dimensions,
            "Stat": self.statistic,
        } | between(window, "StartTime", "EndTime")


class ReadLogs(Asked):
    """Lines of one log group, those that look like errors first, alike ones counted, without secrets."""

    operation = "logs FilterLogEvents"
    log_group: Annotated[str, StringConstraints(pattern=r"^[.\-_/#A-Za-z0-9]{1,512}$")] = Field(
        description="its whole name: /aws/lambda/checkout"
    )
    pattern: str = Field(
        "",
        max_length=500,
        description='a CloudWatch Logs filter pattern, such as "timed out" in quotes, ?ERROR ?WARN, or '
        "{ $.status = 500 }; left out, lines that look like errors come first",
    )
    minutes: int = Field(60, ge=1, le=DAYS * 24 * 60, description="how far back from now, at most 10080")

    @property
    def back(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def query(self, window: Window) -> dict[str, Any]:
        asked = {"logGroupName": self.log_group} | between(window, "startTime", "endTime")
        return asked | ({"filterPattern": self.pattern} if self.pattern else {})


class Changes(AskedBack):
    """Who or what changed a resource, from CloudTrail; newest first, up to 15 minutes late."""

    operation = "cloudtrail LookupEvents"
    resource: Annotated[str, StringConstraints(min_length=1, max_length=1000)] = Field(
        description="as CloudTrail names it: an instance's id, a function's or a database's name"
    )

    def query(self, window: Window) -> dict[str, Any]:
        return {"ResourceName": self.resource} | between(window, "StartTime", "EndTime")


class Describe(Asked):
    """What a resource is and how it stands now: size, state, deployments, health, messages that wait."""

    operation = ""
    kind: Literal[
        "ec2_instance",
        "lambda_function",
        "rds_instance",
        "ecs_service",
        "target_group",
        "load_balancer",
        "sqs_queue",
    ]
    name: ResourceName = Field(
        description="its id or name; ecs_service: cluster/service; load_balancer and target_group as in the "
        "metric's dimension: app/web/50dc6c495c0c9188, targetgroup/web/73e2d6bc24d8a067"
    )

    def told(self, window: Window) -> str:  # noqa: ARG002 — it is described as it stands now
        return f"{OPERATIONS[self.kind]} {json.dumps(self.name)}"


TOOLS: dict[str, type[Asked]] = {
    "list_alarms": ListAlarms,
    "alarm_history": AlarmHistory,
    "metric": MetricCourse,
    "logs": ReadLogs,
    "changes": Changes,
    "describe": Describe,
}


OPERATIONS = {
    "ec2_instance": "ec2 DescribeInstances",
    "lambda_function": "lambda GetFunctionConfiguration",
    "rds_instance": "rds DescribeDBInstances",
    "ecs_service": "ecs DescribeServices",
    "target_group": "elasticloadbalancing DescribeTargetHealth",
    "load_balancer": "elasticloadbalancing DescribeTargetGroups, DescribeTargetHealth",
    "sqs_queue": "sqs GetQueueAttributes",
}


def tools() -> tuple[Tool, ...]:
    return tuple(Tool(name, asked.__doc__ or "", _schema(asked)) for name, asked in TOOLS.items())


def between(window: Window, start: str, end: str) -> dict[str, str]:
    return {start: _time(window.since), end: _time(window.until)}


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _schema(asked: type[Asked]) -> dict[str, Any]:
    """The JSON schema, without what only repeats names."""
    schema = asked.model_json_schema()
    properties = {
        name: {key: value for key, value in about.items() if key != "title"}
        for name, about in schema.get("properties", {}).items()
    }
    kept = {key: schema[key] for key in ("required", "additionalProperties") if key in schema}
    return {"type": "object", "properties": properties} | kept
