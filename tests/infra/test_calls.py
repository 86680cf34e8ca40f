"""The role allows what the bot calls, and the bot calls what the role allows."""

import re
from pathlib import Path

from tests.infra.test_template import as_list, policies

ROOT = Path(__file__).parents[2]
CALLS = {
    "receive_message": "sqs:ReceiveMessage",
    "delete_message_batch": "sqs:DeleteMessage",
    "change_message_visibility_batch": "sqs:ChangeMessageVisibility",
    "send_message": "sqs:SendMessage",
    "get_queue_attributes": "sqs:GetQueueAttributes",
    "describe_alarms": "cloudwatch:DescribeAlarms",
    "get_metric_statistics": "cloudwatch:GetMetricStatistics",
    "put_metric_data": "cloudwatch:PutMetricData",
    "describe_alarm_history": "cloudwatch:DescribeAlarmHistory",
    "get_metric_data": "cloudwatch:GetMetricData",
    "lookup_events": "cloudtrail:LookupEvents",
    "filter_log_events": "logs:FilterLogEvents",
    "describe_log_groups": "logs:DescribeLogGroups",
    "describe_metric_filters": "logs:DescribeMetricFilters",
    "describe_services": "ecs:DescribeServices",
    "describe_task_definition": "ecs:DescribeTaskDefinition",
    "describe_instances": "ec2:DescribeInstances",
    "get_function_configuration": "lambda:GetFunctionConfiguration",
    "describe_db_instances": "rds:DescribeDBInstances",
    "describe_target_groups": "elasticloadbalancing:DescribeTargetGroups",
    "describe_target_health": "elasticloadbalancing:DescribeTargetHealth",
    "invoke_agent": "bedrock:InvokeAgent",
    "invoke_harness": "bedrock-agentcore:InvokeHarness",
    "converse_stream": "bedrock:InvokeModelWithResponseStream",
    "publish": "sns:Publish",
    "get_secret_value": "secretsmanager:GetSecretValue",
    "batch_get_item": "dynamodb:BatchGetItem",
    "describe_table": "dynamodb:DescribeTable",
    "query": "dynamodb:Query",
    "transact_write_items": "dynamodb:PutItem",
}
CALL = re.compile(
    r"\bclients?(?:\(\"[\w-]+\"(?:, \"\")?\))?\."
    r"(?:get_paginator\(\"(\w+)\"|([a-z_]+)\()|\bmetrics\.(get_[a-z_]+)\(|\bask\((?:self\.)?client\.(\w+),"
)
BY_THE_WAY = {
    "kms:Decrypt",  # SQS and SNS do these in the bot's name
    "kms:GenerateDataKey",
    # https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-security.html
    "bedrock-agentcore:InvokeAgentRuntime",
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
}


def called() -> set[str]:
    """The operations of AWS that the bot's own modules call."""
    aws = ROOT / "services" / "aws"
    folders = (aws, aws / "reading", aws / "bedrock", ROOT / "services" / "storage" / "dynamodb")
    modules = [*(one for folder in folders for one in folder.glob("*.py")), ROOT / "bot" / "secret.py"]
    found = [CALL.findall(one.read_text()) for one in modules]
    return {name for calls in found for call in calls for name in call if name}


def test_every_call_is_known_with_the_action_it_needs():
    assert called() == set(CALLS)


def test_the_role_has_nothing_that_no_call_needs(resources):
    allowed = {action for one in policies(resources)["role"] for action in as_list(one["Action"])}
    assert allowed == set(CALLS.values()) | BY_THE_WAY
