"""Calls to AWS for a look: what came back, or why nothing did."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError  # noqa: A004 — botocore's
from botocore.parsers import ResponseParserError

from bot.checks.finding import Finding, Say
from bot.clients import SHORT, AwsClients

LIMIT = 7.0  # seconds for one look
QUICK = SHORT.merge(
    Config(connect_timeout=2, read_timeout=4, retries={"mode": "standard", "total_max_attempts": 2})
)
DENIED = ("AccessDenied", "AuthorizationError", "UnauthorizedOperation")
GONE = ("NotFound", "NonExistentQueue", "QueueDoesNotExist")

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Missed:
    """A call that gave nothing."""

    code: str
    says: str
    away: bool = False

    @property
    def denied(self) -> bool:
        return any(word in self.code for word in DENIED)

    @property
    def gone(self) -> bool:
        return any(word in self.code for word in GONE)


Looked = Answer | Missed


@dataclass(slots=True)
class Account:
    """One session, looked through a pool; *dates* are the clocks that its answers showed."""

    clients: AwsClients
    region: str
    pool: Executor
    clock: Callable[[], float]
    dates: list[float] = field(default_factory=list)
    made: dict[str, Any] = field(default_factory=dict)

    def make(self, services: tuple[str, ...]) -> None:
        """Make the clients, one after the other: boto3 makes none at the same time as another."""
        for service in services:
            self.made[service] = self.clients.session.client(
                service,  # type: ignore[call-overload]
                region_name=self.region,
                config=QUICK,
            )

    async def look(self, service: str, operation: str, **arguments: Any) -> Looked:  # noqa: ANN401 — the operation's own
        call = getattr(self.made[service], operation)
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(loop.run_in_executor(self.pool, self._call, call, arguments), LIMIT)
        except TimeoutError:
            return Missed("TimeoutError", f"no answer within {LIMIT:g} s", away=True)

    def _call(self, call: Callable[..., Any], arguments: Mapping[str, Any]) -> Looked:
        try:
            answer: Answer = call(**arguments)
        except ClientError as error:
            self._note(error.response)
            told = error.response.get("Error", {})
            return Missed(str(told.get("Code", "")), str(told.get("Message", "")))
        except BotoCoreError as error:
            away = isinstance(error, ConnectionError | HTTPClientError)
            return Missed(type(error).__name__, str(error), away)
        except ResponseParserError:  # a proxy's page, for example
            return _no_aws()
        self._note(answer)
        return _no_aws() if _headers(answer).get("content-type", "").startswith("text/html") else answer

    def _note(self, answer: Mapping[str, Any]) -> None:
        if date := _headers(answer).get("date"):
            self.dates.append(parsedate_to_datetime(date).timestamp() - self.clock())

    @property
    def ahead(self) -> float | None:
        """The nearest of the clocks: a slow answer makes one look further off than it is."""
        return min(self.dates, key=abs, default=None)


def _headers(answer: Answer) -> dict[str, str]:
    headers: dict[str, str] = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return headers


def _no_aws() -> Missed:
    return Missed("ResponseParserError", "what answered was not AWS", away=True)


def denied(name: str, permission: str, _: Say) -> Finding:
    """What these keys may not see, and need not for the bot to run."""
    says = _("not looked at: these keys may not {permission}").format(permission=permission)
    remedy = _("The bot does without. To have it checked, lend the keys {permission}.")
    return Finding(name, "skipped", says, remedy.format(permission=permission))


def failed(name: str, missed: Missed, _: Say) -> Finding:
    """A call that had to go well."""
    code = ": ".join(filter(None, (missed.code, missed.says)))
    says = _("AWS gave no answer that helps: {code}").format(code=code)
    if missed.away:
        remedy = _("See whether this machine reaches AWS: AWS_REGION, AWS_ENDPOINT_URL, a proxy, a firewall.")
    elif "Throttl" in missed.code:
        remedy = _("Try again in a minute: AWS asks to be asked less often.")
    else:
        remedy = _(
            "Give it keys that AWS takes and that hold: AWS_PROFILE, AWS_ACCESS_KEY_ID and its like, "
            "or the machine's role."
        )
    return Finding(name, "failed", says, remedy)


def not_tried(names: tuple[str, ...], says: str) -> list[Finding]:
    return [Finding(name, "skipped", says) for name in names]
