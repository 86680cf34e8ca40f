"""What infra/watchbell.yml promises to the account it is deployed in."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.aws.heartbeat import DIMENSION, NAME, NAMESPACE

TEMPLATE = Path(__file__).parents[2] / "infra" / "watchbell.yml"
PROFILE = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.some.model-v1:0"
FORTNIGHT = 14 * 24 * 3600
# code, user data, passwords, parameters, objects, and what a log group masks
SECRET = {
    "lambda:GetFunction",
    "ec2:DescribeInstanceAttribute",
    "ec2:GetPasswordData",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "s3:GetObject",
    "logs:Unmask",
}
ACCOUNT = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The statements of a policy, those under a condition included."""
    for statement in document["Statement"]:
        yield statement["Fn::If"][1] if "Fn::If" in statement else statement


def policies(resources: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {
        "key": list(statements(resources["Key"]["KeyPolicy"])),
        "topic": list(statements(resources["TopicPolicy"]["PolicyDocument"])),
        "queue": list(statements(resources["QueuePolicy"]["PolicyDocument"])),
        "silence": list(statements(resources["SilenceTopicPolicy"]["PolicyDocument"])),
        "role": list(statements(resources["Role"]["Policies"][0]["PolicyDocument"])),
        "trust": list(statements(resources["Role"]["AssumeRolePolicyDocument"])),
    }


def here(service: str, what: str) -> dict[str, str]:
    """What of *service* the account has in the stack's own region."""
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{what}"}


def services(statement: dict[str, Any]) -> list[str]:
    return as_list(statement["Principal"].get("Service", []))


def test_messages_stay_in_both_queues_for_as_long_as_sqs_keeps_them(resources: dict[str, Any]) -> None:
    assert resources["Queue"]["MessageRetentionPeriod"] == FORTNIGHT
    assert resources["DeadLetterQueue"]["MessageRetentionPeriod"] == FORTNIGHT


def test_the_queue_is_polled_long_and_gives_up_on_a_message_only_after_several_tries(
    resources: dict[str, Any],
) -> None:
    queue = resources["Queue"]
    assert (queue["VisibilityTimeout"], queue["ReceiveMessageWaitTimeSeconds"]) == (60, 20)
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": "DeadLetterQueue.Arn"}
    assert 5 <= queue["RedrivePolicy"]["maxReceiveCount"] <= 10


def test_only_the_queue_itself_puts_messages_into_the_dead_letter_queue(resources: dict[str, Any]) -> None:
    allowed = resources["DeadLetterQueue"]["RedriveAllowPolicy"]
    assert allowed["redrivePermission"] == "byQueue"
    assert allowed["sourceQueueArns"][0]["Fn::Sub"].endswith(":" + resources["Queue"]["QueueName"]["Fn::Sub"])


def test_everything_is_encrypted_at_rest(resources: dict[str, Any]) -> None:
    for name in ("Topic", "SilenceTopic", "Queue", "DeadLetterQueue"):
        assert resources[name]["KmsMasterKeyId"] == {"Ref": "Key"}
    assert resources["Key"]["EnableKeyRotation"] is True
    assert resources["Table"]["SSESpecification"]["SSEEnabled"] is True


@pytest.mark.parametrize("policy", ["key", "topic", "silence"])
def test_services_act_for_this_account_alone(resources: dict[str, Any], policy: str) -> None:
    for statement in policies(resources)[policy]:
        if services(statement) != ["events.amazonaws.com"]:  # EventBridge sends no source to compare
            assert not services(statement) or statement["Condition"] == ACCOUNT


def test_whoever_may_publish_may_use_the_topics_key(resources: dict[str, Any]) -> None:
    found = policies(resources)
    publishers = {service for statement in found["topic"] for service in services(statement)}
    users = {service for statement in found["key"] for service in services(statement)}
    assert {"cloudwatch.amazonaws.com", "events.amazonaws.com", "budgets.amazonaws.com"} <= publishers
    assert users == publishers | {"sns.amazonaws.com"}


def test_nobody_but_the_account_and_its_services_may_publish(resources: dict[str, Any]) -> None:
    for statement in policies(resources)["topic"]:
        assert statement["Action"] == "sns:Publish"
        assert statement["Principal"] != "*"
        people = as_list(statement["Principal"].get("AWS", []))
        assert all(one == {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"} for one in people)


def test_only_the_topic_fills_the_queue(resources: dict[str, Any]) -> None:
    (statement,) = policies(resources)["queue"]
    assert services(statement) == ["sns.amazonaws.com"]
    assert statement["Action"] == "sqs:SendMessage"
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "Topic"}}}


