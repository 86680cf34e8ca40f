"""What a resource is and how it stands: chosen fields alone, and never what is secret in it."""

import json
from typing import Any

import pytest

from services.aws.reading.asking import Asking, Forbidden, Unreadable
from services.aws.reading.resources import ResourceKind, Resources
from tests.services.aws.reading.conftest import HOME, REGION, Factory

HIDDEN = "hunter2-hunter2"
ROLE = "arn:aws:iam::123456789012:role/lambda"


async def described(aws: Factory, asking: Asking, kind: ResourceKind, name: str) -> dict[str, str]:
    found = await Resources(aws, asking, HOME).describe(kind, name)
    assert HIDDEN not in repr(found)
    return dict(found)


async def test_an_instance_is_told_without_its_user_data_and_other_tags(aws, asking):
    image = aws("ec2").describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    tags = [{"Key": "Name", "Value": "web-7"}, {"Key": "password", "Value": HIDDEN}]
    (instance,) = aws("ec2").run_instances(
        ImageId=image,
        MinCount=1,
        MaxCount=1,
        InstanceType="t3.small",
        UserData=f"echo {HIDDEN}",
        TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
    )["Instances"]
    found = await described(aws, asking, ResourceKind.INSTANCE, instance["InstanceId"])
    assert found["name"] == "web-7"
    assert (found["type"], found["state"], found["availability_zone"]) == (
        "t3.small",
        "running",
        f"{REGION}a",
    )
    assert found["launched"].endswith("Z")
    assert set(found) <= {"id", "name", "type", "state", "state_reason", "availability_zone", "launched"}


async def test_a_function_is_told_without_its_environment(wire_of_lambda, asking):
    found = await described(wire_of_lambda, asking, ResourceKind.FUNCTION, "checkout")
    assert found == {
        "name": "checkout",
        "runtime": "python3.13",
        "memory_mb": "512",
        "timeout_seconds": "3",
        "last_modified": "2026-11-20T11:58:00.000+0000",
        "state": "Active",
        "last_update": "Successful",
    }


@pytest.fixture
def wire_of_lambda() -> Factory:
    """Lambda's answer, whole."""

    class Told:
        def get_function_configuration(self, FunctionName: str) -> Any:  # noqa: N803 — boto3's
            return {
                "FunctionName": FunctionName,
                "Runtime": "python3.13",
                "Role": ROLE,
                "MemorySize": 512,
                "Timeout": 3,
                "LastModified": "2026-11-20T11:58:00.000+0000",
                "State": "Active",
                "LastUpdateStatus": "Successful",
                "Environment": {"Variables": {"DB_PASSWORD": HIDDEN}},
            }

    return lambda _: Told()


async def test_a_database_is_told_without_its_address_and_users(aws, asking):
    aws("rds").create_db_instance(
        DBInstanceIdentifier="db-1",
        DBInstanceClass="db.t3.medium",
        Engine="postgres",
        EngineVersion="16.4",
        AllocatedStorage=20,
        MultiAZ=True,
        MasterUsername="boss",
        MasterUserPassword=HIDDEN,
    )
    found = await described(aws, asking, ResourceKind.DATABASE, "db-1")
    assert (found["db_class"], found["engine"], found["status"]) == (
        "db.t3.medium",
        "postgres 16.4",
        "available",
    )
    assert (found["storage_gib"], found["multi_az"]) == ("20", "True")
    assert "boss" not in repr(found)
    assert "amazonaws.com" not in repr(found)


async def test_a_service_is_told_with_its_deployments_and_latest_events(wire, asking):
    events = [{"id": str(n), "createdAt": 1763640000 + n, "message": f"event {n}"} for n in range(9)]
    deployment = {
        "status": "PRIMARY",
        "taskDefinition": "arn:aws:ecs:eu-west-1:1:task-definition/web:7",
        "createdAt": 1763640000,
        "desiredCount": 2,
        "runningCount": 1,
        "failedTasks": 3,
        "rolloutState": "IN_PROGRESS",
    }
    counts = {"desiredCount": 2, "runningCount": 1, "pendingCount": 1}
    service = {
        "serviceName": "web",
        "status": "ACTIVE",
        "deployments": [deployment],
        "events": events,
    } | counts
    wire.answer("DescribeServices", {"services": [service]})
    found = await Resources(wire.client, asking, HOME).describe(ResourceKind.SERVICE, "shop/web")
    assert wire.requests("DescribeServices") == [{"cluster": "shop", "services": ["web"]}]
    assert found[:6] == (
        ("name", "web"),
        ("status", "ACTIVE"),
        ("desired", "2"),
        ("running", "1"),
        ("pending", "1"),
        (
            "deployment",
            "PRIMARY IN_PROGRESS web:7 since 2025-11-20 12:00:00Z: 2 desired, 1 running, 3 failed",
        ),
    )
    assert [value[-7:] for name, value in found if name == "event"] == [f"event {n}" for n in range(5)]


