"""The way between the bot's Slack client and Slack: requests and answers that may not arrive."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from random import Random
from types import SimpleNamespace
from typing import Any

import aiohttp

from tests.faults.slack import Refused, Workspace
from tests.faults.time import Time
from tests.faults.weather import Weather

PATIENCE = 10.0  # seconds, the time-out of the bot's client
LATE = 11.9  # when the last request arrives that nobody waits for any more
WRITES = ("chat.postMessage", "chat.update", "chat.delete")


class NotJson(json.decoder.JSONDecodeError):
    def __init__(self) -> None:
        super().__init__("Expecting value", "<html>", 0)


@dataclass
class Answer:
    """As aiohttp gives it."""

    status: int
    body: dict[str, Any] | None
    headers: dict[str, str]
    content_type: str = "application/json"

    async def json(self) -> dict[str, Any]:
        if self.body is None:
            raise NotJson
        return self.body

    async def text(self) -> str:
        return "<html>Something went wrong</html>"


@dataclass(frozen=True)
class Fate:
    """How a request fares: when it arrives, if it does, and what its sender hears."""

    arrives: float | None
    hears: Callable[[], object] | None = (
        None  # an error to raise or an Answer to give, instead of Slack's own
    )
    at: float | None = None  # when the sender hears it; with the answer, if not said


@dataclass
class Wire:
    """Slack as one life of the bot reaches it."""

    time: Time
    random: Random
    weather: Weather
    slack: Workspace
    tell: Callable[[str], None]
    asked: Callable[[str, str], None]  # told of each request: before, when it has arrived
    over: Callable[[], bool]
    closed: bool = False
    waiting: list["asyncio.Future[Answer]"] = field(default_factory=list)

    def request(self, verb: str, url: str, **args: Any) -> "Exchange":
        fields = {**(args.get("params") or {}), **(args.get("data") or {}), **(args.get("json") or {})}
        return Exchange(self, url.rpartition("/")[2], fields)

    async def send(self, method: str, fields: Mapping[str, Any]) -> Answer:
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        if self.over():
            return await done  # for ever
        self.asked(method, "before")
        fate = self._fate(method, fields)
        if fate.arrives is not None:
            self.time.after(fate.arrives, lambda: self._arrive(method, fields, done, fate))
        elif fate.hears:
            self.time.after(fate.at or 0.1, lambda: self._hear(done, fate.hears))
        self.time.after(PATIENCE, lambda: self._hear(done, TimeoutError))
        return await done

    def _arrive(
        self, method: str, fields: Mapping[str, Any], done: "asyncio.Future[Answer]", fate: Fate
    ) -> None:
        """It arrives, whether or not its sender still lives."""
        answer = self._answer(method, fields)
        about = fields.get("metadata", {}).get("event_payload", {}).get("post") or fields.get("ts", "")
        said = answer.body.get("error", "ok") if answer.body else answer.status
        text = str(fields.get("text", ""))[:60]
        self.tell(f"slack {method} {fields.get('channel', '')} {about} {text!r} -> {said}")
        self.asked(method, "arrived")
        hears = fate.hears or (lambda: answer)
        self.time.after(self.random.uniform(0.01, 0.15), lambda: self._hear(done, hears))

    def _answer(self, method: str, fields: Mapping[str, Any]) -> Answer:
        date = {"Date": formatdate(self.time.true(), usegmt=True)}
        try:
            return Answer(200, self.slack.call(method, fields), date)
        except Refused as no:
            later = {"Retry-After": no.retry_after} if no.retry_after else {}
            return Answer(no.status, {"ok": False, "error": no.code}, date | later)

    def _hear(self, done: "asyncio.Future[Answer]", hears: Callable[[], object] | None) -> None:
        if self.over() or done.done() or hears is None:
            return
        heard = hears()
        if isinstance(heard, BaseException):
            done.set_exception(heard)
        elif isinstance(heard, Answer):
            done.set_result(heard)

    def _fate(self, method: str, fields: Mapping[str, Any]) -> Fate:  # noqa: PLR0911 — a table
        strikes, soon = self.weather.strikes, self.random.uniform(0.02, 0.25)
        if strikes("slack unreachable"):
            return Fate(None, _no_way)
        if strikes("slack 429"):
            after = self.random.choice(("1", "3", "10", "30", ""))
            return Fate(None, lambda: _refusal(429, "ratelimited", after))
        if strikes("slack 503"):
            return Fate(None, lambda: _refusal(503, "service_unavailable"))
        if strikes("slack 500"):
            arrives = self.random.choice((soon, None))
            return Fate(arrives, lambda: Answer(500, None, {}))
        if strikes("slack times out before arrival"):
            return Fate(None)
        if strikes("slack accepts after the time-out"):
            return Fate(self.random.uniform(PATIENCE, LATE), _nothing)
        if strikes("slack accepts and the answer is lost"):
            return Fate(soon, self.random.choice((aiohttp.ServerDisconnectedError, _nothing)))
        if method in WRITES and fields.get("blocks") and strikes("slack says invalid_blocks"):
            return Fate(None, lambda: _refusal(200, "invalid_blocks"))
        return Fate(soon)


@dataclass
class Exchange:
    wire: Wire
    method: str
    fields: Mapping[str, Any]

    async def __aenter__(self) -> Answer:
        return await self.wire.send(self.method, self.fields)

    async def __aexit__(self, *_: object) -> None:
        """Nothing is open."""


def _nothing() -> None:
    """What is heard of an answer that got lost, until the patience ends."""


def _no_way() -> object:
    key = SimpleNamespace(host="slack.com", port=443, ssl=True, is_ssl=True)
    return aiohttp.ClientConnectorError(key, OSError(111, "refused"))  # type: ignore[arg-type]


def _refusal(status: int, code: str, retry_after: str = "") -> Answer:
    later = {"Retry-After": retry_after} if retry_after else {}
    return Answer(status, {"ok": False, "error": code}, later)


def session(wire: Wire) -> aiohttp.ClientSession:
    """As AsyncWebClient takes it."""
    return wire  # type: ignore[return-value]