def test_the_role_may_do_what_the_bot_does_and_nothing_else(resources: dict[str, Any]) -> None:
    allowed = {action for one in policies(resources)["role"] for action in as_list(one["Action"])}
    assert allowed == {
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:SendMessage",
        "sqs:GetQueueAttributes",
        "sns:Publish",
        "kms:Decrypt",
        "kms:GenerateDataKey",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricStatistics",
        "cloudwatch:PutMetricData",
        "cloudwatch:DescribeAlarmHistory",
        "cloudwatch:GetMetricData",
        "cloudtrail:LookupEvents",
        "logs:FilterLogEvents",
        "logs:DescribeLogGroups",
        "logs:DescribeMetricFilters",
        "ecs:DescribeServices",
        "ecs:DescribeTaskDefinition",
        "ec2:DescribeInstances",
        "lambda:GetFunctionConfiguration",
        "rds:DescribeDBInstances",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
        "dynamodb:BatchGetItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:DescribeTable",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "bedrock:InvokeAgent",
        "bedrock:InvokeModelWithResponseStream",
        "bedrock-agentcore:InvokeHarness",
        "bedrock-agentcore:InvokeAgentRuntime",
        "secretsmanager:GetSecretValue",
    }


def test_the_role_reaches_what_the_bot_needs_and_no_more(
    resources: dict[str, Any],
) -> None:
    reach = {statement["Sid"]: statement["Resource"] for statement in policies(resources)["role"]}
    assert (
        reach
        == {
            "ReadQueue": {"Fn::GetAtt": "Queue.Arn"},
            "DecryptQueue": {"Fn::GetAtt": "Key.Arn"},
            "ReadDeadLetters": {"Fn::GetAtt": "DeadLetterQueue.Arn"},
            "SendDeadLettersBack": {"Fn::GetAtt": "Queue.Arn"},
            "SendTestAlarm": {"Ref": "Topic"},
            "EncryptTestAlarm": {"Fn::GetAtt": "Key.Arn"},
            "LookAtAlarms": "*",  # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
            "SayThatItLives": "*",  # under the condition below
            # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
            "LookUpWhatHappened": "*",
            "ReadLogs": here("logs", "log-group:*"),
            "LookAtResources": [
                here("ecs", "service/*"),
                here("lambda", "function:*"),
                here("rds", "db:*"),
                here("sqs", "*"),
            ],
            # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
            "LookAtWhatHasNoArn": "*",
            "KeepState": {"Fn::GetAtt": "Table.Arn"},
            "AskAgent": {"Ref": "AgentAliasArn"},
            "AskHarness": {"Ref": "HarnessArn"},
            "AskModel": {"Fn::Split": [",", {"Ref": "ModelArns"}]},
            "ReadTokens": {"Ref": "SecretArn"},
        }
    )


def test_the_assistants_look_ups_can_be_left_out(template: dict[str, Any]) -> None:
    role = template["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    under = [one["Fn::If"] for one in role if "Fn::If" in one and one["Fn::If"][0] == "LooksUp"]
    assert "LookUpWhatHappened" in [one[1]["Sid"] for one in under]
    assert all(one[2] == {"Ref": "AWS::NoValue"} for one in under)
    assert template["Parameters"]["AssistantReads"]["Default"] == "true"


@pytest.mark.parametrize(
    ("statement", "condition", "parameter"),
    [
        ("AskAgent", "AsksAgent", "AgentAliasArn"),
        ("AskHarness", "AsksHarness", "HarnessArn"),
        ("AskModel", "AsksModel", "ModelArns"),
    ],
)
def test_the_role_asks_the_one_agent_or_model_that_is_named_and_else_none(
    template: dict[str, Any], statement: str, condition: str, parameter: str
) -> None:
    role = template["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    (found,) = [one["Fn::If"] for one in role if "Fn::If" in one and one["Fn::If"][0] == condition]
    assert (found[1]["Sid"], found[2]) == (statement, {"Ref": "AWS::NoValue"})
    assert template["Conditions"][condition] == {"Fn::Not": [{"Fn::Equals": [{"Ref": parameter}, ""]}]}
    assert template["Parameters"][parameter]["Default"] == ""


@pytest.mark.parametrize(
    ("parameter", "arn", "fits"),
    [
        ("AgentAliasArn", "arn:aws:bedrock:eu-west-1:123456789012:agent-alias/ABCDE12345/TSTALIASID", True),
        ("AgentAliasArn", "arn:aws:bedrock:eu-west-1:123456789012:agent-alias/*", False),
        ("AgentAliasArn", "arn:aws:bedrock:eu-west-1:123456789012:agent/ABCDE12345", False),
        (
            "HarnessArn",
            "arn:aws-cn:bedrock-agentcore:cn-north-1:123456789012:harness/on_call-a1b2c3d4e5",
            True,
        ),
        ("HarnessArn", "*", False),
        (
            "ModelArns",
            f"{PROFILE},arn:aws:bedrock:*::foundation-model/some.model-v1:0",
            True,
        ),
        ("ModelArns", "some.model-v1:0", False),
        ("ModelArns", "*", False),
        ("ModelArns", "", True),
    ],
)
def test_what_may_be_asked_is_named_by_arn(
    template: dict[str, Any], parameter: str, arn: str, *, fits: bool
) -> None:
    assert bool(re.fullmatch(template["Parameters"][parameter]["AllowedPattern"], arn)) is fits


def test_what_the_assistant_sees_of_resources_is_of_the_stacks_region_and_holds_no_secrets(
    resources: dict[str, Any],
) -> None:
    role = {one["Sid"]: one for one in policies(resources)["role"]}
    region = {"StringEquals": {"aws:RequestedRegion": {"Ref": "AWS::Region"}}}
    assert role["LookAtWhatHasNoArn"]["Condition"] == region
    granted = {action: sid for sid, one in role.items() for action in as_list(one["Action"])}
    assert not granted.keys() & SECRET
    assert granted["secretsmanager:GetSecretValue"] == "ReadTokens"


def test_the_role_puts_metrics_into_the_bots_own_namespace_alone(resources: dict[str, Any]) -> None:
    (put,) = [one for one in policies(resources)["role"] if one["Sid"] == "SayThatItLives"]
    assert put["Action"] == "cloudwatch:PutMetricData"
    assert put["Condition"] == {"StringEquals": {"cloudwatch:namespace": NAMESPACE}}


def test_a_silent_bot_is_told_of_by_email_past_its_own_topic(template: dict[str, Any]) -> None:
    alarm = template["Resources"]["SilenceAlarm"]["Properties"]
    assert (alarm["Namespace"], alarm["MetricName"]) == (NAMESPACE, NAME)
    assert alarm["Dimensions"] == [{"Name": DIMENSION, "Value": {"Ref": "Name"}}]
    assert (alarm["Period"] * alarm["EvaluationPeriods"], alarm["TreatMissingData"]) == (300, "breaching")
    assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "SilenceTopic"}]
    email = template["Resources"]["SilenceSubscription"]["Properties"]
    assert email["TopicArn"] == {"Ref": "SilenceTopic"}
    assert (email["Protocol"], email["Endpoint"]) == ("email", {"Ref": "HeartbeatEmail"})


