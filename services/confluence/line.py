"""The line to Confluence: one call after the other, each answered, given up, or done once more.

atlassian-python-api is used for what it says on the wire alone. Its wrappers miss what v2 wants, its own
retries sleep for half an hour or never end, and its import takes 0.2 s and 32 MiB: it is put off until then.
"""

import asyncio
import logging
import math
import random
import warnings
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

import structlog

from services.confluence.answer import NO_ANSWER, Answer
from services.confluence.site import Site

if TYPE_CHECKING:
    from atlassian.confluence_v2 import ConfluenceV2
    from requests import Response

log = structlog.get_logger(__name__)

Verb = Literal["GET", "POST", "PUT"]
UPLOAD = {"X-Atlassian-Token": "nocheck", "Accept": "application/json"}  # requests writes the content type


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds, and how often something is tried."""

    connect: float = 5.0
    answer: float = 20.0
    throttled: float = 10.0  # the longest Retry-After that is waited out
    pause: float = 0.5  # before a second try; doubles
    tries: int = 3
    whole: float = 90.0  # for everything together


@dataclass(frozen=True, slots=True)
class Account:
    site: Site
    user: str
    key: str = field(repr=False)


@dataclass(slots=True)
class Line:
    """One client, for one errand: its session is not made for two threads at once."""

    account: Account
    pool: Executor
    patience: Patience
    sleep: Callable[[float], Awaitable[None]]
    _client: "ConfluenceV2 | None" = None

    async def get(self, path: str, **query: object) -> Answer:
        return await self._surely("GET", path, params=query)

    async def write(self, verb: Verb, path: str, body: object) -> Answer:
        """Write once. Where the answer is unclear it is the caller's to look whether it was done."""
        return await self._surely(verb, path, once=True, json=body)

    async def add(self, path: str, body: object) -> Answer:
        """Write what may be written twice."""
        return await self._surely("POST", path, json=body)

    async def upload(self, path: str, parts: Mapping[str, object]) -> Answer:
        return await self._surely("PUT", path, files=parts, headers=UPLOAD)

    async def _surely(self, verb: Verb, path: str, *, once: bool = False, **what: Any) -> Answer:  # noqa: ANN401 — the library's
        answer = await self._call(verb, path, what)
        for number in range(1, self.patience.tries):
            pause = self._pause(answer, number, once=once)
            if pause is None:
                break
            await self.sleep(pause)
            answer = await self._call(verb, path, what)
        return answer

    def _pause(self, answer: Answer, number: int, *, once: bool) -> float | None:
        """How long until the next try, None where there is none."""
        backoff = self.patience.pause * 2 ** (number - 1) * random.uniform(1, 1.5)  # noqa: S311 — spreads calls
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            asked = backoff if math.isinf(answer.retry_after) else answer.retry_after
            return max(asked, 0.0) if asked <= self.patience.throttled else None
        return backoff if answer.unclear and not once else None

    async def _call(self, verb: Verb, path: str, what: Mapping[str, Any]) -> Answer:
        run = copy_context().run
        answer = await asyncio.get_running_loop().run_in_executor(
            self.pool, run, self._said, verb, path, what
        )
        log.debug("wiki_called", verb=verb, path=path, status=answer.status)
        return answer

    def _said(self, verb: Verb, path: str, what: Mapping[str, Any]) -> Answer:
        from requests import RequestException  # noqa: PLC0415 — with the client

        client = self._client = self._client or self._connect()
        try:
            # a redirect would make a GET of a POST
            response = client.request(verb, path, advanced_mode=True, allow_redirects=False, **what)
        except RequestException as error:
            return Answer(NO_ANSWER, words=type(error).__name__)
        return _read(response)

    def _connect(self) -> "ConfluenceV2":
        from atlassian.confluence_v2 import ConfluenceV2  # noqa: PLC0415 — 190 ms and 32 MiB, for few

        # It would log whole pages, and warns of methods that are not called here.
        logging.getLogger("atlassian").setLevel(logging.WARNING)
        warnings.filterwarnings("ignore", "V1 methods are deprecated in ConfluenceCloud", DeprecationWarning)
        client = ConfluenceV2(
            self.account.site.api,
            self.account.user,
            self.account.key,
            cloud=True,
            backoff_and_retry=False,
            retry_with_header=False,
        )
        client.timeout = (self.patience.connect, self.patience.answer)  # type: ignore[assignment]  # as requests has it
        return client

    def close(self) -> None:
        if self._client:
            self._client.close()


def _read(response: "Response") -> Answer:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        body = None
    said = f"{response.reason or ''} {response.headers.get('Location', '')[:100]}".strip()
    after = _seconds(response.headers.get("Retry-After", ""))
    return Answer(response.status_code, body if isinstance(body, dict) else {}, said, after)


def _seconds(header: str) -> float:
    """Retry-After in seconds; as a date, which Atlassian does not send, it is unknown."""
    return float(header) if header.isascii() and header.isdigit() and len(header) < 9 else math.inf  # noqa: PLR2004 — no overflow
