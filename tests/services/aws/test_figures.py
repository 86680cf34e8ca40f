"""How much waits, and for how long."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from services.aws.figures import SnsTopic, SqsFigures
from services.drill import CannotPublish
from services.status import Depth, QueueUnreadable

REGION = "eu-west-1"


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield boto3.Session(region_name=REGION)


@pytest.fixture
def pool():
    with ThreadPoolExecutor(1) as pool:
        yield pool


def queue(aws, pool, **attributes: str) -> SqsFigures:
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName="alarms", Attributes=attributes)["QueueUrl"]
    return SqsFigures(sqs, aws.client("cloudwatch"), url, pool)


async def test_an_empty_queue_has_no_age(aws, pool):
    assert await queue(aws, pool).depth() == Depth(0, 0)


async def test_what_waits_is_counted_and_has_the_age_that_cloudwatch_heard_of(aws, pool):
    figures = queue(aws, pool)
    figures.client.send_message(QueueUrl=figures.url, MessageBody="x")
    assert await figures.depth() == Depth(1, 0), "CloudWatch has no figure yet"
    figures.metrics.put_metric_data(
        Namespace="AWS/SQS",
        MetricData=[
            {
                "MetricName": "ApproximateAgeOfOldestMessage",
                "Dimensions": [{"Name": "QueueName", "Value": "alarms"}],
                "Timestamp": datetime.now(UTC) - timedelta(minutes=ago),
                "Value": age,
            }
            for ago, age in ((9, 5.0), (3, 318.0))
        ],
    )
    assert (await figures.depth()).oldest == 318.0


async def test_a_queue_without_dead_letters_says_so(aws, pool):
    with pytest.raises(QueueUnreadable, match="no dead-letter queue"):
        await queue(aws, pool).dead()


async def test_a_queue_that_is_not_there_says_so(aws, pool):
    figures = queue(aws, pool)
    figures.client.delete_queue(QueueUrl=figures.url)
    with pytest.raises(QueueUnreadable, match="does not exist"):
        await figures.depth()


@pytest.mark.parametrize(
    ("arn", "says"), [("", "ALARM_TOPIC_ARN"), ("arn:aws:sns:eu-west-1:123456789012:no", "not exist")]
)
async def test_a_topic_nobody_can_publish_to_says_why(aws, pool, arn, says):
    with pytest.raises(CannotPublish, match=says):
        await asyncio.wait_for(SnsTopic(aws.client("sns"), arn, pool).publish("x"), 30)
