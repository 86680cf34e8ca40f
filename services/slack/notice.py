"""A modal that says one thing: https://docs.slack.dev/reference/views/modal-views."""

from services.post import Block
from services.slack.fields import plain, text

TITLE = 24  # characters


def notice(said: str, title: str = "Watchbell") -> Block:
    return {"type": "modal", "title": text(title, TITLE), "blocks": [plain(said)]}
