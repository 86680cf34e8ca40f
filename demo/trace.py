"""What the bot did, step by step: its log, joined with what was set off here and what the local Slack shows.

An alarm's way is published → accepted → posted → updated, and clicked in between. Each step says how long
after the start of its change it came: after the publishing, or after the acceptance of what came unasked.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import asdict
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING, Any, Final

from demo.chronicle import KEPT, Chronicle, keep
from demo.tail import Tail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from demo.slack.page_worlds import Published
    from demo.slack.workspace import Workspace

    Line = Mapping[str, Any]


QUIET: Final = frozenset(
    {"slack_reached", "channel_joined", "queue_polled", "permalink_unknown", "queue_age_unknown"}
)
WORDS: Final = {"mention": "mentioned", "direct message": "asked"}
OWN_LOGGERS: Final = ("bot.", "listeners.", "services.")


class Trace:
    """The steps of the bot, or of several, read from their logs whenever somebody asks."""

    def __init__(self, logs: Sequence[Path], workspace: Workspace) -> None:
        self._logs = logs  # it may grow
        self._tails: dict[Path, Tail] = {}
        self._workspace = workspace
        self._chronicle = Chronicle()
        self._names: dict[str, str] = {}  # by incident, and by the event's post
        self._unread: dict[str, int] = {}  # steps whose message only the bot can name, by its key
        self._titles: deque[str] = deque(maxlen=KEPT)  # of events, whose posts have ids of their own

    def after(self, revision: int) -> dict[str, object]:
        """Return the steps that are new since *revision*, and what to ask for next; the page's JSON."""
        self.read()
        known = self._chronicle
        oldest = known.steps[0].id if known.steps else 0
        steps = [asdict(step) for step in known.after(revision)]
        return {"steps": steps, "revision": known.revision, "oldest": oldest}

    def published(self, published: Published) -> None:
        """Take in what somebody set off, after all that the bot did before."""
        self.read()
        for name in published.names:
            self._chronicle.begin(name, published.at)
        about = published.names[0] if len(published.names) == 1 else ""
        step = self._chronicle.add(published.at, "published", about, published.text)
        if published.message_id and not about:
            keep(self._unread, f"sns:{published.message_id}", step.id)

    def read(self) -> None:
        """Take in what the bot wrote since the last time."""
        for log in self._logs:
            self._tails.setdefault(log, Tail(log))
        lines = [line for tail in self._tails.values() for line in tail.lines()]
        for line in sorted(lines, key=_time) if len(self._tails) > 1 else lines:
            at = _time(line)
            readers: dict[str, Callable[[float, Line], object]] = {
                "accepted": self._accepted,
                "seen": self._accepted,
                "failed": self._accepted,
                "posted": self._shown,
                "updated": self._shown,
                "asked": self._asked,
                "swept": self._swept,
            }
            readers.get(str(line.get("event")), self._other)(at, line)

    def _accepted(self, at: float, line: Line) -> None:
        verdict, name = str(line.get("event")), str(line.get("name") or "")
        step = self._unread.pop(str(line.get("key")), None)
        if step:
            self._chronicle.name(step, name)
        if line.get("incident"):
            keep(self._names, str(line["incident"]), name)
        is_event = line.get("kind") == "event"
        if is_event:
            self._titles.append(name)
        self._chronicle.accept(name, at)
        what = {"seen": "seen before", "failed": "not accepted"}.get(verdict, verdict)
        said = "an event, no alarm" if is_event else ""
        self._chronicle.add(at, what, name, said, bad=verdict == "failed")

    def _shown(self, at: float, line: Line) -> None:
        channel = self._workspace.channels.get(str(line.get("channel")))
        message = channel and self._workspace.message(channel.id, str(line.get("ts")))
        text = unescape(message.text) if message else ""
        about = self._about(line) or next((title for title in self._titles if title and title in text), "")
        place = f"#{channel.name}" if channel else "a channel"
        if message and message.is_reply:
            place = f"{place}, thread"
        short = text.removeprefix(f"{about}: ").replace(f" {about}: ", ": ", 1) if about else text
        self._chronicle.add(at, str(line["event"]), about, f"{place}: {short}" if short else place)

    def _asked(self, at: float, line: Line) -> None:
        """Take in what a person asked of the bot, back-dated to when they did."""
        action, target = str(line.get("action")), str(line.get("on") or "")
        typed, ending, took = action.startswith("/"), str(line.get("ending")), float(line.get("ms") or 0)
        what = "command" if typed else WORDS.get(action, "clicked")
        about = "" if typed else self._names.get(target.rpartition(":")[2], "")
        said = f"{action} {target}".rstrip() if typed else action
        outcome = f"answered in {took:.0f} ms" if ending == "done" else ending
        text = f"{self._person(line)}: {said}, {outcome}"
        self._chronicle.add(
            at - took / 1000, "refused" if ending == "refused" else what, about, text, bad=ending != "done"
        )

    def _person(self, line: Line) -> str:
        user = self._workspace.users.get(str(line.get("user")))
        return (user.real_name or user.name) if user else "somebody"

    def _swept(self, at: float, line: Line) -> None:
        found = {name: line.get(name) for name in ("opened", "moved", "closed", "deleted") if line.get(name)}
        if found:
            said = ", ".join(f"{count} {name}" for name, count in found.items())
            self._chronicle.add(at, "swept", "", f"CloudWatch knew better: {said}")

    def _other(self, at: float, line: Line) -> None:
        """Take in the bot's own state and its troubles; what only its authors care for stays out."""
        event = str(line.get("event"))
        own = str(line.get("logger", "")).startswith(OWN_LOGGERS)
        bad = line.get("level") in ("warning", "error", "critical")
        if event in QUIET or not (own or bad):
            return
        what = {"slack_rate_limited": "rate limited"}.get(
            event, event.replace("_", " ") if own else "trouble"
        )
        after = line.get("after")
        why = line.get("error") or (f"Slack says: again in {after} s" if after else self._shift(line))
        self._chronicle.add(
            at, what, self._about(line), str(why or ("" if own else event)), bad=bad or after is not None
        )

    def _shift(self, line: Line) -> str:
        """Where several bots run: which channel, and which of them."""
        channel = self._workspace.channels.get(str(line.get("channel")))
        pid = str(line.get("bot", "")).split("/")[1:2]
        return " ".join(
            [*([f"#{channel.name}"] if channel and pid else []), *(f"by pid {one}" for one in pid)]
        )

    def _about(self, line: Line) -> str:
        """The name behind a post's id, which begins with what it shows."""
        return self._names.get(str(line.get("post", "")).rsplit("/", 2)[0], "")


def _time(line: Line) -> float:
    try:
        return datetime.fromisoformat(str(line.get("timestamp"))).timestamp()
    except ValueError:
        return time.time()
