"""The steps of an answer, as people read them while it is worked on."""

from collections.abc import Mapping
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any, Literal

from services.asking.agent import Step
from services.asking.answer import Calling, Looking
from services.asking.evidence import Finding, Topic
from services.slack.text import literal

TITLE, DETAIL = 100, 250  # characters

State = Literal["in_progress", "complete", "error"]
STATES: Mapping[str, State] = {"running": "in_progress", "done": "complete", "failed": "error"}


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the plan: https://docs.slack.dev/reference/block-kit/blocks/task-card-block."""

    id: str
    title: str
    state: State
    detail: str = ""

    def chunk(self) -> dict[str, Any]:
        """As a stream takes it."""
        detail = {"details": self.detail} if self.detail else {}
        return {"type": "task_update", "id": self.id, "title": self.title, "status": self.state, **detail}


@dataclass(frozen=True, slots=True)
class Titles:
    tr: NullTranslations

    @property
    def over(self) -> str:
        """The plan's own title, once nothing more is looked at."""
        return self.tr.gettext("What I looked at")

    def task(self, step: Looking | Calling | Step) -> Task:
        match step:
            case Looking():
                return self._looking(step)
            case Calling():
                return self._calling(step)
            case Step():
                title, detail = literal(step.title, TITLE), literal(step.detail, DETAIL)
                return Task(step.id, title, STATES[step.state], detail)

    def topic(self, topic: Topic) -> str:
        tr = self.tr
        return {
            Topic.HISTORY: tr.gettext("Alarm history"),
            Topic.METRIC: tr.gettext("Metric"),
            Topic.LOGS: tr.gettext("Logs"),
            Topic.CHANGES: tr.gettext("Changes"),
            Topic.OTHERS: tr.gettext("Other alarms"),
        }[topic]

    def found(self, finding: Finding) -> str:
        """What was looked at, and how much it gave."""
        named = " ".join(part for part in (self.topic(finding.topic), finding.where) if part)
        return literal(f"{named} ({finding.count})", TITLE)

    def lacking(self, finding: Finding) -> str:
        """Why it was not looked at."""
        if finding.missing:
            return self.tr.gettext("not allowed: {permission}").format(permission=finding.missing)
        return literal(finding.trouble, DETAIL)

    def _looking(self, step: Looking) -> Task:
        name, finding = f"topic-{step.topic}", step.finding
        if not step.done:
            return Task(name, self.topic(step.topic), "in_progress")
        if finding is None:
            return Task(name, self.topic(step.topic), "complete", self.tr.gettext("this alarm has none"))
        if finding.failed:
            return Task(name, self.topic(step.topic), "error", self.lacking(finding))
        return Task(name, self.found(finding), "complete")

    def _calling(self, step: Calling) -> Task:
        title = literal(self._call(step.call.tool, step.call.arguments), TITLE)
        name = literal(f"call-{step.call.id}", TITLE)
        if step.result is None:
            return Task(name, title, "in_progress")
        if step.result.failed:
            return Task(name, title, "error", literal(step.result.text, DETAIL))
        return Task(name, title, "complete")

    def _call(self, tool: str, arguments: Mapping[str, Any]) -> str:
        tr = self.tr
        asked = {name: str(value)[:TITLE] for name, value in arguments.items()}
        match tool:
            case "list_alarms":
                return tr.gettext("The alarms")
            case "alarm_history":
                return tr.gettext("History of {alarm}").format(alarm=asked.get("name", ""))
            case "metric":
                return tr.gettext("Metric {metric}").format(metric=asked.get("name", ""))
            case "logs":
                return tr.gettext("Logs of {group}").format(group=asked.get("log_group", ""))
            case "changes":
                return tr.gettext("Changes of {resource}").format(resource=asked.get("resource", ""))
            case _:
                return " ".join([tool, *asked.values()])
