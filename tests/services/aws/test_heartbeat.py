"""The heartbeat in CloudWatch: one point a beat, and no harm where it can't be put."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws
from structlog.testing import capture_logs

from services.aws.heartbeat import CloudWatchMetric


@pytest.fixture
def pool():
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.fixture
def cloudwatch(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield boto3.client("cloudwatch", region_name="eu-west-1")


async def test_a_beat_says_whether_the_bot_of_that_name_is_healthy(cloudwatch, pool):
    metric = CloudWatchMetric(cloudwatch, "watchbell", pool)
    await metric.put(healthy=True)
    await metric.put(healthy=False)
    now = datetime.now(UTC)
    (told,) = cloudwatch.get_metric_statistics(
        Namespace="Watchbell",
        MetricName="Heartbeat",
        Dimensions=[{"Name": "Bot", "Value": "watchbell"}],
        StartTime=now - timedelta(minutes=5),
        EndTime=now + timedelta(minutes=5),
        Period=600,
        Statistics=["Maximum", "Minimum", "SampleCount"],
    )["Datapoints"]
    assert (told["Minimum"], told["Maximum"], told["SampleCount"]) == (0.0, 1.0, 2.0)


async def test_a_beat_that_aws_does_not_take_is_logged_and_does_no_harm(monkeypatch, pool):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    nobody = Config(retries={"total_max_attempts": 1})
    client = boto3.client(
        "cloudwatch", region_name="eu-west-1", endpoint_url="http://127.0.0.1:9", config=nobody
    )
    with capture_logs() as logs:
        await CloudWatchMetric(client, "watchbell", pool).put(healthy=True)
    assert [one["event"] for one in logs] == ["heartbeat_not_put"]
