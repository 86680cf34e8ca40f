"""What every call goes through: its signature, its members, what is to go wrong, and the memory of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from aiohttp import web

from demo.bedrock.faults import Called, Fault, Faults, Kind
from demo.bedrock.reading import Refused, operation, read, signed

IAM: Final = {
    "ConverseStream": "bedrock:InvokeModelWithResponseStream",
    "InvokeAgent": "bedrock:InvokeAgent",
    "InvokeHarness": "bedrock-agentcore:InvokeHarness",
    "LookupEvents": "cloudtrail:LookupEvents",
}
ROLE: Final = "arn:aws:sts::123456789012:assumed-role/watchbell/demo"


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that may be answered."""

    request: web.Request
    fields: Mapping[str, Any]
    call: Called
    fault: Fault | None


Answer = Callable[[Asked], Awaitable[web.StreamResponse]]
Route = Callable[[web.Request], Awaitable[web.StreamResponse]]


def rest_error(refused: Refused) -> web.Response:
    """As REST-JSON services tell it: the code in a header, the sentence in the body."""
    headers = {"x-amzn-ErrorType": refused.code, "x-amzn-RequestId": str(uuid4())}
    return web.json_response({"message": refused.message}, status=refused.status, headers=headers)


def json_error(refused: Refused) -> web.Response:
    """As JSON 1.1 services tell it: everything in the body, and always with 400."""
    body = {"__type": refused.code, "message": refused.message}
    return web.json_response(body, status=400, content_type="application/x-amz-json-1.1")


def door(
    service: str, name: str, faults: Faults, answer: Answer, error: Callable[[Refused], web.Response]
) -> Route:
    model = operation(service, name)

    async def handle(request: web.Request) -> web.StreamResponse:
        call = faults.note(name)
        try:
            signed(request, model)
            call.fields = await read(request, model)
            await faults.released()
            return await answer(Asked(request, call.fields, call, _admitted(name, faults.take())))
        except Refused as refused:
            call.outcome = refused.code
            return error(refused)
        except (ConnectionError, asyncio.CancelledError):
            call.outcome = "left"
            raise

    return handle


def _admitted(name: str, fault: Fault | None) -> Fault | None:
    """Give *fault* back, or raise Refused if it is one that leaves no answer at all."""
    match fault.kind if fault else None:
        case Kind.THROTTLED:
            raise Refused(429, "ThrottlingException", "Too many requests, please wait before trying again.")
        case Kind.REFUSED:
            sentence = f"User: {ROLE} is not authorized to perform: {IAM[name]} on the resource"
            raise Refused(
                403,
                "AccessDeniedException",
                f"{sentence} because no identity-based policy allows the {IAM[name]} action",
            )
        case Kind.GONE:
            raise Refused(404, "ResourceNotFoundException", "The resource you asked for is not found.")
    return fault
