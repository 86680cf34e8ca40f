"""Files of the app: their bytes, and how Slack shows them."""

from __future__ import annotations

import mimetypes
import secrets
import time
from dataclasses import dataclass, field
from typing import Any, Final

from demo.slack.people import BOT

PREVIEWED: Final = 2000  # characters of a text
TEXTS: Final = ("text/", "application/json", "application/xml", "application/yaml")
BYTES: Final = "application/octet-stream"
Json = dict[str, Any]


@dataclass(slots=True)
class File:
    """One file, from the asking for a place to put it; it is *shared* into channels once it is there."""

    id: str
    name: str
    length: int
    key: str
    title: str = ""
    content: bytes | None = None
    shared: set[str] = field(default_factory=set)
    completed: bool = False
    created: int = field(default_factory=lambda: int(time.time()))

    @property
    def kind(self) -> str:
        return mimetypes.guess_type(self.name)[0] or BYTES

    @property
    def preview(self) -> str | None:
        """Return how it begins, where it is text."""
        if not self.kind.startswith(TEXTS):
            return None
        return (self.content or b"")[: 4 * PREVIEWED].decode("utf-8", "replace")[:PREVIEWED]

    def as_json(self) -> Json:
        suffix = self.name.rpartition(".")[2].lower() if "." in self.name else "binary"
        known = {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.kind,
            "filetype": suffix,
            "pretty_type": suffix.upper(),
            "user": BOT,
            "editable": False,
            "size": self.length,
            "mode": "snippet" if self.preview is not None else "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": False,
            "preview": self.preview,
        }
        return {name: value for name, value in known.items() if value is not None}


class Files:
    def __init__(self) -> None:
        self._known: dict[str, File] = {}

    def expect(self, name: str, length: int) -> File:
        """Make a place for a file; its key is the secret of the address that it is sent to."""
        file = File("F" + secrets.token_hex(5).upper(), name, length, secrets.token_hex(16))
        self.keep(file)
        return file

    def keep(self, file: File) -> None:
        self._known[file.id] = file

    def get(self, file_id: str) -> File | None:
        return self._known.get(file_id)

    def keyed(self, key: str) -> File | None:
        return next((file for file in self._known.values() if file.key == key), None)
