"""Who may reach the demo's page, and what may come in.

Other web pages in the same browser must not reach it: each route wants this server's own host name,
this server's own origin and the token that only its own page was given.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

BODY_LIMIT: Final = 1024 * 1024
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refusal(Exception):
    """What was asked for cannot be done; its one sentence is for the person who asked."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def answer(data: object, status: int = 200) -> web.Response:
    return web.json_response(data, status=status, headers=HEADERS)


@dataclass(frozen=True, slots=True)
class Gate:
    token: str

    def open_to_readers(self, handler: Handler) -> Handler:
        """Let through whoever came by this server's own name: this is where the token is had."""
        return _refusing(handler, _check_place)

    def behind_token(self, handler: Handler) -> Handler:
        return _refusing(handler, _check_place, self._check_header)

    def behind_token_in_query(self, handler: Handler) -> Handler:
        """Look for the token in the address, since an EventSource cannot send headers."""
        return _refusing(handler, _check_place, self._check_query)

    def _check_header(self, request: web.Request) -> None:
        self._check(request.headers.get("X-Demo-Token", ""))

    def _check_query(self, request: web.Request) -> None:
        self._check(request.query.get("token", ""))

    def _check(self, given: str) -> None:
        if not secrets.compare_digest(given.encode(errors="replace"), self.token.encode()):
            raise Refusal("This page belongs to another start of the demo. Reload it.", 403)


def _refusing(handler: Handler, *checks: Callable[[web.Request], None]) -> Handler:
    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            for check in checks:
                check(request)
            return await handler(request)
        except Refusal as refusal:
            return answer({"error": str(refusal)}, refusal.status)

    return guarded


def _check_place(request: web.Request) -> None:
    hosts = request.headers.getall("Host", [])
    if len(hosts) != 1 or hosts[0] not in _own_names(request):
        raise Refusal("The demo answers to 127.0.0.1 and localhost alone.", 403)
    if any(origin != f"http://{hosts[0]}" for origin in request.headers.getall("Origin", [])):
        raise Refusal("The demo answers to its own page alone.", 403)


def _own_names(request: web.Request) -> tuple[str, ...]:
    if request.transport is None:
        return ()
    port = request.transport.get_extra_info("sockname")[1]
    return (f"127.0.0.1:{port}", f"localhost:{port}")


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one JSON body, each read by its name."""

    fields: dict[str, Any]

    def text(self, name: str, most: int) -> str:
        value = self.fields.get(name)
        if not isinstance(value, str) or not value.strip():
            raise Refusal(f"Fill in {name}: it is missing or empty.")
        if len(value) > most:
            raise Refusal(f"Shorten {name}: it has {len(value):,} characters, {most:,} are the most.")
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise Refusal(f"Write {name} anew: it holds half a character.")
        return value

    def text_or_none(self, name: str, most: int) -> str | None:
        return None if self.fields.get(name) is None else self.text(name, most)


async def read_form(request: web.Request, *names: str) -> Form:
    """Return the JSON body of *request*, which may hold the fields *names* and no others."""
    if request.content_type != "application/json":
        raise Refusal("Send JSON: the Content-Type has to be application/json.", 415)
    fields = _parsed(await _body(request))
    strangers = sorted(fields.keys() - set(names))
    if strangers:
        raise Refusal(f"There is no field named {strangers[0][:80]!a} here.")
    return Form(fields)


async def _body(request: web.Request) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise Refusal("Send less: 1 MiB is the most.", 413)
    return bytes(body)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal("Send JSON: this is none.") from None
    if not isinstance(fields, dict):
        raise Refusal("Send a JSON object.")
    return fields
