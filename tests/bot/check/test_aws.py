"""Each line about AWS, failing, with its remedy."""

import json

import pytest
from aiohttp import web

from bot.checks.account import Missed
from bot.checks.queue import dead_letter_finding
from services.locale import translations


async def test_a_queue_that_is_not_there(bench):
    found = await bench.run(alarm_queue_url=bench.aws.queue_url + "-no")
    assert found["queue"].ok == "failed"
    assert "ALARM_QUEUE_URL" in found["queue"].remedy
    assert found["dead-letter queue"].ok == found["queue policy"].ok == "skipped"
    assert found["topic"].ok == "ok"


@pytest.mark.parametrize(
    ("attribute", "value", "says"),
    [
        ("VisibilityTimeout", "10", "comes again after 10 s"),
        ("MessageRetentionPeriod", "86400", "longer than 1 days is lost"),
        ("ReceiveMessageWaitTimeSeconds", "0", "no long poll"),
    ],
)
async def test_a_queue_with_settings_that_do_harm(bench, attribute, value, says):
    bench.aws.set(**{attribute: value})
    found = await bench.run()
    assert found["queue"].ok == "warning"
    assert says in found["queue"].says
    assert "infra/watchbell.yml" in found["queue"].remedy


async def test_a_queue_without_a_dead_letter_queue(bench):
    bench.aws.queue_url = bench.aws.sqs.create_queue(QueueName="alone")["QueueUrl"]
    found = await bench.run(alarm_queue_url=bench.aws.queue_url)
    assert found["dead-letter queue"].ok == "failed"
    assert "RedrivePolicy" in found["dead-letter queue"].remedy


async def test_a_dead_letter_queue_after_too_few_tries(bench):
    arn = bench.aws.arn("alarms-dead")
    bench.aws.set(RedrivePolicy=json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1}))
    found = await bench.run()
    assert found["dead-letter queue"].ok == "warning"
    assert "maxReceiveCount" in found["dead-letter queue"].remedy


async def test_a_dead_letter_queue_that_is_gone(bench):
    bench.aws.sqs.delete_queue(QueueUrl=bench.aws.dead_url)
    found = await bench.run()
    assert found["dead-letter queue"].ok == "failed"
    assert "Make it again" in found["dead-letter queue"].remedy


def test_keys_that_may_not_touch_the_dead_letters():
    policy = json.dumps({"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:1:dead", "maxReceiveCount": 8})
    dead = {"Attributes": {"ApproximateNumberOfMessages": "0"}}
    refused = Missed("AccessDenied", "no")
    found = dead_letter_finding({"RedrivePolicy": policy}, dead, refused, translations("en").gettext)
    assert (found.ok, "sqs:DeleteMessage" in found.says) == ("warning", True)


async def test_a_dead_letter_queue_that_is_not_empty(bench):
    bench.aws.sqs.send_message(QueueUrl=bench.aws.dead_url, MessageBody="{}")
    found = await bench.run()
    assert found["dead-letter queue"].ok == "warning"
    assert found["dead-letter queue"].says == "messages given up: 1"
    assert "/aws dlq" in found["dead-letter queue"].remedy


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        ({"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:123456789012:other"}}, "failed"),
        ({"StringEquals": {"aws:SourceAccount": "999999999999"}}, "failed"),
        (None, "warning"),
        ({"ArnLike": {"AWS:SourceArn": ["arn:aws:sns:*:123456789012:alarms"]}}, "ok"),
        ({"StringEquals": {"aws:SourceAccount": "123456789012"}}, "ok"),
    ],
)
async def test_a_queue_policy_is_judged_by_whom_it_lets_in(bench, condition, state):
    bench.aws.allow(condition)
    found = await bench.run()
    assert found["queue policy"].ok == state
    assert ("ArnEquals aws:SourceArn" in found["queue policy"].remedy) is (state != "ok")


async def test_a_queue_policy_that_is_missing(bench):
    bench.aws.set(Policy="")
    found = await bench.run()
    assert found["queue policy"].ok == "failed"
    assert "QueuePolicy" in found["queue policy"].remedy


@pytest.mark.parametrize("alias", ["alias/aws/sqs", "alias/aws/sns"])
async def test_a_queue_encrypted_with_a_key_of_aws(bench, alias):
    bench.aws.set(KmsMasterKeyId=alias)
    found = await bench.run()
    assert found["queue encryption"].ok == "failed"
    assert found["queue encryption"].remedy == "Use the customer managed key of infra/watchbell.yml."


async def test_a_topic_encrypted_with_a_key_of_aws(bench):
    encrypt(bench, "alias/aws/sns")
    found = await bench.run()
    assert found["topic encryption"].ok == "failed"
    assert found["topic encryption"].remedy == "Use the customer managed key of infra/watchbell.yml."


async def test_a_topic_encrypted_with_a_key_that_is_disabled(bench):
    key = bench.aws.kms.create_key()["KeyMetadata"]["KeyId"]
    encrypt(bench, key)
    assert (await bench.run())["topic encryption"].says == "a customer managed key"
    bench.aws.kms.disable_key(KeyId=key)
    found = await bench.run()
    assert found["topic encryption"].ok == "failed"
    assert found["topic encryption"].remedy == "Enable the key, or use another."


