"""A bot's settings between a local Slack and AWS in process, all as it should be."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from bot.check import check
from bot.checks.finding import Finding
from bot.settings import Settings
from demo.confluence import LocalConfluence
from demo.slack.people import ADMINS, ALERTS, OPS
from demo.slack.server import LocalSlack
from tests.fakes import Clock

ACCOUNT = "123456789012"
GOOD_QUEUE = {
    "VisibilityTimeout": "60",
    "MessageRetentionPeriod": "1209600",
    "ReceiveMessageWaitTimeSeconds": "20",
}


@dataclass
class Aws:
    """Topic, queue and dead-letter queue, subscribed and allowed; clients to spoil them with."""

    sqs: Any
    sns: Any
    cloudwatch: Any
    kms: Any
    queue_url: str = ""
    dead_url: str = ""
    topic_arn: str = ""
    subscription_arn: str = ""

    def make(self) -> None:
        self.dead_url = self.sqs.create_queue(QueueName="alarms-dead")["QueueUrl"]
        redrive = json.dumps({"deadLetterTargetArn": self.arn("alarms-dead"), "maxReceiveCount": 8})
        made = self.sqs.create_queue(QueueName="alarms", Attributes={**GOOD_QUEUE, "RedrivePolicy": redrive})
        self.queue_url = made["QueueUrl"]
        self.topic_arn = self.sns.create_topic(Name="alarms")["TopicArn"]
        self.allow({"ArnEquals": {"aws:SourceArn": self.topic_arn}})
        self.subscription_arn = self.sns.subscribe(
            TopicArn=self.topic_arn,
            Protocol="sqs",
            Endpoint=self.arn("alarms"),
            ReturnSubscriptionArn=True,
        )["SubscriptionArn"]
        self.alarm("web-cpu", self.topic_arn)

    def arn(self, queue: str) -> str:
        return f"arn:aws:sqs:eu-west-1:{ACCOUNT}:{queue}"

    def set(self, **attributes: str) -> None:
        self.sqs.set_queue_attributes(QueueUrl=self.queue_url, Attributes=attributes)

    def allow(self, condition: dict[str, Any] | None) -> None:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.arn("alarms"),
            **({"Condition": condition} if condition else {}),
        }
        self.set(Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))

    def alarm(self, name: str, action: str) -> None:
        self.cloudwatch.put_metric_alarm(
            AlarmName=name,
            Namespace="AWS/EC2",
            MetricName="CPUUtilization",
            Statistic="Average",
            Period=300,
            EvaluationPeriods=1,
            Threshold=80,
            ComparisonOperator="GreaterThanThreshold",
            AlarmActions=[action],
        )


@dataclass
class Bench:
    """What is checked, and the check."""

    slack: LocalSlack
    aws: Aws
    settings: dict[str, Any]
    clock: Clock | None = None
    found: list[Finding] = field(default_factory=list)

    async def run(self, **changed: Any) -> dict[str, Finding]:
        settings = Settings(**(self.settings | changed))
        self.found = await (check(settings, self.clock) if self.clock else check(settings))
        return {one.name: one for one in self.found}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Aws]:
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN", "CHATOPS_SECRET_ID", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "local")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.chdir(tmp_path)
    with mock_aws():
        made = Aws(boto3.client("sqs"), boto3.client("sns"), boto3.client("cloudwatch"), boto3.client("kms"))
        made.make()
        yield made


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack(paced=False) as slack:
        yield slack


@pytest.fixture
async def wiki() -> AsyncIterator[LocalConfluence]:
    async with LocalConfluence() as wiki:
        yield wiki


@pytest.fixture
def bench(slack: LocalSlack, aws: Aws, wiki: LocalConfluence, tmp_path: Path) -> Bench:
    settings = {
        "slack_bot_token": slack.bot_token,
        "slack_app_token": slack.app_token,
        "slack_api_url": slack.api_url,
        "aws_region": "eu-west-1",
        "alarm_queue_url": aws.queue_url,
        "alarm_topic_arn": aws.topic_arn,
        "alert_channel": ALERTS,
        "ops_channel": OPS,
        "admin_group": ADMINS,
        "state_url": f"sqlite:///{tmp_path}/state.db",
        "bedrock_model": "eu.some.model-v1:0",
        **{name.lower(): value for name, value in wiki.environment.items()},
    }
    return Bench(slack, aws, settings)
