"""Every alarm of an account: three types, all pages, or a sentence that says why not."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
import pytest_asyncio
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.stub import ANY, Stubber

from demo.aws.local import LocalAws
from services.alarm import Kind, Place, State
from services.aws.cloudwatch import CloudWatch
from services.aws.notification import read_delivery
from services.overview import AlarmsUnreadable
from tests.builders import NOON

REGION = "eu-west-1"
ARN = f"arn:aws:cloudwatch:{REGION}:111122223333:alarm:"
TOPIC = f"arn:aws:sns:{REGION}:111122223333:alarms"
THREE, TWO = ["MetricAlarm", "CompositeAlarm", "LogAlarm"], ["MetricAlarm", "CompositeAlarm"]
AT = NOON.replace(microsecond=401_000)


def described(name: str, state: str = "OK", **about: object) -> dict[str, Any]:
    return {
        "AlarmName": name,
        "AlarmArn": ARN + name,
        "StateValue": state,
        "StateUpdatedTimestamp": AT,
        "ActionsEnabled": True,
        "AlarmActions": [TOPIC],
    } | about


def metric(name: str, state: str = "OK", **about: object) -> dict[str, Any]:
    return described(name, state, MetricName="CPUUtilization", Namespace="AWS/EC2", **about)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.fixture
def client() -> Any:
    return boto3.client(
        "cloudwatch",
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(retries={"mode": "standard", "total_max_attempts": 3}),
    )


@pytest.fixture
def stub(client) -> Iterator[Stubber]:
    with Stubber(client) as stub:
        yield stub


@pytest.fixture
def cloudwatch(client, pool) -> CloudWatch:
    return CloudWatch(client, pool)


@pytest_asyncio.fixture
async def local(tmp_path) -> AsyncIterator[LocalAws]:
    async with LocalAws(tmp_path) as aws:
        yield aws


def asked(*kinds: str, token: str = "") -> dict[str, Any]:
    page = {"AlarmTypes": list(kinds), "MaxRecords": 100}
    return page | ({"NextToken": token} if token else {})


async def test_206_alarms_of_three_types_are_read_page_by_page(stub, cloudwatch):
    logs = [described(f"log-{n}", ComparisonOperator="GreaterThanThreshold", Threshold=3.0) for n in range(3)]
    pages = [
        {"MetricAlarms": [metric(f"metric-{n}") for n in range(100)], "NextToken": "2"},
        {"MetricAlarms": [metric(f"metric-{n}") for n in range(100, 200)], "NextToken": "3"},
        {
            "CompositeAlarms": [described(f"all-{n}", AlarmRule="ALARM(metric-1)") for n in range(3)],
            "LogAlarms": logs,
        },
    ]
    for page, token in zip(pages, ["", "2", "3"], strict=True):
        stub.add_response("describe_alarms", page, asked(*THREE, token=token))
    alarms = await cloudwatch.all()
    assert len({alarm.arn for alarm in alarms}) == 206
    assert sum(alarm.kind is Kind.COMPOSITE for alarm in alarms) == 3
    assert {alarm.place for alarm in alarms} == {Place("aws", REGION, "111122223333")}


async def test_an_emulator_that_pages_is_read_to_its_end(local, pool):
    put, wanted = local.clients.cloudwatch, 206
    for number in range(wanted - 1):
        put.put_metric_alarm(
            AlarmName=f"metric-{number:03}",
            MetricName="m",
            Namespace="n",
            Period=60,
            EvaluationPeriods=1,
            ComparisonOperator="GreaterThanThreshold",
            Threshold=1,
            Statistic="Sum",
        )
    put.put_composite_alarm(AlarmName="all", AlarmRule="ALARM(metric-001)")
    alarms = await CloudWatch(put, pool).all()
    assert len({alarm.name for alarm in alarms}) == wanted


async def test_a_region_that_knows_no_log_alarms_is_asked_without_them_and_once_only(stub, cloudwatch):
    stub.add_client_error("describe_alarms", "ValidationError", expected_params=asked(*THREE))
    for _ in range(2):
        stub.add_response("describe_alarms", {"MetricAlarms": [metric("a")]}, asked(*TWO))
    assert [alarm.name for alarm in await cloudwatch.all()] == ["a"]
    assert [alarm.name for alarm in await cloudwatch.all()] == ["a"]
    stub.assert_no_pending_responses()


async def test_children_have_their_states_from_the_same_answer(stub, cloudwatch):
    composite = described("all", "ALARM", AlarmRule='ALARM("a") OR ALARM("b")')
    children = [metric("a", "ALARM"), metric("b")]
    stub.add_response("describe_alarms", {"CompositeAlarms": [composite], "MetricAlarms": children})
    alarms = {alarm.name: alarm for alarm in await cloudwatch.all()}
    assert [(child.name, child.state) for child in alarms["all"].children] == [
        ("a", State.ALARM),
        ("b", State.OK),
    ]


async def test_since_is_when_the_state_changed_not_when_its_evaluation_did(stub, cloudwatch):
    later = datetime(2026, 11, 20, 13, tzinfo=UTC)
    moved = metric("a", "ALARM", StateTransitionedTimestamp=AT, StateUpdatedTimestamp=later)
    stub.add_response("describe_alarms", {"MetricAlarms": [moved]})
    (alarm,) = await cloudwatch.all()
    assert alarm.changed_at == AT


async def test_it_names_an_alarm_and_its_time_as_the_queue_s_message_does(stub, cloudwatch):
    stub.add_response("describe_alarms", {"MetricAlarms": [metric("a", "ALARM")]})
    (alarm,) = await cloudwatch.all()
    body = f'{{"AlarmName": "a", "AlarmArn": "{ARN}a", "NewStateValue": "ALARM", '
    body += '"StateChangeTime": "2026-11-20T12:00:00.401+0000"}'
    delivery = read_delivery(body, message_id="1", sent_at=NOON)
    assert delivery.key == f"{alarm.arn}||{alarm.changed_at.isoformat()}|{alarm.state}"


async def test_it_says_whom_an_alarm_tells_when_it_goes_off(stub, cloudwatch):
    suppressed = described("quiet", AlarmRule="ALARM(a)", ActionsSuppressedBy="Alarm")
    metrics = [
        metric("a"),
        metric("off", ActionsEnabled=False),
        metric("ok", AlarmActions=[], OKActions=[TOPIC]),
    ]
    stub.add_response("describe_alarms", {"MetricAlarms": metrics, "CompositeAlarms": [suppressed]})
    tells = {one.alarm.name: one.tells for one in await cloudwatch.described()}
    assert tells == {"a": (TOPIC,), "off": (), "ok": (), "quiet": ()}


async def test_what_the_role_may_not_read_is_said_with_its_remedy(stub, cloudwatch):
    stub.add_client_error("describe_alarms", "AccessDenied", "User: arn:… is not authorized")
    with pytest.raises(AlarmsUnreadable, match="cloudwatch:DescribeAlarms"):
        await cloudwatch.all()


async def test_an_error_on_a_later_page_is_not_taken_for_the_end(stub, cloudwatch):
    stub.add_response("describe_alarms", {"MetricAlarms": [metric("a")], "NextToken": "2"})
    stub.add_client_error("describe_alarms", "InternalServiceFault", "try again", expected_params=ANY_PAGE)
    with pytest.raises(AlarmsUnreadable, match="try again"):
        await cloudwatch.all()


ANY_PAGE = {"AlarmTypes": ANY, "MaxRecords": ANY, "NextToken": "2"}


@dataclass
class Wire:
    """What AWS answers, one answer a request."""

    answers: list[tuple[int, bytes]] = field(default_factory=list)
    asked: int = 0

    def __call__(self, request, **_: object) -> AWSResponse:
        status, body = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return Answer(request.url, status, body)


class Answer(AWSResponse):
    def __init__(self, url: str, status: int, body: bytes) -> None:
        super().__init__(url, status, HTTPHeaders(), None)
        self._content = body


THROTTLED = (400, b'{"__type": "ThrottlingException", "message": "Rate exceeded"}')
EMPTY = (200, b'{"MetricAlarms": [], "CompositeAlarms": [], "LogAlarms": []}')


async def test_throttling_is_waited_out(client, cloudwatch):
    wire = Wire([THROTTLED, EMPTY])
    client.meta.events.register("before-send.cloudwatch.DescribeAlarms", wire)
    assert await cloudwatch.all() == []
    assert wire.asked == 2


async def test_throttling_without_end_is_told(client, cloudwatch):
    client.meta.events.register("before-send.cloudwatch.DescribeAlarms", Wire([THROTTLED]))
    with pytest.raises(AlarmsUnreadable, match="Rate exceeded"):
        await cloudwatch.all()
