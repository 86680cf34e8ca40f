"""What a model may look up: strictly asked, exactly told, bounded, without secrets, and never breaking."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from services.alarm import Place
from services.asking.agent import ToolCall, ToolResult
from services.aws.cloudwatch import CloudWatch
from services.aws.reading.changes import Trail
from services.aws.reading.history import History
from services.aws.reading.logs import Logs
from services.aws.reading.metrics import Metrics
from services.aws.reading.resources import ResourceKind, Resources
from services.aws.tool_arguments import OPERATIONS
from services.aws.toolbox import LONGEST, Toolbox
from tests.builders import NOON, minutes
from tests.wire import Refusal, Wire, event

HOME = Place("aws", "eu-west-1", "111122223333")
HIDDEN = "hunter2-hunter2"


@pytest.fixture
def toolbox(wire, asking) -> Toolbox:
    return toolbox_over(wire.client, asking)


def toolbox_over(client: Any, asking: Any) -> Toolbox:
    cloudwatch = client("cloudwatch")

    def now() -> Any:
        return NOON

    return Toolbox(
        CloudWatch(cloudwatch, asking.pool),
        History(cloudwatch, asking),
        Metrics(cloudwatch, asking, now),
        Logs(client, asking),
        Trail(client("cloudtrail"), asking, asyncio.sleep),
        Resources(client, asking, HOME),
        now,
    )


async def call(toolbox: Toolbox, tool: str, **arguments: object) -> ToolResult:
    return await toolbox.call(ToolCall("1", tool, arguments))


def described(name: str, state: str, **about: object) -> dict[str, Any]:
    arn = f"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}"
    known = {"AlarmName": name, "AlarmArn": arn, "StateValue": state, "StateUpdatedTimestamp": NOON}
    return known | {"MetricName": "m", "Namespace": "n"} | about


async def test_alarms_are_listed_those_that_went_off_first(wire, toolbox):
    reason = f"too much, password={HIDDEN}"
    alarms = [
        described("a-calm", "OK"),
        described("a-loud", "ALARM", StateReason=reason),
        described("b", "OK"),
    ]
    wire.answer("DescribeAlarms", {"MetricAlarms": alarms})
    result = await call(toolbox, "list_alarms", part="A-")
    assert not result.failed
    assert result.text.splitlines() == [
        'cloudwatch DescribeAlarms {"state": "", "part": "A-"}',
        "2 of 3 alarms.",
        "a-loud: ALARM since 2026-11-20 12:00:00Z. too much, password=(redacted)",
        "a-calm: OK since 2026-11-20 12:00:00Z",
    ]
    only = await call(toolbox, "list_alarms", state="ALARM")
    assert "1 of 3 alarms." in only.text


async def test_an_alarms_history_is_told_with_the_query_that_was_asked(wire, toolbox):
    data = {"oldState": {"stateValue": "OK"}, "newState": {"stateValue": "ALARM", "stateReason": "93 > 80"}}
    item = {"Timestamp": NOON - minutes(5), "HistoryItemType": "StateUpdate", "HistoryData": json.dumps(data)}
    wire.answer(
        "DescribeAlarmHistory",
        lambda asked: {"AlarmHistoryItems": [item] if asked["HistoryItemType"] == "StateUpdate" else []},
    )
    result = await call(toolbox, "alarm_history", name="web", hours=2)
    asked = '{"AlarmName": "web", "StartDate": "2026-11-20T10:00:00Z", "EndDate": "2026-11-20T12:00:00Z"}'
    assert result.text.splitlines() == [
        f"cloudwatch DescribeAlarmHistory {asked}",
        "1 changes, newest first.",
        "2026-11-20 11:55:00Z OK → ALARM: 93 > 80",
    ]


async def test_a_metrics_course_is_told_of_exactly_these_dimensions(wire, toolbox):
    result_of = {"Id": "m1", "Timestamps": [NOON - minutes(1)], "Values": [93.4], "StatusCode": "Complete"}
    wire.answer("GetMetricData", {"MetricDataResults": [result_of]})
    dimensions = {"InstanceId": "i-0abc"}
    result = await call(
        toolbox, "metric", namespace="AWS/EC2", name="CPUUtilization", dimensions=dimensions, statistic="p99"
    )
    assert "11:59 93.4" in result.text
    assert '"Dimensions": {"InstanceId": "i-0abc"}, "Stat": "p99"' in result.text.splitlines()[0]
    ((query,),) = [asked["MetricDataQueries"] for asked in wire.requests("GetMetricData")]
    assert query["MetricStat"]["Metric"]["Dimensions"] == [{"Name": "InstanceId", "Value": "i-0abc"}]


async def test_logs_are_read_without_their_secrets(wire, toolbox):
    at = int((NOON - minutes(1)).timestamp() * 1000)
    lines = [{"eventId": "1", "timestamp": at, "message": f"ERROR password={HIDDEN}"}]
    wire.answer("FilterLogEvents", {"events": lines})
    result = await call(toolbox, "logs", log_group="/shop/web", pattern='"ERROR"', minutes=30)
    assert result.text.splitlines()[0] == (
        'logs FilterLogEvents {"logGroupName": "/shop/web", "startTime": "2026-11-20T11:30:00Z", '
        '"endTime": "2026-11-20T12:00:00Z", "filterPattern": "\\"ERROR\\""}'
    )
    assert result.text.endswith("11-20 11:59:00Z ERROR password=(redacted)")
    (asked,) = wire.requests("FilterLogEvents")
    assert (asked["logGroupName"], asked["filterPattern"]) == ("/shop/web", '"ERROR"')


async def test_changes_are_told_without_what_was_set(wire, toolbox):
    wire.answer("LookupEvents", {"Events": [event("UpdateFunctionCode", NOON - minutes(9))]})
    result = await call(toolbox, "changes", resource="checkout", hours=1)
    assert (
        "2026-11-20 11:51:00Z UpdateFunctionCode (lambda.amazonaws.com) of checkout by alice" in result.text
    )
    assert "hunter2" not in result.text


async def test_a_resource_is_described_by_the_operation_that_was_asked(wire, toolbox):
    wire.answer("DescribeServices", {"services": [{"serviceName": "web", "runningCount": 2}]})
    result = await call(toolbox, "describe", kind="ecs_service", name="shop/web")
    assert result.text.splitlines() == ['ecs DescribeServices "shop/web"', "name: web", "running: 2"]


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "list_alarms": ({}, "DescribeAlarms", "cloudwatch:DescribeAlarms"),
    "alarm_history": ({"name": "a"}, "DescribeAlarmHistory", "cloudwatch:DescribeAlarmHistory"),
    "metric": ({"namespace": "n", "name": "m"}, "GetMetricData", "cloudwatch:GetMetricData"),
    "logs": ({"log_group": "/a"}, "FilterLogEvents", "logs:FilterLogEvents"),
    "changes": ({"resource": "a"}, "LookupEvents", "cloudtrail:LookupEvents"),
    "describe": ({"kind": "ecs_service", "name": "a/b"}, "DescribeServices", "ecs:DescribeServices"),
}


@pytest.mark.parametrize("tool", REFUSED)
async def test_a_refusal_names_the_query_and_the_missing_permission(wire, toolbox, tool):
    arguments, operation, action = REFUSED[tool]
    wire.answer(operation, Refusal.of(action))
    result = await call(toolbox, tool, **arguments)
    assert result.failed
    assert operation in result.text.splitlines()[0]
    assert action in result.text.splitlines()[1]


async def test_what_aws_says_of_a_wrong_question_comes_back_whole_without_secrets(wire, toolbox):
    wire.answer("FilterLogEvents", Refusal("InvalidParameterException", f"Invalid filter: password={HIDDEN}"))
    result = await call(toolbox, "logs", log_group="/a", pattern="{ $.")
    assert result.failed
    assert result.text.endswith(
        "AWS answered: InvalidParameterException: Invalid filter: password=(redacted)"
    )


async def test_an_aws_that_is_away_is_told_of(asking):
    away = Wire(url="http://127.0.0.1:9/")
    result = await call(toolbox_over(away.client, asking), "logs", log_group="/a")
    assert result.failed
    assert "Could not connect" in result.text


async def test_a_bot_that_breaks_says_so_and_answers_on(asking):
    def broken(service: str) -> Any:
        if service == "logs":
            raise RuntimeError(f"password={HIDDEN}")
        return Wire(url="http://127.0.0.1:9/").client(service)

    result = await call(toolbox_over(broken, asking), "logs", log_group="/a")
    assert result.failed
    assert "The bot itself failed" in result.text
    assert HIDDEN not in result.text


async def test_a_look_up_that_is_stopped_stops(wire, toolbox):
    wire.answer("FilterLogEvents", {"events": []})
    looking = asyncio.create_task(call(toolbox, "logs", log_group="/a"))
    await asyncio.sleep(0)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking


HOSTILE: list[tuple[str, Any, str]] = [
    ("rm", {}, "There is no tool"),
    ("logs", {}, "log_group: Field required"),
    ("logs", {"log_group": "arn:aws:logs:us-east-1:9:log-group:x"}, "log_group: String should match"),
    ("logs", {"log_group": "/a", "minutes": 10_081}, "minutes: Input should be less than"),
    ("logs", {"log_group": "/a", "minutes": "60"}, "minutes: Input should be a valid integer"),
    ("logs", {"log_group": "/a", "minutes": 10**400}, "minutes: "),
    ("logs", {"log_group": "/a", "unmask": True}, "unmask: Extra inputs are not permitted"),
    ("logs", {"log_group": "/a", "pattern": "x" * 501}, "pattern: String should have at most"),
    ("alarm_history", {"name": "a", "hours": 169}, "hours: Input should be less than"),
    ("alarm_history", {"name": ["a"]}, "name: Input should be a valid string"),
    ("metric", {"namespace": "n", "name": "m", "statistic": "IQM(1:2)"}, "statistic: String should match"),
    ("metric", {"namespace": "n", "name": "m", "dimensions": {"a": 1}}, "dimensions.a: "),
    ("describe", {"kind": "secret", "name": "a"}, "kind: Input should be 'ec2_instance'"),
    ("describe", {"kind": "lambda_function", "name": "arn:aws:lambda:x:9:function:y"}, "name: String"),
    ("describe", {"kind": "sqs_queue", "name": "../other"}, "name: String should match"),
    ("list_alarms", {"state": "BAD"}, "state: Input should be"),
    ("list_alarms", None, "Input should be"),
    ("list_alarms", [1], "Input should be"),
    ("list_alarms", {"x" * 100_000: HIDDEN}, "Extra inputs"),
]


@pytest.mark.parametrize(("tool", "arguments", "said"), HOSTILE, ids=range(len(HOSTILE)))
async def test_a_wrong_question_is_told_what_is_wrong_and_asks_aws_nothing(
    wire, toolbox, tool, arguments, said
):
    result = await toolbox.call(ToolCall("1", tool, arguments))
    assert result.failed
    assert said in result.text
    assert HIDDEN not in result.text
    assert len(result.text) < 2_000
    assert wire.asked == []


async def test_a_long_answer_is_cut_between_lines_and_says_how_much_is_left(wire, toolbox):
    alarms = [described(f"alarm-{n}-{'x' * 200}", "OK") for n in range(90)]
    wire.answer("DescribeAlarms", {"MetricAlarms": alarms})
    result = await call(toolbox, "list_alarms")
    assert len(result.text) <= LONGEST
    assert result.text.endswith(" more")


def test_every_tool_is_described_with_a_schema_of_an_object(toolbox):
    names = [tool.name for tool in toolbox.tools]
    assert names == ["list_alarms", "alarm_history", "metric", "logs", "changes", "describe"]
    for tool in toolbox.tools:
        assert tool.parameters["type"] == "object"
        assert tool.parameters["additionalProperties"] is False
        assert "$" not in json.dumps(tool.parameters).replace("{ $.status", "").replace(')$"', "").replace(
            '}$"', ""
        )
        assert 20 < len(tool.description) < 200


def test_every_kind_of_resource_can_be_asked_for(toolbox):
    (describe,) = [tool for tool in toolbox.tools if tool.name == "describe"]
    assert describe.parameters["properties"]["kind"]["enum"] == [*ResourceKind]
    assert OPERATIONS.keys() == set(ResourceKind)


def test_no_tool_looks_further_back_than_a_week(toolbox):
    furthest = {tool.name: tool.parameters["properties"] for tool in toolbox.tools}
    week = timedelta(days=7)
    assert furthest["logs"]["minutes"]["maximum"] == week / timedelta(minutes=1)
    for name in ("alarm_history", "metric", "changes"):
        assert furthest[name]["hours"]["maximum"] == week / timedelta(hours=1)
