"""What the alarm queue does with what was, and what was not, accepted."""

from datetime import UTC, datetime

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws
from structlog.testing import capture_logs

from services.aws.origin import ORIGIN
from services.aws.queue import SqsQueue


@pytest.fixture
def queue(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        sqs = boto3.client("sqs", region_name="eu-west-1")
        yield SqsQueue(sqs, sqs.create_queue(QueueName="alarms")["QueueUrl"])


def hidden(queue: SqsQueue) -> int:
    asked = queue.client.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["All"])["Attributes"]
    return int(asked["ApproximateNumberOfMessagesNotVisible"])


def test_it_tells_how_often_a_message_came_and_lets_it_come_again_when_it_is_told(queue):
    queue.client.send_message(QueueUrl=queue.url, MessageBody="poison")
    for receives in (1, 2, 3):
        (one,) = queue.receive()
        assert one.receives == receives
        assert hidden(queue) == 1
        queue.hide([(one, 0)])
        assert hidden(queue) == 0


def test_what_cannot_be_hidden_is_logged_and_harmless(queue):
    queue.client.send_message(QueueUrl=queue.url, MessageBody="poison")
    (one,) = queue.receive()
    queue.client.delete_queue(QueueUrl=queue.url)
    with capture_logs() as logs:
        queue.hide([(one, 5)])
    assert [line["event"] for line in logs] == ["messages_not_hidden"]


def test_what_sqs_does_not_hide_of_a_batch_is_logged_by_its_name(queue):
    queue.client.send_message(QueueUrl=queue.url, MessageBody="poison")
    (one,) = queue.receive()
    failed = {"Id": "0", "SenderFault": True, "Code": "ReceiptHandleIsInvalid"}
    with Stubber(queue.client) as stub, capture_logs() as logs:
        stub.add_response("change_message_visibility_batch", {"Successful": [], "Failed": [failed]})
        queue.hide([(one, 5)])
    assert [(line["event"], line["message_id"]) for line in logs] == [("message_not_hidden", one.message_id)]


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("first-id 1795165200000", True),
        ("first-id 1795165200000 more", False),
        ("first\n-id 1795165200000", False),
        (f"{'x' * 101} 1", False),
        ("first-id -1", False),
    ],
)
def test_a_raw_message_that_was_sent_back_is_still_the_one_it_was(queue, told, known):
    attributes = {ORIGIN: {"DataType": "String", "StringValue": told}}
    queue.client.send_message(QueueUrl=queue.url, MessageBody="poison", MessageAttributes=attributes)
    (one,) = queue.receive()
    assert (one.message_id == "first-id", one.key == "sqs:first-id") == (known, known)
    if known:
        assert one.notification.at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
