"""What Bedrock Agents Classic tells of its way to an answer, as steps.

https://docs.aws.amazon.com/bedrock/latest/userguide/trace-events.html
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from services.asking.agent import Step
from services.aws.bedrock.dialogue import LONGEST_TITLE
from services.aws.bedrock.titles import Titles
from services.aws.bedrock.troubles import brief

Part = Mapping[str, Any]
State = Literal["running", "done", "failed"]

ACTING = ("orchestrationTrace", "routingClassifierTrace")
ORCHESTRATED = (*ACTING, "preProcessingTrace", "postProcessingTrace")


@dataclass(slots=True)
class Traces:
    titles: Titles
    _begun_as: dict[str, str] = field(default_factory=dict)

    def steps(self, trace: Part) -> Iterator[Step]:
        """What *trace* begins or ends; its parts share the id of the step that they belong to."""
        for name in ACTING:
            part = trace.get(name, {})
            yield from _thoughts(part.get("rationale"))
            yield from self._begun(part.get("invocationInput"))
            yield from self._ended(part.get("observation"))
        yield from self._stopped(trace)

    def _stopped(self, trace: Part) -> Iterator[Step]:
        if failure := trace.get("failureTrace"):
            yield _step(failure, "failure", self.titles.failure, "failed", failure.get("failureReason", ""))
        guardrail = trace.get("guardrailTrace", {})
        if guardrail.get("action") == "INTERVENED":
            yield _step(guardrail, "guardrail", self.titles.guardrail, "failed")

    def _begun(self, begun: Part | None) -> Iterable[Step]:
        for kind, title, detail in self._doing(begun):
            step = _step(begun or {}, kind, title, detail=detail)
            self._begun_as[step.id] = step.title
            yield step

    def _doing(self, begun: Part | None) -> Iterable[tuple[str, str, str]]:
        match begun:
            case {"knowledgeBaseLookupInput": lookup}:
                title = self.titles.knowledge.format(id=lookup.get("knowledgeBaseId", ""))
                yield "knowledge", title, lookup.get("text", "")
            case {"actionGroupInvocationInput": {"executionType": "RETURN_CONTROL"}}:
                return  # the bot is asked for it, and shows it itself
            case {"actionGroupInvocationInput": action}:
                yield "action", _action(action), ""
            case {"agentCollaboratorInvocationInput": other}:
                title = self.titles.collaborator.format(name=other.get("agentCollaboratorName", ""))
                yield "collaborator", title, ""
            case {"codeInterpreterInvocationInput": _}:
                yield "code", self.titles.code, ""

    def _ended(self, ended: Part | None) -> Iterable[Step]:
        for kind, state, detail in self._done(ended):
            title = self._begun_as.get(f"{(ended or {}).get('traceId', '')}:{kind}", "")
            if title:
                yield _step(ended or {}, kind, title, state, detail)

    def _done(self, ended: Part | None) -> Iterable[tuple[str, State, str]]:
        match ended:
            case {"knowledgeBaseLookupOutput": output}:
                count = len(output.get("retrievedReferences", ()))
                yield "knowledge", "done", self.titles.passages.format(count=count)
            case {"actionGroupInvocationOutput": _}:
                yield "action", "done", ""
            case {"agentCollaboratorInvocationOutput": _}:
                yield "collaborator", "done", ""
            case {"codeInterpreterInvocationOutput": output}:
                wrong = output.get("executionError", "")
                yield "code", "failed" if wrong or output.get("executionTimeout") else "done", wrong


def model_of(trace: Part) -> str:
    """The id of the model that the agent runs on, where *trace* names it."""
    named = (trace.get(name, {}).get("modelInvocationInput", {}) for name in ORCHESTRATED)
    return next((str(one["foundationModel"]) for one in named if one.get("foundationModel")), "")


def _thoughts(rationale: Part | None) -> Iterable[Step]:
    if rationale and rationale.get("text", "").strip():
        yield _step(rationale, "rationale", rationale["text"], "done")


def _action(action: Part) -> str:
    done = action.get("function") or f"{action.get('verb', '')} {action.get('apiPath', '')}"
    return f"{action.get('actionGroupName', '')}: {done}"


def _step(part: Part, kind: str, title: str, state: State = "running", detail: str = "") -> Step:
    return Step(f"{part.get('traceId', '')}:{kind}", brief(title)[:LONGEST_TITLE], state, brief(detail))
