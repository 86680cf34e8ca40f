"""The demo's AWS: what happens on it reaches the queue, and the bot's role may no more than it needs."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from demo.alarms import ALARMS
from demo.aws.clients import Clients
from demo.aws.console import Console
from demo.aws.local import LocalAws, LocalAwsFailed
from demo.aws.stack import DeployFailed, Stack, deploy
from demo.slack.page import CloudRefused


def received(clients: Clients, stack: Stack) -> list[dict[str, Any]]:
    """What stands on the queue by now, at most ten."""
    answer = clients.sqs.receive_message(QueueUrl=stack.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=5)
    return [
        {"receipt": one["ReceiptHandle"], **json.loads(one["Body"])} for one in answer.get("Messages", [])
    ]


async def test_an_alarm_set_off_is_on_the_queue(aws: LocalAws, stack: Stack, console: Console) -> None:
    await console.make()
    await console.set_state("web-7-cpu-high", "ALARM", "93 % is too much")
    (envelope,) = received(aws.clients, stack)
    assert envelope["TopicArn"] == stack.topic_arn
    said = json.loads(envelope["Message"])
    assert (said["AlarmName"], said["NewStateValue"]) == ("web-7-cpu-high", "ALARM")
    assert said["NewStateReason"] == "93 % is too much"


async def test_the_alarms_are_quiet_when_they_are_made(console: Console) -> None:
    await console.make()
    found = await console.alarms()
    assert {alarm.name for alarm in found} == {alarm.name for alarm in ALARMS}
    assert {alarm.state for alarm in found} == {"OK"}
    assert await console.queue() == {"waiting": 0, "in_flight": 0, "dead": 0}


async def test_a_composite_goes_off_with_its_child(aws: LocalAws, stack: Stack, console: Console) -> None:
    await console.make()
    await console.set_state("checkout-5xx", "ALARM", "3.1 % of the requests")
    said = [json.loads(one["Message"])["AlarmName"] for one in received(aws.clients, stack)]
    assert sorted(said) == ["checkout-5xx", "checkout-degraded"]


async def test_every_alarm_tells_of_every_change(aws: LocalAws, stack: Stack, console: Console) -> None:
    await console.make()
    found = aws.clients.cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    alarms = [*found["MetricAlarms"], *found["CompositeAlarms"]]
    assert len(alarms) == len(ALARMS)
    for alarm in alarms:
        assert alarm["ActionsEnabled"]
        for actions in ("AlarmActions", "OKActions", "InsufficientDataActions"):
            assert alarm[actions] == [stack.topic_arn]


async def test_the_panel_says_what_an_alarm_watches(console: Console) -> None:
    await console.make()
    watched = {alarm.name: (alarm.kind, alarm.metric) for alarm in await console.alarms()}
    assert watched["web-7-cpu-high"] == ("metric", "CPUUtilization > 80")
    assert watched["visitors-unusual"] == ("metric", "metric math outside its band")
    assert watched["checkout-degraded"][0] == "composite"


async def test_what_is_published_is_on_the_queue_as_it_was(
    aws: LocalAws, stack: Stack, console: Console
) -> None:
    message_id = await console.publish('{"배포": "v812 <done>"}')
    (envelope,) = received(aws.clients, stack)
    assert (envelope["MessageId"], envelope["Message"]) == (message_id, '{"배포": "v812 <done>"}')


async def test_an_alarm_that_is_not_there_is_refused_in_words(console: Console) -> None:
    with pytest.raises(CloudRefused, match="nobody-made-this"):
        await console.set_state("nobody-made-this", "ALARM", "why not")


async def test_the_bots_role_receives_deletes_and_looks_at_alarms(
    aws: LocalAws, bots_stack: Stack, as_bot: Clients
) -> None:
    console = aws.console(bots_stack)
    await console.publish("one")
    (envelope,) = received(as_bot, bots_stack)
    batch = as_bot.sqs.delete_message_batch(
        QueueUrl=bots_stack.queue_url, Entries=[{"Id": "0", "ReceiptHandle": envelope["receipt"]}]
    )
    assert [one["Id"] for one in batch["Successful"]] == ["0"]
    assert await console.queue() == {"waiting": 0, "in_flight": 0, "dead": 0}
    as_bot.cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])


FORBIDDEN: dict[str, Callable[[Clients, Stack], object]] = {
    "bury": lambda aws, stack: aws.sqs.send_message(QueueUrl=stack.dlq_url, MessageBody="x"),
    "purge": lambda aws, stack: aws.sqs.purge_queue(QueueUrl=stack.queue_url),
    "purge dead letters": lambda aws, stack: aws.sqs.purge_queue(QueueUrl=stack.dlq_url),
    "subscribe": lambda aws, stack: aws.sns.subscribe(
        TopicArn=stack.topic_arn, Protocol="sqs", Endpoint=stack.role_arn
    ),
    "set a state": lambda aws, _: aws.cloudwatch.set_alarm_state(
        AlarmName="web-7-cpu-high", StateValue="OK", StateReason="x"
    ),
    "look at roles": lambda aws, _: aws.iam.list_roles(),
    "change the stack": lambda aws, stack: aws.cloudformation.delete_stack(StackName=stack.name),
    "take a role": lambda aws, stack: aws.sts.assume_role(RoleArn=stack.role_arn, RoleSessionName="again"),
}


@pytest.mark.parametrize("call", FORBIDDEN.values(), ids=FORBIDDEN)
async def test_the_bots_role_is_refused_everything_else(
    bots_stack: Stack, as_bot: Clients, call: Callable[[Clients, Stack], object]
) -> None:
    with pytest.raises(ClientError, match="not authorized to perform"):
        call(as_bot, bots_stack)


async def test_a_stack_that_is_there_already_is_not_made_again(aws: LocalAws, stack: Stack) -> None:
    with pytest.raises(ClientError, match="exists"):
        deploy(aws.clients, stack.name)


async def test_a_stack_that_cannot_be_made_says_why(aws: LocalAws, tmp_path: Path) -> None:
    template = tmp_path / "wrong.yml"
    template.write_text(
        "Parameters: {Name: {Type: String}}\n"
        "Resources: {Sum: {Type: AWS::CloudWatch::Alarm, Properties: {Metrics: [{Id: a, Expression: a}]}}}\n"
    )
    with pytest.raises(DeployFailed, match="wrong was not made: Sum: AWS::CloudWatch::Alarm"):
        deploy(aws.clients, "wrong", template)


async def test_a_local_aws_that_is_not_installed_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LocalAwsFailed, match=r"run \./dev install"):
        await LocalAws(tmp_path, python=tmp_path / "python").start()


async def test_a_local_aws_that_does_not_start_says_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(LocalAwsFailed, match="No module named 'hypercorn'"):
        await LocalAws(tmp_path, python=Path(sys.executable)).start()
