"""An agent of Bedrock Agents Classic: the team's own, with a session that remembers.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_InvokeAgent.html
"""

import codecs
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.asking.agent import Call, Prompt, Step, Tool, ToolResult
from services.aws.bedrock.dialogue import ROUNDS, Pause, Talking, Words
from services.aws.bedrock.names import model_name
from services.aws.bedrock.returned import Invocation, read_invocations
from services.aws.bedrock.stream import Clients, Event, Opening, Stream, Wire
from services.aws.bedrock.text import in_one
from services.aws.bedrock.titles import Titles
from services.aws.bedrock.traces import Traces, model_of

UNNAMED = "Bedrock agent"
UTF_8 = codecs.getincrementaldecoder("utf-8")


@dataclass(frozen=True, slots=True)
class Classic:
    """Asks the agent with this id through an alias. Needs bedrock:InvokeAgent.

    The agent knows the bot's tools from an action group that returns control and whose functions bear their
    names; the paths of an API may do so as well.
    """

    agent: str
    alias: str
    wire: Wire
    titles: Titles
    rounds: int = ROUNDS

    def ask(self, prompt: Prompt, call: Call) -> Words:
        conversation = Conversation(self.agent, self.alias, prompt, self.titles)
        return Talking(conversation, self.wire, call, self.rounds).words()


@dataclass(slots=True)
class Turn:
    tools: tuple[Tool, ...]
    traces: Traces
    model: str = ""
    control: str = ""
    asked: tuple[Invocation, ...] = ()
    _text: codecs.IncrementalDecoder = field(default_factory=lambda: UTF_8("replace"))

    def read(self, event: Event) -> Iterable[str | Step]:
        match event:
            case {"chunk": {"bytes": bytes(said)}}:
                yield self._text.decode(said)  # a chunk may end within a character
            case {"trace": {"trace": trace}}:
                self.model = self.model or model_of(trace)
                yield from self.traces.steps(trace)
            case {"returnControl": control}:
                self.control = control.get("invocationId", "")
                self.asked = read_invocations(control, self.tools)

    def end(self) -> Pause:
        return Pause(tuple(one.wanted for one in self.asked))


@dataclass(slots=True)
class Conversation:
    agent: str
    alias: str
    prompt: Prompt
    titles: Titles
    state: Mapping[str, Any] | None = None
    turn: Turn | None = None

    @property
    def model(self) -> str:
        return model_name(self.turn.model) if self.turn and self.turn.model else UNNAMED

    def begin(self) -> Turn:
        known = self.turn.model if self.turn else ""
        self.turn = Turn(self.prompt.tools, Traces(self.titles), known)
        return self.turn

    def tell(self, turn: Turn, results: tuple[ToolResult, ...]) -> None:
        told = [one.result(result) for one, result in zip(turn.asked, results, strict=True)]
        self.state = {"invocationId": turn.control, "returnControlInvocationResults": told}

    def opening(self) -> Opening:
        request: dict[str, Any] = {
            "agentId": self.agent,
            "agentAliasId": self.alias,
            "sessionId": self.prompt.session,
            "enableTrace": True,
            "streamingConfigurations": {"streamFinalResponse": True},
        }
        if self.state:
            request["sessionState"] = self.state
        else:
            request["inputText"] = in_one(self.prompt)
        return lambda clients: _open(clients, request)


def _open(clients: Clients, request: Mapping[str, Any]) -> Stream:
    stream: Stream = clients("bedrock-agent-runtime", "").invoke_agent(**request)["completion"]
    return stream
