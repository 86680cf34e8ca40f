"""What is held against the rules like a method and is none.

That is what comes to a response_url, the bytes of a file, what an app answers in its acks to a submitted
view and to a search, and the opening of a Socket Mode connection.
"""

from __future__ import annotations

from typing import Final

from demo.slack import chat, dialogs, files
from demo.slack.call import Kind, Method
from demo.slack.methods import SAYS, UNFURLS

RESPONSE_URL: Final = Method(
    chat.respond,
    SAYS
    | UNFURLS
    | {
        "metadata": Kind.JSON,
        "thread_ts": Kind.TEXT,
        "response_type": Kind.TEXT,
        "replace_original": Kind.FLAG,
        "delete_original": Kind.FLAG,
    },
    token=None,
)

UPLOAD: Final = Method(files.upload, {"key": Kind.TEXT}, ("key",), token=None)
SUBMISSION: Final = Method(
    dialogs.answer_submission,
    {"response_action": Kind.TEXT, "errors": Kind.JSON, "view": Kind.JSON},
    token=None,
)
SUGGESTION: Final = Method(
    dialogs.answer_suggestion, {"options": Kind.JSON, "option_groups": Kind.JSON}, token=None
)

LINK: Final = Method(
    lambda _: {},
    {"ticket": Kind.TEXT, "app_id": Kind.TEXT, "debug_reconnects": Kind.FLAG},
    ("ticket",),
    token=None,
)
