"""An AgentCore harness: the team's own agent, with a session that remembers.

https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.asking.agent import Call, Prompt, Tool, ToolResult
from services.aws.bedrock.blocks import Message
from services.aws.bedrock.converse import told
from services.aws.bedrock.dialogue import ROUNDS, Talking, Words
from services.aws.bedrock.regions import region_of
from services.aws.bedrock.stream import Clients, Opening, Stream, Wire
from services.aws.bedrock.text import in_one

LONGEST_DESCRIPTION = 4_096


@dataclass(frozen=True, slots=True)
class Harness:
    """Asks the harness with this *arn*. Needs bedrock-agentcore:InvokeHarness, and InvokeAgentRuntime on it.

    What a request names replaces what the harness has. So its system prompt stays and the rules go into the
    text; and its tools stay, the bot's among them as inline functions of their names, unless *lends_tools*.
    """

    arn: str
    wire: Wire
    lends_tools: bool = False
    rounds: int = ROUNDS

    def ask(self, prompt: Prompt, call: Call) -> Words:
        conversation = Conversation(self.arn, prompt, lends_tools=self.lends_tools)
        return Talking(conversation, self.wire, call, self.rounds).words()


@dataclass(slots=True)
class Conversation:
    arn: str
    prompt: Prompt
    lends_tools: bool
    next: list[dict[str, Any]] = field(default_factory=list)

    @property
    def model(self) -> str:
        return self.arn.rpartition("/")[2].rpartition("-")[0]  # its name, without the random end

    def begin(self) -> Message:
        return Message(self.prompt.tools, hosted=True)

    def tell(self, turn: Message, results: tuple[ToolResult, ...]) -> None:
        """Both messages: a harness forgets a turn that waits for an inline function."""
        answers = [told(result) for result in results]
        self.next = [{"role": "assistant", "content": turn.told()}, {"role": "user", "content": answers}]

    def opening(self) -> Opening:
        messages = self.next or [{"role": "user", "content": [{"text": in_one(self.prompt)}]}]
        request: dict[str, Any] = {
            "harnessArn": self.arn,
            "runtimeSessionId": f"watchbell-{self.prompt.session}",  # 33 characters at least
            "messages": messages,
        }
        if self.lends_tools and self.prompt.tools:
            request["tools"] = [_tool(tool) for tool in self.prompt.tools]
        return lambda clients: _open(clients, request)


def _open(clients: Clients, request: Mapping[str, Any]) -> Stream:
    client = clients("bedrock-agentcore", region_of(request["harnessArn"]))
    stream: Stream = client.invoke_harness(**request)["stream"]
    return stream


def _tool(tool: Tool) -> dict[str, Any]:
    function = {"description": tool.description[:LONGEST_DESCRIPTION], "inputSchema": dict(tool.parameters)}
    return {"type": "inline_function", "name": tool.name, "config": {"inlineFunction": function}}
