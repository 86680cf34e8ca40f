"""The Web API and the response_urls over HTTP."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Self

from aiohttp import web

from demo.slack.call import Call, Method, read_body, read_field
from demo.slack.faults import Held, Instead, Lost
from demo.slack.methods import METHODS
from demo.slack.methods_beside import RESPONSE_URL, UPLOAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from demo.slack.faults import Faults
    from demo.slack.installation import Installation, ResponseUrl
    from demo.slack.rule import Broken
    from demo.slack.rules import Rulebook

JSON: Final = "application/json"
FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
URL_ERRORS: Final = frozenset({"invalid_url", "expired_url", "used_url", "invalid_upload_url"})


@dataclass(frozen=True, slots=True)
class Answer:
    body: Mapping[str, Any]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        return "ok" if self.body.get("ok") else str(self.body.get("error") or self.status)

    def granting(self, scopes: Iterable[str] | None) -> Self:
        """Itself, saying what its caller's token may do."""
        if scopes is None:
            return self
        return replace(self, headers={**self.headers, "X-OAuth-Scopes": ",".join(sorted(scopes))})

    def as_response(self) -> web.Response:
        body = json.dumps(self.body).encode()
        return web.Response(
            body=body, status=self.status, headers=self.headers, content_type=JSON, charset="utf-8"
        )


class WebApi:
    def __init__(self, slack: Installation, rules: Rulebook, faults: Faults) -> None:
        self._slack = slack
        self._rules = rules
        self._faults = faults

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/api/{method}", self.call)
        app.router.add_get("/api/{method}", self.call)
        app.router.add_post("/response/{key}", self.respond)
        app.router.add_post("/upload/v1/{key}", self.upload)

    async def call(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        return await self._answer(request, await self._read(request, name, METHODS.get(name)))

    async def respond(self, request: web.Request) -> web.Response:
        response = self._slack.response_urls.get(request.match_info["key"])
        return await self._answer(request, await self._read(request, "response_url", RESPONSE_URL, response))

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes of a file, as they are; https://docs.slack.dev/messaging/working-with-files#upload."""
        fields = {"key": request.match_info["key"]}
        return await self._answer(
            request, Call("upload", UPLOAD, self._slack, fields, body=await request.read())
        )

    async def _answer(self, request: web.Request, call: Call) -> web.Response:
        """Perform *call*, unless a fault was planned for it: then as that says."""
        fault = self._faults.take(call.name, call.fields)
        if isinstance(fault, Instead):
            return self._noted(call, instead(fault)).as_response()
        answer = self._noted(call, self.perform(call), fault).granting(self._slack.granted(call.token))
        if isinstance(fault, Held):
            await fault.wait()
        if isinstance(fault, Lost) and request.transport:
            request.transport.abort()
        return answer.as_response()

    def perform(self, call: Call) -> Answer:
        if broken := self._rules.judge(call):
            return refused(broken)
        done = call.method.act(call) if call.method else {}
        return Answer({"ok": True, **done})

    def perform_noted(self, call: Call) -> Answer:
        return self._noted(call, self.perform(call))

    def _noted(self, call: Call, answer: Answer, fault: Held | Lost | None = None) -> Answer:
        outcome = type(fault).__name__.lower() if fault else answer.outcome
        self._faults.note(call.name, call.fields, outcome)
        return answer

    async def _read(
        self, request: web.Request, name: str, method: Method | None, response: ResponseUrl | None = None
    ) -> Call:
        said, unreadable = await _said(request)
        token = said.pop("token", None)
        said.pop("team_id", None)  # Bolt's clients send it along with everything
        authorization = request.headers.get("Authorization", "")
        if authorization.startswith("Bearer "):
            token = authorization.removeprefix("Bearer ").strip()
        takes = method.takes if method else {}
        fields = {key: read_field(value, takes.get(key)) for key, value in said.items()}
        return Call(name, method, self._slack, fields, token, unreadable, response)


async def _said(request: web.Request) -> tuple[dict[str, Any], str]:
    """Return what the request says, in its address and its body, and what is wrong with the body."""
    said: dict[str, Any] = dict(request.query)
    if request.content_type in FORMS:
        return said | dict(await request.post()), ""
    read, unreadable = read_body(await request.read(), request.content_type)
    return said | read, unreadable


def refused(broken: Broken) -> Answer:
    extra = dict(broken.extra)
    body: dict[str, Any] = {"ok": False, "error": broken.error}
    if broken.detail:
        body["response_metadata"] = {"messages": [broken.detail]}
    if "retry_after" in extra:
        return too_many(body, extra["retry_after"])
    status = HTTPStatus.NOT_FOUND if broken.error in URL_ERRORS else HTTPStatus.OK
    status = HTTPStatus.BAD_REQUEST if broken.error == "length_mismatch" else status
    return Answer(body | extra, status)


def too_many(body: dict[str, Any], retry_after: int) -> Answer:
    return Answer(body, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(retry_after)})


def instead(fault: Instead) -> Answer:
    error = fault.error or ("ratelimited" if fault.retry_after is not None else None)
    if fault.retry_after is not None:
        return too_many({"ok": False, "error": error}, fault.retry_after)
    return Answer({"ok": False, "error": error} if error else {}, fault.status)
