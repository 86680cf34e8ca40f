"""Each thing that goes wrong, as the trouble that a person is told of."""

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EventStreamError, NoCredentialsError, ParamValidationError
from urllib3.exceptions import ProtocolError

from demo.bedrock import Fault, Kind, LocalBedrock, Says
from services.asking.agent import AgentFailed, Trouble
from services.aws.bedrock.converse import Converse
from services.aws.bedrock.stream import STREAMS, Wire
from services.aws.bedrock.troubles import failed
from tests.services.aws.bedrock.ways import Clients, by, hear, until, wire

IMPATIENT = STREAMS.merge(
    Config(connect_timeout=2, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1})
)
IAM = {
    "classic": "bedrock:InvokeAgent",
    "converse": "bedrock:InvokeModelWithResponseStream",
    "harness": "bedrock-agentcore:InvokeHarness",
}


@pytest.fixture
def impatient(bedrock: LocalBedrock, pool: ThreadPoolExecutor) -> Iterator[Wire]:
    """One whose threads are free again a second after a server went silent."""
    clients = Clients(bedrock.url, IMPATIENT)
    yield wire(clients, pool)
    clients.close()


async def trouble_of(way: str, wire: Wire) -> AgentFailed:
    with pytest.raises(AgentFailed) as raised:
        await hear(by(way, wire))
    assert len(raised.value.detail) <= 300
    return raised.value


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [
        (Kind.THROTTLED, Trouble.THROTTLED),
        (Kind.REFUSED, Trouble.FORBIDDEN),
        (Kind.GONE, Trouble.GONE),
        (Kind.CUT, Trouble.BROKEN),
        (Kind.CORRUPT, Trouble.BROKEN),
    ],
)
async def test_what_goes_wrong_has_its_kind(
    way: str, impatient: Wire, bedrock: LocalBedrock, kind: Kind, trouble: Trouble
):
    bedrock.faults.always(Fault(kind, after=1))
    bedrock.script.append(Says("One piece, and another piece, and a third."))
    assert (await trouble_of(way, impatient)).trouble is trouble


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("throttlingException", Trouble.THROTTLED),
        ("validationException", Trouble.REFUSED),
        ("internalServerException", Trouble.BROKEN),
    ],
)
async def test_an_exception_in_the_middle_has_its_kind(
    way: str, impatient: Wire, bedrock: LocalBedrock, code: str, trouble: Trouble
):
    if (way, code) == ("harness", "throttlingException"):
        return  # it has none
    bedrock.faults.always(Fault(Kind.BROKEN, after=1, code=code))
    bedrock.script.append(Says("One piece, and another piece, and a third."))
    error = await trouble_of(way, impatient)
    assert error.trouble is trouble
    assert code in error.detail


async def test_what_the_role_lacks_is_named(way: str, impatient: Wire, bedrock: LocalBedrock):
    bedrock.faults.always(Kind.REFUSED)
    assert (await trouble_of(way, impatient)).detail == IAM[way]


async def test_a_first_word_that_never_comes_ends_by_the_deadline(
    way: str, clients: Clients, impatient: Wire, bedrock: LocalBedrock
):
    bedrock.faults.always(Kind.SLOW)
    slow = Wire(impatient.clients, impatient.pool, seconds=0.2)
    assert (await trouble_of(way, slow)).trouble is Trouble.SLOW


async def test_a_thread_without_an_answer_is_freed_by_the_clients_time_out(way: str, bedrock: LocalBedrock):
    bedrock.faults.once(Kind.SLOW)
    bedrock.script.append(Says("Too late."))
    clients = Clients(bedrock.url, IMPATIENT)
    with ThreadPoolExecutor(1) as pool:
        assert (await trouble_of(way, Wire(clients, pool, seconds=0.1))).trouble is Trouble.SLOW
        await until(lambda: not bedrock.script)
        bedrock.script.append(Says("Here."))
        assert (await hear(by(way, Wire(clients, pool)))).text == "Here."
    clients.close()


async def test_a_client_that_times_out_is_slow_as_well(way: str, impatient: Wire, bedrock: LocalBedrock):
    bedrock.faults.always(Kind.SLOW)
    assert (await trouble_of(way, impatient)).trouble is Trouble.SLOW


