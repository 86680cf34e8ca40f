"""What a resource is and how it stands: chosen fields, never its environment, its user data, its secrets."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.alarm import Place
from services.aws.notification.values import line, tree
from services.aws.reading.asking import Asking, Unreadable
from services.aws.reading.fields import Fields, fields, only, short, told
from services.aws.reading.targets import Targets

QUEUE = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "VisibilityTimeout",
    "MessageRetentionPeriod",
    "RedrivePolicy",
]
MOST = 5  # deployments and events that are told


class ResourceKind(StrEnum):
    INSTANCE = "ec2_instance"
    FUNCTION = "lambda_function"
    DATABASE = "rds_instance"
    SERVICE = "ecs_service"
    TARGETS = "target_group"
    BALANCER = "load_balancer"
    QUEUE = "sqs_queue"


@dataclass(frozen=True, slots=True)
class Resources:
    """*client* makes, or gives again, the client of one service; *home* is where they all stand."""

    client: Callable[[str], Any]
    asking: Asking
    home: Place

    async def describe(self, kind: ResourceKind, name: str) -> Fields:
        """Its fields, in the order in which they matter; raise Forbidden or Unreadable."""
        targets = Targets(self.client, self.asking, self.home)
        ways: Mapping[ResourceKind, Callable[[str], Awaitable[Fields]]] = {
            ResourceKind.INSTANCE: self._instance,
            ResourceKind.FUNCTION: self._function,
            ResourceKind.DATABASE: self._database,
            ResourceKind.SERVICE: self._service,
            ResourceKind.TARGETS: targets.of_group,
            ResourceKind.BALANCER: targets.of_balancer,
            ResourceKind.QUEUE: self._queue,
        }
        return await ways[kind](name)

    async def _instance(self, name: str) -> Fields:
        """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html."""
        answer = await self.asking(
            "ec2:DescribeInstances", lambda: self.client("ec2").describe_instances(InstanceIds=[name])
        )
        found = [one for group in answer.get("Reservations", []) for one in group.get("Instances", [])]
        instance = only(found, f"the instance {name}")
        tags = {tag.get("Key"): tag.get("Value") for tag in instance.get("Tags", [])}
        return fields(
            id=instance.get("InstanceId"),
            name=tags.get("Name"),
            type=instance.get("InstanceType"),
            state=instance.get("State", {}).get("Name"),
            state_reason=instance.get("StateTransitionReason"),
            availability_zone=instance.get("Placement", {}).get("AvailabilityZone"),
            launched=instance.get("LaunchTime"),
        )

    async def _function(self, name: str) -> Fields:
        """https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html."""
        found = await self.asking(
            "lambda:GetFunctionConfiguration",
            lambda: self.client("lambda").get_function_configuration(FunctionName=name),
        )
        return fields(
            name=found.get("FunctionName"),
            runtime=found.get("Runtime"),
            memory_mb=found.get("MemorySize"),
            timeout_seconds=found.get("Timeout"),
            last_modified=found.get("LastModified"),
            version=found.get("Version"),
            state=found.get("State"),
            state_reason=found.get("StateReason"),
            last_update=found.get("LastUpdateStatus"),
            last_update_reason=found.get("LastUpdateStatusReason"),
        )

    async def _database(self, name: str) -> Fields:
        """https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html."""
        answer = await self.asking(
            "rds:DescribeDBInstances",
            lambda: self.client("rds").describe_db_instances(DBInstanceIdentifier=name),
        )
        found = only(answer.get("DBInstances", []), f"the database {name}")
        return fields(
            id=found.get("DBInstanceIdentifier"),
            db_class=found.get("DBInstanceClass"),
            engine=f"{found.get('Engine', '')} {found.get('EngineVersion', '')}".strip(),
            status=found.get("DBInstanceStatus"),
            storage_gib=found.get("AllocatedStorage"),
            storage_limit_gib=found.get("MaxAllocatedStorage"),
            storage_type=found.get("StorageType"),
            multi_az=found.get("MultiAZ"),
            availability_zone=found.get("AvailabilityZone"),
            created=found.get("InstanceCreateTime"),
        )

    async def _service(self, name: str) -> Fields:
        """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html."""
        cluster, _, service = name.partition("/")
        if not service:
            raise Unreadable("an ECS service is named cluster/service")
        answer = await self.asking(
            "ecs:DescribeServices",
            lambda: self.client("ecs").describe_services(cluster=cluster, services=[service]),
        )
        found = only(answer.get("services", []), f"the service {name}")
        deployments = [("deployment", _deployment(one)) for one in found.get("deployments", [])[:MOST]]
        events = [
            ("event", f"{told(one.get('createdAt'))} {told(one.get('message'))}")
            for one in found.get("events", [])[:MOST]
        ]
        counts = fields(
            name=found.get("serviceName"),
            status=found.get("status"),
            desired=found.get("desiredCount"),
            running=found.get("runningCount"),
            pending=found.get("pendingCount"),
        )
        return (*counts, *deployments, *events)

    async def _queue(self, name: str) -> Fields:
        """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html."""
        found = await self.asking("sqs:GetQueueAttributes", lambda: self._attributes(name))
        redrive = tree(found.get("RedrivePolicy"))
        return fields(
            name=name,
            visible=found.get("ApproximateNumberOfMessages"),
            in_flight=found.get("ApproximateNumberOfMessagesNotVisible"),
            delayed=found.get("ApproximateNumberOfMessagesDelayed"),
            visibility_timeout_seconds=found.get("VisibilityTimeout"),
            retention_seconds=found.get("MessageRetentionPeriod"),
            dead_letter_queue=line(redrive.get("deadLetterTargetArn")).rpartition(":")[2],
            receives_until_dead=redrive.get("maxReceiveCount"),
        )

    def _attributes(self, name: str) -> Mapping[str, str]:
        client = self.client("sqs")
        url = f"{client.meta.endpoint_url.rstrip('/')}/{self.home.account}/{name}"
        answer: Mapping[str, Mapping[str, str]] = client.get_queue_attributes(
            QueueUrl=url, AttributeNames=QUEUE
        )
        return answer.get("Attributes", {})


def _deployment(one: Mapping[str, Any]) -> str:
    task = short(str(one.get("taskDefinition", "")))
    names = {"desiredCount": "desired", "runningCount": "running", "failedTasks": "failed"}
    counts = ", ".join(f"{one.get(count, 0)} {name}" for count, name in names.items())
    state = one.get("rolloutState") or ""
    return told(f"{one.get('status')} {state} {task} since {told(one.get('createdAt'))}: {counts}")
