"""Who changed what, told from CloudTrail's events by what may be told of them."""

import asyncio
from dataclasses import asdict
from itertools import count

import pytest

from services.alarm import Place
from services.aws.reading.asking import Forbidden, Unreadable
from services.aws.reading.changes import PAGES, PAUSE, Trail, names
from tests.builders import NOON, minutes
from tests.wire import Refusal, Wire, event

SINCE, UNTIL = NOON - minutes(60), NOON + minutes(15)
HOME = Place("aws", "eu-west-1", "111122223333")


class Slept:
    """Time that passes at once, and is added up."""

    def __init__(self) -> None:
        self.seconds = 0.0

    async def __call__(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def slept() -> Slept:
    return Slept()


@pytest.fixture
def trail(wire: Wire, asking, slept) -> Trail:
    return Trail(wire.client("cloudtrail"), asking, slept)


async def test_a_change_is_told_by_who_did_what_to_what(wire, trail):
    role = {"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"userName": "Deployer"}}}
    wire.answer("LookupEvents", {"Events": [event("UpdateFunctionCode", NOON, told={"userIdentity": role})]})
    (deed,) = await trail.read("checkout", SINCE, UNTIL)
    assert (deed.at, deed.name, deed.service) == (NOON, "UpdateFunctionCode", "lambda.amazonaws.com")
    assert (deed.by, deed.role, deed.resources, deed.error) == ("alice", "Deployer", ("checkout",), "")
    (asked,) = wire.requests("LookupEvents")
    assert asked["LookupAttributes"] == [{"AttributeKey": "ResourceName", "AttributeValue": "checkout"}]


async def test_what_it_was_called_with_and_from_where_is_never_told(wire, trail):
    wire.answer("LookupEvents", {"Events": [event("UpdateFunctionConfiguration", NOON)]})
    (deed,) = await trail.read("checkout", SINCE, UNTIL)
    assert "hunter2" not in str(asdict(deed))
    assert "198.51.100.7" not in str(asdict(deed))


async def test_who_only_looked_changed_nothing(wire, trail):
    looked = event("GetFunction", NOON, ReadOnly="true")
    wire.answer("LookupEvents", {"Events": [looked, event("UpdateFunctionCode", NOON)]})
    assert [deed.name for deed in await trail.read("checkout", SINCE, UNTIL)] == ["UpdateFunctionCode"]


async def test_a_change_that_was_refused_says_so(wire, trail):
    wire.answer(
        "LookupEvents", {"Events": [event("DeleteFunction", NOON, told={"errorCode": "AccessDenied"})]}
    )
    (deed,) = await trail.read("checkout", SINCE, UNTIL)
    assert deed.error == "AccessDenied"


async def test_a_service_of_aws_is_named_where_no_user_is(wire, trail):
    scaled = event(
        "TerminateInstances", NOON, told={"userIdentity": {"invokedBy": "autoscaling.amazonaws.com"}}
    )
    del scaled["Username"]
    wire.answer("LookupEvents", {"Events": [scaled]})
    (deed,) = await trail.read("i-1", SINCE, UNTIL)
    assert deed.by == "autoscaling.amazonaws.com"


HOSTILE = {
    "no JSON": "{oops",
    "a list": "[]",
    "deep": '{"a":' * 50_000,
    "huge": '{"errorCode": "' + "x" * 400_000,
    "an identity that is none": '{"userIdentity": [1], "errorCode": {"a": 1}}',
    "a session that is none": '{"userIdentity": {"sessionContext": "x"}}',
}


@pytest.mark.parametrize("told", HOSTILE.values(), ids=HOSTILE)
async def test_an_event_that_cannot_be_read_is_still_told(wire, trail, told):
    wire.answer("LookupEvents", {"Events": [event("UpdateFunctionCode", NOON, CloudTrailEvent=told)]})
    (deed,) = await trail.read("checkout", SINCE, UNTIL)
    assert (deed.by, deed.role, deed.error) == ("alice", "", "")


async def test_names_of_strangers_stay_short_and_on_their_line(wire, trail):
    resources = [{"ResourceName": f"a\nb\u202e{'x' * 3_000}"}] * 40
    odd = event("Update\nAll", NOON, Username="eve\n" * 900, Resources=resources)
    wire.answer("LookupEvents", {"Events": [odd]})
    (deed,) = await trail.read("checkout", SINCE, UNTIL)
    assert all(part.isprintable() for part in (deed.name, deed.by, *deed.resources))
    assert len(str(asdict(deed))) < 4_000


async def test_two_pages_are_enough_and_the_newest_come_first(wire, trail):
    numbers = count()
    wire.answer(
        "LookupEvents",
        lambda _: {"Events": [event("Update", NOON + minutes(next(numbers)))], "NextToken": "more"},
    )
    deeds = await trail.read("checkout", SINCE, UNTIL)
    assert [deed.at for deed in deeds] == [NOON + minutes(1), NOON]
    assert len(wire.requests("LookupEvents")) == PAGES


async def test_no_more_is_given_than_was_wanted(wire, trail):
    wire.answer("LookupEvents", {"Events": [event("Update", NOON - minutes(n)) for n in range(40)]})
    assert len(await trail.read("checkout", SINCE, UNTIL, at_most=7)) == 7


async def test_it_asks_no_more_often_than_cloudtrail_takes_it(wire, trail, slept):
    wire.answer("LookupEvents", {"Events": []})
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(*(trail.read(f"r{number}", SINCE, UNTIL) for number in range(4)))
    took = asyncio.get_running_loop().time() - begun
    assert slept.seconds + took >= 3 * PAUSE - 0.01


async def test_a_role_that_may_not_look_is_told_which_permission_it_lacks(wire, trail):
    wire.answer("LookupEvents", Refusal.of("cloudtrail:LookupEvents"))
    with pytest.raises(Forbidden) as refused:
        await trail.read("checkout", SINCE, UNTIL)
    assert refused.value.action == "cloudtrail:LookupEvents"


async def test_throttling_is_said(wire, trail):
    wire.answer("LookupEvents", Refusal("ThrottlingException", "Rate exceeded"))
    with pytest.raises(Unreadable, match="Rate exceeded"):
        await trail.read("checkout", SINCE, UNTIL)


def test_dimensions_name_resources_the_narrowest_first():
    dimensions = (("ClusterName", "shop"), ("ServiceName", "api"), ("Team", "b"))
    assert names(dimensions, HOME) == ["api", "shop"]


def test_a_load_balancer_is_known_by_its_arn():
    start = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:"
    balanced = (("LoadBalancer", "app/shop/50dc"), ("TargetGroup", "targetgroup/web/73e2"))
    assert names(balanced, HOME) == [f"{start}targetgroup/web/73e2", f"{start}loadbalancer/app/shop/50dc"]


def test_a_value_is_a_name_and_never_a_form():
    assert names((("InstanceId", "{account}{0}"), ("LoadBalancer", "{x}")), HOME) == [
        "{account}{0}",
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/{x}",
    ]
    assert names((("InstanceId", "x" * 2_000), ("QueueName", "")), HOME) == []
