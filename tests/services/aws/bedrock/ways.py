"""The real boto3 against the local Bedrock, and what comes of a question."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from gettext import NullTranslations
from typing import Any

import boto3
import botocore.session
from botocore.config import Config

from demo.aws.clients import OWN_FILES
from demo.bedrock import AGENT, ALIAS, HARNESS, MODEL
from demo.bedrock.converse import from_schema
from services.asking.agent import Agent, Finished, Prompt, Said, SessionId, Step, Tool, ToolCall, ToolResult
from services.aws.bedrock.choice import agent_of
from services.aws.bedrock.stream import STREAMS, Wire

WAYS = ("classic", "converse", "harness")
OPERATIONS = {"classic": "InvokeAgent", "converse": "ConverseStream", "harness": "InvokeHarness"}
LOGS = Tool(
    "look_up_logs",
    "Lines of a log group.",
    {"type": "object", "properties": {"group": {"type": "string"}}, "required": ["group"]},
)
CHANGES = Tool("look_up_changes", "What was changed.", {"type": "object", "properties": {}})
TOOLS = (LOGS, CHANGES)
OFFERED = tuple(from_schema(tool.name, tool.description, tool.parameters) for tool in TOOLS)
PROMPT = Prompt(SessionId("5e" * 16), "Be short.", "Why did checkout-errors go off?", tools=TOOLS)
NOTHING_CONFIGURED = Config(proxies={})


@dataclass
class Clients:
    """boto3's clients for one address, each made once."""

    url: str
    config: Config = STREAMS
    made: dict[tuple[str, str], Any] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.session: Any = boto3.Session(
            aws_access_key_id="test",
            aws_secret_access_key="test",
            region_name="eu-west-1",
            botocore_session=botocore.session.Session(session_vars=OWN_FILES),
        )

    def __call__(self, service: str, region: str) -> Any:
        with self.lock:
            if (service, region) not in self.made:
                config = self.config.merge(NOTHING_CONFIGURED)
                client = self.session.client(service, region or None, endpoint_url=self.url, config=config)
                self.made[service, region] = client
            return self.made[service, region]

    def close(self) -> None:
        for client in self.made.values():
            client.close()


def by(way: str, wire: Wire) -> Agent:
    """The agent that the settings would name for *way*."""
    settings = {
        "classic": (AGENT, ALIAS, ""),
        "converse": ("", "", MODEL),
        "harness": (HARNESS, "", ""),
    }
    agent = agent_of(*settings[way], wire, NullTranslations())
    assert agent
    return agent


@dataclass
class Heard:
    text: str = ""
    pieces: int = 0
    steps: list[Step] = field(default_factory=list)
    finished: Finished | None = None


@dataclass
class Shelf:
    """A toolbox that remembers what was asked of it."""

    answers: dict[str, str] = field(
        default_factory=lambda: {LOGS.name: "payments timed out", CHANGES.name: "none"}
    )
    calls: list[ToolCall] = field(default_factory=list)

    async def __call__(self, call: ToolCall) -> ToolResult:
        self.calls.append(call)
        return ToolResult(call, self.answers[call.tool])


async def hear(agent: Agent, prompt: Prompt = PROMPT, call: Any = None) -> Heard:
    heard = Heard()
    async with aclosing(agent.ask(prompt, call or Shelf())) as words:
        async for word in words:
            assert heard.finished is None, "nothing comes after the end"
            match word:
                case Said(text):
                    heard.text += text
                    heard.pieces += 1
                case Step():
                    heard.steps.append(word)
                case Finished():
                    heard.finished = word
    return heard


def asking(text: str, **more: Any) -> Prompt:
    return replace(PROMPT, text=text, **more)


def wire(clients: Clients, pool: Executor, **more: float) -> Wire:
    return Wire(clients, pool, **more)


def titles(steps: Iterable[Step]) -> list[tuple[str, str]]:
    return [(step.title, step.state) for step in steps]


async def until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not there():
            await asyncio.sleep(0.001)
