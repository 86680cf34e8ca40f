"""Confluence over HTTP: each call is read, held against the rules, performed and remembered."""

from __future__ import annotations

import asyncio
import base64
import binascii
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from demo.confluence.answer import Answer, instead, refused
from demo.confluence.call import Call, Operation, Part, read_body
from demo.confluence.faults import Called, Fault, Kind
from demo.confluence.wiki import ALICE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

    from demo.confluence.faults import Faults
    from demo.confluence.rules import Rulebook
    from demo.confluence.wiki import Wiki

BY_HAND = "<p>Alice was here in the meantime.</p>"


@dataclass(frozen=True, slots=True)
class Wire:
    wiki: Wiki
    rules: Rulebook
    faults: Faults
    user: str
    token: str
    scopes: frozenset[str] | None

    def add_to(self, app: web.Application, operations: Iterable[Operation]) -> None:
        for operation in operations:
            app.router.add_route(operation.verb, operation.path, self._door(operation))

    def _door(self, operation: Operation) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def answer(request: web.Request) -> web.StreamResponse:
            called = Called(operation.name, request.method, request.path, dict(request.query))
            self.faults.calls.append(called)
            call = await self._read(request, operation)
            called.fields = _remembered(call)
            return await self._answer(request, call, called)

        return answer

    async def _answer(self, request: web.Request, call: Call, called: Called) -> web.StreamResponse:
        """Perform *call*, unless a fault was planned for it: then as that says."""
        fault = self.faults.take(call.operation.name)
        if fault and (other := instead(call.operation, fault)):
            called.outcome = other.outcome
            return other.as_response()
        if fault and fault.kind is Kind.CONFLICT and call.page:
            page = call.page
            self.wiki.update(page, page.title, page.body + BY_HAND, "", ALICE)
        return await self._after(request, called, self.perform(call), fault)

    async def _after(
        self, request: web.Request, called: Called, answer: Answer, fault: Fault | None
    ) -> web.StreamResponse:
        called.outcome = answer.outcome
        if fault and fault.kind is Kind.SLOW:
            called.outcome = "slow"
            await asyncio.sleep(fault.pause)
        if fault and fault.kind is Kind.LOST and request.transport:
            called.outcome = "lost"
            request.transport.abort()
        if fault and fault.kind is Kind.BROKEN:
            called.outcome = "500"
            body = {
                "errors": [{"status": 500, "code": "INTERNAL_SERVER_ERROR", "title": "Internal Server Error"}]
            }
            return Answer(body, 500).as_response()
        return answer.as_response()

    def perform(self, call: Call) -> Answer:
        if found := self.rules.judge(call):
            return refused(call.operation, found)
        return Answer(call.operation.act(call))

    async def _read(self, request: web.Request, operation: Operation) -> Call:
        parts = await _parts(request) if operation.form else []
        body = b"" if operation.form else await request.read()
        rows, unreadable = read_body(body, operation)
        return Call(
            operation,
            self.wiki,
            f"http://{request.host}",
            request.match_info,
            {name: request.query.getall(name) for name in request.query},
            rows,
            parts,
            unreadable,
            len(body),
            self._is_known(request.headers.get("Authorization", "")),
            self.scopes,
            request.headers.get("X-Atlassian-Token", ""),
        )

    def _is_known(self, authorization: str) -> bool:
        kind, _, given = authorization.partition(" ")
        try:
            said = base64.b64decode(given, validate=True)
        except (ValueError, binascii.Error):
            return False
        return kind == "Basic" and secrets.compare_digest(said, f"{self.user}:{self.token}".encode())


async def _parts(request: web.Request) -> list[tuple[str, Part]]:
    """Return the parts of a multipart body, none where it is no such."""
    if request.content_type != "multipart/form-data":
        return []
    try:
        sent = [part async for part in _sent(request)]
    except ValueError:  # no boundary, or a part that is none
        return []
    return sent


async def _sent(request: web.Request) -> AsyncIterator[tuple[str, Part]]:
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader):
            yield part.name or "", await _part(part)


async def _part(part: BodyPartReader) -> Part:
    name = part.filename
    media_type = part.headers.get("Content-Type", "").partition(";")[0].strip()
    return Part(
        bytes(await part.read()),
        name.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if name else None,
        media_type or "application/octet-stream",
        _charset(part.get_charset("latin-1")),
    )


def _charset(named: str) -> str:
    return "utf-8" if named.lower() in ("utf-8", "utf8") else "latin-1"


def _remembered(call: Call) -> Any:  # noqa: ANN401 — a body is whatever was sent
    if call.operation.form:
        return [{"name": name, "file": part.file, "size": len(part.data)} for name, part in call.parts]
    return call.rows if call.operation.many else call.fields
