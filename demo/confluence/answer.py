"""What Confluence answers, and in which of its forms it says what is wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from demo.confluence.faults import Fault, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from demo.confluence.call import Operation
    from demo.confluence.rule import Broken

CODES: Final = {
    400: "INVALID_REQUEST_PARAMETER",
    401: "UNAUTHORIZED",
    404: "NOT_FOUND",
    409: "CONFLICT",
    413: "REQUEST_TOO_LARGE",
    500: "INTERNAL_SERVER_ERROR",
}
# What stands before Confluence answers in HTML, not in JSON.
DOWN: Final = "<html><head><title>503</title></head><body>Service Temporarily Unavailable</body></html>"


@dataclass(frozen=True, slots=True)
class Answer:
    body: Mapping[str, Any] | str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    outcome: str = "ok"

    def as_response(self) -> web.Response:
        if isinstance(self.body, str):
            return web.Response(text=self.body, status=self.status, content_type="text/html")
        body = json.dumps(self.body).encode()
        return web.Response(
            body=body, status=self.status, headers=self.headers, content_type="application/json"
        )


def error(operation: Operation, status: int, words: str) -> Answer:
    """Say it as v2 does, under `errors`, or as v1 does, under `message`."""
    code = CODES.get(status, HTTPStatus(status).name)
    body: Mapping[str, Any] = {
        "errors": [{"status": status, "code": code, "title": words, "detail": None}],
    }
    if not operation.is_v2:
        data = {
            "authorized": status != HTTPStatus.FORBIDDEN,
            "valid": True,
            "errors": [],
            "successful": False,
        }
        body = {"statusCode": status, "data": data, "message": words}
    return Answer(body, status, outcome=f"{status} {words}")


def refused(operation: Operation, broken: Broken) -> Answer:
    if broken.status == HTTPStatus.UNAUTHORIZED:  # said by the gateway, which knows neither v1 nor v2
        body = {"code": broken.status, "message": broken.words}
        return Answer(body, broken.status, outcome=f"{broken.status} {broken.words}")
    return error(operation, broken.status, broken.words)


def instead(operation: Operation, fault: Fault) -> Answer | None:
    """Return the answer to a call that a fault keeps from being performed."""
    if fault.kind is Kind.DOWN:
        return Answer(DOWN, 503, outcome="503")
    if fault.kind is Kind.THROTTLED:
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        body = {"code": 429, "message": "Rate limit exceeded"}
        return Answer(body, 429, headers, "429 Rate limit exceeded")
    return error(operation, fault.status, fault.text) if fault.kind is Kind.REFUSED else None
