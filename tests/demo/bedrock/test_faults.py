"""What goes wrong with the local Bedrock on purpose, and what it remembers of its calls."""

import asyncio
from collections.abc import Callable
from contextlib import closing, suppress
from itertools import islice

import pytest
from botocore.config import Config
from botocore.eventstream import ChecksumMismatch
from botocore.exceptions import ClientError, EventStreamError, ReadTimeoutError
from urllib3.exceptions import ProtocolError

from demo.bedrock import MODEL, Fault, Kind, LocalBedrock
from tests.demo.bedrock.conftest import ONCE, Asking, told, user

WAYS = ["converse", "invoke", "harness"]
ACTIONS = {
    "converse": "bedrock:InvokeModelWithResponseStream",
    "invoke": "bedrock:InvokeAgent",
    "harness": "bedrock-agentcore:InvokeHarness",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("kind", "refusal"),
    [
        (Kind.THROTTLED, ("ThrottlingException", 429)),
        (Kind.REFUSED, ("AccessDeniedException", 403)),
        (Kind.GONE, ("ResourceNotFoundException", 404)),
    ],
)
async def test_a_call_is_refused_once(
    bedrock: LocalBedrock, asking: Asking, way: str, kind: Kind, refusal: tuple[str, int]
) -> None:
    bedrock.faults.once(kind)
    with pytest.raises(ClientError) as refused:
        await getattr(asking, way)("Why?")
    said = refused.value.response
    assert (said["Error"]["Code"], said["ResponseMetadata"]["HTTPStatusCode"]) == refusal
    if kind is Kind.REFUSED:
        assert ACTIONS[way] in str(refused.value)
    assert told(await getattr(asking, way)("Why?"))


async def test_a_fault_stays_until_it_is_switched_off(bedrock: LocalBedrock, asking: Asking) -> None:
    bedrock.faults.always(Kind.THROTTLED)
    for _ in range(3):
        with pytest.raises(ClientError, match="ThrottlingException"):
            await asking.converse("Why?")
    bedrock.faults.off()
    assert told(await asking.converse("Why?"))
    assert [call.outcome for call in bedrock.calls] == ["ThrottlingException"] * 3 + ["ok"]


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ("converse", "modelStreamErrorException"),
        ("converse", "throttlingException"),
        ("invoke", "dependencyFailedException"),
        ("invoke", "throttlingException"),
        ("harness", "runtimeClientError"),
    ],
)
async def test_an_answer_breaks_in_its_middle_with_an_exception(
    bedrock: LocalBedrock, asking: Asking, way: str, code: str
) -> None:
    bedrock.faults.once(Fault(Kind.BROKEN, after=1, code=code))
    more = {"streamingConfigurations": {"streamFinalResponse": True}} if way == "invoke" else {}
    with pytest.raises(EventStreamError) as broken:
        await getattr(asking, way)("Why?", **more)
    assert broken.value.response["Error"]["Code"] == code
    assert bedrock.calls[-1].outcome == code


async def test_what_broke_is_not_remembered(bedrock: LocalBedrock, asking: Asking) -> None:
    bedrock.faults.once(Fault(Kind.BROKEN, after=0, code="internalServerException"))
    with pytest.raises(EventStreamError):
        await asking.invoke("Why?")
    assert "remember nothing" in told(await asking.invoke("what did you just say?"))


async def test_a_wrong_checksum_and_a_cut_connection_are_noticed(
    bedrock: LocalBedrock, asking: Asking
) -> None:
    bedrock.faults.once(Kind.CORRUPT)
    with pytest.raises(ChecksumMismatch):
        await asking.converse("Why?")
    bedrock.faults.once(Kind.CUT)
    with pytest.raises(ProtocolError):
        await asking.converse("Why?")


async def test_a_hostile_answer_holds_what_no_bot_should_pass_on(
    bedrock: LocalBedrock, asking: Asking
) -> None:
    bedrock.faults.once(Kind.HOSTILE)
    text = told(await asking.converse("Why?"))
    for part in ("<!channel>", "<@U", "javascript:", "https://evil.example", "```"):
        assert part in text
    assert len(text) > 30_000
    assert text.count("```") % 2
    bedrock.faults.once(Fault(Kind.HOSTILE, text="<!here> my own"))
    assert told(await asking.invoke("Why?")) == "<!here> my own"


@pytest.mark.parametrize("kind", [Kind.SLOW, Kind.ENDLESS])
async def test_who_closes_a_stream_ends_the_answer(bedrock: LocalBedrock, asking: Asking, kind: Kind) -> None:
    bedrock.faults.once(Fault(kind))
    await asyncio.to_thread(_first_events, asking, kind)
    await _until(lambda: bedrock.calls[-1].outcome == "left")


def _first_events(asking: Asking, kind: Kind) -> None:
    """Read some events and close the stream; of a slow one none comes in time."""
    config = ONCE.merge(Config(read_timeout=0.3)) if kind is Kind.SLOW else ONCE
    client = asking.client("bedrock-runtime", config)
    with suppress(ReadTimeoutError):
        stream = client.converse_stream(modelId=MODEL, messages=[user("Why?")])["stream"]
        with closing(stream):
            assert len(list(islice(stream, 50))) == 50


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


async def test_calls_are_remembered_with_what_they_asked(bedrock: LocalBedrock, asking: Asking) -> None:
    await asking.invoke("Why is it slow?")
    await asking.converse("Why?", system=[{"text": "Be short."}])
    asked, conversed = bedrock.calls
    assert (asked.operation, asked.fields["inputText"]) == ("InvokeAgent", "Why is it slow?")
    assert conversed.fields["system"] == [{"text": "Be short."}]
    assert bedrock.faults.called("ConverseStream") == [conversed]


async def test_an_endless_answer_stops_at_no_limit_of_its_own(bedrock: LocalBedrock, asking: Asking) -> None:
    bedrock.faults.once(Kind.ENDLESS)
    asked = {
        "modelId": MODEL,
        "messages": [user("Which alarms are on?")],
        "inferenceConfig": {"maxTokens": 1},
    }

    def some() -> int:
        with closing(asking.model.converse_stream(**asked)["stream"]) as stream:
            return len(list(islice(stream, 500)))

    assert await asyncio.to_thread(some) == 500
