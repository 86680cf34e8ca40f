"""The role allows what the bot calls, and the bot calls what the role allows."""

import re
from pathlib import Path

from tests.infra.test_template import as_list, policies

ROOT = Path(__file__).parents[2]
CALLS = {
    "receive_message": "sqs:ReceiveMessage",
    "delete_message_batch": "sqs:DeleteMessage",
    "get_queue_attributes": "sqs:GetQueueAttributes",
    "describe_alarms": "cloudwatch:DescribeAlarms",
    "get_metric_statistics": "cloudwatch:GetMetricStatistics",
    "publish": "sns:Publish",
    "get_secret_value": "secretsmanager:GetSecretValue",
}
BY_THE_WAY = {"kms:Decrypt", "kms:GenerateDataKey"}  # SQS and SNS do these in the bot's name


def called() -> set[str]:
    """The operations of AWS that the bot's own modules call."""
    modules = [*(ROOT / "services" / "aws").glob("*.py"), ROOT / "bot" / "secret.py"]
    found = [
        re.findall(r"\b(?:client|metrics)\.(?:get_paginator\(\"(\w+)\"|([a-z_]+)\()", one.read_text())
        for one in modules
    ]
    return {paged or plain for pairs in found for paged, plain in pairs}


def test_every_call_is_known_with_the_action_it_needs():
    assert called() == set(CALLS)


def test_the_role_has_nothing_that_no_call_needs(resources):
    allowed = {action for one in policies(resources)["role"] for action in as_list(one["Action"])}
    assert allowed == set(CALLS.values()) | BY_THE_WAY
