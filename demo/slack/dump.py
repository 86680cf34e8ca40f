"""What stands in the workspace, as a failing test shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demo.slack.workspace import Workspace


def dump(workspace: Workspace) -> str:
    """Return all messages and open views, a line each."""
    seen = workspace.snapshot()
    lines = [
        f"{m['channel']} {m.get('thread_ts', '')} {m['ts']} {m['user']}: {m['text']!r}"
        for m in (*seen["messages"], *seen["ephemerals"])
    ]
    lines += [f"view {v.id} of {v.user}: {v.title!r} {v.errors or v.trouble or ''}" for v in workspace.views]
    return "\n".join(lines) or "(no messages)"