def test_without_an_address_nobody_watches_the_bot_and_it_may_put_no_metric(template: dict[str, Any]) -> None:
    assert template["Parameters"]["HeartbeatEmail"]["Default"] == ""
    about = [one for name, one in template["Resources"].items() if name.startswith("Silence")]
    assert [one["Condition"] for one in about] == ["WatchesBot"] * 4
    role = template["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    (found,) = [one["Fn::If"] for one in role if "Fn::If" in one and one["Fn::If"][0] == "WatchesBot"]
    assert (found[1]["Sid"], found[2]) == ("SayThatItLives", {"Ref": "AWS::NoValue"})


def test_the_role_decrypts_through_sqs_alone(resources: dict[str, Any]) -> None:
    (decrypt,) = [one for one in policies(resources)["role"] if one["Sid"] == "DecryptQueue"]
    assert decrypt["Condition"]["StringEquals"]["kms:ViaService"]["Fn::Sub"].startswith("sqs.${AWS::Region}.")


def test_no_policy_allows_whole_services_but_the_one_that_keeps_the_key_administrable(
    resources: dict[str, Any],
) -> None:
    wide = [
        one["Sid"]
        for policy in policies(resources).values()
        for one in policy
        if any(action.endswith("*") and action != "kms:GenerateDataKey*" for action in as_list(one["Action"]))
    ]
    assert wide == ["AccountAdministersKey"]


def test_the_queue_gets_the_topics_envelope_and_email_is_optional(template: dict[str, Any]) -> None:
    subscription, email = template["Resources"]["Subscription"], template["Resources"]["EmailSubscription"]
    assert subscription["Properties"]["RawMessageDelivery"] is False
    assert (email["Condition"], email["Properties"]["Protocol"]) == ("SendsEmail", "email")
    assert template["Parameters"]["AlarmEmail"]["Default"] == ""


def test_the_table_is_paid_by_use_forgets_by_ttl_and_can_be_restored(template: dict[str, Any]) -> None:
    table = template["Resources"]["Table"]
    keys = {key["AttributeName"]: key["KeyType"] for key in table["Properties"]["KeySchema"]}
    assert keys == {"pk": "HASH", "sk": "RANGE"}
    assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["Properties"]["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["DeletionPolicy"] == "Retain"


def test_a_table_is_made_and_may_be_used_only_where_it_is_asked_for(template: dict[str, Any]) -> None:
    role = template["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    (found,) = [one["Fn::If"] for one in role if "Fn::If" in one and one["Fn::If"][0] == "SharesState"]
    assert (found[1]["Sid"], found[2]) == ("KeepState", {"Ref": "AWS::NoValue"})
    assert template["Resources"]["Table"]["Condition"] == "SharesState"
    assert template["Outputs"]["TableName"]["Condition"] == "SharesState"
    assert template["Parameters"]["SharedState"]["Default"] == "false"


def test_every_parameter_and_condition_is_used(template: dict[str, Any]) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    for name in (*template["Parameters"], *template["Conditions"]):
        assert text.count(name) > 1, name


def test_the_stack_tells_what_the_bot_has_to_be_told(template: dict[str, Any]) -> None:
    names = "QueueUrl TopicArn DeadLetterQueueUrl RoleArn TableName HeartbeatMetric"
    assert set(template["Outputs"]) == set(names.split())