async def test_a_target_group_is_told_by_how_many_targets_are_how(aws, asking):
    dimension = targets(aws)
    found = await described(aws, asking, ResourceKind.TARGETS, dimension)
    assert (found["target_group"], found["targets"]) == (dimension, "2")
    by_name = await described(aws, asking, ResourceKind.TARGETS, "web")
    assert by_name == found


async def test_a_load_balancer_is_told_by_its_target_groups(aws, asking):
    dimension = targets(aws)
    balancer = aws("elbv2").describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    found = await described(aws, asking, ResourceKind.BALANCER, balancer.partition(":loadbalancer/")[2])
    assert (found["target_groups"], found["target_group"], found["targets"]) == ("1", dimension, "2")


def targets(aws: Any) -> str:
    """A load balancer over two targets; gives its target group as CloudWatch calls it."""
    ec2, elb = aws("ec2"), aws("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"{REGION}{zone}")
        for n, zone in enumerate("ab")
    ]
    balancer = elb.create_load_balancer(Name="web", Subnets=[one["Subnet"]["SubnetId"] for one in subnets])
    group = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")
    arn = str(group["TargetGroups"][0]["TargetGroupArn"])
    elb.register_targets(TargetGroupArn=arn, Targets=[{"Id": f"10.0.0.{n}"} for n in (4, 5)])
    elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancers"][0]["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": arn}],
    )
    return arn.split(":", 5)[5]


async def test_a_queue_is_told_by_what_waits_in_it_and_where_its_dead_letters_go(aws, asking):
    sqs = aws("sqs")
    dead = sqs.create_queue(QueueName="orders-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 5})
    url = sqs.create_queue(QueueName="orders", Attributes={"RedrivePolicy": policy})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=HIDDEN)
    found = await described(aws, asking, ResourceKind.QUEUE, "orders")
    assert found == {
        "name": "orders",
        "visible": "1",
        "in_flight": "0",
        "delayed": "0",
        "visibility_timeout_seconds": "30",
        "retention_seconds": "345600",
        "dead_letter_queue": "orders-dead",
        "receives_until_dead": "5",
    }


NAMES = {
    ResourceKind.INSTANCE: ("i-0abc", "ec2:DescribeInstances"),
    ResourceKind.FUNCTION: ("checkout", "lambda:GetFunctionConfiguration"),
    ResourceKind.DATABASE: ("db-1", "rds:DescribeDBInstances"),
    ResourceKind.SERVICE: ("shop/web", "ecs:DescribeServices"),
    ResourceKind.TARGETS: ("targetgroup/web/6d0ecf831eec9f09", "elasticloadbalancing:DescribeTargetHealth"),
    ResourceKind.BALANCER: ("app/web/50dc6c495c0c9188", "elasticloadbalancing:DescribeTargetGroups"),
    ResourceKind.QUEUE: ("orders", "sqs:GetQueueAttributes"),
}


@pytest.mark.parametrize("kind", ResourceKind)
async def test_a_role_that_may_not_look_is_told_which_permission_it_lacks(refused, asking, kind):
    name, action = NAMES[kind]
    with pytest.raises(Forbidden) as refusal:
        await Resources(refused, asking, HOME).describe(kind, name)
    assert refusal.value.action == action


async def test_a_target_group_that_may_not_be_looked_up_by_name_is_told_so(refused, asking):
    with pytest.raises(Forbidden) as refusal:
        await Resources(refused, asking, HOME).describe(ResourceKind.TARGETS, "web")
    assert refusal.value.action == "elasticloadbalancing:DescribeTargetGroups"


@pytest.mark.parametrize("kind", [kind for kind in ResourceKind if kind != ResourceKind.SERVICE])
async def test_what_is_not_there_is_told_of(aws, asking, kind):
    with pytest.raises(Unreadable):
        await Resources(aws, asking, HOME).describe(kind, NAMES[kind][0])


@pytest.mark.parametrize(("kind", "name"), [(ResourceKind.SERVICE, "web"), (ResourceKind.BALANCER, "web")])
async def test_a_name_of_the_wrong_form_is_told_of_without_asking(refused, asking, kind, name):
    with pytest.raises(Unreadable, match="is named"):
        await Resources(refused, asking, HOME).describe(kind, name)


async def test_a_service_that_is_gone_is_told_of(wire, asking):
    wire.answer("DescribeServices", {"services": [], "failures": [{"reason": "MISSING"}]})
    with pytest.raises(Unreadable, match="not found"):
        await Resources(wire.client, asking, HOME).describe(ResourceKind.SERVICE, "shop/web")
