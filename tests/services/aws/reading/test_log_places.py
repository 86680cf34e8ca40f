"""Where an alarm's logs are: told by what it watches, or by what AWS knows of that."""

from typing import Any

import pytest

from services.alarm import Alarm, Contributor, ContributorId, Kind, Metric
from services.aws.reading.asking import Forbidden
from services.aws.reading.log_places import LogPlaces
from tests.builders import alarm
from tests.wire import Refusal

STAGE = "API-Gateway-Execution-Logs_"


def about(namespace: str, name: str = "Errors", **dimensions: str) -> Alarm:
    return alarm(metric=Metric(name, namespace, tuple(dimensions.items()), "Sum"))


def groups(aws: Any, *names: str) -> None:
    for name in names:
        aws("logs").create_log_group(logGroupName=name)


def task(wire: Any, *logged: dict[str, Any]) -> None:
    containers = [
        {"name": f"c{number}", "environment": [{"name": "A", "value": "hidden"}], "logConfiguration": one}
        for number, one in enumerate(logged)
    ]
    arn = "arn:aws:ecs:eu-west-1:1:task-definition/web:7"
    wire.answer("DescribeServices", {"services": [{"taskDefinition": arn}]})
    wire.answer(
        "DescribeTaskDefinition", {"taskDefinition": {"containerDefinitions": list(logged and containers)}}
    )


async def test_a_function_logs_under_its_name(aws, asking):
    place = await LogPlaces(aws, asking).find(about("AWS/Lambda", FunctionName="checkout"))
    assert place
    assert (place.groups, place.pattern) == (("/aws/lambda/checkout",), "")
    assert "checkout" in place.found


async def test_a_function_that_may_not_be_asked_is_taken_to_log_where_lambda_would(refused, asking):
    place = await LogPlaces(refused, asking).find(about("AWS/Lambda", FunctionName="checkout"))
    assert place
    assert place.groups == ("/aws/lambda/checkout",)


async def test_a_function_that_was_told_to_log_elsewhere_logs_there(asking):
    class Told:
        def get_function_configuration(self, FunctionName: str) -> Any:  # noqa: N803 — boto3's
            return {"LoggingConfig": {"LogGroup": f"/shop/{FunctionName}"}}

    place = await LogPlaces(lambda _: Told(), asking).find(about("AWS/Lambda", FunctionName="checkout"))
    assert place
    assert place.groups == ("/shop/checkout",)


async def test_a_service_logs_where_its_task_definition_says(wire, asking):
    awslogs = {
        "logDriver": "awslogs",
        "options": {"awslogs-group": "/shop/web", "awslogs-region": "eu-west-1"},
    }
    task(wire, awslogs, awslogs, {"logDriver": "splunk", "options": {"awslogs-group": "/other"}})
    place = await LogPlaces(wire.client, asking).find(about("AWS/ECS", ClusterName="shop", ServiceName="web"))
    assert place
    assert place.groups == ("/shop/web",)
    assert "hidden" not in repr(place)
    assert wire.requests("DescribeTaskDefinition") == [
        {"taskDefinition": "arn:aws:ecs:eu-west-1:1:task-definition/web:7"}
    ]


async def test_a_service_whose_task_definition_may_not_be_read_names_the_missing_permission(wire, asking):
    task(wire)
    wire.answer("DescribeTaskDefinition", Refusal.of("ecs:DescribeTaskDefinition"))
    wire.answer("DescribeLogGroups", {"logGroups": []})
    with pytest.raises(Forbidden) as refusal:
        await LogPlaces(wire.client, asking).find(about("AWS/ECS", ClusterName="shop", ServiceName="web"))
    assert refusal.value.action == "ecs:DescribeTaskDefinition"


async def test_a_service_that_may_not_be_read_is_still_found_by_its_name(wire, asking):
    wire.answer("DescribeServices", Refusal.of("ecs:DescribeServices"))
    wire.answer("DescribeLogGroups", {"logGroups": [{"logGroupName": "/ecs/shop-web"}]})
    place = await LogPlaces(wire.client, asking).find(
        about("AWS/ECS", ClusterName="shop", ServiceName="shop-web")
    )
    assert place
    assert place.groups == ("/ecs/shop-web",)