async def test_a_topic_encrypted_with_a_key_that_is_gone(bench):
    encrypt(bench, "alias/gone")
    found = await bench.run()
    assert found["topic encryption"].ok == "failed"
    assert "alias/gone can't be looked at" in found["topic encryption"].says


async def test_a_topic_that_is_not_there(bench):
    found = await bench.run(alarm_topic_arn=bench.aws.topic_arn + "-no")
    assert found["topic"].ok == "failed"
    assert "ALARM_TOPIC_ARN" in found["topic"].remedy
    assert found["subscription"].ok == "skipped"


async def test_a_topic_that_is_not_set_is_skipped(bench):
    found = await bench.run(alarm_topic_arn="")
    names = ("topic", "subscription", "raw delivery", "filter policy", "topic encryption", "alarms")
    assert {found[name].ok for name in names} == {"skipped"}
    assert found["queue policy"].ok == "ok"


async def test_a_topic_that_does_not_send_to_the_queue(bench):
    bench.aws.sns.unsubscribe(SubscriptionArn=bench.aws.subscription_arn)
    found = await bench.run()
    assert found["subscription"].ok == "failed"
    assert f"aws sns subscribe --topic-arn {bench.aws.topic_arn}" in found["subscription"].remedy
    assert bench.aws.arn("alarms") in found["subscription"].remedy
    assert found["raw delivery"].ok == found["filter policy"].ok == "skipped"


async def test_the_subscription_is_found_behind_a_hundred_others(bench):
    bench.aws.sns.unsubscribe(SubscriptionArn=bench.aws.subscription_arn)
    others = [bench.aws.arn(f"other-{number}") for number in range(100)]
    for endpoint in (*others, bench.aws.arn("alarms")):
        bench.aws.sns.subscribe(TopicArn=bench.aws.topic_arn, Protocol="sqs", Endpoint=endpoint)
    assert (await bench.run())["subscription"].ok == "ok"


async def test_raw_delivery_is_told_and_is_fine(bench):
    assert "off" in (await bench.run())["raw delivery"].says
    subscription(bench, "RawMessageDelivery", "true")
    found = await bench.run()
    assert found["raw delivery"].ok == "ok"
    assert "on" in found["raw delivery"].says.split(":")[0]


async def test_a_filter_policy_is_warned_of(bench):
    subscription(bench, "FilterPolicy", json.dumps({"team": ["web"]}))
    found = await bench.run()
    assert found["filter policy"].ok == "warning"
    assert "team" in found["filter policy"].says
    assert "Take the filter policy off" in found["filter policy"].remedy


async def test_a_topic_that_no_alarm_notifies(bench):
    bench.aws.cloudwatch.delete_alarms(AlarmNames=["web-cpu"])
    bench.aws.alarm("elsewhere", bench.aws.topic_arn + "-2")
    found = await bench.run()
    assert found["alarms"].ok == "warning"
    assert "INSUFFICIENT_DATA" in found["alarms"].remedy


async def test_an_aws_that_is_not_reached(bench, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    found = await bench.run()
    for name in ("queue", "topic", "DescribeAlarms"):
        assert found[name].ok == "failed"
        assert "AWS_ENDPOINT_URL" in found[name].remedy
    assert found["clock of AWS"].ok == "skipped"
    assert found["bot token"].ok == "ok"


async def test_a_page_in_the_place_of_aws(bench, monkeypatch, page):
    monkeypatch.setenv("AWS_ENDPOINT_URL", page)
    found = await bench.run()
    for name in ("queue", "topic", "DescribeAlarms"):
        assert found[name].ok == "failed"
        assert "a proxy" in found[name].remedy


async def test_keys_that_are_not_there(bench, monkeypatch, tmp_path):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    found = await bench.run()
    assert found["queue"].ok == found["DescribeAlarms"].ok == "failed"
    assert "AWS_PROFILE" in found["queue"].remedy


async def test_an_endpoint_that_is_no_address(bench, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "nonsense")
    found = await bench.run()
    assert found["AWS"].ok == "failed"
    assert found["AWS"].remedy


async def test_a_profile_that_is_not_there(bench, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "nowhere")
    found = await bench.run()
    assert found["AWS"].ok == "failed"
    assert "AWS_PROFILE" in found["AWS"].remedy


async def test_a_queue_address_that_is_none(bench):
    found = await bench.run(alarm_queue_url="alarms-no")
    assert found["queue"].ok == found["subscription"].ok == "failed"
    assert found["queue"].remedy


async def test_a_region_that_nothing_tells(bench, monkeypatch, tmp_path):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    found = await bench.run(aws_region="", alarm_queue_url="https://queue.example.com/123456789012/alarms")
    assert found["AWS"].ok == "failed"
    assert "AWS_REGION" in found["AWS"].says


def encrypt(bench, key: str) -> None:
    bench.aws.sns.set_topic_attributes(
        TopicArn=bench.aws.topic_arn, AttributeName="KmsMasterKeyId", AttributeValue=key
    )


def subscription(bench, name: str, value: str) -> None:
    bench.aws.sns.set_subscription_attributes(
        SubscriptionArn=bench.aws.subscription_arn, AttributeName=name, AttributeValue=value
    )


@pytest.fixture
async def page():
    """An address that answers everything with a page, as a proxy before a login does."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="<html>Please log in<br></html>", content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