async def test_an_answer_that_comes_too_slowly_ends_by_the_deadline(
    way: str, clients: Clients, bedrock: LocalBedrock
):
    bedrock.faults.always(Fault(Kind.SLOW, pause=0.2))
    bedrock.script.append(Says("One piece, and another piece, and a third. " * 100))
    with ThreadPoolExecutor(1) as pool:
        assert (await trouble_of(way, Wire(clients, pool, seconds=1.5))).trouble is Trouble.SLOW
        await until(lambda: bool(bedrock.calls) and bedrock.calls[0].outcome == "left")


async def test_an_answer_waits_for_a_free_thread_no_longer_than_its_deadline(
    way: str, clients: Clients, bedrock: LocalBedrock
):
    bedrock.faults.once(Kind.ENDLESS)
    with ThreadPoolExecutor(1) as pool:
        busy = asyncio.create_task(hear(by(way, Wire(clients, pool))))
        await until(lambda: bool(bedrock.calls))
        assert (await trouble_of(way, Wire(clients, pool, seconds=0.1))).trouble is Trouble.SLOW
        busy.cancel()
        await asyncio.wait([busy])
    assert len(bedrock.calls) == 1, "what nobody waits for is not asked any more"


async def test_a_port_where_nobody_listens_is_unreachable(way: str, pool: ThreadPoolExecutor):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        clients = Clients(f"http://127.0.0.1:{taken.getsockname()[1]}", IMPATIENT)
        assert (await trouble_of(way, wire(clients, pool))).trouble is Trouble.UNREACHABLE
        clients.close()


async def test_a_throttled_question_is_asked_once_more(way: str, clients: Clients, bedrock: LocalBedrock):
    bedrock.faults.once(Kind.THROTTLED)
    bedrock.script.append(Says("There you are."))
    with ThreadPoolExecutor(1) as pool:
        assert (await hear(by(way, wire(clients, pool)))).text == "There you are."


async def test_a_model_that_aws_does_not_know_is_gone(impatient: Wire):
    with pytest.raises(AgentFailed) as raised:
        await hear(Converse("eu.anthropic.claude-unknown-v1:0", impatient))
    assert raised.value.trouble is Trouble.GONE


@pytest.mark.parametrize(
    ("code", "status", "trouble"),
    [
        ("ServiceQuotaExceededException", 400, Trouble.THROTTLED),
        ("ModelNotReadyException", 424, Trouble.THROTTLED),
        ("modelNotReadyException", 400, Trouble.THROTTLED),
        ("ModelTimeoutException", 408, Trouble.SLOW),
        ("ModelErrorException", 424, Trouble.BROKEN),
        ("DependencyFailedException", 424, Trouble.BROKEN),
        ("ConflictException", 409, Trouble.BROKEN),
        ("RuntimeClientError", 424, Trouble.BROKEN),
        ("ExpiredTokenException", 403, Trouble.FORBIDDEN),
        ("ValidationException", 400, Trouble.REFUSED),
        ("SomethingNewException", 429, Trouble.THROTTLED),
        ("SomethingNewException", 418, Trouble.BROKEN),
    ],
)
def test_every_error_of_aws_has_its_kind(code: str, status: int, trouble: Trouble):
    told: Any = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    assert failed(ClientError(told, "InvokeAgent")).trouble is trouble
    assert failed(EventStreamError(told, "InvokeAgent")).trouble is trouble


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (NoCredentialsError(), Trouble.FORBIDDEN),
        (ParamValidationError(report="no"), Trouble.REFUSED),
        (ProtocolError("Response ended prematurely"), Trouble.BROKEN),
        (ConnectionResetError(104, "reset"), Trouble.BROKEN),
        (KeyError("header"), Trouble.BROKEN),
    ],
)
def test_every_error_on_the_way_has_its_kind(error: Exception, trouble: Trouble):
    assert failed(error).trouble is trouble


def test_what_aws_says_is_kept_short():
    told: Any = {"Error": {"Code": "ValidationException", "Message": "long\nand longer " * 100}}
    detail = failed(ClientError(told, "Converse")).detail
    assert len(detail) == 300
    assert "\n" not in detail
