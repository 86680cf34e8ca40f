"""Answers on their way: events at the pace of a model, and what may go wrong with them."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from demo.bedrock.door import Asked
from demo.bedrock.faults import Fault, Kind
from demo.bedrock.frames import corrupted, event, exception

CONTENT_TYPE = "application/vnd.amazon.eventstream"
PIECE = re.compile(r".{1,24}(?:\s+|$)|\S{1,24}", re.DOTALL)
BREAKS = (Kind.BROKEN, Kind.CUT, Kind.CORRUPT)


@dataclass(frozen=True, slots=True)
class Event:
    """One event; *piece* if it is part of what is said, *last* if nothing is said after it."""

    name: str
    payload: Mapping[str, Any]
    piece: bool = False
    last: bool = False


def pieces(text: str) -> Iterator[str]:
    """*text* in the portions in which a model would give it."""
    return (found[0] for found in PIECE.finditer(text))


async def deliver(
    asked: Asked, events: Iterable[Event], pace: float, headers: Mapping[str, str] | None = None
) -> web.StreamResponse:
    """Send *events* as far as the call's fault lets them come, and note how it went."""
    fault = asked.fault
    slow = fault if fault and fault.kind is Kind.SLOW else None
    await asyncio.sleep(slow.pause if slow else 0)
    response = web.StreamResponse(headers={"Content-Type": CONTENT_TYPE, **(headers or {})})
    await response.prepare(asked.request)
    ending = fault if fault and fault.kind in BREAKS else None
    sent = 0
    for each in events:
        if ending and (each.last or (each.piece and sent == ending.after)):
            await _break(asked, response, ending, each)
            return response
        if each.piece:
            sent += 1
            await asyncio.sleep(slow.pause if slow else pace)
        await response.write(event(each.name, each.payload))
    asked.call.outcome = "ok"
    await response.write_eof()
    return response


async def _break(asked: Asked, response: web.StreamResponse, fault: Fault, instead: Event) -> None:
    asked.call.outcome = fault.code if fault.kind is Kind.BROKEN else fault.kind
    match fault.kind:
        case Kind.BROKEN:
            await response.write(exception(fault.code, {"message": "The demo broke this answer on purpose."}))
        case Kind.CORRUPT:
            await response.write(corrupted(event(instead.name, instead.payload)))
        case Kind.CUT if asked.request.transport:
            asked.request.transport.abort()
            return
    await response.write_eof()
