"""Any model of Bedrock's, with the bot's own tools.

https://docs.aws.amazon.com/bedrock/latest/userguide/tool-use-inference-call.html
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.asking.agent import Call, Prompt, Tool, ToolResult
from services.aws.bedrock.blocks import Message
from services.aws.bedrock.dialogue import ROUNDS, Talking, Words
from services.aws.bedrock.names import model_name
from services.aws.bedrock.regions import region_of
from services.aws.bedrock.stream import Clients, Opening, Stream, Wire

MAX_TOKENS = 4_096


@dataclass(frozen=True, slots=True)
class Converse:
    """Asks *model*: a model's or an inference profile's id or ARN.

    Needs bedrock:InvokeModelWithResponseStream. It remembers nothing: what was said earlier is always sent.
    """

    model: str
    wire: Wire
    rounds: int = ROUNDS
    max_tokens: int = MAX_TOKENS

    def ask(self, prompt: Prompt, call: Call) -> Words:
        conversation = Conversation(self.model, prompt, self.max_tokens, self.rounds)
        return Talking(conversation, self.wire, call, self.rounds).words()


@dataclass(slots=True)
class Conversation:
    id: str
    prompt: Prompt
    max_tokens: int
    rounds: int
    turns: list[tuple[Message, tuple[ToolResult, ...]]] = field(default_factory=list)

    @property
    def model(self) -> str:
        return model_name(self.id)

    def begin(self) -> Message:
        return Message(self.prompt.tools)

    def tell(self, turn: Message, results: tuple[ToolResult, ...]) -> None:
        self.turns.append((turn, results))

    def opening(self) -> Opening:
        last = len(self.turns) + 1 == self.rounds
        request = {
            "modelId": self.id,
            "system": [{"text": self.prompt.rules}],
            "messages": [*_earlier(self.prompt), *(self._without_tools() if last else self._with_tools())],
            "inferenceConfig": {"maxTokens": self.max_tokens},
        }
        if self.prompt.tools and not last:
            request["toolConfig"] = {"tools": [_tool(tool) for tool in self.prompt.tools]}
        return lambda clients: _open(clients, request)

    def _with_tools(self) -> Iterable[dict[str, Any]]:
        yield _user({"text": self.prompt.text})
        for message, results in self.turns:
            yield {"role": "assistant", "content": message.told()}
            yield _user(*(told(result) for result in results))

    def _without_tools(self) -> Iterable[dict[str, Any]]:
        """The same in plain words: AWS takes blocks of tools only with tools to use, and has no "none"."""
        parts = [self.prompt.text]
        for message, results in self.turns:
            parts += [f"You said: {block.text}" for block in message.blocks if not block.use and block.text]
            parts += [f"You looked up {one.call.tool} {one.call.arguments}:\n{one.text}" for one in results]
        yield _user(*({"text": text} for text in parts))


def told(result: ToolResult) -> dict[str, Any]:
    status = "error" if result.failed else "success"
    content = [{"text": result.text}]
    return {"toolResult": {"toolUseId": result.call.id, "content": content, "status": status}}


def _open(clients: Clients, request: Mapping[str, Any]) -> Stream:
    client = clients("bedrock-runtime", region_of(request["modelId"]))
    stream: Stream = client.converse_stream(**request)["stream"]
    return stream


def _earlier(prompt: Prompt) -> Iterable[dict[str, Any]]:
    for exchange in prompt.earlier:
        if exchange.question.strip() and exchange.answer.strip():  # AWS refuses blank texts
            yield _user({"text": exchange.question})
            yield {"role": "assistant", "content": [{"text": exchange.answer}]}


def _user(*content: Mapping[str, Any]) -> dict[str, Any]:
    return {"role": "user", "content": list(content)}


def _tool(tool: Tool) -> dict[str, Any]:
    schema = {"json": dict(tool.parameters)}
    return {"toolSpec": {"name": tool.name, "description": tool.description, "inputSchema": schema}}
