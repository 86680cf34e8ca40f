"""The local Bedrock: one server for its three runtimes, and for CloudTrail, which has no other place."""

from __future__ import annotations

from collections import deque
from itertools import repeat
from typing import TYPE_CHECKING, Final, Self

from aiohttp import web

from demo.bedrock import agents, converse, harness
from demo.bedrock.door import Asked, door, rest_error
from demo.bedrock.faults import Called, Faults, Kind
from demo.bedrock.hostile import HOSTILE
from demo.bedrock.mind import think
from demo.bedrock.reading import Refused, invalid
from demo.bedrock.replies import Says
from demo.bedrock.sessions import Sessions
from demo.bedrock.streams import deliver, pieces
from demo.bedrock.trail import Trail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from demo.bedrock.faults import Fault
    from demo.bedrock.replies import Conversation, Reply
    from services.asking.agent import Tool

AGENT: Final = "DEMOAGENT1"
ALIAS: Final = "DEMOALIAS1"
MODEL: Final = "eu.anthropic.claude-demo-v1:0"
HARNESS: Final = "arn:aws:bedrock-agentcore:eu-west-1:123456789012:harness/watchbell_demo-a1b2c3d4e5"
LARGEST_CALL: Final = 32 * 1024 * 1024
STOP_WITHIN_S: Final = 0.1
ENDLESS: Final = "And so on, and on. "


class LocalBedrock:
    """A Bedrock of one's own: `async with LocalBedrock() as bedrock`.

    *pace* is how many seconds a piece of an answer takes, *agent_tools* what the agent and the harness may
    ask their caller for, *session_life_s* how long they remember a session that nobody uses.
    """

    def __init__(
        self, *, pace: float = 0.03, agent_tools: Iterable[Tool] = (), session_life_s: float = 600.0
    ) -> None:
        self.faults = Faults()
        self.trail = Trail()
        self.script: deque[Reply] = deque()  # replies to give before it thinks for itself
        self.sessions = Sessions(session_life_s)
        self.url = ""
        self.pace = pace
        self._agent_tools = tuple(agent_tools)
        self._runner: web.AppRunner | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What lets an AWS SDK find it."""
        names = ("BEDROCK_RUNTIME", "BEDROCK_AGENT_RUNTIME", "BEDROCK_AGENTCORE", "CLOUDTRAIL")
        return {f"AWS_ENDPOINT_URL_{name}": self.url for name in names}

    @property
    def calls(self) -> list[Called]:
        return list(self.faults.calls)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST_CALL)
        self._add_to(app)
        # Whoever closes a stream stops the model.
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=STOP_WITHIN_S, handler_cancellation=True
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    def _add_to(self, app: web.Application) -> None:
        model = door("bedrock-runtime", "ConverseStream", self.faults, self._converse, rest_error)
        agent = door("bedrock-agent-runtime", "InvokeAgent", self.faults, self._invoke_agent, rest_error)
        hosted = door("bedrock-agentcore", "InvokeHarness", self.faults, self._invoke_harness, rest_error)
        app.router.add_post("/model/{modelId:.+}/converse-stream", model)
        self.trail.add_to(app)
        app.router.add_post("/harnesses/invoke", hosted)
        app.router.add_post("/agents/{agentId}/agentAliases/{agentAliasId}/sessions/{sessionId}/text", agent)

    async def _converse(self, asked: Asked) -> web.StreamResponse:
        fields = asked.fields
        if fields["modelId"].rpartition("/")[2] != MODEL:
            raise invalid("The provided model identifier is invalid.")
        tools = converse.offered(fields.get("toolConfig", {}).get("tools", ()))
        said = converse.conversation(fields.get("messages", ()), tools)
        reply = self._reply(said, asked.fault)
        endless = asked.fault is not None and asked.fault.kind is Kind.ENDLESS
        room = None if endless else fields.get("inferenceConfig", {}).get("maxTokens")
        events = converse.events(reply, _said(reply, asked.fault), room, converse.tokens(fields))
        return await deliver(asked, events, self.pace)

    async def _invoke_agent(self, asked: Asked) -> web.StreamResponse:
        fields = asked.fields
        if (fields["agentId"], fields["agentAliasId"]) != (AGENT, ALIAS):
            message = f"Agent {fields['agentId']} with alias {fields['agentAliasId']} not found."
            raise Refused(404, "ResourceNotFoundException", message)
        session = self.sessions.open(fields["sessionId"])
        said = agents.asked(fields, session, self._agent_tools)
        reply = self._reply(said, asked.fault)
        events = agents.events(fields, session, said, reply, _said(reply, asked.fault))
        response = await deliver(asked, events, self.pace, agents.headers(fields))
        if asked.call.outcome == "ok" and fields.get("endSession"):
            self.sessions.forget(fields["sessionId"])
        return response

    async def _invoke_harness(self, asked: Asked) -> web.StreamResponse:
        fields = asked.fields
        if fields["harnessArn"] != HARNESS:
            raise Refused(404, "ResourceNotFoundException", f"Harness {fields['harnessArn']} not found.")
        session = self.sessions.open(fields["runtimeSessionId"])
        said = harness.asked(fields, session, self._agent_tools)
        reply = self._reply(said, asked.fault)
        events = harness.events(fields, session, said, reply, _said(reply, asked.fault))
        return await deliver(asked, events, self.pace)

    def _reply(self, said: Conversation, fault: Fault | None) -> Reply:
        if fault and fault.kind is Kind.HOSTILE:
            return Says(fault.text or HOSTILE)
        if fault and fault.kind is Kind.ENDLESS:
            return Says(ENDLESS)  # over and over: see _said
        return self.script.popleft() if self.script else think(said)


def _said(reply: Reply, fault: Fault | None) -> Iterable[str]:
    if fault and fault.kind is Kind.ENDLESS:
        return repeat(ENDLESS)
    return pieces(reply.text) if isinstance(reply, Says) else ()