async def test_a_stage_of_an_api_logs_under_the_apis_id(aws, asking):
    groups(aws, f"{STAGE}a1/prod", f"{STAGE}a1/test", f"{STAGE}b2/prod")
    place = await LogPlaces(aws, asking).find(about("AWS/ApiGateway", ApiId="a1", Stage="prod"))
    assert place
    assert place.groups == (f"{STAGE}a1/prod",)


async def test_a_stage_of_an_api_that_is_only_named_says_that_it_may_be_anothers(aws, asking):
    groups(aws, f"{STAGE}a1/prod", f"{STAGE}b2/prod")
    place = await LogPlaces(aws, asking).find(about("AWS/ApiGateway", ApiName="shop", Stage="prod"))
    assert place
    assert place.groups == (f"{STAGE}a1/prod", f"{STAGE}b2/prod")
    assert "of any API" in place.found


async def test_a_stage_that_could_be_of_many_apis_is_not_guessed(aws, asking):
    groups(aws, *(f"{STAGE}{number}/prod" for number in range(4)))
    assert await LogPlaces(aws, asking).find(about("AWS/ApiGateway", ApiName="shop", Stage="prod")) is None


async def test_of_a_databases_logs_the_errors_come_first(aws, asking):
    groups(aws, *(f"/aws/rds/instance/db-1/{kind}" for kind in ("audit", "error", "general", "slowquery")))
    groups(aws, "/aws/rds/instance/db-10/error")
    place = await LogPlaces(aws, asking).find(about("AWS/RDS", DBInstanceIdentifier="db-1"))
    assert place
    assert place.groups == tuple(f"/aws/rds/instance/db-1/{kind}" for kind in ("error", "slowquery", "audit"))


async def test_an_alarm_on_a_metric_filter_reads_what_the_filter_counts(aws, asking):
    groups(aws, "/shop/web")
    aws("logs").put_metric_filter(
        logGroupName="/shop/web",
        filterName="errors",
        filterPattern="{ $.level = error }",
        metricTransformations=[{"metricName": "Errors", "metricNamespace": "Shop", "metricValue": "1"}],
    )
    place = await LogPlaces(aws, asking).find(about("Shop"))
    assert place
    assert (place.groups, place.pattern) == (("/shop/web",), "{ $.level = error }")


async def test_anything_else_logs_where_a_group_ends_with_its_name(aws, asking):
    groups(
        aws,
        "/shop/queue-worker/old",
        "/shop/production/queue-worker",
        "/a/queue-worker",
        "/not-a-queue-worker2",
    )
    place = await LogPlaces(aws, asking).find(about("AWS/SQS", QueueName="queue-worker"))
    assert place
    assert place.groups == ("/a/queue-worker",)


async def test_one_of_many_that_an_alarm_watches_is_found_by_what_tells_it_apart(aws, asking):
    groups(aws, "/shop/worker")
    many = about("AWS/SQS")
    one = Contributor(ContributorId("c"), (("QueueName", "worker"),))
    place = await LogPlaces(aws, asking).find(alarm(metric=many.metric, contributor=one))
    assert place
    assert place.groups == ("/shop/worker",)


async def test_what_has_no_logs_has_none(aws, asking):
    assert await LogPlaces(aws, asking).find(alarm(metric=None, kind=Kind.COMPOSITE)) is None
    assert await LogPlaces(aws, asking).find(alarm()) is None


@pytest.mark.parametrize("name", ["../../x y", "a:b", "", "x" * 600, "<!channel>", "a\nb"])
async def test_a_name_that_can_be_no_log_groups_is_not_asked_for(wire, asking, name):
    assert await LogPlaces(wire.client, asking).find(about("AWS/Lambda", FunctionName=name)) is None
    assert wire.asked == []


async def test_who_may_not_look_for_log_groups_is_told_which_permission_lacks(refused, asking):
    with pytest.raises(Forbidden) as refusal:
        await LogPlaces(refused, asking).find(about("AWS/SQS", QueueName="worker"))
    assert refusal.value.action == "logs:DescribeLogGroups"


async def test_who_may_not_look_for_metric_filters_is_told_so(refused, asking):
    with pytest.raises(Forbidden) as refusal:
        await LogPlaces(refused, asking).find(about("Shop", Team="checkout"))
    assert refusal.value.action == "logs:DescribeMetricFilters"
