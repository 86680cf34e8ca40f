"""CloudTrail's LookupEvents of the local Bedrock's server, with the real boto3."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from demo.bedrock import Kind, LocalBedrock
from demo.bedrock.trail import Happened
from tests.demo.bedrock.conftest import Asking

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SERVICE = (("AWS::ECS::Service", "checkout-api"),)


def deploy(minutes: float, **more: Any) -> Happened:
    at, source = NOW - timedelta(minutes=minutes), "ecs.amazonaws.com"
    about = {"resources": SERVICE, "role": "deploy-ci"} | more
    return Happened(at, "UpdateService", source, "run-7", **about)


async def look(asking: Asking, key: str = "", value: str = "", **more: Any) -> dict[str, Any]:
    attributes = [{"AttributeKey": key, "AttributeValue": value}] if key else []
    asked = ({"LookupAttributes": attributes} if key else {}) | more
    return await asyncio.to_thread(lambda: asking.trail.lookup_events(**asked))


async def test_a_change_is_found_by_its_resource_with_who_made_it(
    bedrock: LocalBedrock, asking: Asking
) -> None:
    bedrock.trail.happened += [deploy(4), deploy(4, resources=())]
    (found,) = (await look(asking, "ResourceName", "checkout-api"))["Events"]
    assert (found["EventName"], found["Username"], found["ReadOnly"]) == ("UpdateService", "run-7", "false")
    assert found["EventTime"] == NOW - timedelta(minutes=4)
    issuer = json.loads(found["CloudTrailEvent"])["userIdentity"]["sessionContext"]["sessionIssuer"]
    assert issuer["userName"] == "deploy-ci"


async def test_changes_are_found_by_their_time_and_the_newest_comes_first(
    bedrock: LocalBedrock, asking: Asking
) -> None:
    bedrock.trail.happened += [deploy(90), deploy(4), deploy(30)]
    found = await look(asking, StartTime=NOW - timedelta(hours=1), EndTime=NOW)
    assert [NOW - event["EventTime"] for event in found["Events"]] == [
        timedelta(minutes=4),
        timedelta(minutes=30),
    ]


async def test_pages_are_turned(bedrock: LocalBedrock, asking: Asking) -> None:
    bedrock.trail.happened += [deploy(minutes) for minutes in range(5)]
    pages = asking.trail.get_paginator("lookup_events").paginate(PaginationConfig={"PageSize": 2})
    sizes = await asyncio.to_thread(lambda: [len(page["Events"]) for page in pages])
    assert sizes == [2, 2, 1]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"MaxResults": 51}, "ValidationException"),
        ({"LookupAttributes": [{"AttributeKey": "Colour", "AttributeValue": "red"}]}, "ValidationException"),
        (
            {"LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": "x"}] * 2},
            "InvalidLookupAttributesException",
        ),
        ({"StartTime": NOW, "EndTime": NOW - timedelta(hours=1)}, "InvalidTimeRangeException"),
        ({"NextToken": "made up"}, "InvalidNextTokenException"),
    ],
)
async def test_a_wrong_question_is_refused(asking: Asking, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(ClientError, match=code):
        await look(asking, **asked)


async def test_cloudtrail_goes_wrong_apart_from_the_model(bedrock: LocalBedrock, asking: Asking) -> None:
    bedrock.trail.faults.once(Kind.REFUSED)
    assert await asking.converse("Why?")
    with pytest.raises(ClientError, match=r"AccessDeniedException.*cloudtrail:LookupEvents"):
        await look(asking)
    with pytest.raises(ClientError, match="UnknownOperationException"):
        await asyncio.to_thread(asking.trail.list_trails)
