"""infra/watchbell.yml on the local AWS."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demo.aws.clients import Clients

TEMPLATE = Path(__file__).parents[2] / "infra" / "watchbell.yml"
LIMIT = 10.0
ROLE_LIFE = 12 * 3600  # the longest AWS gives, and what the template allows


class DeployFailed(Exception):
    """The template did not become a stack."""


@dataclass(frozen=True, slots=True)
class Stack:
    name: str
    queue_url: str
    topic_arn: str
    dlq_url: str
    role_arn: str
    table: str


def deploy(clients: "Clients", name: str, template: Path = TEMPLATE) -> Stack:
    clients.cloudformation.create_stack(
        StackName=name,
        TemplateBody=template.read_text(encoding="utf-8"),
        Parameters=[
            {"ParameterKey": "Name", "ParameterValue": name},
            {"ParameterKey": "SharedState", "ParameterValue": "true"},
        ],
        Capabilities=["CAPABILITY_IAM"],
    )
    outputs = _finished(clients, name)["Outputs"]
    out = {output["OutputKey"]: output["OutputValue"] for output in outputs}
    made = Stack(
        name, out["QueueUrl"], out["TopicArn"], out["DeadLetterQueueUrl"], out["RoleArn"], out["TableName"]
    )
    _mend_ministack(clients, made)
    return made


def _finished(clients: "Clients", name: str) -> dict[str, Any]:
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        stack: dict[str, Any] = clients.cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        if stack["StackStatus"] == "CREATE_COMPLETE":
            return stack
        if not stack["StackStatus"].endswith("IN_PROGRESS"):
            break
        time.sleep(0.02)
    raise DeployFailed(f"The stack {name} was not made: {_reasons(clients, name)}")


def _reasons(clients: "Clients", name: str) -> str:
    events = clients.cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("FAILED")]
    return (
        "; ".join(f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', '?')}" for e in failed)
        or "too slow"
    )


def _mend_ministack(clients: "Clients", stack: Stack) -> None:
    """Allow what the template's role may do in AWS, and MiniStack refuses.

    It checks actions for batches that AWS does not have: there DeleteMessage is enough, or
    ChangeMessageVisibility. What looks log groups up it checks for any resource, where AWS does for log
    groups. And a transaction it checks under its own name, where AWS checks what is done in it.
    """
    queues = [
        clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        for url in (stack.queue_url, stack.dlq_url)
    ]
    batches = ["sqs:DeleteMessageBatch", "sqs:ChangeMessageVisibilityBatch"]
    logs = ["logs:DescribeLogGroups", "logs:DescribeMetricFilters"]
    allowed = [
        {"Effect": "Allow", "Action": batches, "Resource": queues},
        {"Effect": "Allow", "Action": logs, "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": "dynamodb:TransactWriteItems",
            "Resource": _table_arn(queues[0], stack.table),
        },
    ]
    clients.iam.put_role_policy(
        RoleName=stack.role_arn.rpartition("/")[2],
        PolicyName="ministack",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": allowed}),
    )


def _table_arn(queue_arn: str, table: str) -> str:
    _, partition, _, region, account, _ = queue_arn.split(":")
    return f"arn:{partition}:dynamodb:{region}:{account}:table/{table}"


def assume(clients: "Clients", stack: Stack) -> dict[str, str]:
    """The environment of a process that runs as the bot's role."""
    given = clients.sts.assume_role(RoleArn=stack.role_arn, RoleSessionName="bot", DurationSeconds=ROLE_LIFE)[
        "Credentials"
    ]
    return {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
    }
