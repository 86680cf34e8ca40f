"""One message of a model, as Converse streams it; an AgentCore harness speaks the same way.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.asking.agent import AgentFailed, Step, Tool, Trouble
from services.aws.bedrock.dialogue import LONGEST_TITLE, Pause
from services.aws.bedrock.lookups import LONGEST_ARGUMENTS, Wanted, nameable, wanted
from services.aws.bedrock.stream import Event
from services.aws.bedrock.troubles import brief

LONGEST_THOUGHT = 100_000  # characters

WHOLE = frozenset(("end_turn", "stop_sequence"))
CUT = frozenset(
    (
        "max_tokens",
        "max_output_tokens_exceeded",
        "max_iterations_exceeded",
        "model_context_window_exceeded",
        "partial_turn",
    )
)
TROUBLES = {
    "content_filtered": Trouble.REFUSED,
    "guardrail_intervened": Trouble.REFUSED,
    "hook_stopped": Trouble.REFUSED,
    "timeout_exceeded": Trouble.SLOW,
}


@dataclass(slots=True)
class Block:
    """A piece of the message: text, a thought, or a look-up with its arguments as JSON."""

    use: str = ""
    name: str = ""
    text: str = ""
    thought: str = ""
    signature: str = ""
    settled: bool = False  # looked up where the model runs

    def add(self, delta: Mapping[str, Any]) -> str:
        """Take *delta*; give what of it is said."""
        said = str(delta.get("text", ""))
        arguments = delta.get("toolUse", {}).get("input", "")
        if len(self.text) <= LONGEST_ARGUMENTS:
            self.text += arguments if self.use else said
        thought = delta.get("reasoningContent", {})
        self.thought = (self.thought + thought.get("text", ""))[:LONGEST_THOUGHT]
        self.signature += thought.get("signature", "")
        return said


@dataclass(slots=True)
class Message:
    """What the model says until it stops. *hosted*: it has tools of its own, which are shown as steps."""

    tools: tuple[Tool, ...]
    hosted: bool = False
    blocks: list[Block] = field(default_factory=list)
    stop: str = ""
    _at: dict[int, Block] = field(default_factory=dict)  # an index may come again for the next block

    def read(self, event: Event) -> Iterable[str | Step]:
        match event:
            case {"messageStart": {"role": "assistant"}}:
                self.blocks, self._at = [], {}
            case {"contentBlockStart": {"contentBlockIndex": int(index), "start": start}}:
                yield from self._start(index, start)
            case {"contentBlockDelta": {"contentBlockIndex": int(index), "delta": delta}}:
                if said := self._block(index).add(delta):
                    yield said
            case {"contentBlockStop": {"contentBlockIndex": int(index)}}:
                self._at.pop(index, None)
            case {"messageStop": {"stopReason": stop}}:
                self.stop = stop
            case {"hookEvent": {"decision": "deny"} as hook}:
                detail = brief(str(hook.get("reason", "")))
                yield Step(hook["hookEventId"], hook["name"][:LONGEST_TITLE], "failed", detail)

    def end(self) -> Pause:
        if self.stop in WHOLE:
            return Pause()
        if self.stop in CUT:
            return Pause(cut=True)
        if self.stop == "tool_use" and (asked := self.wanted()):
            return Pause(asked)
        trouble = TROUBLES.get(self.stop, Trouble.BROKEN)
        raise AgentFailed(trouble, self.stop or "the answer broke off")

    def wanted(self) -> tuple[Wanted, ...]:
        return tuple(wanted(one.use, one.name, one.text, self.tools) for one in self._uses())

    def told(self) -> list[dict[str, Any]]:
        """The message as the next request repeats it."""
        inputs = {one.call.id: dict(one.call.arguments) for one in self.wanted()}
        return [told for block in self.blocks if (told := _told(block, inputs))]

    def _uses(self) -> Iterator[Block]:
        return (block for block in self.blocks if block.use and not block.settled)

    def _block(self, index: int) -> Block:
        if index not in self._at:  # text and thoughts begin without saying so
            self._at[index] = Block()
            self.blocks.append(self._at[index])
        return self._at[index]

    def _start(self, index: int, start: Mapping[str, Any]) -> Iterable[Step]:
        self._at.pop(index, None)
        use, result = start.get("toolUse"), start.get("toolResult")
        if use:
            self.blocks = [block for block in self.blocks if block.use != use["toolUseId"]]
            block = self._block(index)
            block.use, block.name = use["toolUseId"], use["name"]
            if self.hosted and not self._ours(block):
                yield Step(block.use, block.name[:LONGEST_TITLE], "running")
        if result:
            yield from self._settle(result["toolUseId"], failed=result.get("status") == "error")

    def _settle(self, use: str, *, failed: bool) -> Iterable[Step]:
        for block in self.blocks:
            if block.use == use and not block.settled:
                block.settled = True
                yield Step(use, block.name[:LONGEST_TITLE], "failed" if failed else "done")

    def _ours(self, block: Block) -> bool:
        return any(tool.name == block.name for tool in self.tools)


def _told(block: Block, inputs: Mapping[str, Any]) -> dict[str, Any] | None:
    if block.use:
        if block.use not in inputs:
            return None
        use = {"toolUseId": block.use, "name": nameable(block.name), "input": inputs[block.use]}
        return {"toolUse": use}
    if block.signature:  # Anthropic's models want their signed thoughts back
        return {"reasoningContent": {"reasoningText": {"text": block.thought, "signature": block.signature}}}
    return {"text": block.text} if block.text.strip() else None
