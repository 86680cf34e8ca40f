"""The limits of tasks and plans, and of the chunks in which an answer is streamed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from demo.slack.content import is_no_list_of_objects
from demo.slack.limit import BLOCK, ELEMENT, WEB, links, longest, never_empty, only
from demo.slack.rule import Rule, on
from demo.slack.shapes import STREAMING

if TYPE_CHECKING:
    from demo.slack.parts import Part

STATUSES: Final = ("pending", "in_progress", "complete", "error")
TASK: Final = BLOCK + "task-card-block"
UPDATE: Final = "chunk.task_update"

LIMITS_OF_CHUNKS: Final[tuple[Rule[Part], ...]] = (
    Rule("chunks_format", "invalid_chunks", STREAMING, on("chunks"), is_no_list_of_objects),
    never_empty("chunk_text_some", "chunk.markdown_text", "text", STREAMING),
    never_empty("task_id_some", UPDATE, "id", STREAMING),
    longest("task_title_length", UPDATE, "title", 256, STREAMING),
    longest("task_details_length", UPDATE, "details", 256, STREAMING),
    longest("task_output_length", UPDATE, "output", 256, STREAMING),
    longest("plan_title_length", "chunk.plan_update", "title", 256, STREAMING),
    only("task_update_status", UPDATE, "status", STATUSES, STREAMING),
    only("task_card_status", "task_card", "status", STATUSES, TASK),
    links("source_url_scheme", "source.url", "url", ELEMENT + "url-source-element", WEB),
    never_empty("source_text_some", "source.url", "text", ELEMENT + "url-source-element"),
)
