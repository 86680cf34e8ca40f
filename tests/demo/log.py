"""A log as the bot writes it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

START = 1_795_170_000.0


@dataclass
class BotLog:
    path: Path

    def say(self, event: str, at: float = 0.0, **more: Any) -> None:
        """Write what happened *at* seconds after the start."""
        when = datetime.fromtimestamp(START + at, UTC).isoformat()
        said = {"event": event, "timestamp": when, "level": "info", "logger": "services.poster"} | more
        self.write(json.dumps(said) + "\n")

    def write(self, text: str) -> None:
        with self.path.open("a", encoding="utf-8") as log:
            log.write(text)

    def accepted(self, name: str, incident: str | None, at: float = 0.0, **more: Any) -> None:
        more = {"kind": "alarm", "key": f"sns:{name}"} | more
        self.say("accepted", at, name=name, incident=incident, logger="listeners.queue", **more)
