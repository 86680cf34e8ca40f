"""Answers that are streamed: what has come of each, and how it stands in its message.

A stream takes text or chunks, whichever it was given first. Of a task that comes again the title and
the status are replaced, while details, output and sources are added to what stands there (so measured by
the users of https://github.com/slackapi/python-slack-sdk; the reference leaves it open).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from demo.slack.ids import with_ids
from demo.slack.limit import length

if TYPE_CHECKING:
    from collections.abc import Mapping

STOPPED: Final = "stopped"
STOPPED_BY_USER: Final = "stopped_by_user"
EXPIRED: Final = "expired"
TIMELINE: Final = "timeline"
PLAN: Final = "plan"
OPEN_TASKS: Final = ("pending", "in_progress")
TASK_SIZE: Final = 400
Json = dict[str, Any]


def chunks_of(fields: Mapping[str, Any]) -> list[Json]:
    """Return what a call says as chunks, whichever way it says it; what is none is left to its own rule."""
    if text := fields.get("markdown_text"):
        return [{"type": "markdown_text", "text": text}]
    said = fields.get("chunks")
    return [chunk for chunk in said if isinstance(chunk, dict)] if isinstance(said, list) else []


def mode_of(fields: Mapping[str, Any]) -> str:
    """Return which way a call says what it says, and "" where it says nothing."""
    return next((name for name in ("markdown_text", "chunks") if fields.get(name)), "")


@dataclass(slots=True)
class Stream:
    channel: str
    ts: str
    thread_ts: str
    ends_at: float
    display: str = TIMELINE
    mode: str = ""
    ended: str = ""
    title: str = ""
    size: int = 0
    pieces: list[Json] = field(default_factory=list)  # blocks in their order; of a task its id alone
    tasks: dict[str, Json] = field(default_factory=dict)
    tail: tuple[Json, ...] = ()

    def is_open(self, now: float) -> bool:
        return not self.ended and now <= self.ends_at

    @property
    def text(self) -> str:
        return "".join(piece["text"] for piece in self.pieces if "written" in piece)

    @property
    def blocks_in_chunks(self) -> int:
        return sum("written" not in piece and "task" not in piece for piece in self.pieces)

    def blocks(self) -> tuple[Json, ...]:
        cards = {key: _card(task) for key, task in self.tasks.items()}
        if self.display == PLAN:
            plan = [self._plan(list(cards.values()))] if cards or self.title else []
            shown = [piece for piece in self.pieces if "task" not in piece]
            return (*plan, *map(_block, shown), *self.tail)
        shown = [cards[piece["task"]] if "task" in piece else piece for piece in self.pieces]
        return (*map(_block, shown), *self.tail)

    def add(self, fields: Mapping[str, Any]) -> None:
        self.mode = self.mode or mode_of(fields)
        self.size += self.size_of(fields)
        for chunk in chunks_of(fields):
            ADDING[chunk["type"]](self, chunk)

    def size_of(self, fields: Mapping[str, Any]) -> int:
        """Return how much a call adds to the message; a task weighs as much as some text."""
        chunks = chunks_of(fields)
        new = {str(chunk.get("id")) for chunk in chunks if chunk.get("type") == "task_update"}
        said = (chunk.get(name) for chunk in chunks for name in ("text", "details", "output"))
        return TASK_SIZE * len(new - self.tasks.keys()) + sum(map(length, said))

    def end(self, how: str) -> None:
        """End it; a task that is still open then is shown as one that failed."""
        self.ended = how
        for task in self.tasks.values():
            if task["status"] in OPEN_TASKS:
                task["status"] = "error"

    def write(self, chunk: Json) -> None:
        if not (self.pieces and "written" in self.pieces[-1]):
            (block,) = with_ids([{"type": "markdown", "text": "", "written": True}])
            self.pieces.append(block)
        self.pieces[-1]["text"] += chunk["text"]

    def update_task(self, chunk: Json) -> None:
        key = chunk["id"]
        if key not in self.tasks:
            (self.tasks[key],) = with_ids([{"details": "", "output": "", "sources": []}])
            self.pieces.append({"task": key})
        task = self.tasks[key]
        task |= {"task_id": key, "title": chunk["title"], "status": chunk["status"]}
        for name in ("details", "output"):
            task[name] += chunk.get(name, "")
        task["sources"] += chunk.get("sources", [])

    def rename(self, chunk: Json) -> None:
        self.title = chunk["title"]

    def put(self, chunk: Json) -> None:
        self.pieces.extend(with_ids(chunk["blocks"]))

    def _plan(self, cards: list[Json]) -> Json:
        title = self.title or cards[0]["title"]
        return {"type": "plan", "block_id": f"plan{self.ts}", "title": title, "tasks": cards}


ADDING: Final = {
    "markdown_text": Stream.write,
    "task_update": Stream.update_task,
    "plan_update": Stream.rename,
    "blocks": Stream.put,
}


def _block(piece: Json) -> Json:
    return {name: value for name, value in piece.items() if name != "written"}


def _card(task: Json) -> Json:
    said = {name: _rich(task[name]) for name in ("details", "output") if task[name]}
    sources = {"sources": list(task["sources"])} if task["sources"] else {}
    known = {name: task[name] for name in ("block_id", "task_id", "title", "status")}
    return {"type": "task_card", **known, **said, **sources}


def _rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
