"""What the page lets people do with the local Bedrock."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from demo.bedrock.faults import Faults, Kind
from demo.slack.page import ASSETS, page_routes
from tests.demo.page.chromium import TOKEN
from tests.demo.page.conftest import Client
from tests.demo.page.seed import QuietSlack


@dataclass
class SmallBedrock:
    faults: Faults = field(default_factory=Faults)
    pace: float = 0.03


@pytest.fixture
def bedrock() -> SmallBedrock:
    return SmallBedrock()


@pytest.fixture
async def page(bedrock: SmallBedrock) -> AsyncIterator[Client]:
    app = web.Application()
    page_routes(None, TOKEN, bedrock=bedrock)(app, QuietSlack())
    async with TestClient(TestServer(app), headers={"X-Demo-Token": TOKEN}) as client:
        yield client


async def test_it_works_until_somebody_lets_it_fail(page: Client):
    told = await (await page.get("/page/bedrock")).json()
    assert told == {"always": "", "once": [], "pace": "normal", "calls": [], "asked": 0}


@pytest.mark.parametrize("kind", list(Kind))
async def test_it_fails_in_every_way_once_and_until_it_is_mended(
    page: Client, bedrock: SmallBedrock, kind: Kind
):
    await page.post("/page/bedrock/fail", json={"kind": kind, "times": "always"})
    told = await (await page.post("/page/bedrock/fail", json={"kind": kind, "times": "once"})).json()
    assert (told["always"], told["once"]) == (kind, [kind])
    taken = bedrock.faults.take()
    assert taken
    assert taken.kind is kind
    assert (await (await page.post("/page/bedrock/mend", json={})).json())["always"] == ""
    assert bedrock.faults.take() is None


async def test_every_way_to_fail_stands_on_the_page():
    script = (ASSETS / "panel_bedrock.js").read_text()
    assert [kind for kind in Kind if f"\n  {kind}:" not in script] == []


async def test_it_is_slowed_down_and_goes_on_as_before(page: Client, bedrock: SmallBedrock):
    before = bedrock.pace
    assert (await (await page.post("/page/bedrock/pace", json={"pace": "slow"})).json())["pace"] == "slow"
    assert bedrock.pace > before
    await page.post("/page/bedrock/pace", json={"pace": "normal"})
    assert bedrock.pace == before


async def test_what_was_asked_last_is_told_first(page: Client, bedrock: SmallBedrock):
    for number in range(8):
        bedrock.faults.note(f"Ask{number}").outcome = "ok"
    bedrock.faults.note("ConverseStream").outcome = "ThrottlingException"
    told = await (await page.get("/page/bedrock")).json()
    assert told["asked"] == 9
    names = [call["operation"] for call in told["calls"]]
    assert names == ["ConverseStream", "Ask7", "Ask6", "Ask5", "Ask4", "Ask3"]
    assert told["calls"][0]["outcome"] == "ThrottlingException"
    assert told["calls"][0]["at"] > 0


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("fail", {"kind": "grumpy", "times": "once"}, "Bedrock does not fail in this way."),
        ("fail", {"kind": "slow", "times": "twice"}, "It fails once, or always until it is mended."),
        ("fail", {"times": "once"}, "Fill in kind: it is missing or empty."),
        ("pace", {"pace": 3}, "Fill in pace: it is missing or empty."),
        ("pace", {"pace": "brisk"}, "It answers at a normal pace or slowly."),
        ("mend", {"all": True}, "There is no field named 'all' here."),
    ],
)
async def test_what_cannot_be_done_is_refused_with_a_sentence(
    page: Client, path: str, body: dict[str, object], sentence: str
):
    response = await page.post(f"/page/bedrock/{path}", json=body)
    assert (response.status, await response.json()) == (400, {"error": sentence})


async def test_without_a_local_bedrock_the_page_says_so(client: Client):
    response = await client.get("/page/bedrock")
    assert (response.status, (await response.json())["error"]) == (503, "No local Bedrock is running.")


@pytest.mark.parametrize("path", ["fail", "mend", "pace"])
async def test_nobody_else_may(page: Client, bedrock: SmallBedrock, path: str):
    body = {"kind": "slow", "times": "always"}
    response = await page.post(f"/page/bedrock/{path}", json=body, headers={"X-Demo-Token": "other"})
    assert response.status == 403
    assert bedrock.faults.standing is None
