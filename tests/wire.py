"""AWS's JSON protocols on a real socket: what is asked and answered is held to botocore's own models."""

import json
from asyncio import AbstractEventLoop
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import boto3
import botocore.session
from aiohttp import web
from aiohttp.test_utils import TestServer
from botocore.config import Config
from botocore.model import Shape
from botocore.validate import ParamValidator

REGION = "eu-west-1"
SERVICES = {
    "GraniteServiceVersion20100801": "cloudwatch",
    "CloudTrail_20131101": "cloudtrail",
    "Logs_20140328": "logs",
    "AmazonEC2ContainerServiceV20141113": "ecs",
}
JSON = "application/x-amz-json-1.1"


class QuickServer(TestServer):
    """Ends at once, whatever is still open; aiohttp's own would wait a minute."""

    __test__ = False

    async def start_server(self, loop: AbstractEventLoop | None = None, **about: Any) -> None:
        await super().start_server(loop, **about, shutdown_timeout=0.1)


@dataclass(frozen=True)
class Refusal:
    """What AWS answers instead."""

    code: str
    message: str = ""

    @classmethod
    def of(cls, action: str) -> Self:
        who = "arn:aws:sts::111122223333:assumed-role/watchbell/bot"
        return cls(
            "AccessDeniedException",
            f"User: {who} is not authorized to perform: {action} because no identity-based policy allows it",
        )


Answer = Mapping[str, Any] | Refusal
Answers = Callable[[Mapping[str, Any]], Answer]


@dataclass
class Wire:
    """What AWS answers to each operation: the next of the answers, the last one again and again."""

    answers: dict[str, list[Answer | Answers]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # what no botocore model allows
    url: str = ""

    def answer(self, operation: str, *answers: Answer | Answers) -> None:
        self.answers[operation] = list(answers)

    def requests(self, operation: str) -> list[dict[str, Any]]:
        return [asked for name, asked in self.asked if name == operation]

    def client(self, service: str) -> Any:
        return boto3.client(
            service,  # type: ignore[call-overload]
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id="local",
            aws_secret_access_key="local",
            config=Config(retries={"mode": "standard", "total_max_attempts": 1}, proxies={}),
        )

    def server(self) -> "QuickServer":
        app = web.Application()
        app.router.add_post("/", self._hear)
        return QuickServer(app)

    async def _hear(self, request: web.Request) -> web.Response:
        prefix, _, name = request.headers["X-Amz-Target"].rpartition(".")
        service = next(found for end, found in SERVICES.items() if prefix.endswith(end))
        model = botocore.session.Session().get_service_model(service).operation_model(name)
        asked = json.loads(await request.text())
        self._hold(name, asked, model.input_shape)
        self.asked.append((name, asked))
        answers = self.answers[name]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answer):
            answer = answer(asked)
        if isinstance(answer, Refusal):
            body = {"__type": answer.code, "message": answer.message}
            return web.json_response(body, status=400, content_type=JSON)
        self._hold(name, answer, model.output_shape)
        return web.Response(text=json.dumps(answer, default=datetime.timestamp), content_type=JSON)

    def _hold(self, name: str, said: Mapping[str, Any], shape: Shape | None) -> None:
        assert shape is not None
        report = ParamValidator().validate(said, shape)
        if report.has_errors():
            self.broken.append(f"{name}: {report.generate_report()}")


def event(name: str, at: datetime, **about: Any) -> dict[str, Any]:
    """One event as LookupEvents gives it."""
    told = about.pop("told", {})
    source = about.pop("EventSource", "lambda.amazonaws.com")
    whole = {
        "eventName": name,
        "eventTime": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": source,
        "requestParameters": {"password": "hunter2"},
        "sourceIPAddress": "198.51.100.7",
    }
    return {
        "EventId": f"{name}-{at.timestamp()}",
        "EventName": name,
        "ReadOnly": "false",
        "EventTime": at,
        "EventSource": source,
        "Username": "alice",
        "Resources": [{"ResourceType": "AWS::Lambda::Function", "ResourceName": "checkout"}],
        "CloudTrailEvent": json.dumps(whole | told),
    } | about
