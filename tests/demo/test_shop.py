"""What there is to find in the demo's AWS, found by the bot's own readers."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.alarms import ALARMS
from demo.aws import LocalAws
from demo.bedrock.trail import Trail
from demo.shop import Shop
from demo.slack.page_worlds import Published
from demo.troubles import CHECKOUT, GROUPS, LOAD_BALANCER, RECEIPTS, SECRETS, TROUBLES
from services.redaction import redacted

HOUR = timedelta(hours=1)


@pytest.fixture
async def aws(tmp_path: Path) -> AsyncIterator[LocalAws]:
    async with LocalAws(tmp_path) as aws:
        yield aws


@pytest.fixture
async def shop(aws: LocalAws) -> Shop:
    shop = Shop(aws.clients, Trail())
    await shop.open()
    return shop


def logged(aws: LocalAws, group: str, **more: Any) -> list[str]:
    found = aws.clients.logs.filter_log_events(logGroupName=group, **more)["events"]
    return [event["message"] for event in found]


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.02)


async def test_the_shop_is_quiet_before_an_alarm_goes_off(aws: LocalAws, shop: Shop) -> None:
    assert {group: len(logged(aws, group)) for group in GROUPS if group != CHECKOUT} == dict.fromkeys(
        (group for group in GROUPS if group != CHECKOUT), 0
    )
    assert "POST /checkout 200" in logged(aws, CHECKOUT)[0]
    assert not [line for line in logged(aws, CHECKOUT) if "pool exhausted" in line]


async def test_the_metric_of_an_alarm_is_made_of_a_log(aws: LocalAws, shop: Shop) -> None:
    pool = next(alarm for alarm in ALARMS if alarm.name == "checkout-pool-wait").settings
    asked = {"metricName": pool["MetricName"], "metricNamespace": pool["Namespace"]}
    (found,) = aws.clients.logs.describe_metric_filters(**asked)["metricFilters"]
    assert found["logGroupName"] == CHECKOUT
    (dimension,) = pool["Dimensions"]
    assert found["metricTransformations"][0]["dimensions"] == {dimension["Name"]: "$.service"}
    lines = logged(aws, CHECKOUT)
    assert len(logged(aws, CHECKOUT, filterPattern=found["filterPattern"])) == len(lines)
    assert all('"waited_ms"' in line and '"service": "checkout-api"' in line for line in lines)


async def test_an_alarm_that_goes_off_has_something_in_the_logs_before_it(aws: LocalAws, shop: Shop) -> None:
    at = datetime.now(UTC) - HOUR / 2
    await shop.goes_wrong(["checkout-5xx"], at)
    asked = {"startTime": int((at - HOUR / 12).timestamp() * 1000), "endTime": int(at.timestamp() * 1000)}
    lines = logged(aws, CHECKOUT, **asked)
    assert len([line for line in lines if "pool exhausted" in line]) == 20


async def test_one_trouble_is_not_told_twice_for_its_several_alarms(aws: LocalAws, shop: Shop) -> None:
    now = datetime.now(UTC)
    await shop.goes_wrong(["checkout-5xx"], now)
    lines = len(logged(aws, CHECKOUT))
    await shop.goes_wrong(["checkout-latency-p99", "db-main-connections"], now + timedelta(minutes=1))
    assert len(logged(aws, CHECKOUT)) == lines
    await shop.goes_wrong(["checkout-latency-p99"], now + timedelta(minutes=20))
    assert len(logged(aws, CHECKOUT)) > lines


async def test_checkout_was_deployed_four_minutes_before(aws: LocalAws) -> None:
    trail = Trail()
    shop = Shop(aws.clients, trail)
    await shop.open()
    assert trail.happened == []
    now = datetime.now(UTC)
    await shop.goes_wrong(["checkout-pool-wait"], now)
    by_service = [one for one in trail.happened if one.matches("ResourceName", "checkout-api")]
    update = next(one for one in by_service if one.name == "UpdateService")
    assert (now - update.at, update.role) == (timedelta(minutes=4), "deploy-ci")
    assert [one for one in trail.happened if one.matches("ResourceName", LOAD_BALANCER)]


async def test_what_somebody_sets_off_is_heard(aws: LocalAws, shop: Shop) -> None:
    shop.hear(Published(time.time(), "set to OK", ("receipts-slow",)))
    shop.hear(Published(time.time(), "set to ALARM", ("web-3-disk-full",)))
    await until(lambda: logged(aws, "/ec2/web-3"))
    assert not logged(aws, RECEIPTS)


async def test_what_runs_can_be_described(aws: LocalAws, shop: Shop) -> None:
    (service,) = aws.clients.ecs.describe_services(cluster="shop", services=["checkout-api"])["services"]
    task = aws.clients.ecs.describe_task_definition(taskDefinition=service["taskDefinition"])
    options = task["taskDefinition"]["containerDefinitions"][0]["logConfiguration"]["options"]
    assert options["awslogs-group"] == CHECKOUT
    (database,) = aws.clients.rds.describe_db_instances(DBInstanceIdentifier="db-main")["DBInstances"]
    assert database["DBInstanceStatus"] == "available"


def test_every_trouble_is_of_alarms_that_there_are() -> None:
    known = {alarm.name for alarm in ALARMS}
    assert {name for trouble in TROUBLES for name in trouble.alarms} <= known
    assert {group for trouble in TROUBLES for group in trouble.lines} == set(GROUPS)


def test_the_secrets_that_are_logged_are_taken_out_by_the_bot() -> None:
    lines = [line for trouble in TROUBLES for lines in trouble.lines.values() for _, line in lines()]
    for secret in SECRETS:
        assert [line for line in lines if secret in line]
        assert not [line for line in lines if secret in redacted(line)]


def test_nothing_in_the_source_looks_like_a_secret() -> None:
    source = Path("demo/troubles.py").read_text("utf-8")
    assert not [secret for secret in SECRETS if secret in source]
