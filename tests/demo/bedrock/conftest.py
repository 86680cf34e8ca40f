"""The local Bedrock with the real boto3 in front of it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import closing
from typing import Any

import boto3
import pytest
from botocore.config import Config

from demo.bedrock import AGENT, ALIAS, HARNESS, MODEL, LocalBedrock
from services.asking.agent import Tool

ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=30, inject_host_prefix=False)
SESSION = "session-0000000000000000000000000001"
STRING, NUMBER = {"type": "string"}, {"type": "integer"}
TOOLS = tuple(
    Tool(name, f"Looks at {name}.", {"type": "object", "properties": parameters})
    for name, parameters in {
        "alarm_history": {"name": STRING, "hours": NUMBER},
        "logs": {"log_group": STRING, "minutes": NUMBER},
        "changes": {"resource": STRING, "hours": NUMBER},
        "list_alarms": {"state": STRING},
    }.items()
)


class Asking:
    """boto3 against the local Bedrock, each call in a thread; a stream is read to its end."""

    def __init__(self, url: str) -> None:
        self.session: Any = boto3.Session(
            aws_access_key_id="nobody", aws_secret_access_key="nothing", region_name="eu-west-1"
        )
        self._url = url
        self.model = self.client("bedrock-runtime")
        self.agent = self.client("bedrock-agent-runtime")
        self.hosted = self.client("bedrock-agentcore")
        self.trail = self.client("cloudtrail")

    def client(self, name: str, config: Config = ONCE) -> Any:
        return self.session.client(name, endpoint_url=self._url, config=config)

    async def converse(self, *messages: Mapping[str, Any] | str, **more: Any) -> list[dict[str, Any]]:
        told = [user(one) if isinstance(one, str) else one for one in messages]
        asked = {"modelId": MODEL, "messages": told} | more
        return await asyncio.to_thread(lambda: whole(self.model.converse_stream(**asked)["stream"]))

    async def invoke(self, text: str = "", **more: Any) -> list[dict[str, Any]]:
        asked = {"agentId": AGENT, "agentAliasId": ALIAS, "sessionId": SESSION} | more
        asked |= {"inputText": text} if text else {}
        return await asyncio.to_thread(lambda: whole(self.agent.invoke_agent(**asked)["completion"]))

    async def harness(self, *messages: Mapping[str, Any] | str, **more: Any) -> list[dict[str, Any]]:
        told = [user(one) if isinstance(one, str) else one for one in messages]
        asked = {"harnessArn": HARNESS, "runtimeSessionId": SESSION, "messages": told} | more
        return await asyncio.to_thread(lambda: whole(self.hosted.invoke_harness(**asked)["stream"]))


def whole(stream: Any) -> list[dict[str, Any]]:
    with closing(stream):
        return list(stream)


def user(*content: Mapping[str, Any] | str) -> dict[str, Any]:
    return {"role": "user", "content": [{"text": one} if isinstance(one, str) else one for one in content]}


def assistant(*content: Mapping[str, Any] | str) -> dict[str, Any]:
    return user(*content) | {"role": "assistant"}


def told(events: list[dict[str, Any]]) -> str:
    """What was said, whoever said it."""
    deltas = [event.get("contentBlockDelta", {}).get("delta", {}).get("text", "") for event in events]
    chunks = [event.get("chunk", {}).get("bytes", b"").decode() for event in events]
    return "".join(deltas + chunks)


def offered() -> dict[str, Any]:
    specs = [
        {"name": tool.name, "description": tool.description, "inputSchema": {"json": dict(tool.parameters)}}
        for tool in TOOLS
    ]
    return {"tools": [{"toolSpec": spec} for spec in specs]}


@pytest.fixture
async def bedrock() -> AsyncIterator[LocalBedrock]:
    async with LocalBedrock(pace=0, agent_tools=TOOLS) as bedrock:
        yield bedrock


@pytest.fixture
def asking(bedrock: LocalBedrock) -> Asking:
    return Asking(bedrock.url)
